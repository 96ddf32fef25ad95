"""One model family a file, named after its Hugging Face model type; each reads a config."""
