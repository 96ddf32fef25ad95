"""The numbers of a question: how much of what each of them is."""

from __future__ import annotations

import itertools
import re
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from flopwise.asking.reading import vocabulary
from flopwise.errors import FlopwiseError
from flopwise.language import accelerators, quantities
from flopwise.language.quantities import Quantity
from flopwise.units.dimensions import Dimension

if TYPE_CHECKING:
    from flopwise.asking.reading.words import Word
    from flopwise.units.numbers import Number

_LONGEST = 7
"""Words; `5 tokens per second per GPU` has six."""

_BY_DIMENSION = {
    "token": "tokens", "token/sequence": "sequence_length", "parameter": "parameters",
    "token/optimizer_step": "tokens_per_step", "optimizer_step": "optimizer_steps",
    "sequence/optimizer_step": "batch_size", "sequence": "batch_size",
    "sequence/device": "micro_batch_size", "sample": "dataset_samples",
    "sample/optimizer_step": "samples_per_step", "flop": "training_compute",
    "flop/token": "cost_per_token", "flop/second": "rate", "flop/(second·device)": "flop_rate",
    "flop/(device·second)": "flop_rate", "token/second": "throughput",
    "token/(device·second)": "throughput_per_device", "second": "duration",
    "second/optimizer_step": "step_time", "device·second": "device_time", "device": "devices",
    "dollar": "cost", "dollar/(device·second)": "price", "dollar/second": "price",
    "dollar/joule": "electricity_price", "joule/second": "watts",
    "joule/(device·second)": "power", "joule": "energy", "gram_co2e": "emissions",
    "gram_co2e/joule": "carbon_intensity", "byte": "bytes", "byte/token": "bytes_per_token",
    "byte/parameter": "weight_size", "byte/device": "device_memory",
    "token/parameter": "tokens_per_parameter", "optimizer_step/second": "steps_per_second",
    "token·sequence": "sequence_length", "device·byte": "device_memory",
    "device·joule/second": "power",
}  # fmt: skip
_SIZE = re.compile(r"\d+(?:\.\d+)?\s*(?:[kmbt]|bn|mn|million|billion|trillion)", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_COUNT = re.compile(r"(\d+)\s*[x×]?", re.IGNORECASE)
_TIMES = re.compile(r"(\d+)[x×](\S+)", re.IGNORECASE)
_PRODUCT = re.compile(r"(\d[\d.]*\s?[kKmM]?)\s*[x×*]\s*(\d[\d.]*\s?[kK]?)")


_LONGEST_BATCH = 256


class Given(NamedTuple):
    """A quantity that the question states: of what, how much, as written, and by which words."""

    role: str
    quantity: Quantity
    written: str
    first: int
    last: int
    claimed: bool = False
    """Somebody says so: it is held against the answer where the two meet."""

    @property
    def value(self) -> Number:
        """The value in the base unit."""
        return self.quantity.value

    @property
    def words(self) -> range:
        """The places of its words."""
        return range(self.first, self.last + 1)


class Found(NamedTuple):
    """A number with its words, before it is known what it counts."""

    quantity: Quantity
    written: str
    first: int
    last: int


def find(text: str, words: list[Word], blocked: set[int]) -> list[Found]:
    """Find every number with the unit that follows it; `blocked` words belong to names."""
    found: list[Found] = []
    index = 0
    while index < len(words):
        word = words[index].text
        starts = word[0].isdigit() or word == "$" or (word[0] == "." and word[1:2].isdigit())
        best = _longest(text, words, index, blocked) if starts and index not in blocked else None
        if best is None:
            index += 1
        else:
            found.append(best)
            index = best.last + 1
    return _in_one_unit(found, words)


def _in_one_unit(found: list[Found], words: list[Word]) -> list[Found]:
    """Give the first of two values that something goes from and to the unit of the second."""
    for place, (first, second) in enumerate(itertools.pairwise(list(found))):
        unit = second.quantity.unit
        joined = words[second.first - 1].low == "to" and first.last == second.first - 2
        if unit is None or not joined or not _is_change(words, first.first):
            continue
        dollars = str(first.quantity.dimension) == "dollar" and "dollar" in str(unit.dimension)
        if first.quantity.unit is None or (dollars and unit.dimension != first.quantity.dimension):
            quantity = Quantity(unit.to_base(first.quantity.value), unit.dimension, unit=unit)
            found[place] = first._replace(quantity=quantity)
    return found


def _longest(text: str, words: list[Word], first: int, blocked: set[int]) -> Found | None:
    strange: Found | None = None
    for length in range(min(_LONGEST, len(words) - first), 0, -1):
        last = first + length - 1
        start = words[first].start
        sign = text[start - 1 : start] == "-" and text[start - 2 : start - 1] in ("", " ")
        written = text[start - sign : words[last].end]
        if "\n" in written or re.search(r"[,;?!()](?!\d)|: |\. | - ", written):
            continue
        if last + 1 < len(words) and words[last + 1].low in ("length", "len"):
            continue  # vocabulary 32000 sequence length 8k
        try:
            quantity = quantities.read(written)
        except FlopwiseError:
            continue
        if (
            length > 1
            and len(words[last].text) == 1
            and re.match(r"\s*=(?!>)", text[words[last].end :])
        ):
            continue  # in N=1.5 B D=780B the D is no day
        if (
            length > 1
            and str(quantity.dimension) not in _BY_DIMENSION
            and quantity.unit is not None
        ):
            strange = strange or Found(quantity, written, first, last)
            continue  # 18 trillion tokens, step count
        inside = [index for index in range(first, last + 1) if index in blocked]
        if inside and "device" not in str(quantity.dimension):
            continue
        if quantity.low is not None and _is_change(words, first):
            continue  # "from 35% to 45%" are two values where something goes from one to the other
        return Found(quantity, written, first, last)
    return strange


_MOVES = frozenset(("going", "goes", "go", "went", "moving", "moved", "move", "rises", "rise", "rising", "rose",
                    "improves", "improving", "improve", "improved", "increases", "increasing", "increase",
                    "increased", "drops", "drop", "dropping", "dropped", "falls", "fall", "fell", "falling",
                    "jumps", "jump", "jumped", "raising", "raise", "raised", "raises", "reducing", "reduce",
                    "reduced", "reduces", "cutting", "cut", "cuts", "bring", "bringing", "brought", "getting",
                    "get", "got", "lowering", "lower", "lowered", "tuning", "switching", "switch", "switched",
                    "double", "doubling", "doubled", "doubles", "triple", "tripling", "tripled", "halve", "halving", "halved",
                    "extend", "extending", "extended", "extends", "grow", "grows", "growing", "grew", "scale",
                    "scaling", "scaled", "stretch", "stretching", "expand", "expanding", "shrink", "shrinking",
                    "quadruple", "quadrupling", "lengthen", "lengthening", "shorten", "shortening",
                    "decrease", "decreasing", "decreased", "boost", "boosting", "boosted",
                    "change", "changes", "changing", "changed", "up", "down", "climbs", "climbed", "push", "pushing"))  # fmt: skip


def _is_change(words: list[Word], first: int) -> bool:
    """Tell whether a span says how something changes and is no range: going from 35% to 45%."""
    before = [word.low for word in words[max(0, first - 9) : first]]
    return before[-1:] == ["from"] and bool(_MOVES & set(before))


def is_beside(found: Found, words: list[Word], text: str) -> bool:
    """Tell whether a number counts what no answer depends on: a learning rate, people, a version."""
    low = [word.low for word in words]
    last = found.first - 1
    while last > 0 and low[last] in ("of", "is", "at", "="):
        last -= 1
    parted = last < 0 or any(_parted(text, words, at, at + 1) for at in range(last, found.first))
    plain_number = found.quantity.unit is None and not is_size(found.written)
    if not parted and vocabulary.listed("beside", "before").ending_at(low, last) is not None:
        return plain_number or found.quantity.value < _LEAST_DATA * 100
    following = found.last + 1
    if following >= len(low) or _parted(text, words, found.last, following):
        return False
    return plain_number and bool(vocabulary.listed("beside", "behind").at(low, following))


def role_of(
    found: Found, words: list[Word], text: str, tags: frozenset[str], standing: frozenset[str]
) -> str | None:
    """Say what a number counts: by its unit, and by the words before and behind it.

    A label whose quantity is `standing` already belongs to the number before it.
    """
    low = [word.low for word in words]
    dimension = str(found.quantity.dimension)
    letter = _letter(found, words, text)
    if letter is not None and dimension == "plain number":
        return letter
    behind = _behind(low, words, text, found.last)
    before = _before(low, words, text, found.first)
    if (
        dimension == "token"
        and re.match(
            r"(?:global )?(?:batch|batches|update)\b(?! size)", " ".join(low[found.last + 1 :])
        )
        and not _parted(text, words, found.last, found.last + 1)
    ):
        return "tokens_per_step"
    if dimension == "token/optimizer_step" and before == "sequence_length":
        return "sequence_length"  # 256 sequences of 1024 tokens per step
    if dimension != "plain number":
        return _of_unit(_BY_DIMENSION.get(dimension), found, before, behind, low, tags)
    if found.written.endswith("%") or _SHARE.fullmatch(found.written.replace(" ", "")):
        share = before if before in _SHARES else behind
        return share if share in _SHARES else ("mfu" if found.written.endswith("%") else None)
    if before in ("devices", "nodes", "epochs") and is_size(found.written):
        before = None
    if before in standing and behind is not None:
        before = None
    if before == "dataset_tokens" and found.quantity.value < _LEAST_DATA:
        before = None
    if before == "cost" and behind is not None:
        before = None  # the token budget of a 13B model
    if found.quantity.value > _MOST_MONEY:
        before, behind = (None if role == "cost" else role for role in (before, behind))
    if found.quantity.value > _MOST_EXPERTS:
        before, behind = (None if role in _EXPERTS else role for role in (before, behind))
    if before in _SHARES and found.quantity.value > _LARGEST_SHARE:
        before = None  # the utilisation of a 4B model is not 4B
    if (
        behind == "parameters"
        and low[found.last + 1] == "total"
        and before in (None, "tokens", "parameters", "active_parameters")
    ):
        return behind  # 2B active parameters of 40B total
    labelled = before not in (None, "tokens", "parameters")
    if behind in _STRONG_BEHIND and not (labelled and _adjacent(low, found)):
        return behind
    if before is not None and before not in ("tokens", "parameters"):
        return before
    if behind is not None:
        return behind
    return before if before == "parameters" else None


_LETTERS = {
    "n": "parameters", "d": "tokens", "s": "sequence_length", "b": "batch_size",
    "h": "hidden_size", "a": "num_attention_heads", "l": "num_hidden_layers", "v": "vocab_size",
    "r": "rank", "c": "training_compute", "t": "tokens", "e": "epochs", "p": "parameters",
}  # fmt: skip


def _letter(found: Found, words: list[Word], text: str) -> str | None:
    """Read what a letter with an equals sign stands for: N=7e9, s = 2048."""
    if found.first == 0:
        return None
    before = words[found.first - 1]
    between = text[before.end : words[found.first].start].strip()
    role = _LETTERS.get(before.low) if between == "=" else None
    large = found.quantity.value > _LARGEST_WIDTH
    return "hidden_size" if role == "tokens" and before.low == "d" and not large else role


def _adjacent(low: list[str], found: Found) -> bool:
    """Tell whether a label stands right before a number, so that one behind it is another's.

    In `steps of 1538 contexts` the words behind say more; in `seq len 2048 batch size 8` not.
    """
    if low[found.first - 1] in ("of", "is", "at", "a", "an", "to"):
        return False
    return vocabulary.beside("before").ending_at(low, found.first - 1) is not None


_LARGEST_SHARE = 3
_MOST_EXPERTS = 10_000
_MOST_MONEY = 10**10
_LEAST_DATA = 1000
_EXPERTS = ("experts", "experts_per_token")
_LARGEST_WIDTH = 10**6
_SHARE = re.compile(r"0?\.\d+")
_SHARES = ("mfu", "hfu", "overhead")
_FAR_BEHIND = frozenset(("dataset_samples", "documents", "words_per_document"))
_STRONG_BEHIND = frozenset(
    ("num_hidden_layers", "num_attention_heads", "num_key_value_heads", "epochs", "devices",
     "optimizer_steps", "accumulation", "nodes", "devices_per_node", "active_parameters",
     "documents", "words_per_document", "dataset_samples", "tokens_per_parameter", "experts",
     "experts_per_token", "dataset_tokens", "head_dim", "rank", "batch_size", "sequence_length")
)  # fmt: skip


def _of_unit(
    role: str | None, found: Found, before: str | None, behind: str | None, low: list[str],
    tags: frozenset[str],
) -> str | None:  # fmt: skip
    around = low[max(0, found.first - 4) : found.last + 5]
    near = " ".join(around)
    if role == "tokens":
        if "sequence_length" in (before, behind):
            return "sequence_length"
        if before in ("batch_size", "tokens_per_step"):
            return "tokens_per_step"
        following = " ".join(low[found.last + 1 : found.last + 5])
        if "per_device" in tags and re.match(
            r"on each|(?:per|each) (?:gpu|device|rank)(?! hour| second)", following
        ):
            return "micro_tokens"
        if "dataset_tokens" in (before, behind) or re.search(
            r"unique|tokens? (?:dataset|data set|corpus)|tokens of (?:openwebtext|data\b|text\b|c4|the pile)",
            " ".join(low[found.first : found.last + 4]),
        ):
            return "dataset_tokens"
    if role == "parameters" and "active_parameters" in (before, behind):
        return "active_parameters"
    if (
        role == "batch_size"
        and found.quantity.value > _LONGEST_BATCH
        and re.search(r"(?:sequence|seq|context)$", found.written.casefold())
    ):
        return "sequence_length"  # "32k sequence" is one long sequence, not many
    if (
        role == "devices"
        and behind == "devices_per_node"
        and {"nodes", "node", "boxes", "servers", "machines", "hosts"} & set(low)
    ):
        return "devices_per_node"
    if role in ("dataset_samples", "batch_size") and before == "micro_batch_size":
        return "micro_batch_size"
    if role == "batch_size" and re.search(r"\beach (?:one )?(?:fits|takes|holds|handles|gets|runs|processes|has)?$",
                                          " ".join(low[max(0, found.first - 3) : found.first])):  # fmt: skip
        return "micro_batch_size"
    if role == "dataset_samples" and before == "batch_size":
        return "samples_per_step"
    if role == "duration" and re.search(r"per (?:step|iter)|step time|/step|/it\b", near):
        return "step_time"
    return role


def _behind(low: list[str], words: list[Word], text: str, last: int) -> str | None:
    """Return the role that the words right behind a number give it."""
    if low[last] in ("gpus", "devices", "cards", "chips") and low[last + 1 : last + 2] == ["each"]:
        return "devices_per_node"
    following = last + 1
    if following >= len(low) or _parted(text, words, last, following):
        return None
    hits = vocabulary.beside("behind").at(low, following)
    if low[following] == "times" and _passes(low, following):
        return "epochs"
    if not hits and following + 1 < len(low) and not _parted(text, words, following, following + 1):
        # "52k alpaca examples": one word may stand between
        hits = [
            hit
            for hit in vocabulary.beside("behind").at(low, following + 1)
            if hit.name in _FAR_BEHIND and low[following].isalpha()
        ]
    return hits[0].name if hits else None


_PASSING = frozenset(("over", "through", "seen", "saw", "sees", "see", "repeated", "repeat", "repeats",
                      "went", "goes", "go", "passes", "reused", "shown", "looped"))  # fmt: skip
_COMPARING = frozenset(("more", "as", "the", "less", "larger", "bigger", "faster", "cheaper", "longer",
                        "fewer", "smaller", "higher", "what", "that", "slower"))  # fmt: skip


def _passes(low: list[str], times: int) -> bool:
    """Tell whether `three times` says how often data are seen: the run went over it three times."""
    around = low[max(0, times - 6) : times + 4]
    return not _COMPARING & set(low[times + 1 : times + 2]) and bool(_PASSING & set(around))


def _before(low: list[str], words: list[Word], text: str, first: int) -> str | None:
    """Return the role that the words before a number give it; a comma ends what they are about."""
    last = first - 1
    while last >= 0 and (
        low[last] in ("of", "is", "at", "a", "an", "to", "about", "from") or low[last] in _MOVES
    ):
        last -= 1
        if last < 0:
            return None
    if last < 0 or any(_parted(text, words, at, at + 1) for at in range(last, first)):
        return None
    hit = vocabulary.beside("before").ending_at(low, last)
    asked = hit is not None and low[max(0, hit.first - 2) : hit.first] in (
        ["number", "of"],
        ["how", "many"],
    )
    if hit is None or (asked and last == first - 1):
        return None  # number of steps, 5 epochs
    return hit.name


def _parted(text: str, words: list[Word], first: int, second: int) -> bool:
    between = text[words[first].end : words[second].start]
    return any(sign in between for sign in ",;?!():") or ". " in between


_BEFORE_DEVICE = ("rented", "nvidia", "amd", "google", "used", "single", "preemptible", "spot")


def count_before(words: list[Word], first: int, text: str = "") -> tuple[int, int] | None:
    """Read how many of a name that begins at a word there are: `16 A10s`, `2x A100`, `an H100`."""
    if first == 0:
        return None
    before = words[first - 1]
    if before.low in _BEFORE_DEVICE and first > 1:
        return count_before(words, first - 1, text) or (
            (1, first - 1) if before.low == "single" else None
        )
    if before.low in ("a", "an", "one", "single"):
        return 1, first - 1
    found = _COUNT.fullmatch(before.text)
    if found is not None:
        negative = text[before.start - 1 : before.start] == "-" and (
            text[before.start - 2 : before.start - 1] in ("", " ", "(")
        )
        return (-1 if negative else 1) * int(found[1]), first - 1
    scaled = re.fullmatch(r"(\d+(?:\.\d+)?)k", before.text, re.IGNORECASE)
    if scaled is not None:
        return int(Fraction(scaled[1]) * 1000), first - 1
    return None


def joined_count(text: str) -> tuple[int, str] | None:
    """Read `1024xH100` as a number and a name."""
    found = _TIMES.fullmatch(text)
    if found is None or accelerators.named(found[2]) is None:
        return None
    return int(found[1]), found[2]


def plain(value: Number, dimension: str) -> Quantity:
    """Make a quantity of a number that was worked out."""
    return quantities.Quantity(value, Dimension.parse(dimension))


def is_size(written: str) -> bool:
    """Tell whether a bare number is written as sizes are: `7B`, `1.3 billion`."""
    return _SIZE.fullmatch(written.strip()) is not None


def is_year(written: str) -> bool:
    """Tell whether a bare number may be a year."""
    return _YEAR.fullmatch(written.strip()) is not None
