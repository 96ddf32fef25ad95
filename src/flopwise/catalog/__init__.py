"""Facts with sources and dates; each is opened when it is asked for."""

VERSION = "2026.11"
"""Changes whenever a shipped figure does, so that a saved result can say what it was made from."""
