"""What a text is about, which total is its result, and how it arrives there."""
