"""Any step, unit, convention, method or term on its own: what it is, why, and one worked number.

The texts are those that the derivations print: docstrings of steps, records of the rest.
"""

from flopwise.explanations.explanation import Explanation
from flopwise.explanations.names import every, explain
from flopwise.explanations.steps import all_steps, worked_example

__all__ = ["Explanation", "all_steps", "every", "explain", "worked_example"]
