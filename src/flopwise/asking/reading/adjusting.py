"""Second thoughts on roles, once all numbers are read: whose rate, whose batch, which tokens."""

from __future__ import annotations

import itertools
import re
from fractions import Fraction
from typing import TYPE_CHECKING

from flopwise.asking.quantities import KINDS
from flopwise.asking.reading import numbers, vocabulary
from flopwise.asking.reading.numbers import Given
from flopwise.errors import FlopwiseError
from flopwise.language import quantities

if TYPE_CHECKING:
    from flopwise.asking.reading.frame import Frame
    from flopwise.units.numbers import Number


def stated_first(frame: Frame) -> None:
    """Take a mixture of experts by what a question states of it, where that is all that counts."""
    if len(frame.models) == 1 and {"active_parameters", "tokens"} <= frame.roles:
        known = frame.models[0].written
        frame.remarks.append(f"{known} is taken by the active parameters and the tokens as stated")
        frame.models = []


_PLAIN = ("tokens", "parameters", "?", "duration", "training_compute")
"""What a number is taken for that has no label of its own."""


def pairs(frame: Frame) -> None:
    """Give both values that something goes from and to one role: the context from 4096 to 8192 tokens."""
    ordered = sorted(frame.givens, key=lambda item: item.first)
    for first, second in itertools.pairwise(ordered):
        if second.first != first.last + 2 or frame.low[first.last + 1] != "to":
            continue
        if frame.low[max(0, first.first - 1)] != "from":
            continue
        if first.role == second.role:
            context = _of_the_context(frame, first, second)
            role = "sequence_length" if context else first.role
        else:
            role = first.role if second.role in _PLAIN else second.role
            if role != first.role and first.role not in _PLAIN:
                continue
        unit = str(KINDS[role].input.dimension) if role in KINDS else ""
        for item in (first, second):
            value = _length(item) if role == "sequence_length" else item.value
            if item.role != role:
                new = item._replace(role=role, quantity=numbers.plain(value, unit))
                frame.givens[frame.givens.index(item)] = new
        frame.changes = [change for change in frame.changes if change.role != role]
        frame.givens.sort(key=lambda item: item.first)


def _of_the_context(frame: Frame, first: Given, second: Given) -> bool:
    """Tell whether tokens are those of one sequence: the context goes from 4k tokens to 8k tokens."""
    near = {*frame.low[max(0, first.first - 6) : first.first],
            *frame.low[second.last + 1 : second.last + 4]}  # fmt: skip
    return first.role == "tokens" and bool({"context", "length", "window", "sequence"} & near)


def _length(item: Given) -> Number:
    try:
        return quantities.sequence_length(item.written.split()[0]).value
    except FlopwiseError:
        return item.value


_EACH = frozenset(("each", "apiece", "per", "every"))
_HOLDING = frozenset(("of", "with", "having", "holding", "containing", "each", "x", "times"))
_MOST_PER_NODE = 72
_NODES = frozenset(
    ("node", "nodes", "boxes", "servers", "machines", "hosts", "pods", "box", "server")
)


def nodes(frame: Frame) -> None:
    """Multiply the nodes by what each holds: 32 nodes with 8 H100s each."""
    stated, each = frame.given("nodes"), frame.given("devices_per_node")
    if stated is None or not frame.machines:
        return
    machine = frame.machines[0]
    if each is not None:
        if machine.number is None and "devices" not in frame.roles:
            number = int(stated.value * each.value)
            frame.machines[0] = machine._replace(number=number)
        return
    if machine.number is None or not 1 <= machine.number <= _MOST_PER_NODE or machine.place < 0:
        return
    last = machine.place + len(machine.written.split()) - 1
    behind = set(frame.low[last + 1 : last + 3]) & _EACH
    between = [
        word for word in frame.low[stated.last + 1 : machine.place - 1] if word not in _NODES
    ]
    held = 0 < len(between) <= 3 and stated.last < machine.place and set(between) <= _HOLDING
    if behind or held:
        frame.machines[0] = machine._replace(number=int(machine.number * stated.value))


_LONGEST_CONTEXT = 2_000_000


def sequences(frame: Frame) -> None:
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
        each = frame.low[item.last + 1 : item.last + 2] in (["each"], ["apiece"])
        if item.role == "tokens" and before == "of" and frame.low[item.first - 2] in _UPDATES:
            frame.givens[place] = _as(item, "tokens_per_step", "token/optimizer_step")
            continue
        counted = {
            "batch_size",
            "micro_batch_size",
            "samples_per_step",
            "dataset_samples",
        } & frame.roles
        short = item.role == "tokens" and item.value <= _LONGEST_CONTEXT
        if short and each and counted and "sequence_length" not in frame.roles:
            frame.givens[place] = _as(item, "sequence_length", "token/sequence")
            continue
        single = before in ("1", "one", "single") and item.role == "sequence_length"
        if single and "tokens" not in frame.roles and "forward" not in frame.low:
            frame.givens.append(_as(item, "tokens", "token"))


_UPDATES = frozenset(("steps", "updates", "iterations", "batches"))
_THOUSANDS = re.compile(r"(\d+)\s*[x×*]\s*(\d+)\s*k\b.*", re.IGNORECASE)


def _of_thousands(item: Given) -> Given:
    """Read the k of `2 x 16k tokens` as 1,024, as that of any sequence length."""
    found = _THOUSANDS.fullmatch(item.written)
    if found is None or item.role != "tokens" or int(found[2]) not in (1, 2, 4, 8, 16, 32, 64, 128, 256):  # fmt: skip
        return item
    value = int(found[1]) * int(found[2]) * 1024
    return item._replace(quantity=item.quantity._replace(value=value))


def sums(frame: Frame) -> None:
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


def chinchilla(frame: Frame) -> None:
    """Tell the model from the rule that bears its name."""
    named = [mention for mention in frame.models if mention.id == "chinchilla"]
    if not named:
        return
    others = {hit.name for hit in vocabulary.table("tag").find(frame.low, set(_all(frame)))
              if frame.low[hit.first : hit.last + 1] != ["chinchilla"]
              and not re.search(r"[:;?!]\s", frame.text[frame.words[hit.first].start : frame.words[hit.last].end])}  # fmt: skip
    ruled = others & {"optimal", "approach1", "approach2", "approach3", "besiroglu"}
    if len(frame.models) > len(named) and _OF_THE_RULE & set(frame.low):
        ruled = {"optimal"}
        frame.tags |= {"optimal"}
    sized = frame.roles & {"parameters", "num_hidden_layers"}
    if ruled or sized:
        frame.models = [mention for mention in frame.models if mention.id != "chinchilla"]
    else:
        frame.tags -= {"optimal"}


_OF_THE_RULE = frozenset(("undertrained", "overtrained", "over-trained", "under-trained", "sense", "rule",
                          "optimum", "overtraining", "undertraining", "overshoot", "overshot"))  # fmt: skip


def _all(frame: Frame) -> range:
    return range(len(frame.words))


LEAST_COMPUTE = 10**17


_COUNTS_AGAIN = re.compile(
    r"\b(?:includ\w+|count(?:s|ed|ing)?|contain(?:s|ing)?)\b.{0,40}\b(?:recomput\w+|checkpoint\w+|forward)\b|"
    r"\b(?:recomput\w+|checkpoint\w+|forward pass)\b.{0,20}\b(?:included|counted)\b"
)
_NOT_AGAIN = re.compile(
    r"\b(?:not|without|n't|excluding)\b.{0,12}\b(?:includ|count|recomput|contain)"
)


def rates(frame: Frame) -> None:
    """Tell whose rate a rate is: of one device, of all, reached, or what the sheet promises."""
    low = frame.text.casefold()
    if frame.has("full_recompute") and _COUNTS_AGAIN.search(low) and not _NOT_AGAIN.search(low):
        frame.tags |= {"rate_recomputes"}
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
            and item.value < LEAST_COMPUTE
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
    _prices(frame)
    for place, item in enumerate(frame.givens):
        if item.role == "price":
            chips = next((machine.slice for machine in frame.machines if machine.slice), 1)
            per_device = item._replace(quantity=numbers.plain(Fraction(item.value) / chips, ""))
            frame.givens[place] = _as(per_device, "price", "dollar/(device·second)")


_DEAREST = 100
"""Dollars; no device costs as much in an hour."""


def _prices(frame: Frame) -> None:
    """Take a sum as what a device costs in an hour: the smaller of two, or one for each device-hour."""
    sums = frame.all_given("cost")
    each = [
        item for item in sums if frame.low[item.last + 1 : item.last + 2] in (["each"], ["apiece"])
    ]
    if each and "device_time" in frame.roles:
        frame.givens = [_hourly(item) if item is each[0] else item for item in frame.givens]
        return
    hourly = [item for item in sums if _is_of_an_hour(frame, item)]
    if len(hourly) == 1 and "price" not in frame.roles:
        frame.givens = [_hourly(item) if item is hourly[0] else item for item in frame.givens]
        return
    if len(sums) != 2 or "price" in frame.roles or not frame.machines:
        return
    small, large = sorted(sums, key=lambda item: item.value)
    said = frame.low[small.first - 1] if small.first else ""
    if said == "$" and small.first > 1:
        said = frame.low[small.first - 2]
    if said in ("at", "@") and small.value < _DEAREST <= large.value:
        frame.givens = [_hourly(item) if item is small else item for item in frame.givens]


_HOURLY = re.compile(
    r"\b(?:an|one|each|every|per|device|gpu|accelerator|chip|card)[- ]hour\b[^.;?!]{0,40}\b(?:costs?|is|at|for|of)\W{0,3}$"
)


def _is_of_an_hour(frame: Frame, item: Given) -> bool:
    """Tell `an hour of one costs $2`, where what an hour is of stands before the sum."""
    if item.last < item.first:
        return False
    return _HOURLY.search(frame.text[: frame.words[item.first].start].casefold()) is not None


def _hourly(item: Given) -> Given:
    """Take a sum as what a device costs in an hour."""
    second = item._replace(quantity=numbers.plain(Fraction(item.value) / 3600, ""))
    return _as(second, "price", "dollar/(device·second)")


_LARGEST_ELEMENT = 8
"""Bytes; what takes more for each parameter is no single number."""


def _as(item: Given, role: str, unit: str) -> Given:
    return item._replace(role=role, quantity=numbers.plain(item.value, unit))


_RATES = {"divided", "divides", "dividing", "peak", "sheet", "spec", "reaches", "reach", "achieves", "achieved", "achieve", "hits",
          "gets", "get", "rate", "logs", "denominator", "says", "sustained"}  # fmt: skip


def _is_rate(frame: Frame, item: Given) -> bool:
    """Tell whether FLOPS without a time are meant for each second, as data sheets write them."""
    near = set(frame.low[max(0, item.first - 5) : item.last + 4])
    of_one = frame.low[item.last + 1 : item.last + 2] == ["per"] and any(
        machine.place == item.last + 2 for machine in frame.machines
    )
    return item.written.rstrip().endswith("S") or bool(_RATES & near) or of_one


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


_SHARE_OF = re.compile(r"\b(?:fraction|percent|percentage|share|%|part) of (?:[\w-]+ ){0,5}peak\b")


def _is_peak(frame: Frame, item: Given) -> bool:
    """Tell whether a rate is what a device could do: said so, or beside a utilisation."""
    if _SHARE_OF.search(frame.text.casefold()) and "mfu" not in frame.roles:
        return False
    near = frame.low[max(0, item.first - 5) : item.last + 4]
    return "peak" in near or frame.has("exaggerated") or "mfu" in frame.roles


def spans(frame: Frame) -> None:
    """Take a time for many steps as the time of each: 45 minutes per 1000 steps."""
    for place, item in enumerate(frame.givens):
        if item.role != "duration" or frame.low[item.last + 1 : item.last + 2] not in (["per"], ["every"], ["for"], ["each"]):  # fmt: skip
            continue
        steps = next((one for one in frame.givens if one.role == "optimizer_steps"
                      and one.first == item.last + 2), None)  # fmt: skip
        if steps is not None and len(frame.all_given("optimizer_steps")) > 1:
            each = item._replace(
                quantity=numbers.plain(Fraction(item.value) / Fraction(steps.value), "")
            )
            frame.givens[place] = _as(each, "step_time", "second/optimizer_step")
            frame.givens = [one for one in frame.givens if one is not steps]
            return


def utilisations(frame: Frame) -> None:
    """Take a hardware utilisation for the utilisation, but where one is asked of the other."""
    both = frame.has("full_recompute") and {"mfu", "mfus"} & set(frame.low)
    if "hfu" in frame.roles and "mfu" not in frame.roles and not both:
        frame.givens = [
            item._replace(role="mfu") if item.role == "hfu" else item for item in frame.givens
        ]


def batches(frame: Frame) -> None:
    """A batch beside accumulation steps is that of one device; what one step takes is a step's."""
    steps = frame.given("optimizer_steps")
    if steps is not None and steps.value == 1:
        frame.givens = [_of_one_step(item) for item in frame.givens if item is not steps]
    if "accumulation" in frame.roles and "micro_batch_size" not in frame.roles:
        frame.givens = [
            _as(item, "micro_batch_size", "sequence/device") if item.role == "batch_size" else item
            for item in frame.givens
        ]


def _of_one_step(item: Given) -> Given:
    if item.role == "tokens":
        return _as(item, "tokens_per_step", "token/optimizer_step")
    if item.role == "duration":
        return _as(item, "step_time", "second/optimizer_step")
    return item
