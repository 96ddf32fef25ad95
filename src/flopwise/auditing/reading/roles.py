"""What a figure is the amount of, by the words around it and the letters that a text gives."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from flopwise.auditing.reading import vocabulary
from flopwise.auditing.reading.tokens import NAME, REL

if TYPE_CHECKING:
    from flopwise.auditing.reading.chains import Statement

_SYMBOLS = {"N": "parameters", "P": "parameters", "D": "tokens", "T": "tokens", "L": "layers",
            "d": "width", "d_model": "width", "S": "steps", "B": "batch"}  # fmt: skip

_BATCH = (
    "batch", "per step", "each step", "a step", "one step", "per iteration", "批", "دسته", "バッチ",
    "배치", "батч", "пакет", "每步", "每一步", "ステップあたり", "스텝당", "на шаг", "هر گام",
)  # fmt: skip
_LENGTH = (
    "sequence", "context", "positions", "序列", "上下文", "シーケンス", "系列", "시퀀스", "последоват",
    "контекст", "دنباله",
)  # fmt: skip
_UNIQUE = ("unique", "dataset has", "distinct", "不重复", "去重", "уникальн", "ユニーク", "고유")


_RATE_WORDS = ("peak", "峰值", "throughput", "delivers", "ピーク", "피크", "пиков", "اوج", "each at", "最大性能",
               "최대 성능", "производительност", "حداکثر", "bf16", "fp16", "tensor")  # fmt: skip
_SLOWEST, _FASTEST = 1e11, 2e16


def is_rate(around: str, value: float, product: bool) -> bool:
    """Tell `312 TFLOPS` of a chip from an amount of work that is written alike."""
    low = around.casefold()
    return not product and _SLOWEST < value < _FASTEST and any(word in low for word in _RATE_WORDS)


_FAR_BEFORE = 300


def hedged(text: str, begin: int, end: int) -> bool:
    """Tell whether the words before a figure, in its own statement, make it somebody else's."""
    return vocabulary.says("hedge", "phrases", text[max(begin, end - _FAR_BEFORE) : end].casefold())


_LARGEST_BATCH_OF_SEQUENCES = 50_000
_LONGEST_SEQUENCE = 131_072


def refined(role: str, around: str, value: float) -> str:
    """Tell tokens of a training, a batch and a sequence apart, and a batch of either."""
    if role == "tokens":
        return _of_tokens(around, value)
    low = around.casefold()
    if role == "batch":
        sequences = "sequence" in low or value < _LARGEST_BATCH_OF_SEQUENCES
        return "batch_sequences" if sequences and "token" not in low else "batch_tokens"
    return role


def _of_tokens(around: str, value: float) -> str:
    """Tell tokens of a batch or a sequence from those of the training."""
    low = around.casefold()
    if value <= _LONGEST_SEQUENCE and any(word in low for word in _LENGTH):
        return "sequence_length"
    if any(word in low for word in _BATCH) and "batches" not in low:
        return "batch_tokens"
    if any(word in low for word in _LENGTH):
        return "sequence_length"
    return "unique_tokens" if any(word in low for word in _UNIQUE) else "tokens"


def of_names(names: tuple[str, ...], symbols: dict[str, str]) -> str:
    """Return what the names on the left of a formula say that it is."""
    several = sum(name in symbols for name in names) > 1  # `6 × P × T = …` is neither P nor T
    for name in names:
        if name in symbols and not several:
            return symbols[name]
        role = vocabulary.role(name) or vocabulary.role(name.replace("_", " "))
        if role and not _is_flop(name):
            return role
    return "flop" if any(_is_flop(name) for name in names) else ""


def of_label(label: str) -> str:
    """Return what the words before a figure say that it is."""
    tail = _EACH.sub("", label[-45:])
    if _is_flop(tail) and vocabulary.last_place("flop", "total", tail.casefold()) >= len(tail) - 22:
        return "flop"
    return vocabulary.role(tail)


FOLLOWING = re.compile(r"\d| on | for | with |[。，；、]|, ")
CLAUSE_END = re.compile(r"[,;，；。、]")
DEVICES = re.compile(
    r"[ -]{0,2}[x×]?[ ]{0,2}(?:NVIDIA |DGX )?(?:[A-Z]{1,2}\d{2,3}s?\b|RTX|TPU|GPU|gpu|chips?\b|cards?\b|accelerators?\b"
    r"|卡|کارت|张|枚|台|장|карт)(?![- ]?(?:h\b|hour|day|year|sec|时|小时|天|秒|hr))"
)
OF_PEAK = re.compile(r"\s?(?:of (?:that|it|its|the|peak|which)|MFU|HFU|util)")
PER_TIME = re.compile(
    r"\s?(?:tokens\s?)?(?:/\s?s\b|/\s?sec|per second|a second|per day|a day|/\s?day)"
)
PER_HOUR = re.compile(
    r"\s?(?:[a-z]+ ){0,3}(?:/|per|an?|every|each)\s?(?:[A-Z]+\d*\w*|gpu|card|chip|device)?[ -]?(?:hours?|hr?\b)",
    re.IGNORECASE,
)
_NAME_BEFORE = re.compile(r"(?:^|[ (])([A-Z][A-Za-z]+[\w.]*)(?:[ -]\d(?:\.\d)?)?[ -]$")
_SIZE = re.compile(r"\d+(?:\.\d+)?[BMT]")


def is_name(before: str, figure: str) -> bool:
    """Tell the size in `Mistral 7B` from a number of tokens."""
    named = _NAME_BEFORE.search(before)
    size = _SIZE.fullmatch(figure) is not None
    return size and named is not None and not vocabulary.role(named[1])


_EACH = re.compile(r"per[ -]token|each token|每个 ?token", re.IGNORECASE)


def _is_flop(text: str) -> bool:
    low = text.casefold()
    return "flop" in low or "计算量" in low or "compute" in low or "算力" in low


@functools.lru_cache(maxsize=4096)
def amount(label: str, behind: str) -> str:
    """Say of what an amount of FLOP is: of a token, a step, the forward pass, or of all."""
    around = f"{label[-60:]} | {behind}".casefold().replace("_", " ")
    forward = vocabulary.says("flop", "forward", around)
    backward = vocabulary.says("flop", "backward", around)
    for name in ("per_layer", "per_token", "per_step", "per_sequence", "per_epoch"):
        if vocabulary.says("flop", name, around):
            return name
    if forward != backward:
        return "forward" if forward else "backward"
    return "total"


_NAMES_SYMBOL = re.compile(r"\)\s?((?:is|are|the|for|denotes|stands)\b[^(),.;\n]{0,40})")


def symbols_of(found: tuple[Statement, ...], text: str) -> dict[str, str]:
    """Read which letters the text gives its quantities: `Tokens (N)`, `P = parameters`."""
    symbols = dict(_SYMBOLS)
    for statement in found:
        tokens = statement.tokens
        for index, token in enumerate(tokens):
            if token.type != NAME or len(token.text) > 2:
                continue
            if index and tokens[index - 1].type == "LPAR" and index > 1:
                named = _NAMES_SYMBOL.match(text, token.end)
                role = vocabulary.role(
                    named[1]
                    if named is not None
                    else text[max(statement.start, token.start - 40) : token.start]
                )
                if role:
                    symbols[token.text] = role
            following = tokens[index + 1] if index + 1 < len(tokens) else None
            if following is not None and following.type == REL:
                role = vocabulary.role(
                    text[following.end : following.end + 30].split("\n", maxsplit=1)[0]
                )
                if role and not text[following.end : following.end + 3].strip()[:1].isdigit():
                    symbols[token.text] = role
    return symbols
