"""Reading a question: names first, then numbers and what they count, then what is changed."""

from __future__ import annotations

import re
from fractions import Fraction

from flopwise.asking.reading import adjusting, claims, families, naming, numbers, parts, vocabulary
from flopwise.asking.reading.adjusting import LEAST_COMPUTE
from flopwise.asking.reading.frame import Change, Frame, Machines
from flopwise.asking.reading.numbers import Given
from flopwise.errors import FlopwiseError
from flopwise.language import accelerators, quantities


def read(question: str) -> Frame:
    """Read a question: names first, then numbers, then the words around them."""
    frame = Frame(question)
    naming.machines(frame)
    naming.asides(frame)
    families.superlatives(frame)
    naming.named_models(frame)
    naming.cited(frame)
    naming.undisclosed(frame)
    naming.family(frame)
    naming.ignored(frame)
    naming.tags(frame)
    _numbers(frame)
    parts.read(frame)
    claims.mark(frame)
    claims.of_the_goal(frame)
    _bare_sizes(frame)
    families.sized(frame)
    _products(frame)
    _matrix(frame)
    _changes(frame)
    adjusting.pairs(frame)
    adjusting.spans(frame)
    adjusting.utilisations(frame)
    adjusting.nodes(frame)
    adjusting.stated_first(frame)
    adjusting.chinchilla(frame)
    adjusting.sequences(frame)
    adjusting.sums(frame)
    adjusting.rates(frame)
    adjusting.batches(frame)
    naming.sized_names(frame)
    return frame


def _numbers(frame: Frame) -> None:
    waiting = []
    for found in numbers.find(frame.text, frame.words, frame.blocked):
        if numbers.is_beside(found, frame.words, frame.text):
            frame.take(range(found.first, found.last + 1))
            continue
        role = numbers.role_of(found, frame.words, frame.text, frame.tags, frame.roles)
        role = role or _of_the_change(frame, found)
        if role is None:
            waiting.append(found)
        else:
            _give(frame, role, found)
    for found in waiting:
        if numbers.is_size(found.written) and not found.quantity.unit:
            frame.givens.append(Given("?", found.quantity, found.written, found.first, found.last))
            frame.take(range(found.first, found.last + 1))
        elif found.quantity.value >= LEAST_COMPUTE:
            _give(frame, "training_compute", found)  # a bare 1e26 can be nothing else
        elif _of_them(frame, found):
            _give(frame, "devices", found)
        elif _is_width(frame, found):
            _give(frame, "hidden_size", found)
        elif _of_the_sheet(frame, found):
            quantity = numbers.plain(found.quantity.value * 10**12, "flop/(device·second)")
            _give(frame, "peak", found._replace(quantity=quantity))
        elif (
            _is_side(frame, found)
            or found.written.strip() in ("1", "2")
            or numbers.is_year(found.written)
        ):
            frame.take(range(found.first, found.last + 1))
        else:
            frame.loose.append(found.written)
            frame.unclear.append(found)


_SIDE = re.compile(r"(\d{2,4})(?:\s*[x×]\s*(\d{2,4}))?(?:\s*px)?")


def _is_side(frame: Frame, found: numbers.Found) -> bool:
    """Tell whether a bare number is the side of the images that the model named takes anyway."""
    from flopwise.estimation.subject import resolve

    sides = _SIDE.fullmatch(found.written.strip())
    if sides is None or len(frame.models) != 1:
        return False
    workload = resolve(frame.models[0].id).workload
    known = workload.values if workload is not None and workload.sample else {}
    usual = {float(known[name].value) for name in _IMAGE if name in known}
    return bool(usual) and {float(side) for side in sides.groups() if side} <= usual


_IMAGE = ("image_height", "image_width", "image_size")
_SHEET = 0.005
_SHEETS = frozenset(
    ("tflops", "tflop/s", "tflops/s", "teraflops", "denominator", "divide", "datasheet", "spec")
)


def _of_the_sheet(frame: Frame, found: numbers.Found) -> bool:
    """Tell whether a bare number is a peak of the machine's data sheet, in TFLOP/s."""
    from flopwise.catalog import accelerators as cards

    if len(frame.machines) != 1 or not _SHEETS & set(frame.low):
        return False
    device = cards.find(frame.machines[0].id)
    known = [*device.peak.values(), *device.sparse.values()]
    value = float(found.quantity.value) * 1e12
    return any(
        figure.disclosed and abs(value / float(figure.value) - 1) <= _SHEET for figure in known
    )


def _of_the_change(frame: Frame, found: numbers.Found) -> str | None:
    """Give the second of two values the role of the first: the PUE drops from 1.5 to 1.2."""
    label = _CHANGED.get(frame.low[found.first - 2], "") if found.first > 1 else ""
    if label and frame.low[found.first - 1] == "from" and frame.low[found.last + 1 : found.last + 2] == ["to"]:  # fmt: skip
        return label
    if not found.first or frame.low[found.first - 1] != "to" or found.quantity.unit is not None:
        return None
    before = next((item for item in frame.givens if item.last == found.first - 2), None)
    return before.role if before is not None and before.quantity.unit is None else None


def _of_them(frame: Frame, found: numbers.Found) -> bool:
    """Read `on 64 of them` behind an accelerator."""
    behind = frame.low[found.last + 1 : found.last + 3]
    counted = bool(frame.machines) or "devices" in frame.roles
    return behind in (["of", "them"], ["of", "those"], ["of", "these"]) and counted


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
        if _counts_a_thing(frame, item):
            continue
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


def _counts_a_thing(frame: Frame, item: Given) -> bool:
    """Tell whether a size counts something else that we know nothing of: 300B apples."""
    if item.last + 1 >= len(frame.words):
        return False
    word = frame.low[item.last + 1]
    between = frame.text[frame.words[item.last].end : frame.words[item.last + 1].start]
    known = vocabulary.words("filler") | vocabulary.labels() | vocabulary.lexicon()
    return (
        not between.strip() and item.last + 1 in frame.free and word.isalpha()
        and word.endswith("s") and len(word) > _SHORT and word not in known
    )  # fmt: skip


_SHORT = 4
_LEAST_DATA = 10**11
"""At so many tokens a second nobody asks for a model of a hundred billion without saying so."""


def _restates(frame: Frame, item: Given) -> bool:
    """Tell whether a bare size is that of the model named: Qwen2.5-32B (32.8B)."""
    from flopwise.catalog import models as cards

    if len(frame.models) != 1:
        return False
    if families.of_size(frame, item.value) is not None:
        return True
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
