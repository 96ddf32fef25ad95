"""The command line: thin verbs over the operations."""

from flopwise.cli.main import main

__all__ = ["main"]
