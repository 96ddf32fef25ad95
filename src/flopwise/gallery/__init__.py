"""Challenges, the answers that were published to them, and who wrote those: shipped ones and a user's own.

`everything` joins both, `records` says what may be kept, `reading` turns foreign files into records,
`keeping` brings them in and out. Nothing here judges an answer; that is done where audits are known.
"""

from flopwise.gallery.everything import answer, answers, author, challenge, challenges

__all__ = ["answer", "answers", "author", "challenge", "challenges"]
