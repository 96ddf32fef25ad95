"""All steps, filed by the question that they answer."""
