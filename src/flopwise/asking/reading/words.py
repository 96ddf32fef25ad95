"""A question as a row of words, written in one way: digits for numbers, one kind of dash."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from flopwise.language import accelerators, number_words

if TYPE_CHECKING:
    from collections.abc import Callable

_WORD = re.compile(r"\$|[\w%]+(?:[.,\-/^*·×:+'’][\w%]+)*")
_PAID = r"dollars?|usd|bucks|cents?|tokens|k|\$|ms|s|sec|seconds"
_COUNTED = "token|billion|million|trillion|thousand|layer|head|day|hour|week|step|epoch|gpu"
_SPAN = "second|minute|hour|day|week|month|year|fortnight"
_STEP = "batch|iteration|iter|update|optimizer step|global batch"
_RATE = r"(kwh|mwh|hour|hr|h|day|week|month|minute|second|step|iteration|gpu[- ]hour|card|chip|gpu|device)"


def _times_device(found: re.Match[str]) -> str:
    """Part `64xV100 SXM2` into a number and a name of several words."""
    known = accelerators.named(found[2]) or found[2].casefold() in _VENDORS
    return f"{found[1]} {found[2]}" if known else found[0]


def _short_memory(found: re.Match[str]) -> str:
    """Write `A100-40G` as A100-40GB."""
    whole = f"{found[1]}-{found[2]}GB"
    return whole + found[3] if accelerators.named(whole) else found[0]


def _device_times(found: re.Match[str]) -> str:
    """Read `tpu v5e x256` as 256 of them."""
    return f"{found[2]} {found[1]}" if accelerators.named(found[1]) else found[0]


_VENDORS = ("nvidia", "amd", "google", "rtx", "tpu", "intel", "geforce", "titan", "tesla")


def _device_hours(found: re.Match[str]) -> str:
    """Read `A100 gpu hours` as A100-hours."""
    return f"{found[1]}-{found[2]}" if accelerators.named(found[1]) else found[0]


_REWRITTEN: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (r"\b([a-z]\w*)[- ](\d+)g(s?)\b", _short_memory),
    (r"\b(nvidia|amd|intel) (?=[a-z]*\d)", ""),
    (r"\b(\d+)\s*[x×]\s*(pcie|sxm) (h100|a100|v100|h200)", r"\1 \3 \2"),
    (r"\b(pcie|sxm) (h100|a100|v100|h200|h800|a800)(s?)\b", r"\2 \1\3"),
    (r"(?<=\d)X(?=10\b)", "x"),
    (r"(?<=[a-zA-Z])/S\b", "/s"),
    (r"\b(k?g)(?:/| per )kwh\b", r"\1CO2e/kWh"),
    (r"(?<=\d)\s*(k?g)/kwh\b", r" \1CO2e/kWh"),
    (r"\b(rtx|tpu) (v?\d\w*)(?=[ -](?:hours?|hrs?|days?)\b)", r"\1_\2"),
    (r"\b(a100|h100|v100|a800|h800)[ -](\d+)\s?gb(?=[ -](?:hours?|hrs?|days?)\b)", r"\1_\2GB"),
    (r"\b(\d+)\s*[x×*]\s*([A-Za-z][\w-]*)", _times_device),
    (r"\b((?:tpu )?[a-z]*\d[\w-]*) ?[x×] ?(\d+)\b(?! ?[a-z]*\d)", _device_times),
    (r"\b(\d+)\s?gb (a100|h100|v100|a800|h800)(s?)\b", r"\2 \1GB\3"),
    (r"\b(sxm\d?|pcie|nvl|\d+\s?gb)-(hours?|hrs?|days?|years?)\b", r"\1 \2"),
    (r"\b(billion|million|trillion|thousand|bn)-(param(?:eter)?|token)s?\b", r"\1 \2s"),
    (r"(?<=\d)\s?(?:w|watts?)[ -](gpu|card|accelerator|device|chip)s?\b", r" W per \1"),
    (r"(?<=\d)\s?gb[ -](gpu|card|accelerator|device|chip)s?\b(?! ?\w*\d)", r" GB per \1"),
    (r"\brank-(?=\d)", "rank "),
    (r"(?<=\b[qkvo])[,/](?=[qkvo]\b)", ", "),
    (r"(?<=_proj)[,/](?=[a-z])", ", "),
    (r"\bsbh\s*\([^)]*\)", "sbh"),
    (r"\b(\d+)-tokens?[- ]per[- ]param(?:eter)?s?\b", r"\1 tokens per parameter"),
    (r"(?<=\d)g(?= (?:file|files|checkpoint|of|on disk|vram|ram|memory|card|gpu)\b)", " GB"),
    (r"(?<=\d) per param(eter)?\b", " tokens per parameter"),
    (r"(?<=tokens) (?:a|an|each|for each|for every) param(?:eter)?\b", " per parameter"),
    (r"(?<=tokens)/param(?:eter)?\b", " per parameter"),
    (r"\b(?!(?:what|it|that|let|there|here|who|how|where|he|she|ll|gpt)['’])(\w+)['’]s\b", r"\1"),
    # the left side is how people write it, the right side what the grammar of quantities reads
    (r"(?<=\d)\s*(?:percent|per cent|pct)\b", "%"),
    (rf"(?<=\d)(\s*(?:{_PAID})?)\s+an?\s+{_RATE}\b", r"\1 per \2"),
    (r"\b(flops?|operations|macs?)\s*/\s*token", r"\1 per token"),
    (r"(?<=\d)(\s?[kmbt])?[- ](?:param|parameter)s?(?=\W|$)", r"\1 parameters"),
    (rf"\b(\d[\d.]*[kmbt]?)-({_COUNTED})", r"\1 \2"),
    (r"(?<=\d)\s*(k?g|t)\s*(?:of\s+)?co2(?:e|eq)?\b", r" \1CO2e"),
    (r"\b(k?g|t)co2(?:e|eq)?\b", r"\1CO2e"),
    (r"(?<=\d) ?tCO2e\b", " MgCO2e"),
    (r"(?<=\d)\s*(?:toks?|tkns?)\b", " tokens"),
    (r"\btoks?\b", "tokens"),
    (r"\b(s|sec|secs|ms)/(?:it|iter)\b", r"\1/step"),
    (r"\bper iter\b", "per step"),
    (rf"(?<=tokens) (?:per|in each|in a|a) (?:{_STEP})\b", " per step"),
    (r"(?<=\d)L\b", " layers"),
    (r"(?<=\d)D\b", "d"),
    (r"(?<=\d)\s([bmt])\s(?=tokens?|param)", r"\1 "),
    (r"\b(ms|s|sec|secs|seconds) per (?:iteration|iter|batch|update)\b", r"\1 per step"),
    (rf"\b(under|within|in|than|for|of|takes?|most|over|exactly|only|is|about) an? ({_SPAN})\b",
     r"\1 1 \2"),
    (r"\bminus (?=\d)", "-"),
    (r"(?<=\d)\s?w\b(?! ?k)", " W"),

    (r"\bgrads\b", "gradients"),
    (r"\boptimiser\b", "optimizer"),
    (r"\b((?:tpu )?\w+)[ -](?:gpu|chip|tpu|device|card)[ -](hours?|hrs?|days?|years?)\b", _device_hours),
)  # fmt: skip
_TIDY: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), new) for pattern, new in _REWRITTEN
)


class Word(NamedTuple):
    """A word of the question and where it stands."""

    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        """The word as the vocabulary writes it, without a possessive."""
        return re.sub(r"['’]s?$", "", self.text.casefold())


_MONEY = re.compile(
    r"[$€£]|\b(dollars?|usd|bucks|euros?|eur|gbp|quid|cents?|budget|spend|afford|cost|costs|rent|rented|"
    r"credits|pay|paying|paid|bill|price|priced|prices|charges?|invoice)\b",
    re.IGNORECASE,
)
_UNSIGNED = re.compile(
    r"(?<![\w.$€£,])(\d+\.\d\d?|(?<=at )\d+|(?<=@ )\d+|(?<=@)\d+|(?<=for )\d+|(?<=cost )\d+|(?<=costs )\d+) "
    r"?(?:per |an |a |/ ?)(?=(?:gpu[- ]|card[- ]|chip[- ]|device[- ])?(?:hours?|hrs?|h)\b)",
    re.IGNORECASE,
)


def _priced(text: str) -> str:
    """Put the sign to a price that stands without one: `H100s at 2.20 an hour`."""
    return _UNSIGNED.sub(r"$\1 per ", text) if _MONEY.search(text) else text


_CURRENCIES = (
    ("EUR", re.compile(r"€|\b(?:euros?|eur)\b", re.IGNORECASE)),
    ("GBP", re.compile(r"£|\b(?:gbp|quid|pounds sterling)\b", re.IGNORECASE)),
    ("CHF", re.compile(r"\b(?:chf|swiss francs|francs)\b", re.IGNORECASE)),
    ("CAD", re.compile(r"\b(?:cad|canadian dollars)\b|C\$", re.IGNORECASE)),
    ("AUD", re.compile(r"\b(?:aud|australian dollars)\b|A\$", re.IGNORECASE)),
)
_DOLLARS = re.compile(r"(?<![A-Z])\$|\b(?:dollars?|usd|bucks)\b", re.IGNORECASE)


def currency(question: str) -> tuple[str, str]:
    """Return a question with its money written in dollars, and the currency that it is in.

    The currency is empty for US dollars, and `mixed` where there is more than one.
    """
    found = [(name, sign) for name, sign in _CURRENCIES if sign.search(question)]
    if not found:
        return question, ""
    name, sign = found[0]
    bare = sign.sub(" ", question)
    if len(found) > 1 or _DOLLARS.search(bare):
        return question, "mixed"
    amount = r"(\d[\d.,]*\s?(?:k|m|bn|thousand|million)?)"
    text = re.sub(rf"(?:{sign.pattern})\s?{amount}", r"$\1", question, flags=re.IGNORECASE)
    text = re.sub(rf"{amount}\s?(?:{sign.pattern})", r"$\1", text, flags=re.IGNORECASE)
    return sign.sub("dollars", text), name


def tidied(question: str) -> str:
    """Write a question as the rest of the reading expects it."""
    text = " ".join(question.split())
    if text.isupper():
        text = text.lower()  # capitals throughout say nothing
    for dash in "‐‑‒–—−":
        text = text.replace(dash, "-")
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    text = re.sub(r"\b([vV]100)s\b", r"\1", text)  # several of them, and no V100S
    text = re.sub(r"\b(\d+)-way\b", r"\1 way", text)
    text = _priced(number_words.in_digits(text))
    for pattern, new in _TIDY:
        text = pattern.sub(new, text)
    return text


def split(text: str) -> list[Word]:
    """Return the words of a tidied text."""
    return [Word(found[0], found.start(), found.end()) for found in _WORD.finditer(text)]
