"""What an operation takes: the options that the command line, the API and MCP offer alike."""

from __future__ import annotations

from typing import Any, NamedTuple

QUANTITY = "quantity"
"""An amount as a person writes it, or a number in base units."""
TEXT = "text"
FLAG = "flag"
MODEL = "model"
"""A name, a size alone, a path (at this machine), or in JSON the contents of a config.json."""
NAMED = "named"
"""A model by its name, its size alone, or a path (at this machine)."""
TEXTS = "texts"
"""Several texts: an option that may be repeated, a list in JSON."""
WRITTEN = "written"
"""Several texts to be read, each as it stands or with a name: a list in JSON."""
SETTINGS = "settings"
"""NAME=VALUE, repeated, or an object in JSON."""


class Option(NamedTuple):
    """One thing that an operation can be told."""

    name: str
    help: str
    metavar: str = ""
    kind: str = TEXT
    choices: tuple[str, ...] = ()
    of: str = ""
    """The kind of catalog entry that it names: front ends offer those names."""
    default: Any = None
    argument: str = ""
    """What the function calls it, where a word of the language is in the way."""
    positional: bool = False
    required: bool = False
    example: Any = None

    @property
    def keyword(self) -> str:
        """The name of the function's argument."""
        return self.argument or self.name

    @property
    def flag(self) -> str:
        """How the command line spells it."""
        return f"--{self.name.replace('_', '-')}"


def as_quantity(name: str, help: str, metavar: str = "QUANTITY", **more: Any) -> Option:
    """Make an option whose value is an amount."""
    return Option(name, help, metavar, QUANTITY, **more)


MODEL_ASKED = Option(
    "model",
    "A name (gpt-3, llama-3.1-70b), a size alone (70B, 235B-A22B), or a config.json.",
    kind=MODEL, of="models", positional=True, required=True, example="gpt-3",
)  # fmt: skip

CONVENTION = Option(
    "convention",
    "How to count; `conventions list` shows all.",
    "NAME",
    of="conventions",
    example="six-nd",
)
RECOMPUTE = Option(
    "recompute",
    "Activations that the backward pass computes again.",
    choices=("none", "selective", "full"),
    default="none",
)
UNIT = Option("unit", "Show the result in this unit: PF-day, ZFLOP.", "NAME", example="PF-day")
QUANTITY_ASKED = Option(
    "quantity",
    "What is wanted of the model.",
    choices=("training_compute", "forward_compute", "compute_per_token", "parameters"),
    default="training_compute",
)
SETTING = Option(
    "set", "Give a step or an input a value of your own; may be repeated.", "STEP=VALUE",
    SETTINGS, argument="overrides", example=["num_hidden_layers=48"],
)  # fmt: skip
MACHINES = (
    Option("gpus", "For the method hardware: 1024xA100.", "DEVICES", example="1024xA100"),
    as_quantity("duration", "How long they ran: 34d, 21 days.", "TIME", example="34 days"),
    Option("device_hours", "In place of both: '200,000 A100-hours'.", "HOURS"),
    as_quantity("mfu", "Share of the dense peak: 0.45, 38%, 0.3..0.45.", "SHARE", example=0.45),
    Option("precision", "Whose peak: bf16, fp16, tf32, fp8.", "NAME", default=""),
)
PARTIES = (
    Option("for", "Whom it is for, as it should stand there.", "NAME", argument="recipient"),
    Option("from", "Who presents it.", "NAME", argument="author"),
)
SEARCH = Option("search", "Only what has these words somewhere.", "TEXT")
AUDITED = (
    Option(
        "subject", "Whom the text is about, where it doesn't say.", "MODEL", NAMED, of="models",
        default="", example="gpt-3",
    ),
    Option("challenge", "The challenge that it answers.", "ID", of="challenges", default=""),
    Option(
        "quantity", "What it estimates, where it isn't compute and the challenge "
        "doesn't say.", default="",
        choices=("training_compute", "memory", "time", "device_time", "cost", "energy"),
    ),
)  # fmt: skip
