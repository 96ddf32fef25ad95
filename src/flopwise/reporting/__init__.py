"""Documents made of results: for a model card, a paper, an authority, an author."""
