"""Granite: Llama with scaled embeddings and residuals, which cost nothing that counts."""

from flopwise.architectures.families.llama import read

__all__ = ["read"]
