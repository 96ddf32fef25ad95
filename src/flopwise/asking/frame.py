"""What was understood of a question: names, quantities and their roles, methods, what is asked.

Every number has to have a role and every word that could change the meaning has to be understood;
else the question is one that we don't understand, and saying so beats a guess.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from flopwise.asking import numbers, vocabulary
from flopwise.asking.numbers import Given
from flopwise.asking.words import Word, split, tidied
from flopwise.catalog import conventions
from flopwise.errors import FlopwiseError
from flopwise.language import accelerators, models, quantities

if TYPE_CHECKING:
    from flopwise.asking.vocabulary import Hit


class Machines(NamedTuple):
    """An accelerator that the question names, and how many of it, if it says."""

    id: str
    number: int | None
    written: str
    ambiguous: bool
    place: int = -1
    """Its first word."""
    slice: int = 0
    """Devices of a slice that is rented as one, such as a TPU v3-8; 0 where it is none."""


class Change(NamedTuple):
    """A factor on something that is otherwise known: half the tokens."""

    role: str
    factor: Fraction
    written: str


class Frame:
    """A question as it was understood."""

    def __init__(self, question: str) -> None:
        self.question = question
        self.text = vocabulary.spelt_right(tidied(question))
        self.words = split(self.text)
        self.low = [word.low for word in self.words]
        """The words as the vocabulary writes them."""
        self.free = set(range(len(self.words)))
        self.blocked: set[int] = set()
        self.models: list[models.Mention] = []
        self.machines: list[Machines] = []
        self.givens: list[Given] = []
        self.limits: list[tuple[str, Given]] = []
        """Quantities that a yes/no question holds the answer against: `below` or `above`."""
        self.tags: frozenset[str] = frozenset()
        self.precisions: list[str] = []
        self.laws: list[str] = []
        self.convention: str | None = None
        self.changes: list[Change] = []
        self.loose: list[str] = []
        """Numbers that have no role."""
        self.undisclosed: list[str] = []
        self.family = ""
        """A family of models that is named without a size."""
        self.remarks: list[str] = []

    # looking things up

    def given(self, role: str) -> Given | None:
        """Return the first quantity of a role."""
        return next((item for item in self.givens if item.role == role), None)

    def all_given(self, role: str) -> list[Given]:
        """Return all quantities of a role."""
        return [item for item in self.givens if item.role == role]

    def has(self, *tags: str) -> bool:
        """Tell whether the question speaks of any of these."""
        return not self.tags.isdisjoint(tags)

    @property
    def roles(self) -> frozenset[str]:
        """All roles that a quantity is given for."""
        return frozenset(item.role for item in self.givens)

    def says(self, section: str, entry: str = "phrases") -> list[Hit]:
        """Return where phrases of a list stand, whether or not the words are free."""
        return vocabulary.listed(section, entry).find(self.low, set(range(len(self.words))))

    def take(self, places: range) -> None:
        """Mark words as understood."""
        self.free -= set(places)


def read(question: str) -> Frame:
    """Read a question: names first, then numbers, then the words around them."""
    frame = Frame(question)
    _machines(frame)
    _models(frame)
    _undisclosed(frame)
    _family(frame)
    _ignored(frame)
    _tags(frame)
    _numbers(frame)
    _bare_sizes(frame)
    _products(frame)
    _matrix(frame)
    _changes(frame)
    _chinchilla(frame)
    _sequences(frame)
    _sums(frame)
    _rates(frame)
    _batches(frame)
    _sized_names(frame)
    return frame


def _machines(frame: Frame) -> None:
    for index, word in enumerate(frame.words):
        joined = numbers.joined_count(word.text)
        if joined is not None:
            found = accelerators.named(joined[1])
            assert found is not None
            frame.machines.append(Machines(found[0], joined[0], joined[1], True))
            frame.take(range(index, index + 1))
            frame.blocked.add(index)
        head, dash, rest = word.text.partition("-")
        if dash and _TIME.fullmatch(rest.casefold()):  # A100-days
            found = accelerators.named(head)
            if found is not None:
                frame.machines.append(Machines(found[0], None, head, True))
    _slices(frame)
    texts = [word.text for word in frame.words]
    for mention in accelerators.find(texts, frame.free):
        places = range(mention.first, mention.last + 1)
        if mention.written.isdigit() and not _is_card(frame, mention.first):
            continue
        following = frame.low[mention.last + 1] if mention.last + 1 < len(frame.low) else ""
        if _TIME.fullmatch(following):  # A100 hours are no devices
            frame.machines.append(Machines(mention.id, None, mention.written, mention.ambiguous))
            frame.blocked |= set(places)
            frame.take(places)
            continue
        if mention.first and frame.text[
            frame.words[mention.first - 1].end : frame.words[mention.first].start
        ].strip(" x×"):
            count = None  # "$100,000. H200 GPUs" counts nothing
        else:
            count = numbers.count_before(frame.words, mention.first, frame.text)
        node = frame.low[mention.first - 1] if mention.first else ""
        memory = re.fullmatch(r"\d+(gb|g)", node)
        if memory and mention.first > 1:  # sixteen 24GB A10 cards
            count = numbers.count_before(frame.words, mention.first - 1, frame.text)
        elif node == "gb" and mention.first > 2:
            count = numbers.count_before(frame.words, mention.first - 2, frame.text)
        if count is not None:
            frame.take(range(count[1], count[1] + 1))
            frame.blocked.add(count[1])
        number = count[0] if count else None
        if number is not None and _NODES.fullmatch(following) and following.endswith("s"):
            number = number * _per_node(frame)
        frame.take(places)
        frame.blocked |= set(places)
        frame.machines.append(
            Machines(mention.id, number, mention.written, mention.ambiguous, mention.first)
        )


def _slices(frame: Frame) -> None:
    """Find slices of TPUs, which are named by their cores or chips: TPU v3-8, v4-512, v5e-16."""
    for index, word in enumerate(frame.words):
        found = accelerators.slice_of(word.text)
        if found is None or index not in frame.free:
            continue
        first = index - 1 if index and frame.low[index - 1] == "tpu" else index
        count = numbers.count_before(frame.words, first)
        chips = found[1] * (count[0] if count else 1)
        frame.machines.append(Machines(found[0], chips, word.text, False, first, found[1]))
        places = range(count[1] if count else first, index + 1)
        frame.take(places)
        frame.blocked |= set(places)


_NODES = re.compile(r"(boxes|nodes|servers|machines|pods|node|box|server)")


def _per_node(frame: Frame) -> int:
    """Return how many devices a node has, where the question says; commonly eight."""
    found = re.search(
        r"(\d+) (?:gpus|devices|cards|chips)? ?(?:each|per (?:node|box|server))", frame.text
    )
    return int(found[1]) if found else 8


_TIME = re.compile(r"(hours?|hrs?|days?|seconds?|years?|minutes?)")
_OWN_CARDS = ("memory", "vram", "tdp", "power", "peak", "flops", "bandwidth", "watts", "tflops")
_CARD = re.compile(
    r"(a|an|one|single|rtx|rented|my|the|each|per|on|gpu|card|nvidia|geforce|gb|\d+(x|gb)?)"
)


def _is_card(frame: Frame, index: int) -> bool:
    """Tell whether digits such as 4090 are a card and no plain number."""
    before = frame.low[index - 1] if index else ""
    behind = frame.low[index + 1] if index + 1 < len(frame.low) else ""
    if behind in ("tokens", "steps", "sequences", "layers", "dollars", "days", "hours", "mfu"):
        return False
    if behind in _OWN_CARDS or _TIME.fullmatch(behind):
        return True
    return _CARD.fullmatch(before) is not None


def _models(frame: Frame) -> None:
    row = [frame.words[index] for index in sorted(frame.free)]
    for mention in models.find([(word.text, word.start, word.end) for word in row]):
        places = [
            index for index in frame.free
            if frame.words[index].start < mention.end and frame.words[index].end > mention.start
        ]  # fmt: skip
        if models.folded(mention.written) in _COMMON_WORDS:
            continue
        frame.models.append(mention)
        frame.free -= set(places)
        frame.blocked |= set(places)


_COMMON_FAMILIES = frozenset(("opt", "falcon", "granite", "phi", "gemma"))
"""Names of families that are words as well: these need a size or a number behind them."""
_COMMON_WORDS = frozenset(("opt", "gpt", "llama"))


def _undisclosed(frame: Frame) -> None:
    for hit in vocabulary.listed("undisclosed").find(frame.low, frame.free):
        last = hit.last
        while (
            last + 1 < len(frame.words)
            and last + 1 in frame.free
            and _is_version(frame.low[last + 1])
        ):
            last += 1
        places = range(hit.first, last + 1)
        if frame.free.issuperset(places):
            frame.undisclosed.append(
                frame.text[frame.words[hit.first].start : frame.words[last].end]
            )
            frame.take(places)
            frame.blocked |= set(places)


_VERSION = re.compile(
    r"v?\d(\.\d)?|ultra|pro|opus|sonnet|haiku|turbo|flash|mini|large", re.IGNORECASE
)


def _is_version(word: str) -> bool:
    return _VERSION.fullmatch(word) is not None


def _tags(frame: Frame) -> None:
    tags: set[str] = set()
    for hit in vocabulary.table("tag").find(frame.low, frame.free | frame.blocked):
        tags.add(hit.name)
        frame.take(hit.words)
        if hit.name in _NUMBERED:
            frame.blocked |= set(hit.words)
    for hit in vocabulary.laws().find(frame.low, frame.free | frame.blocked):
        frame.laws.append(hit.name)
        frame.take(hit.words)
        frame.blocked |= set(hit.words)
    free = set(range(len(frame.words))) - frame.blocked
    precisions = vocabulary.table("precision").find(frame.low, free)
    for hit in precisions:
        frame.precisions.append(hit.name)
        frame.take(hit.words)
        frame.blocked |= set(hit.words)
    if "besiroglu" in tags or "optimal" in tags:
        for index, word in enumerate(frame.low):
            if numbers.is_year(word) and frame.low[max(0, index - 3) : index]:
                frame.blocked.add(index)
                frame.take(range(index, index + 1))
    if "no_flash" in tags:
        tags.discard("flash")
    if "no_recompute" in tags:
        tags -= {"full_recompute", "selective_recompute"}
    if tags & {"lora", "qlora"} and "full_recompute" in tags:
        tags.add("recomputed_adapters")
    if "no_cooling" in tags:
        tags.discard("cooling")
    frame.tags = frozenset(tags)
    for name, convention in conventions.every().items():
        for spelling in (name, *convention.aliases):
            for hit in vocabulary.Phrases({name: [spelling.casefold()]}).find(
                frame.low, frame.free
            ):
                if name in _TOLD_CONVENTIONS:
                    frame.convention = name
                    frame.take(hit.words)
                    frame.blocked |= set(hit.words)


_NUMBERED = frozenset(
    ("zero1", "zero2", "zero3", "approach1", "approach2", "approach3", "adam8bit", "adam32bit",
     "besiroglu", "uint16", "uint32", "optimal")
)  # fmt: skip
_TOLD_CONVENTIONS = ("six-nd", "kaplan", "executed")


def _numbers(frame: Frame) -> None:
    waiting = []
    for found in numbers.find(frame.text, frame.words, frame.blocked):
        role = numbers.role_of(found, frame.words, frame.text, frame.tags, frame.roles)
        if role is None:
            waiting.append(found)
        else:
            _give(frame, role, found)
    for found in waiting:
        if numbers.is_size(found.written) and not found.quantity.unit:
            frame.givens.append(Given("?", found.quantity, found.written, found.first, found.last))
            frame.take(range(found.first, found.last + 1))
        elif found.quantity.value >= _LEAST_COMPUTE:
            _give(frame, "training_compute", found)  # a bare 1e26 can be nothing else
        elif _of_them(frame, found):
            _give(frame, "devices", found)
        elif _is_width(frame, found):
            _give(frame, "hidden_size", found)
        elif found.written.strip() in ("1", "2") or numbers.is_year(found.written):
            frame.take(range(found.first, found.last + 1))
        else:
            frame.loose.append(found.written)


_LEAST_COMPUTE = 10**17


def _of_them(frame: Frame, found: numbers.Found) -> bool:
    """Read `on 64 of them` behind an accelerator."""
    behind = frame.low[found.last + 1 : found.last + 3]
    return behind in (["of", "them"], ["of", "those"], ["of", "these"]) and bool(frame.machines)


def _is_width(frame: Frame, found: numbers.Found) -> bool:
    """Tell whether a bare number in a list of a model's shape is its width: 12L, 768."""
    roles = frame.roles
    return (
        "num_hidden_layers" in roles
        and "hidden_size" not in roles
        and 64 <= found.quantity.value <= 10**5
        and found.quantity.value % 64 == 0
    )


def _give(frame: Frame, role: str, found: numbers.Found) -> None:
    quantity = found.quantity
    if role == "sequence_length":
        quantity = _length(found.written.partition(" per ")[0], quantity)
    if role == "device_time" and quantity.unit is not None:
        head = quantity.unit.symbol.partition("-")[0]
        named = accelerators.named(head)
        if named is not None and all(machine.id != named[0] for machine in frame.machines):
            frame.machines.append(Machines(named[0], None, head, True))
    places = range(found.first, found.last + 1)
    frame.take(places)
    frame.givens.append(Given(role, quantity, found.written, found.first, found.last))


def _length(written: str, quantity: quantities.Quantity) -> quantities.Quantity:
    short = re.match(r"\d+\s*k\b", written, re.IGNORECASE)
    try:
        return quantities.sequence_length(short[0] if short else written)
    except FlopwiseError:
        return quantity


def _bare_sizes(frame: Frame) -> None:
    """Give bare sizes (`70B`, `2T`) the role that is still open: a model's size, then its tokens."""
    bare = [item for item in frame.givens if item.role == "?"]
    if not bare:
        return
    known = bool(frame.models) or "parameters" in frame.roles
    found: dict[Given, str] = {}
    for item in bare:
        flows = {"throughput", "throughput_per_device"} & frame.roles
        if flows and item.value >= _LEAST_DATA and "tokens" not in frame.roles:
            found[item] = "tokens"
        elif not known:
            found[item] = "parameters"
            known = True
        elif _restates(frame, item):
            found[item] = "parameters"
        elif "tokens" not in frame.roles and "tokens" not in found.values():
            found[item] = "tokens"
    if list(found.values()) == ["parameters", "tokens"]:
        first, second = found
        if first.value > second.value:  # "2T for a 70B": the larger one is the data
            found = {first: "tokens", second: "parameters"}
    frame.givens = [
        item._replace(role=found.get(item, "?")) if item.role == "?" else item
        for item in frame.givens
    ]
    frame.loose += [item.written for item in frame.givens if item.role == "?"]
    frame.givens = [item for item in frame.givens if item.role != "?"]


_LEAST_DATA = 10**11
"""At so many tokens a second nobody asks for a model of a hundred billion without saying so."""


def _restates(frame: Frame, item: Given) -> bool:
    """Tell whether a bare size is that of the model named: Qwen2.5-32B (32.8B)."""
    from flopwise.catalog import models as cards

    if len(frame.models) != 1:
        return False
    known = cards.find(frame.models[0].id).figure("parameters")
    return known.disclosed and abs(float(item.value) / float(known.value) - 1) < _SAME_SIZE


_SAME_SIZE = 0.1


def _products(frame: Frame) -> None:
    """Split `16 x 1024` behind a batch into sequences and their length."""
    pattern = re.compile(r"(\d+)\s*[x×*]\s*(\d+)\s*(k?)", re.IGNORECASE)
    for place, item in enumerate(list(frame.givens)):
        found = pattern.fullmatch(item.written)
        if found is None or item.role not in ("micro_batch_size", "batch_size"):
            continue
        first, second = Fraction(found[1]), Fraction(found[2])
        second *= 1024 if found[3] else 1
        frame.givens[place] = item._replace(quantity=numbers.plain(int(first), ""))
        length = numbers.plain(int(second), "token/sequence")
        frame.givens.append(Given("sequence_length", length, found[2], item.first, item.last))


_MATRIX = re.compile(r"(\d+)\s*(?:x|×|by)\s*(\d+)", re.IGNORECASE)


def _matrix(frame: Frame) -> None:
    """Read the two sides of a matrix that adapters are put beside."""
    found = _MATRIX.search(frame.text)
    if (
        found is None
        or not {"matrix", "layer", "linear"} & set(frame.low)
        or not frame.has("lora", "qlora")
    ):
        return
    places = [
        index for index, word in enumerate(frame.words)
        if word.start < found.end() and word.end > found.start()
    ]  # fmt: skip
    for role, side in zip(("matrix_inputs", "matrix_outputs"), found.groups(), strict=True):
        quantity = numbers.plain(int(side), "")
        frame.givens.append(Given(role, quantity, side, places[0], places[-1]))
    frame.take(range(places[0], places[-1] + 1))
    frame.loose = [item for item in frame.loose if item not in found[0] and item != found[0]]
    frame.givens = [
        item for item in frame.givens
        if item.role.startswith("matrix") or not set(item.words) & set(places)
    ]  # fmt: skip


_CHANGED = {
    "tokens": "tokens", "data": "tokens", "token": "tokens", "dataset": "tokens",
    "parameters": "parameters", "params": "parameters", "size": "parameters",
    "gpus": "devices", "devices": "devices", "budget": "cost", "batch": "tokens_per_step",
    "steps": "optimizer_steps", "mfu": "mfu", "context": "sequence_length",
    "training": "tokens", "weights": "parameters", "utilisation": "mfu", "utilization": "mfu",
    "cards": "devices", "chips": "devices",
}  # fmt: skip


def _changes(frame: Frame) -> None:
    everywhere = set(range(len(frame.words)))
    for hit in vocabulary.table("change").find(frame.low, everywhere):
        following = frame.low[hit.last + 1 : hit.last + 4]
        role = next((_CHANGED[word] for word in following if word in _CHANGED), None)
        if role is not None and not any(change.role == role for change in frame.changes):
            written = frame.text[frame.words[hit.first].start : frame.words[hit.last].end]
            frame.changes.append(Change(role, Fraction(hit.name), written))
            end = hit.last + 1 + max(at for at, word in enumerate(following) if word in _CHANGED)
            frame.take(range(hit.first, end + 1))
            frame.blocked |= set(range(hit.first, end + 1))
            spoken = frame.text[frame.words[hit.first].start : frame.words[hit.last].end]
            frame.loose = [item for item in frame.loose if item not in spoken]


_LONGEST_CONTEXT = 2_000_000


def _sequences(frame: Frame) -> None:
    """Take the tokens of one sequence as its length, and that length as the tokens of the work."""
    for place, stated in enumerate(list(frame.givens)):
        item = _of_thousands(stated)
        before = frame.low[item.first - 1] if item.first else ""
        if (
            item.role == "tokens"
            and item.value <= _LONGEST_CONTEXT
            and before == "at"
            and (frame.models and "sequence_length" not in frame.roles)
        ):
            frame.givens[place] = _as(item, "sequence_length", "token/sequence")
        else:
            frame.givens[place] = item
        single = before in ("1", "one", "single") and item.role == "sequence_length"
        if single and "tokens" not in frame.roles and "forward" not in frame.low:
            frame.givens.append(_as(item, "tokens", "token"))


_THOUSANDS = re.compile(r"(\d+)\s*[x×*]\s*(\d+)\s*k\b.*", re.IGNORECASE)


def _of_thousands(item: Given) -> Given:
    """Read the k of `2 x 16k tokens` as 1,024, as that of any sequence length."""
    found = _THOUSANDS.fullmatch(item.written)
    if found is None or item.role != "tokens" or int(found[2]) not in (1, 2, 4, 8, 16, 32, 64, 128, 256):  # fmt: skip
        return item
    value = int(found[1]) * int(found[2]) * 1024
    return item._replace(quantity=item.quantity._replace(value=value))


def _sums(frame: Frame) -> None:
    """Add durations up where a question asks for the total of several."""
    durations = frame.all_given("duration")
    if len(durations) < 2 or not {"total", "altogether", "together", "overall"} & set(frame.low):
        return
    whole = sum(item.value for item in durations)
    written = " + ".join(item.written for item in durations)
    frame.givens = [item for item in frame.givens if item.role != "duration"]
    first = durations[0]
    total = numbers.plain(whole, "second")
    frame.givens.append(Given("duration", total, written, first.first, first.last))


def _chinchilla(frame: Frame) -> None:
    """Tell the model from the rule that bears its name."""
    named = [mention for mention in frame.models if mention.id == "chinchilla"]
    if not named:
        return
    others = {hit.name for hit in vocabulary.table("tag").find(frame.low, set(_all(frame)))
              if frame.low[hit.first : hit.last + 1] != ["chinchilla"]}  # fmt: skip
    ruled = others & {"optimal", "approach1", "approach2", "approach3", "besiroglu"}
    sized = frame.roles & {"parameters", "num_hidden_layers"}
    if ruled or sized:
        frame.models = [mention for mention in frame.models if mention.id != "chinchilla"]
    else:
        frame.tags -= {"optimal"}


def _all(frame: Frame) -> range:
    return range(len(frame.words))


_PER_DEVICE = re.compile(r"\W*(per|each|on each|/)\b")


def _rates(frame: Frame) -> None:
    """Tell whose rate a rate is: of one device, of all, reached, or what the sheet promises."""
    for place, item in enumerate(frame.givens):
        if item.role == "weight_size" and item.value > _LARGEST_ELEMENT:
            frame.givens[place] = _as(item, "state_size", "byte/parameter")
            continue
        behind = frame.low[item.last + 1 : item.last + 4]
        before = frame.low[max(0, item.first - 4) : item.first]
        each = (
            "each" in before
            or behind[:1] == ["per"]
            or behind[:2] == ["on", "each"]
            or behind[:1] == ["each"]
        )
        if item.role == "throughput" and each and behind[1:2] not in (["second"], ["step"]):
            frame.givens[place] = _as(item, "throughput_per_device", "token/(device·second)")
        elif (
            item.role == "training_compute"
            and (frame.machines or "mfu" in frame.low)
            and item.value < _LEAST_COMPUTE
            and _is_rate(frame, item)
        ) or item.role == "rate":
            frame.givens[place] = _as_rate(frame, item)
        elif item.role == "flop_rate" and _is_peak(frame, item):
            frame.givens[place] = _as(item, "peak", "flop/(device·second)")
        elif item.role == "watts":
            single = bool(frame.machines) or each or "devices" in frame.roles
            role = "power" if single else "total_power"
            unit = "joule/(device·second)" if single else "joule/second"
            frame.givens[place] = _as(item, role, unit)
    for place, item in enumerate(frame.givens):
        if item.role == "price":
            chips = next((machine.slice for machine in frame.machines if machine.slice), 1)
            per_device = item._replace(quantity=numbers.plain(Fraction(item.value) / chips, ""))
            frame.givens[place] = _as(per_device, "price", "dollar/(device·second)")


_LARGEST_ELEMENT = 8
"""Bytes; what takes more for each parameter is no single number."""


def _as(item: Given, role: str, unit: str) -> Given:
    return item._replace(role=role, quantity=numbers.plain(item.value, unit))


_RATES = {"divided", "divides", "dividing", "peak", "sheet", "spec", "reaches", "reach", "achieves", "achieved", "achieve", "hits",
          "gets", "get", "rate", "logs", "denominator", "says", "sustained"}  # fmt: skip


def _is_rate(frame: Frame, item: Given) -> bool:
    """Tell whether FLOPS without a time are meant for each second, as data sheets write them."""
    near = set(frame.low[max(0, item.first - 5) : item.last + 4])
    return item.written.rstrip().endswith("S") or bool(_RATES & near)


def _as_rate(frame: Frame, item: Given) -> Given:
    if _is_peak(frame, item):
        return _as(item, "peak", "flop/(device·second)")
    if (
        frame.machines
        or frame.has("per_device")
        or "devices" in frame.roles
        or ("device_time" in frame.roles)
    ):
        return _as(item, "flop_rate", "flop/(device·second)")
    return _as(item, "cluster_rate", "flop/second")


def _is_peak(frame: Frame, item: Given) -> bool:
    """Tell whether a rate is what a device could do: said so, or beside a utilisation."""
    near = frame.low[max(0, item.first - 5) : item.last + 4]
    return "peak" in near or frame.has("exaggerated") or "mfu" in frame.roles


def _batches(frame: Frame) -> None:
    """A batch beside accumulation steps is that of one device; what one step takes is a step's."""
    steps = frame.given("optimizer_steps")
    if steps is not None and steps.value == 1:
        frame.givens = [_of_one_step(item) for item in frame.givens if item is not steps]
    if "accumulation" in frame.roles and "micro_batch_size" not in frame.roles:
        frame.givens = [
            _as(item, "micro_batch_size", "sequence/device") if item.role == "batch_size" else item
            for item in frame.givens
        ]


def _ignored(frame: Frame) -> None:
    """Set aside what changes nothing, so that it isn't taken for what is asked."""
    for hit in vocabulary.listed("filler").find(frame.low, frame.free):
        frame.take(hit.words)
        frame.blocked |= set(hit.words)


def _family(frame: Frame) -> None:
    """Find a family that is named without a size, such as Llama 2."""
    from flopwise.catalog import models as cards

    if frame.models:
        return
    families = {models.folded(card.family): card.family for card in cards.every() if card.family}
    for length in (3, 2, 1):
        for first in range(len(frame.words) - length + 1):
            places = range(first, first + length)
            name = models.folded("".join(frame.words[index].text for index in places))
            if name not in families or name in _COMMON_FAMILIES:
                continue
            if not frame.free.intersection(places):
                continue
            frame.family = families[name]
            frame.take(places)
            frame.blocked |= set(places)
            written = {frame.words[index].text for index in places}
            frame.loose = [item for item in frame.loose if item not in written]
            return


_SIZED_NAME = re.compile(r"[A-Za-z][A-Za-z]+(?:-[A-Za-z]+)*-?(\d+(?:\.\d+)?)([BbMm])")


def _sized_names(frame: Frame) -> None:
    """Take a model that the catalog doesn't hold by the size in its name: GLM-130B."""
    if frame.models or {"parameters", "num_hidden_layers"} & frame.roles:
        return
    for index in sorted(frame.free):
        found = _SIZED_NAME.fullmatch(frame.words[index].text)
        if found is None:
            continue
        value = Fraction(found[1]) * (10**9 if found[2] in "Bb" else 10**6)
        quantity = numbers.plain(int(value), "parameter")
        frame.givens.append(Given("parameters", quantity, found[0], index, index))
        frame.take(range(index, index + 1))
        frame.remarks.append(
            f"the catalog doesn't hold {found[0]}: it is taken by the size in its name"
        )
        return


def _of_one_step(item: Given) -> Given:
    if item.role == "tokens":
        return _as(item, "tokens_per_step", "token/optimizer_step")
    if item.role == "duration":
        return _as(item, "step_time", "second/optimizer_step")
    return item


def unknown(frame: Frame) -> list[Word]:
    """Return the words that nothing has accounted for."""
    filler = vocabulary.words("filler")
    return [
        frame.words[index]
        for index in sorted(frame.free)
        if frame.low[index] not in filler
        and frame.low[index] not in vocabulary.labels()
        and len(frame.low[index]) > 1
    ]
