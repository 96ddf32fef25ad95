"""Every operation once: what it is called, what it takes, what it gives, an example or two.

The command line's options, the API's and MCP's schemas and their checks are all read off this table.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from flopwise.errors import UnknownNameError
from flopwise.operations.options import (
    AUDITED,
    CONVENTION,
    FLAG,
    MACHINES,
    MODEL,
    MODEL_ASKED,
    PARTIES,
    QUANTITY_ASKED,
    RECOMPUTE,
    SEARCH,
    SETTING,
    TEXTS,
    UNIT,
    WRITTEN,
    Option,
    as_quantity,
)

QUICK = "quick"
"""Milliseconds, whatever its texts are."""
SLOW = "slow"
"""Up to seconds."""
LONG = "long"
"""As long as there is to do: it takes a `progress`."""


class Operation(NamedTuple):
    """Something that the product can do."""

    name: str
    """As the API and MCP call it; the function of `operations` bears the same name."""
    summary: str
    takes: tuple[Option, ...]
    gives: str
    """The schema of its result."""
    examples: tuple[dict[str, Any], ...]
    """What it may be sent."""
    pace: str = SLOW
    keeps: bool = False
    """Whether it keeps something: not every server lets anyone do that, and no reply stands for another."""

    def option(self, name: str) -> Option:
        """Return the option of that name, or raise UnknownNameError with those that come near."""
        for option in self.takes:
            if option.name == name:
                return option
        names = [option.name for option in self.takes]
        raise UnknownNameError(
            f"option of {self.name}", name, names, f"it takes {', '.join(names)}"
        )


class Kind(NamedTuple):
    """Something that the catalog lists and shows."""

    name: str
    one: str
    summary: str
    filters: tuple[Option, ...]
    examples: tuple[str, ...]
    """Of the command line: `show NAME`, `list --search TEXT`."""

    @property
    def shown(self) -> tuple[str, ...]:
        """Names that the examples show."""
        return tuple(word.split()[1] for word in self.examples if word.startswith("show "))


OPERATIONS = {
    operation.name: operation
    for operation in (
        Operation(
            "estimate",
            "What does it take to train a model? Step by step.",
            (
                MODEL_ASKED,
                QUANTITY_ASKED,
                as_quantity("tokens", "Tokens seen in training: 300B, 8T..15T.", example="300B"),
                as_quantity("sequence_length", "Tokens of a sequence: 2048, 4k.", example=2048),
                as_quantity("optimizer_steps", "Steps, in place of tokens."),
                as_quantity("batch_tokens", "Tokens of one optimizer step: 3.2M."),
                as_quantity("samples", "Images seen in training: 115M."),
                as_quantity("epochs", "How often each image is seen, in place of samples.", "NUMBER"),
                Option("input", "The size of one image: 1x3x224x224.", "SHAPE"),
                CONVENTION,
                Option(
                    "method", "How the compute is known.", default="counting",
                    choices=("counting", "hardware", "published"),
                ),
                *MACHINES,
                RECOMPUTE,
                SETTING,
                UNIT,
                Option(
                    "by", "What the breakdown goes by.", default="operation",
                    choices=("operation", "block", "layer"),
                ),
            ),
            "estimate",
            (
                {"model": "gpt-3", "tokens": "300B"},
                {"model": "70B", "tokens": "8T..15T", "convention": "six-nd"},
                {
                    "model": "gpt-3", "method": "hardware", "gpus": "1024xA100",
                    "duration": "34 days", "mfu": 0.45,
                },
            ),
            QUICK,
        ),
        Operation(
            "ask",
            "Answer a question in plain English.",
            (
                Option(
                    "question", "The question, in plain English.", positional=True, required=True,
                    example="how many flops did gpt3 take?",
                ),
                SETTING._replace(example=["tokens=1T"]),
            ),
            "answer",
            (
                {"question": "how many flops did gpt3 take?"},
                {"question": "can I fully fine-tune Llama 2 70B on 16 A10s?"},
            ),
        ),
        Operation(
            "audit",
            "Check a written estimate: the first wrong step, the whole gap.",
            (
                Option(
                    "text", "The written estimate, as it stands.", positional=True, required=True,
                    example="GPT-3: 6 × 175B × 300B = 3.15e22 FLOPs",
                ),
                *AUDITED,
            ),
            "audit",
            (
                {"text": "GPT-3: 6 × 175B × 300B = 3.15e22 FLOPs"},
                {"text": "6 × 70e9 × 2e12 = 8.4e23 FLOP", "subject": "llama-2-70b"},
            ),
        ),
        Operation(
            "audits",
            "Check several written estimates: a table of verdicts.",
            (
                Option(
                    "texts", "The written estimates, as they stand; each may bear a name.",
                    kind=WRITTEN, positional=True, required=True,
                    example=["GPT-3: 6 × 175B × 300B = 3.15e22 FLOPs"],
                ),
                *AUDITED,
            ),
            "audits",
            (
                {
                    "texts": [
                        "GPT-3: 6 × 175B × 300B = 3.15e22 FLOPs",
                        {"name": "second", "text": "6 × 175e9 × 300e9 = 3.15e23 FLOP"},
                    ],
                    "subject": "gpt-3",
                },
            ),
            LONG,
        ),
        Operation(
            "compare",
            "Models or conventions side by side, with the reasons.",
            (
                Option(
                    "models", "Models, each as for an estimate.", kind=TEXTS, positional=True,
                    required=True, example=["gpt-3", "palm"],
                ),
                Option(
                    "conventions", "`all`, or conventions with commas between them.", "NAMES",
                    default="", example="all",
                ),
                QUANTITY_ASKED,
                as_quantity("tokens", "Tokens seen in training, for all of them."),
                as_quantity("sequence_length", "Tokens of a sequence, for all."),
                CONVENTION._replace(help="How to count all of them."),
                RECOMPUTE,
                UNIT._replace(help="Show the results in this unit."),
            ),
            "comparison",
            (
                {"models": ["gpt-3"], "conventions": "all"},
                {"models": ["gpt-3", "palm", "llama-3.1-405b"], "unit": "PF-day"},
            ),
        ),
        Operation(
            "explain",
            "Explain a step, unit, convention, method or term.",
            (
                Option(
                    "name", "Its name, or a question about it.", positional=True, required=True,
                    example="mfu",
                ),
            ),
            "explanation",
            ({"name": "mfu"}, {"name": "backward_flop_per_token"}),
            QUICK,
        ),
        Operation(
            "thresholds_check",
            "Which laws' lines does a model cross?",
            (
                MODEL_ASKED,
                Option("base", "What MODEL is a modification of.", "MODEL", MODEL, of="models"),
                as_quantity(
                    "tokens", "Tokens seen: 15T, 8T..15T; with a base, further ones.", example="15T"
                ),
                as_quantity("epochs", "How often each of them is seen.", "NUMBER"),
                as_quantity("base_tokens", "Tokens that the base saw."),
                MACHINES[0]._replace(help="What it was trained on: 16xA100."),
                MACHINES[1]._replace(help="How long they ran: 36h, 34d."),
                *MACHINES[2:4],
                MACHINES[4]._replace(default=None),
                CONVENTION,
                Option("jurisdiction", "Only rules of: EU, US, California, …", "NAME", example="EU"),
            ),
            "threshold-check",
            (
                {"model": "llama-3.1-405b", "jurisdiction": "EU"},
                {"model": "llama-3.1-8b", "base": "llama-3.1-8b", "tokens": "2B", "epochs": 3},
            ),
        ),
        Operation(
            "challenges_new",
            "Fresh challenges with known answers, drawn from a seed.",
            (
                as_quantity("seed", "What they are drawn from: the same gives the same.", "NUMBER",
                            required=True, example=7),
                as_quantity("count", "How many: 1 to 200.", "NUMBER", default=20, example=20),
                Option("topic", "What they are about.", choices=("flop", "memory", "time"),
                       default="flop"),
                Option("level", "How hard they are.", choices=("easy", "medium", "hard"),
                       default="easy"),
                Option("key", "Show the answers too, step by step.", kind=FLAG),
            ),
            "worksheet",
            ({"seed": 7, "count": 5, "topic": "memory", "level": "hard"},),
        ),
        Operation(
            "answers_add",
            "Keep what a model answered to a challenge; its card comes back.",
            (
                Option(
                    "text", "The answer, as the model wrote it: Markdown with formulas.",
                    positional=True, required=True, example="GPT-3: 6 × 175B × 300B = 3.15e23 FLOP",
                ),
                Option(
                    "challenge", "The challenge that it answers.", "ID", of="challenges",
                    required=True, example="estimate-complexity",
                ),
                Option("model", "Who answered.", "NAME", required=True, example="gpt-4o-mini"),
                Option("title", "What its page is called.", "TEXT"),
                Option("description", "What it does, in a sentence.", "TEXT"),
                Option("date", "When it was given: 2026-11-24.", "DAY"),
                Option("address", "Where it was published.", "URL"),
                Option("language", "As BCP 47 writes it: en, de, zh.", "CODE"),
            ),
            "card",
            (
                {
                    "challenge": "estimate-complexity", "model": "my-model",
                    "text": "GPT-3: 6 × 175B × 300B = 3.15e23 FLOP",
                },
            ),
            keeps=True,
        ),
    )
}  # fmt: skip


def _takes(name: str, without: str) -> tuple[Option, ...]:
    """Return the options of an operation, but for one."""
    return tuple(option for option in OPERATIONS[name].takes if option.name != without)


OPERATIONS |= {
    operation.name: operation
    for operation in (
        Operation(
            "report_model_card",
            "The compute section of a model card, with how to cite it.",
            (
                *_takes("estimate", "quantity"),
                as_quantity("energy", "What the run took, as stated: '1,300 MWh'.", example="1 GWh"),
                as_quantity("emissions", "What the run emitted, as stated: 500000 kgCO2e."),
                *PARTIES,
            ),
            "report",
            ({"model": "llama-3.1-8b"}, {"model": "gpt-3", "for": "the readers of our model card"}),
        ),
        Operation(
            "report_appendix",
            "A paper's compute appendix: derivation, conventions, checks, limits.",
            (*_takes("estimate", "quantity"), *PARTIES),
            "report",
            ({"model": "gpt-3"}, {"model": "70B", "tokens": "8T..15T", "from": "A. Author"}),
        ),
        Operation(
            "report_statement",
            "A compute statement against one legal threshold, to be signed.",
            (
                *_takes("thresholds_check", "jurisdiction"),
                Option(
                    "threshold", "Against which rule; `thresholds list` shows all.", "RULE",
                    of="thresholds", required=True, example="eu-systemic-risk",
                ),
                *PARTIES,
            ),
            "report",
            (
                {"model": "llama-3.1-405b", "threshold": "eu-systemic-risk"},
                {"model": "gpt-3", "threshold": "eu-gpai", "for": "The AI Office"},
            ),
        ),
        Operation(
            "report_audit",
            "An audit of a written estimate, to be sent to its author.",
            (*OPERATIONS["audit"].takes, *PARTIES),
            "report",
            ({"text": "GPT-3: 6 × 175B × 300B = 3.15e22 FLOPs", "for": "the author"},),
        ),
    )
}  # fmt: skip


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "models", "the card of a model", "Known models.",
            (
                Option("provider", "Who made it: OpenAI, Meta, Google.", "NAME", example="OpenAI"),
                Option("family", "Its family: GPT-3, Llama 3.1, Qwen3.", "NAME"),
                Option("category", "Text, Code, Image, Audio, Video, Multimodal.", "NAME"),
                Option(
                    "size", "Below 10 billion parameters, up to 100 billion, above.",
                    choices=("SMALL", "MEDIUM", "LARGE"),
                ),
                Option("with_architecture", "Only those whose shape is known.", kind=FLAG),
                SEARCH,
            ),
            ("show gpt-4o-mini", "show llama-3.1-70b", "list --provider OpenAI", "list --size LARGE"),
        ),
        Kind(
            "hardware", "the card of an accelerator", "Known accelerators.",
            (
                Option("vendor", "Who made it: NVIDIA, AMD, Google.", "NAME", example="NVIDIA"),
                Option("precision", "Only with a dense peak in it: bf16, fp8.", "NAME"),
                SEARCH,
            ),
            ("show a100", "show h100-pcie", "list --vendor NVIDIA", "list --precision fp8"),
        ),
        Kind(
            "prices", "a dated price", "What renting an accelerator cost, and when.",
            (
                Option("accelerator", "Of what: h100, a100-40gb, rtx-4090.", "NAME", example="h100"),
                Option("provider", "Where: AWS by its full name, Azure, RunPod.", "NAME"),
                as_quantity("year", "Of that year.", "YEAR"),
                SEARCH,
            ),
            (
                "show h100-sxm-google-2025-03", "list --accelerator h100",
                "list --provider Azure --year 2025",
            ),
        ),
        Kind(
            "thresholds", "a legal threshold of training compute",
            "Laws that name an amount of training compute.",
            (
                Option("jurisdiction", "Where: EU, United States, California.", "NAME"),
                Option("status", "in force, enacted, proposed, revoked, …", "TEXT"),
                SEARCH,
            ),
            (
                "show eu-systemic-risk", "list --jurisdiction EU", "list --status 'in force'",
                "check llama-3.1-405b --jurisdiction EU",
            ),
        ),
        Kind("conventions", "a way of counting", "Ways of counting.", (SEARCH,),
             ("show six-nd", "list")),
        Kind("units", "a unit", "Units by name.", (SEARCH,),
             ("show PF-days", "show ZFLOP", "list --search time")),
        Kind("sources", "a source", "What is cited.", (SEARCH,),
             ("show kaplan2020", "list --search chinchilla")),
        Kind(
            "challenges", "a challenge", "Challenges for those who answer.",
            (
                Option("category", "What it tries: Reasoning, …", "NAME"),
                Option("difficulty", "easy, medium or hard.", "NAME"),
                SEARCH,
            ),
            ("show estimate-complexity", "list --difficulty hard"),
        ),
        Kind(
            "answers", "a published answer", "Published answers to them.",
            (
                Option("challenge", "Answers to this challenge.", "NAME"),
                Option("model", "Answers of this model.", "NAME"),
                SEARCH,
            ),
            (
                "show estimate-complexity/gpt-4o-mini", "list --challenge estimate-complexity",
            ),
        ),
    )
}  # fmt: skip


def operation(name: str) -> Operation:
    """Return the operation of that name, or raise UnknownNameError with those that come near."""
    if name not in OPERATIONS:
        raise UnknownNameError("operation", name, OPERATIONS)
    return OPERATIONS[name]


def kind(name: str) -> Kind:
    """Return the kind of that name, or raise UnknownNameError with those that come near."""
    if name not in KINDS:
        raise UnknownNameError("kind", name, KINDS)
    return KINDS[name]
