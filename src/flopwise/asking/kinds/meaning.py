"""What a question means where its words name a neighbour of it: tokens of a text, of a cache."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flopwise.asking.quantities import KINDS
from flopwise.asking.reading.numbers import Given, plain
from flopwise.asking.solving.relations import STORED
from flopwise.errors import FlopwiseError
from flopwise.language import quantities

if TYPE_CHECKING:
    from flopwise.asking.reading.frame import Frame
    from flopwise.asking.reading.goals import Goal
    from flopwise.language.quantities import Quantity


def forward_of_token(frame: Frame, goal: Goal) -> Goal:
    """Tell the forward pass of a token from all that training costs for it."""
    both = {"backward", "bwd", "fwd+bwd", "training", "train"} & set(frame.low)
    if goal.role == "cost_per_token" and "forward" in frame.low and not both:
        return goal._replace(role="forward_per_token")
    if goal.role == "training_compute" and "forward" in frame.low and not both:
        goal = goal._replace(role="forward_compute", unit=None)
    text = " ".join(frame.low)
    if (
        goal.role == "forward_compute"
        and re.search(r"(per|each|one|1|a|single) token\b", text)
        and not ({"sequence_length", "tokens"} & frame.roles)
    ):
        return goal._replace(role="forward_per_token")
    return goal


_GENERATES = re.compile(
    r"\b(?:generat\w*|decod(?:e|es|ed|ing)|outputs?|produc(?:e|es|ed|ing)|serv(?:e|es|ed|ing)|answer(?:s|ed|ing)?|writ(?:e|es|ing)|emit\w*|"
    r"process(?:es|ed|ing)?|prefill\w*|read(?:s|ing)?|inferenc\w*|score[sd]?|scoring|embed(?:s|ded|ding)?)\b(?: \w+){0,3} \d|"
    r"\d[\w.,]* ?\w* (?:\w+ )?(?:generated|decoded|served|processed|produced|scored|read|of output|of inference|of serving)\b"
)
_TRAINS = re.compile(r"\b(?:train|pre-?train|fine-?tun)\w*")


_LONGEST_CONTEXT = 2_000_000


def of_inference(frame: Frame, goal: Goal) -> Goal:
    """Tell all that inference takes for many tokens from the forward pass of one sequence."""
    if goal.role not in ("forward_compute", "training_compute") or "tokens" not in frame.roles:
        return goal
    text = frame.text.casefold()
    if "sequence_length" in frame.roles or _TRAINS.search(text) or "served_tokens" in frame.roles:
        return goal
    many = max(item.value for item in frame.all_given("tokens")) > _LONGEST_CONTEXT
    forward = goal.role == "forward_compute" and many  # no single sequence is as long
    if not (_GENERATES.search(text) or forward):
        return goal
    if not (frame.models or "parameters" in frame.roles):
        return goal
    frame.convention = frame.convention or "six-nd"
    unit = goal.unit if goal.role == "training_compute" else None
    return goal._replace(role="inference_compute", unit=unit)


def meant(frame: Frame, role: str) -> str:
    """Return the quantity that is meant where the words name a neighbour of it."""
    if (
        role == "throughput"
        and frame.machines
        and not (
            {"devices", "throughput_per_device", "step_time"} & frame.roles
            or frame.machines[0].number is not None
        )
    ):
        return "throughput_per_device"
    if role == "energy" and "energy" in frame.roles and frame.has("cooling"):
        _rename(frame, "energy", "machine_energy")
        return "overhead_energy"
    if role == "parameters" and "rank" in frame.roles and frame.has("lora", "qlora"):
        return "adapter_parameters"
    if role in ("energy", "cost") and "electricity_price" in frame.roles:
        return "electricity_cost"
    if role == "tokens" and "words_per_document" in frame.roles and "documents" not in frame.roles:
        frame.givens.append(Given("documents", plain(1, ""), "one text", 0, -1))
    if (
        role == "tokens"
        and {"batch_size", "sequence_length"} <= frame.roles
        and not (
            {"optimizer_steps", "epochs", "duration", "training_compute", "cost"} & frame.roles
        )
    ):
        return "tokens_per_step"
    if role == "tokens" and {"dataset_bytes", "documents"} & frame.roles:
        return "dataset_tokens"
    if role == "tokens" and "bytes" in frame.roles and {"kv", "cache", "kv-cache"} & set(frame.low):
        _rename(frame, "bytes", "cache_bytes")
        return "cache_tokens"
    if role == "tokens" and "bytes" in frame.roles and not frame.machines:
        _rename(frame, "bytes", "dataset_bytes")
        return "dataset_tokens"
    if role == "dataset_bytes" and "tokens" in frame.roles:
        _rename(frame, "tokens", "dataset_tokens")
    if role == "logits_memory":
        _rename(frame, "tokens", "logits_tokens")
        _rename(frame, "tokens_per_step", "logits_tokens")
        _rename(frame, "batch_size", "sequences")
        _rename(frame, "micro_batch_size", "sequences")
    if role in ("kv_cache", "score_memory", "layer_activations", "activation_memory"):
        _rename(frame, "tokens", "sequence_length")
        _rename(frame, "batch_size", "sequences")
        _rename(frame, "micro_batch_size", "sequences")
    if role == "epochs" and "dataset_tokens" not in frame.roles and len(frame.all_given("tokens")) == 2:  # fmt: skip
        _, unique = sorted(frame.all_given("tokens"), key=lambda item: -item.value)
        frame.givens = [
            item._replace(role="dataset_tokens") if item is unique else item
            for item in frame.givens
        ]
    if (
        role == "kv_cache"
        and re.search(r"\bper token\b", " ".join(frame.low))
        and not {"sequence_length", "tokens"} & frame.roles
    ):
        return "kv_cache_per_token"
    if role == "energy" and {"energy", "overhead"} <= frame.roles:
        _rename(frame, "energy", "machine_energy")
    _of_the_run(frame, role)
    if role == "cache_tokens":
        _rename(frame, "bytes", "cache_bytes")
    if role == "padding_share":
        _lengths(frame)
    if "copies" in frame.roles and role in STORED:
        frame.tags |= {f"copies_of_{role}"}
        return "stored_bytes"
    if role == "overhead_energy" and "device_time" not in frame.roles:
        _rename(frame, "energy", "machine_energy")
    if role == "tokens_per_parameter" and frame.has("optimal") and _over(frame):
        return "over_optimal"
    if role == "optimizer_steps" and "dataset_samples" in frame.roles:
        _rename(frame, "batch_size", "samples_per_step")
    _of_the_epochs(frame, role)
    return role


def _of_the_run(frame: Frame, role: str) -> None:
    """Take bytes of a text as a data set, a batch as that of the one step that is asked about."""
    if (
        "bytes" in frame.roles
        and not {"tokens", "dataset_tokens"} & frame.roles
        and role in _OF_DATA
    ) and _is_text(frame):
        _rename(frame, "bytes", "dataset_bytes")
        if "epochs" not in frame.roles:
            frame.givens.append(Given("epochs", plain(1, ""), "one pass", 0, -1))
    if (
        role in ("training_compute", "duration", "energy")
        and re.search(
            r"\b(?:one|a|1|single|per|each) (?:\w+ )?(?:step|iteration|update)\b",
            " ".join(frame.low),
        )
        and "tokens_per_step" in frame.roles
        and not {"tokens", "optimizer_steps"} & frame.roles
    ):
        frame.givens.append(Given("optimizer_steps", plain(1, "optimizer_step"), "one step", 0, -1))
    if role == "parameters" and "tokens" not in frame.roles and "epochs" not in frame.roles:
        _rename(frame, "dataset_tokens", "tokens")


def _of_the_epochs(frame: Frame, role: str) -> None:
    """Take tokens beside epochs as those of the data set, but where they are those of all epochs."""
    if "epochs" in frame.roles and "tokens" in frame.roles and _in_total(frame):
        frame.givens = [item for item in frame.givens if item.role != "epochs"]
    if "epochs" in frame.roles and role not in ("epochs", "dataset_tokens", "dataset_bytes"):
        _rename(frame, "tokens", "dataset_tokens")


_TEXTS = frozenset(("text", "data", "code", "corpus", "articles", "books", "html", "dataset", "jsonl", "transcripts",
                    "news", "papers", "documents", "wikipedia", "english"))  # fmt: skip


def _is_text(frame: Frame) -> bool:
    """Tell whether bytes are those of a text: 12 GB of raw text."""
    item = frame.given("bytes")
    assert item is not None
    return bool(_TEXTS & set(frame.low[item.last + 1 : item.last + 5]))


_OF_DATA = ("training_compute", "optimizer_steps", "duration", "cost", "device_time", "energy")


def _in_total(frame: Frame) -> bool:
    """Tell whether tokens are those of all epochs together: 4T tokens over 4 epochs."""
    tokens, epochs = frame.given("tokens"), frame.given("epochs")
    assert tokens is not None
    assert epochs is not None
    between = frame.low[tokens.last + 1 : epochs.first]
    over = tokens.last < epochs.first and between in (
        ["over"],
        ["across"],
        ["spread", "over"],
        ["in"],
        ["during"],
    )
    near = frame.low[max(0, tokens.first - 3) : tokens.last + 4]
    return over or bool({"total", "altogether", "overall"} & set(near))


def _lengths(frame: Frame) -> None:
    """Tell the mean length of sequences from the longer one that they are filled up to."""
    found = [item for item in frame.givens if item.role in ("tokens", "sequence_length", "mean_length")]  # fmt: skip
    if len(found) != 2:
        return
    shorter, longer = sorted(found, key=lambda item: item.value)
    roles = {id(shorter): "mean_length", id(longer): "padded_length"}
    frame.givens = [item._replace(role=roles.get(id(item), item.role)) for item in frame.givens]


def _over(frame: Frame) -> bool:
    words = {"overshoot", "overshoots", "beyond", "past", "overtrained", "factor", "times"}
    return bool(words & set(frame.low))


def _rename(frame: Frame, role: str, other: str) -> None:
    """Give what is known of one quantity to another, in that one's unit."""
    unit = KINDS[other].input.dimension
    frame.givens = [
        item._replace(role=other, quantity=_reread(item, other)._replace(dimension=unit))
        if item.role == role and other not in frame.roles else item
        for item in frame.givens
    ]  # fmt: skip


def _reread(item: Given, other: str) -> Quantity:
    """Read what turns out to be a length as one: 8k tokens are 8,192."""
    if other != "sequence_length":
        return item.quantity
    try:
        return quantities.sequence_length(item.written)
    except FlopwiseError:
        return item.quantity
