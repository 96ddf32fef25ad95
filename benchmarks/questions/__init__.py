"""Questions with known answers, generated to measure `flopwise ask`."""

from benchmarks.questions.generator import Question, generate

__all__ = ["Question", "generate"]
