"""One estimate from what the catalog, an architecture and a method know."""
