"""Numbers in words: `fifteen trillion`, `sixty-four`, `half a million`, `a dozen`, `two and a half`.

>>> in_digits("three billion parameters on fifteen trillion tokens")
'3 billion parameters on 15 trillion tokens'
>>> in_digits("one hundred thousand gpu hours across sixty-four gpus")
'100 thousand gpu hours across 64 gpus'
>>> in_digits("half a million steps, two and a half weeks, this one")
'0.5 million steps, 2.5 weeks, this one'
"""

from __future__ import annotations

import re

_ONES = {
    word: value
    for value, word in enumerate(
        [
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ],
        start=1,
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
_SCALES = ("thousand", "million", "billion", "trillion", "quadrillion")

_SMALL = "|".join([*(_TENS), *sorted(_ONES, key=len, reverse=True)])
_WORD = rf"(?:{_SMALL}|hundred)\b"
_RUN = re.compile(rf"\b{_WORD}(?:(?:[ -]| and ){_WORD})*", re.IGNORECASE)
_HALF = re.compile(rf"\bhalf an? ({'|'.join(_SCALES)}|dozen|hundred)\b", re.IGNORECASE)
_QUARTER = re.compile(rf"\b(?:a )?quarter (?:of )?an? ({'|'.join(_SCALES)})\b", re.IGNORECASE)
_AND_HALF = re.compile(r"\b(\d+) and a half\b", re.IGNORECASE)
_ARTICLE = re.compile(rf"\ban? ({'|'.join(_SCALES)}|hundred)\b", re.IGNORECASE)
_DOZEN = re.compile(r"\b(?:a |(\d+) )?dozen\b", re.IGNORECASE)
_BEFORE_ONE = re.compile(r"(?:this|that|which|each|every|the|no|any|another)\s$", re.IGNORECASE)
_AFTER_ONE = re.compile(r"\s*(?:third|of\b|that\b|way\b|[.?!]|$)|-", re.IGNORECASE)


def in_digits(text: str) -> str:
    """Write the numbers that a text spells out in digits, and leave the rest as it is.

    Scales stay words (`3 billion`), as quantities read them. `one` stays where it is a pronoun.
    """
    text = _RUN.sub(lambda found: _run(text, found), text)
    text = _HALF.sub(r"0.5 \1", text)
    text = _QUARTER.sub(r"0.25 \1", text)
    text = _AND_HALF.sub(r"\1.5", text)
    text = _ARTICLE.sub(r"1 \1", text)
    text = _DOZEN.sub(lambda found: str(12 * int(found[1] or 1)), text)
    return re.sub(r"\b(\d+) hundred\b", lambda found: str(100 * int(found[1])), text)


def _run(text: str, found: re.Match[str]) -> str:
    written = found[0]
    words = re.findall(r"[a-z]+", written.lower())
    if words == ["hundred"]:
        return written
    before, behind = text[: found.start()], text[found.end() :]
    if words == ["one"] and (_BEFORE_ONE.search(before) or _AFTER_ONE.match(behind)):
        return written
    part = 0
    for word in words:
        if word == "hundred":
            part = (part or 1) * 100
        elif word in _TENS or word in _ONES:
            part += _TENS.get(word, _ONES.get(word, 0))
    return str(part)
