"""What a question asks for: a quantity, in a unit, or a yes or no."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from flopwise.asking.quantities import KINDS
from flopwise.asking.reading import parts as state_parts
from flopwise.asking.reading import vocabulary
from flopwise.language import quantities

if TYPE_CHECKING:
    from flopwise.asking.reading.frame import Frame
    from flopwise.asking.reading.numbers import Given
    from flopwise.units.registry import Unit

_OF_UNIT = {
    "flop": "training_compute", "device·second": "device_time", "second": "duration",
    "byte": "memory", "dollar": "cost", "joule": "energy", "gram_co2e": "emissions",
    "token": "tokens", "parameter": "parameters", "optimizer_step": "optimizer_steps",
    "flop/token": "cost_per_token", "token/second": "throughput", "flop/second": "cluster_rate",
    "token/(device·second)": "throughput_per_device", "device": "devices",
    "token/optimizer_step": "tokens_per_step", "second/optimizer_step": "step_time",
    "byte/token": "kv_cache_per_token", "sequence": "batch_size",
    "flop/(device·second)": "flop_rate", "flop/(second·device)": "flop_rate",
}  # fmt: skip
_LEADS = frozenset(
    ("in", "to", "into", "as", "many", "me", "of", "number", "much", "or", "=", "->")
)
_FAMILY = {
    "weights_memory": "weights", "gradient_memory": "gradients", "optimizer_memory": "optimizer",
    "moments_memory": "moments", "activation_memory": "activations", "kv_cache": "kv",
    "logits_memory": "logits",
}  # fmt: skip
_MEMORY = frozenset(
    (*_FAMILY, "model_states", "states_per_device", "layer_activations", "score_memory",
     "dataset_bytes", "weights_and_gradients", "adapter_states")
)  # fmt: skip
_ASKED, _AT_END, _UNIT, _WEAK = 4.0, 1.5, 3.0, 0.5
_OF_PEAK = re.compile(
    r"\b(?:what|which|how much|how many) (?:fraction|percent|percentage|share|%|part) of (?:[\w-]+ ){0,5}peak\b"
)
_TOLD = 2.0
"""What a phrase loses that stands in a sentence which tells, where another one asks."""
_REACH = 3
"""Words between a question word and what it asks for."""


class Goal(NamedTuple):
    """What is asked for: the quantity, the unit that the answer is wanted in, how sure that is."""

    role: str
    unit: Unit | None
    unit_written: str
    score: float


class Wanted(NamedTuple):
    """A unit that stands alone."""

    unit: Unit
    written: str
    first: int
    last: int
    led: bool


def goal(frame: Frame) -> Goal | None:
    """Return what is asked for, or None where nothing is."""
    wanted = [one for one in _wanted(frame) if not _within_phrase(frame, one)]
    scores = _scored(frame, wanted)
    best_unit = max(
        wanted, key=lambda one: (one.led, one.last - one.first, one.first), default=None
    )
    for one in wanted:
        role = _role_of(one.unit, scores)
        if role is None:
            continue
        points = _UNIT + (_ASKED if one.led else 0.0)
        if role in frame.roles and role not in scores:
            points -= _UNIT
        scores[role] = max(scores.get(role, 0.0), points + scores.get(role, 0.0) * 0.1)
        _take(frame, one)
    if _OF_PEAK.search(frame.text.casefold()):
        scores["mfu"] = max(scores.get("mfu", 0.0), _ASKED + _UNIT)
    counted = _counted_machines(frame)
    if counted:
        scores["devices"] = _ASKED + _UNIT
    if "bytes" not in frame.roles:
        scores.pop("cache_tokens", None)
    if not scores:
        return None
    role = max(scores, key=lambda name: scores[name])
    points = scores[role]
    if role in ("parameters", "gradient_memory") and frame.has("zero1", "zero2", "zero3"):
        role = "model_states"
    role = _memory_role(frame, role, scores)
    if role == "activation_memory" and _asks_of_a_layer(frame.text):
        role = "layer_activations"
    unit = best_unit if best_unit and _fits(best_unit.unit, role) else None
    if unit is None:
        unit = next((one for one in wanted if _fits(one.unit, role)), None)
    return Goal(role, unit.unit if unit else None, unit.written if unit else "", points)


_OF_A_LAYER = re.compile(
    r"\b(?:per|each|one|a single) (?:transformer )?(?:layer|block)\b", re.IGNORECASE
)


def _asks_of_a_layer(text: str) -> bool:
    """Tell whether the clause of the question itself speaks of one layer, and none of all."""
    before = text[: text.rfind("?")] if "?" in text else text
    asked = re.split(r"[.;:!?]\s", before)[-1]
    return _OF_A_LAYER.search(asked) is not None and "all " not in asked


def _scored(frame: Frame, wanted: list[Wanted]) -> dict[str, float]:
    """Weigh every phrase that names a quantity by how near it stands to a question word."""
    numbered = {index for item in frame.givens for index in item.words}
    free = set(range(len(frame.words))) - numbered - frame.blocked
    asking = {hit.last for hit in frame.says("asking") if hit.last not in numbered}
    asks = "?" in frame.text
    scores: dict[str, float] = {}
    longest: dict[int, int] = {}
    hits = vocabulary.rows("goal").find(frame.low, free)
    for hit in hits:
        for index in hit.words:
            longest[index] = max(longest.get(index, 0), len(hit.words))
    for hit in hits:
        if any(longest[index] > len(hit.words) for index in hit.words):
            continue  # part of a longer phrase that says more
        frame.take(hit.words)
        if any(
            one.first <= hit.first
            and hit.last <= one.last
            and one.last > one.first
            and KINDS[hit.name].input.dimension != one.unit.dimension
            for one in wanted
        ):
            continue  # the hours of A100 hours
        if _labels_a_number(frame, hit.name, hit.first, hit.last):
            continue
        spoken = frame.low[hit.first : hit.last + 1]
        if spoken == ["compute"] and frame.low[hit.last + 1 : hit.last + 2] in (
            ["threshold"],
            ["limit"],
            ["line"],
            ["criterion"],
            ["cutoff"],
        ):
            continue
        points = float(len(hit.words))
        if " ".join(frame.low[index] for index in hit.words) in _VAGUE:
            scores.setdefault(hit.name, _WEAK)
            continue
        if hit.name == "training_compute" and (len(hit.words) == 1 or "train" in spoken):
            points = _WEAK
        before = frame.low[max(0, hit.first - _REACH) : hit.first]
        led = any(index in asking for index in range(hit.first - _REACH, hit.first))
        begins = frame.low[hit.first : hit.first + 2] in (
            ["how", "many"],
            ["how", "much"],
            ["how", "long"],
            ["how", "big"],
        )
        if (led and not any(_stops(frame, at) for at in range(hit.first - 1, hit.first))) or begins:
            points += _ASKED - 0.3 * _distance(asking, hit.first) if not begins else _ASKED
        if _is_end(frame, hit.last):
            points += _AT_END
        if "with" in before or "at" in before[-1:]:
            points -= 1.0
        if asks and not _in_question(frame, hit.last):
            points -= _TOLD
        scores[hit.name] = max(scores.get(hit.name, -9.0), points)
    return scores


def in_the_question(frame: Frame) -> bool:
    """Tell whether the sentence that asks names a quantity itself."""
    numbered = {index for item in frame.givens for index in item.words}
    free = set(range(len(frame.words))) - numbered - frame.blocked
    hits = vocabulary.rows("goal").find(frame.low, free)
    units = [one for one in _wanted(frame) if not _within_phrase(frame, one)]
    asked = [hit.last for hit in hits] + [one.last for one in units]
    return any(_in_question(frame, at) for at in asked)


def _in_question(frame: Frame, index: int) -> bool:
    """Tell whether a word stands in a sentence that ends with a question mark."""
    found = _ENDS.search(frame.text, frame.words[index].end - 1)
    return found is None or found[0][0] == "?"


_ENDS = re.compile(r"[.?!](?=\s|$|[)\"'])")


def _within_phrase(frame: Frame, one: Wanted) -> bool:
    """Tell whether a unit is part of a phrase that says more: the FLOPs of MFU spelt out."""
    everywhere = set(range(len(frame.words)))
    for phrases in (
        vocabulary.rows("goal"),
        vocabulary.beside("behind"),
        vocabulary.beside("before"),
    ):
        for hit in phrases.find(frame.low, everywhere):
            covers = hit.first <= one.first and one.last <= hit.last
            if covers and len(hit.words) > one.last - one.first + 1:
                kind = KINDS.get(hit.name)
                if kind is None or kind.input.dimension != one.unit.dimension:
                    return True
    return False


def _counted_machines(frame: Frame) -> bool:
    """Tell whether a question asks how many of an accelerator: number of H100s needed."""
    for machine in frame.machines:
        if machine.number is None and machine.place > 0 and "devices" not in frame.roles:
            before = frame.low[max(0, machine.place - 2) : machine.place]
            if before[-1:] == ["many"] or before == ["number", "of"]:
                following = frame.low[machine.place + 1 : machine.place + 3]
                if not {"hours", "days", "hour", "day", "years"} & set(following[:1]):
                    return True
    return False


def _distance(asking: set[int], first: int) -> int:
    return min((first - 1 - index for index in asking if index < first), default=0)


def _stops(frame: Frame, index: int) -> bool:
    """Tell whether a sentence ends behind a word."""
    if index < 0 or index + 1 >= len(frame.words):
        return False
    between = frame.text[frame.words[index].end : frame.words[index + 1].start]
    return any(sign in between for sign in ".?!;:")


def _is_end(frame: Frame, index: int) -> bool:
    rest = frame.text[frame.words[index].end :].strip()
    return not rest or rest[0] in "?!" or (rest[0] == "." and len(rest) == 1)


_JOINS = (["of"], ["is"], ["at"], ["of", "about"], ["is", "about"])


def _labels_a_number(frame: Frame, role: str, first: int, last: int) -> bool:
    """Tell whether a phrase only says what a number beside it counts: `40% MFU`, `PUE 1.2`."""
    if frame.low[first] == "how":
        return False
    for item in frame.givens:
        if item.role != role and (role, item.role) not in _SAME:
            continue
        same = item.role == role
        if (role, item.role) == ("batch_size", "tokens_per_step") and frame.low[first] not in (
            "batch", "global"
        ):  # fmt: skip
            continue
        behind = same and item.last + 1 == first and not _between(frame, item.last, first)
        between = frame.low[item.last + 1 : first]
        behind = behind or (len(between) == 1 and between[0] in ("active", "total", "activated"))
        before = last + 1 == item.first and not _between(frame, last, item.first)
        joined = frame.low[last + 1 : item.first] in _JOINS if item.first > last else False
        if behind or before or joined:
            return True
    return False


def _between(frame: Frame, last: int, first: int) -> bool:
    """Tell whether a sign parts two words."""
    between = frame.text[frame.words[last].end : frame.words[first].start]
    return any(sign in between for sign in ",.;:?!()")


_SAME = frozenset(
    (("parameters", "active_parameters"), ("overhead_energy", "overhead"), ("batch_size", "micro_batch_size"),
     ("tokens", "sequence_length"), ("tokens", "throughput"), ("gradient_memory", "accumulation"),
     ("accumulation", "accumulation"), ("duration", "step_time"), ("batch_size", "tokens_per_step"))
)  # fmt: skip


def _wanted(frame: Frame) -> list[Wanted]:
    """Find the units that stand without a number: `how many A100-days`, `in PF-days`."""
    numbered = {index for item in frame.givens for index in item.words}
    found: list[Wanted] = []
    index = 0
    while index < len(frame.words):
        best = None if index in numbered else _unit_at(frame, index, numbered)
        if best is None:
            index += 1
            continue
        found.append(best)
        index = best.last + 1
    return found


def _unit_at(frame: Frame, first: int, numbered: set[int]) -> Wanted | None:
    for length in (4, 3, 2, 1):
        last = first + length - 1
        if last >= len(frame.words) or not numbered.isdisjoint(range(first, last + 1)):
            continue
        written = frame.text[frame.words[first].start : frame.words[last].end]
        if re.search(r"[,;?!()=:]", written) or written.casefold() in _NO_UNITS:
            continue
        unit = quantities.known_unit(written)
        if unit is None:
            continue
        before = frame.low[first - 1] if first else ""
        near = frame.low[max(0, first - 2) : first]
        led = before in _LEADS or "many" in near or before in ("calculate", "estimate", "total")
        return Wanted(unit, written, first, last, led)
    return None


_VAGUE = frozenset(
    ("how big", "how large", "what size", "can i train", "time", "how fast", "states", "how much is",
     "memory footprint", "what model", "pay", "spend", "charge", "money")
)  # fmt: skip
_NO_UNITS = frozenset(
    ("a", "d", "s", "h", "m", "b", "g", "t", "j", "w", "gpu", "gpus", "token", "tokens", "step",
     "steps", "parameters", "params", "weights", "weight", "parameter", "sample", "samples",
     "sequence", "sequences", "seq", "example", "examples", "image", "chip", "chips", "card",
     "cards", "device", "devices", "iteration", "iterations", "update", "updates", "min", "second",
     "flop", "accelerator", "tpu", "tpus", "context window", "bit", "ma", "et", "pa", "param",
     "byte", "month", "week", "year")
)  # fmt: skip


def _role_of(unit: Unit, scores: dict[str, float]) -> str | None:
    """Return the quantity that a unit asks for: the likeliest of its dimension."""
    dimension = str(unit.dimension)
    same = [
        role for role in scores
        if role in KINDS and str(KINDS[role].input.dimension) == dimension
    ]  # fmt: skip
    if same:
        return max(same, key=lambda role: scores[role])
    role = _OF_UNIT.get(dimension)
    return "model_states" if role == "memory" else role


def _fits(unit: Unit, role: str) -> bool:
    if role not in KINDS:
        return False
    wanted = KINDS[role].input.dimension
    return unit.dimension == wanted


def _take(frame: Frame, wanted: Wanted) -> None:
    frame.take(range(wanted.first, wanted.last + 1))


def _memory_role(frame: Frame, role: str, scores: dict[str, float]) -> str:
    """Put parts of memory together: weights and gradients, or all that training keeps."""
    if role not in _MEMORY:
        return role
    if frame.has("uint16", "uint32") and role == "model_states":
        return "dataset_bytes"
    parts = {_FAMILY[name] for name in scores if name in _FAMILY}
    sharded = frame.has("zero1", "zero2", "zero3")
    if sharded and (frame.has("per_device") or role == "states_per_device"):
        return "states_per_device"
    if role == "states_per_device":
        role = "model_states"
    if "per token" in " ".join(frame.low) and not parts - {"kv"} and role == "model_states":
        return "kv_cache_per_token"
    whole = scores.get("model_states", 0.0) >= _ASKED and _asked_behind(frame)
    frame.chosen = state_parts.chosen(frame, whole=whole)
    if frame.chosen and not sharded and not parts & {"kv", "activations", "logits"}:
        return "chosen_states"
    frame.chosen = frozenset()
    if whole and frame.sizes and state_parts.optimized(frame):
        return "model_states"
    stated = parts & {"weights", "gradients", "optimizer"}
    if len(stated) == 3 or stated == {"weights", "optimizer"}:
        return "model_states"
    if stated == {"weights", "gradients"} and {"master", "moment", "moments"} & set(frame.low):
        return "model_states"
    if stated == {"weights", "gradients"}:
        return "weights_and_gradients"
    if role == "model_states":
        single = [name for name, part in _FAMILY.items() if part in parts and name in scores]
        if len(single) == 1:
            return single[0]
        if not single:
            if frame.has("inference") and not frame.has("full_finetuning", "finetuning"):
                return "weights_memory"
            specific = [n for n in ("layer_activations", "score_memory", "dataset_bytes",
                                    "kv_cache_per_token") if n in scores]  # fmt: skip
            if specific:
                return specific[0]
            if frame.precisions and not frame.has(
                "full_finetuning", "finetuning", "adam", "sgd", "adam8bit", "mixed_precision", "lora", "qlora",
            ) and not {"train", "training", "trained"} & set(frame.low):  # fmt: skip
                return "weights_memory"  # "how many GB is a 70B in int4"
    return role


_LEAD_IN = re.compile(
    r"^(?:(?:ok|okay|so|hey|hi|hello|well|and|but|please|now|quick one|quick question|also)\b[\s,:]*)+"
)
_OFFHAND = frozenset(("doable", "any chance", "feasible", "possible", "realistic", "yes or no", "enough",
                      "is that enough", "will it work", "right", "correct", "true", "or not", "plausible",
                      "agree", "agreed", "am i right", "really", "fair"))  # fmt: skip


def _asked_behind(frame: Frame) -> bool:
    """Tell whether memory is asked for behind the parts, which then only say how it is kept."""
    everywhere = set(range(len(frame.words)))
    asked = [
        hit.first for hit in vocabulary.rows("goal").find(frame.low, everywhere)
        if hit.name == "model_states"
    ]  # fmt: skip
    return bool(asked) and all(place < max(asked) for place in frame.parts_at)


_POLITE = re.compile(
    r"(can|could|would|will) you (please )?"
    r"(estimate|tell|work|find|give|help|calculate|compute|explain|show|convert)"
)


_AMOUNT = re.compile(
    r"(?:^|[,.:;!?(]\s*|\b(?:i\.?e\.?|and|so|or|but)\s+(?:then\s+)?)"
    r"what(?:'s|s| is| are| was| were| would| will| should| does| do| did)\b(?! (?:i|we|you|they|he|she) )"
)
"""A clause that asks for an amount, whatever else is asked beside it."""


def asks_amount(frame: Frame) -> bool:
    """Tell whether a clause asks for an amount, whatever else is asked beside it."""
    return _AMOUNT.search(frame.text.casefold()) is not None


def is_yesno(frame: Frame) -> bool:
    """Tell whether a question can be answered by yes or no."""
    if not frame.low:
        return False
    first = set(vocabulary.data()["yesno"]["first"])
    if re.match(r"(how|what|which|why|when|who|whats|what's)\b", frame.text.casefold()):
        return False
    if re.search(
        r"\b(?:the|what|which|a) ratio\b|^ratio\b|\b(by what|what factor|how many times)\b",
        frame.text.casefold(),
    ):
        return False
    if asks_amount(frame):
        return False
    text = re.sub(r"^(can|could) you help( me)?\W+", "", frame.text.casefold())
    text = _LEAD_IN.sub("", text)
    if _POLITE.match(text):
        return False
    if re.search(r",\s*(true|right|correct)\b", frame.text.casefold()):
        return True
    clauses = re.split(r"[,.:;!?]\s+|\s-\s", text)
    if any(clause in _OFFHAND for clause in (one.strip(" ?!.") for one in clauses)):
        return True
    if any((clause.split() or [""])[0] in first for clause in clauses):
        return not re.search(r"\b(how many|how much|how long|what size|which)\b",
                             frame.text.casefold())  # fmt: skip
    if re.search(r"\b(true|right|correct|feasible|possible|doable|enough|ok|yes or no)\W*(thanks|please)?\W*$",
                 frame.text.casefold()):  # fmt: skip
        return not re.search(r"\b(how many|how much|how long)\b", frame.text.casefold())
    return bool(re.search(r"\bis (that|this|it) (only|really|right|true)\b", frame.text.casefold()))


def limits(frame: Frame) -> list[tuple[str, Given]]:
    """Return the quantities that a yes/no question holds its answer against, and which side."""
    found = []
    for side in ("below", "above"):
        for hit in frame.says("limit", side):
            for item in frame.givens:
                between = frame.low[hit.last + 1 : item.first]
                if 0 < item.first - hit.last <= _REACH and all(
                    word in _BETWEEN for word in between
                ):
                    found.append((side, item))
    enough = {"pay", "pays", "cover", "covers", "buy", "buys", "afford", "enough", "sufficient", "feasible", "finish", "finished", "complete", "done",
              "suffice", "possible", "doable"} & set(frame.low)  # fmt: skip
    for item in frame.givens:
        trailing = " ".join(frame.low[item.last + 1 : item.last + 3]) in (
            "or less",
            "or fewer",
            "or under",
            "at most",
            "or so",
        )
        if (
            item not in [other for _, other in found]
            and item.role in ("duration", "cost")
            and (enough or trailing)
        ):
            found.append(("below", item))
    return found


_BETWEEN = frozenset(
    (
        "the",
        "a",
        "an",
        "about",
        "around",
        "just",
        "budget",
        "of",
        "eu",
        "limit",
        "is",
        "my",
        "our",
        "$",
    )
)
