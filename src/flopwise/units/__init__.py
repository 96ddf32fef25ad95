"""Dimensions, units by name, and numbers as a reader sees them."""
