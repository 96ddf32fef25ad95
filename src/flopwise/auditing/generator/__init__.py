"""Worked answers with known errors at known places: what an audit is measured on.

It shares no parsing code with the audit.
"""

from flopwise.auditing.generator.generating import (
    CONVENTIONS,
    KINDS,
    TOPICS,
    generate,
    generate_many,
)
from flopwise.auditing.generator.records import Planted, Written, verdict_of
from flopwise.auditing.generator.writing import LANGUAGES

__all__ = [
    "CONVENTIONS", "KINDS", "LANGUAGES", "TOPICS", "Planted", "Written", "generate",
    "generate_many", "verdict_of",
]  # fmt: skip
