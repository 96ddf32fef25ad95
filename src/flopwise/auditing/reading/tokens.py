"""Scanning plain text into tokens: numbers with their units, names, operators, separators."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, NamedTuple

from flopwise.units import registry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flopwise.units.registry import Unit

NUMBER, NAME, WORD = "NUMBER", "NAME", "WORD"
TIMES, SLASH, PLUS, MINUS, POW, REL = "TIMES", "SLASH", "PLUS", "MINUS", "POW", "REL"
LPAR, RPAR, SEP, STOP, ROOT = "LPAR", "RPAR", "SEP", "STOP", "ROOT"


class Token(NamedTuple):
    """A piece of plain text; numbers carry what they are worth in base units."""

    type: str
    text: str
    start: int
    end: int
    value: float = 0.0
    unit: Unit | None = None
    bare: float = 0.0
    """The number without what its unit scales by: 312 of `312 TFLOP/s`."""
    digits: int = 0
    """Significant figures as written; 0 for other tokens."""
    low: float | None = None
    """The lower end where a range was written; `value` then is the upper end."""

    @property
    def dimension(self) -> str:
        """The base unit of a number, empty for a bare one."""
        return str(self.unit.dimension) if self.unit is not None else ""


_SCANNER = re.compile(
    r"""
    (?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d) | \d{1,3}(?:[ ]\d{3})+(?!\d|\.\d)
      | \d+(?:_\d{3})+ | \d+\.\d+ | \.\d+ | \d+)(?P<exponent>[eE][+-]?\d{1,3}(?!\d|\.\d|[A-Za-z]))?
  | (?P<name>[^\W\d_](?:[^\W\d]|(?<![\u2e80-\u9fff\uac00-\ud7af])\d|['’])*(?:-[^\W\d_]\w*)*)
  | (?P<relation>≈=|:=|=|≈|~=?|→|≅|⇒|->|=>)
  | (?P<power>\^|\*\*)
  | (?P<times>×|\*)
  | (?P<slash>/|÷)
  | (?P<root>√)
  | (?P<plus>\+)
  | (?P<minus>-)
  | (?P<open>[(\[])
  | (?P<close>[)\]])
  | (?P<stop>\n\s*\n|\n|[.;。；!?！？।؛](?=\s|$|[^\x00-\x7f])|\|)
  | (?P<sep>[,，、:：–—…•"“”«»<>%$#&@±≤≥∴])
    """,
    re.VERBOSE,
)

_SCALES = {
    "k": 1e3, "K": 1e3, "thousand": 1e3, "M": 1e6, "mn": 1e6, "million": 1e6, "millions": 1e6,
    "G": 1e9, "B": 1e9, "bn": 1e9, "b": 1e9, "billion": 1e9, "billions": 1e9, "T": 1e12,
    "tn": 1e12, "trillion": 1e12, "trillions": 1e12, "quadrillion": 1e15, "quintillion": 1e18,
    "sextillion": 1e21, "septillion": 1e24, "万": 1e4, "亿": 1e8, "万亿": 1e12, "千亿": 1e11,
    "百亿": 1e10, "千万": 1e7, "百万": 1e6, "億": 1e8, "兆": 1e12, "千億": 1e11, "억": 1e8,
    "京": 1e16, "垓": 1e20, "秭": 1e24, "경": 1e16, "해": 1e20,
    "조": 1e12, "천억": 1e11, "만": 1e4, "천만": 1e7, "백만": 1e6, "천": 1e3, "млрд": 1e9, "миллиардов": 1e9, "миллиарда": 1e9,
    "млн": 1e6, "миллионов": 1e6, "трлн": 1e12, "триллионов": 1e12, "триллиона": 1e12,
    "Mrd": 1e9, "Milliarden": 1e9, "Mio": 1e6, "Millionen": 1e6, "Billionen": 1e12,
    "milliards": 1e9, "тыс": 1e3, "тысяч": 1e3, "میلیارد": 1e9, "میلیون": 1e6, "تریلیون": 1e12, "هزار": 1e3,
}  # fmt: skip
_CJK_SCALE = re.compile(
    r"万亿|千亿|百亿|千万|百万|万|亿|千億|億|兆|京|垓|秭|천억|천만|백만|억|조|만"
)
_TYPES = {
    "times": TIMES, "power": POW, "slash": SLASH, "plus": PLUS, "minus": MINUS, "open": LPAR,
    "close": RPAR, "stop": STOP, "sep": SEP, "root": ROOT, "relation": REL,
}  # fmt: skip
_LONGEST_UNIT = 40


_DECIMAL_COMMA = re.compile(r"(?<![\d,.])(\d{1,3}),(\d{1,2})(?![\d,])")
_ANY_COMMA = re.compile(r"(?<![\d,.])(\d{1,3}),(\d{1,6})(?![\d,])")
_SPACED_GROUPS = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?!\d)")
_COMMA_MANTISSA = re.compile(r"(?<![\d,.])\d,\d{1,2}[ ]?[×x·*][ ]?10(?:\^|\*\*)")
_POINT_MANTISSA = re.compile(r"(?<![\d,.])\d\.\d+[ ]?[×x·*][ ]?10(?:\^|\*\*)")
_COMMA_POWER = re.compile(
    r"(?<![\d,.])(\d{1,3}),(\d{1,6})(?=[ ]?[×x·*][ ]?10(?:\^|\*\*)|[eE][+-]?\d)"
)
_COMMA_SCALE = re.compile(r"(?<![\d,.])(\d{1,3}),(\d{1,6})(?=[ ]?(?:[KMBT]\b|млн|млрд|трлн|тыс))")
_ZERO_COMMA = re.compile(r"(?<![\d,.])0,(\d{1,6})(?![\d,])")
_CYRILLIC = re.compile(r"[а-яА-Я]{3}")


def scan(text: str) -> list[Token]:
    """Split plain text into tokens; linear in its length.

    Where words are Russian, `1,2` is a decimal fraction; so is `1,234` where the text groups
    digits by spaces.
    """
    text = _ZERO_COMMA.sub(r"0.\1", text)
    if _CYRILLIC.search(text) or (
        _COMMA_MANTISSA.search(text) and not _POINT_MANTISSA.search(text)
    ):
        text = _COMMA_SCALE.sub(r"\1.\2", text)
        text = _COMMA_POWER.sub(r"\1.\2", text)
        spaced = _SPACED_GROUPS.search(text) is not None
        text = (_ANY_COMMA if spaced else _DECIMAL_COMMA).sub(r"\1.\2", text)
    return list(_scan(text))


_LARGEST = 1e100


def _scan(text: str) -> Iterator[Token]:
    at = 0
    while at < len(text):
        found = _SCANNER.match(text, at)
        if found is None:
            at += 1
            continue
        kind = "number" if found["number"] else found.lastgroup
        at = found.end()
        if kind == "number":
            token = _number(text, found)
            at = token.end
            if abs(token.value) <= _LARGEST:  # else it is no amount of anything
                yield token
        elif kind == "name" and (worded := _in_words(text, found)) is not None:
            at = worded.end
            yield worded
        elif kind == "name":
            yield from _name(found)
        elif found[0] == "$" and text[at : at + 1].isdigit():
            continue  # the number behind it is an amount of dollars
        else:
            assert kind is not None
            yield Token(_TYPES[kind], found[0], found.start(), found.end())


_SMALL = {
    "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0,
    "six": 6.0, "seven": 7.0, "eight": 8.0, "nine": 9.0, "ten": 10.0, "eleven": 11.0, "twelve": 12.0,
    "thirteen": 13.0, "fourteen": 14.0, "fifteen": 15.0, "sixteen": 16.0, "seventeen": 17.0,
    "eighteen": 18.0, "nineteen": 19.0, "twenty": 20.0, "thirty": 30.0, "forty": 40.0, "fifty": 50.0,
    "sixty": 60.0, "seventy": 70.0, "eighty": 80.0, "ninety": 90.0,
}  # fmt: skip
_FEW = r"a\ few|several|a\ couple\ of"
_VAGUE = (2.0, 9.0)
"""What `a few` may mean."""
_WORDED = re.compile(
    rf"(?:(?P<few>{_FEW})|(?P<half>half\ an?)|(?P<tens>[a-z]+ty)[- ](?P<ones>[a-z]+)|(?P<small>[a-z]+))"
    r"(?P<hundred>[- ]hundred)?[- ](?P<scale>(?:thousand|[mbtr]+illion|quadrillion|quintillion|sextillion))\b",
    re.IGNORECASE,
)
_FEW_TIMES = re.compile(rf"(?:{_FEW})\ (?:times|×)\ (?=10(?:\^|\*\*)|1e\d)", re.IGNORECASE)


def _in_words(text: str, found: re.Match[str]) -> Token | None:
    """Read `fifteen trillion`, `half a million`, and `a few times 10^23` as the range that it is."""
    times = _FEW_TIMES.match(text, found.start())
    if times is not None:
        figure = _SCANNER.match(text, times.end())
        assert figure is not None
        token = _number(text, figure)
        if token.low is None:
            return _vague(token, text, found.start())
    words = _WORDED.match(text, found.start())
    if words is None or words["scale"].casefold() not in _SCALES:
        return None
    value = _worth(words)
    if value is None:
        return None
    value *= _SCALES[words["scale"].casefold()] * (100.0 if words["hundred"] else 1.0)
    unit, end = _unit(text, words.end(), scaled=True)
    scaled = value * float(unit.scale) if unit is not None else value
    token = Token(NUMBER, text[words.start() : end], words.start(), end, scaled, unit, value, 2)
    return _vague(token, text, found.start()) if words["few"] else token


def _worth(words: re.Match[str]) -> float | None:
    if words["few"]:
        return 1.0
    if words["half"]:
        return 0.5
    if words["tens"]:
        tens, ones = (_SMALL.get(words[part].casefold()) for part in ("tens", "ones"))
        return tens + ones if tens is not None and ones is not None else None
    return _SMALL.get(words["small"].casefold())


def _vague(token: Token, text: str, start: int) -> Token:
    low, high = _VAGUE
    return token._replace(
        text=text[start : token.end], start=start, value=token.value * high,
        low=token.value * low, digits=1,
    )  # fmt: skip


def _name(found: re.Match[str]) -> Iterator[Token]:
    word = found[0]
    if word in ("x", "X"):
        yield Token(TIMES, word, found.start(), found.end())
    else:
        yield Token(NAME, word, found.start(), found.end())


def _number(text: str, found: re.Match[str]) -> Token:
    digits = re.sub(r"[,_ ]", "", found["number"])
    value = float(digits + (found["exponent"] or ""))
    significant = _significant(digits)
    end = found.end()
    scale, end = (1.0, end) if found["exponent"] else _scale(text, end)
    if scale > 1.0:
        rest, end = _smaller_part(text, end, scale)
        value += rest / scale
    begin = end
    power, end = _power_of_ten(text, end, ten=digits == "10" and not found["exponent"])
    raised = digits == "10" and _EXPONENT.match(text, begin) is not None
    if scale == _BILLION and _BYTES.match(text, found.end()) and value <= _MOST_BYTES:
        scale, end = 1.0, found.end()  # 13e9 × 16 B = 208 GB
    unit, end = _unit(text, end, scaled=scale != 1.0)
    if unit is None:
        unit = _unit_behind_parenthesis(text, end)
    percent = _PERCENT.match(text, end) if unit is None else None
    if percent is not None:
        end = percent.end()
        return Token(NUMBER, text[found.start() : end], found.start(), end, value / 100, None,
                     value / 100, significant)  # fmt: skip
    if unit is None and text[found.start() - 1 : found.start()] == "$":
        unit = registry.known("USD")
    value = power if raised and scale == 1.0 else value * power
    value *= scale
    bare = value
    if unit is not None:
        value *= float(unit.scale)
    token = Token(
        NUMBER, text[found.start() : end], found.start(), end, value, unit, bare, significant
    )
    return _range(text, token, bare=end == found.end())


_BILLION, _MOST_BYTES = 1e9, 64
_BYTES = re.compile(
    r"[ ]B(?=[ ]?(?:[=≈×/)]|per\b|each\b)[^.;\n|]{0,40}?(?:[KMGT]i?B\b|byte|param|weight))"
)
_PERCENT = re.compile(r"[ ]?(?:%|per ?cent\b|درصد|процент\w*|퍼센트|パーセント)")
_BETWEEN = re.compile(
    r"\b(?:between|entre|zwischen)[ ](?:about |roughly |some |~ ?)?$", re.IGNORECASE
)
_AND = re.compile(r"[ ](?:and|y|et|und)[ ](?=\d)")
_LONGEST_BETWEEN = 24
_RANGE = re.compile(r"(?:[ ]?[-–—~][ ]?|[ ]to[ ])(?=\d)")


def _range(text: str, low: Token, *, bare: bool) -> Token:
    """Read `3-5 × 10^23` as one figure; what follows the upper end holds for the lower one."""
    sign = _RANGE.match(text, low.end)
    if sign is None and _BETWEEN.search(text, max(0, low.start - _LONGEST_BETWEEN), low.start):
        sign = _AND.match(text, low.end)
    spaced = sign is not None and sign[0].startswith(" ") and not sign[0].strip().isalpha()
    if sign is None or spaced or low.low is not None:
        return low
    found = _SCANNER.match(text, sign.end())
    if found is None or not found["number"]:
        return low
    high = _number(text, found)
    digits = float(re.sub(r"[,_ ]", "", found["number"]) + (found["exponent"] or ""))
    if high.low is not None or not digits:
        return low
    start = low.value * (high.value / digits) if bare else low.value
    if not start < high.value < 1e3 * start:
        return low
    return high._replace(text=text[low.start : high.end], start=low.start, low=start)


_RAISED = r"[ ]?(?:\^|\*\*)[ ]?(?:\(([-+]?\d{1,3})\)|([-+]?\d{1,3})(?!\d))"
_POWER_OF_TEN = re.compile(r"[ ]{0,3}[×x*·][ ]{0,3}10" + _RAISED)
_EXPONENT = re.compile(_RAISED)
_LARGEST_EXPONENT = 60


def _power_of_ten(text: str, at: int, *, ten: bool) -> tuple[float, int]:
    """Read `× 10^23` behind a number, or `^23` behind a ten, as part of it."""
    found = _EXPONENT.match(text, at) if ten else None
    ten = found is not None
    found = found or _POWER_OF_TEN.match(text, at)
    if found is None:
        return 1.0, at
    exponent = int(found[1] or found[2])
    if abs(exponent) > _LARGEST_EXPONENT:
        return 1.0, at
    end = found.end()
    if ten:
        return 10.0**exponent, end
    scale, end = _scale(text, end)  # 1.75 × 10^2 billion
    return 10.0**exponent * scale, end


def _significant(digits: str) -> int:
    if "." in digits:
        return max(1, len(digits.replace(".", "").lstrip("0")))
    return max(1, len(digits.strip("0")))


def _scale(text: str, at: int) -> tuple[float, int]:
    """Read the scale behind a number: `B`, ` billion`, `亿`, ` млрд`."""
    begin = at
    while begin < at + 3 and text[begin : begin + 1] == " ":
        begin += 1
    scale = 1.0
    while (cjk := _CJK_SCALE.match(text, begin)) is not None and scale < _LARGEST_SCALE:
        scale *= _SCALES[cjk[0]]
        begin = cjk.end()
    if scale != 1.0:
        return scale, begin
    if text[begin : begin + 1] == "-" and _HYPHENATED.match(text, begin + 1):
        begin += 1  # a 20-billion-parameter model
    word = re.compile(r"[^\W\d_]+").match(text, begin)
    if word is None or word[0] not in _SCALES:
        return 1.0, at
    if begin > at and len(word[0]) == 1 and word[0] not in "BMT":
        return 1.0, at  # "6 k" is no number of thousands in prose
    following = text[word.end() : word.end() + 1]
    if following in ("_", "^"):
        return 1.0, at
    end = word.end()
    if text[end : end + 2] == ". " and (not word[0].isascii() or word[0] in _SHORTENED):
        end += 1  # тыс. ч
    return _SCALES[word[0]], end


_SHORTENED = ("Mrd", "Mio")
_SMALLER_PART = re.compile(r"[ ]?(\d{1,4})[ ]?(?=[천백만억万亿億])")


def _smaller_part(text: str, at: int, above: float) -> tuple[float, int]:
    """Read the rest of `1조 4천억`: a second number with a smaller scale of its own."""
    found = _SMALLER_PART.match(text, at)
    scale, end = _scale(text, found.end()) if found is not None else (1.0, at)
    if found is None or not 1.0 < scale < above:
        return 0.0, at
    return float(found[1]) * scale, end


_LARGEST_SCALE = 1e30
_HYPHENATED = re.compile(r"(?:thousand|million|billion|trillion)(?![^\W\d_])")
_COUNTED = ("flop", "token", "parameter", "optimizer_step", "sequence")


def _unit_behind_parenthesis(text: str, at: int) -> Unit | None:
    """Read the unit of `(3 × 10^23) FLOPs`, which stands outside."""
    closed = re.compile(r"[ ]{0,2}\)[ ]{0,2}").match(text, at)
    if closed is None:
        return None
    unit, _ = _unit(text, closed.end(), scaled=False)
    return unit if unit is not None and str(unit.dimension) in _COUNTED else None


_UNIT_WORDS = re.compile(
    r"[ -]{0,3}(?:of )?(?P<unit>[^\W\d_][^\W_]*(?:(?:/|-|·| per )[^\W\d_][^\W_]*){0,3}(?: [^\W\d_]+)?)"
)


def _unit(text: str, at: int, *, scaled: bool) -> tuple[Unit | None, int]:
    """Read the unit behind a number, the longest that there is."""
    found = _UNIT_WORDS.match(text, at)
    if found is None:
        return None, at
    written = found["unit"][:_LONGEST_UNIT]
    start = found.start("unit")
    while written:
        unit = _known(written)
        lone = len(written) == 1 and start == at and not scaled and written.isascii()
        if unit is not None and not (lone and written not in "sBJW%h"):
            return unit, start + len(written)
        if not written.isascii():
            for length in range(min(_LONGEST_JOINED, len(written) - 1), 1, -1):
                unit = _known(written[:length])
                if unit is not None:
                    return unit, start + length  # 参数的模型
        prefix = _ASCII.match(written)
        unit = _known(prefix[0]) if prefix is not None and len(prefix[0]) > 1 else None
        if unit is not None:
            assert prefix is not None
            return unit, start + len(prefix[0])  # a particle is joined to it: petaflop/s-day에
        cut = max(written.rfind(sign) for sign in "/-· ")
        written = written[:cut].rstrip() if cut > 0 else ""
    return None, at


_LONGEST_JOINED = 6
_ASCII = re.compile(r"[\x21-\x7e]+(?=[^\x00-\x7f])")


def unit_of_label(label: str) -> Unit | None:
    """Return the unit that a table's cell names for the number beside it: `H100-hours`."""
    written = re.split(r"[@(（]", label)[0].strip(" *_`()|")
    plural = written[:1].isupper() and not written.isascii()
    if not written or plural or len(written) > _LONGEST_UNIT:
        return None
    unit = _known(written)
    return unit if unit is not None and str(unit.dimension) in _LABELLED else None


_LABELLED = ("device·second", "flop", "joule", "dollar")


@functools.lru_cache(maxsize=4096)
def _known(written: str) -> Unit | None:
    from flopwise.auditing.reading.vocabulary import unit_named

    return unit_named(written) or (registry.known(written) if written[:1].isascii() else None)


__all__ = ["Token", "scan", "unit_of_label"]
