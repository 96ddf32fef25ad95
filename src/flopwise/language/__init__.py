"""Quantities and names as people write them."""
