"""Draw the values that a question names, together with the words in which it names them.

Every method returns the value in its base unit, for arithmetic, and files its spelling under a slot
that the phrases may use.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.questions import spelling

if TYPE_CHECKING:
    from random import Random

DATA = Path(__file__).with_name("data")
FACTS: dict[str, Any] = tomllib.loads((DATA / "facts.toml").read_text(encoding="utf-8"))

# Sizes and amounts that people ask about, in millions of parameters and billions of tokens.
SIZES = [
    million * 1e6
    for million in (
        70, 125, 160, 350, 410, 760, 1000, 1100, 1300, 1500, 2000, 2700, 3000, 4000, 6700, 7000,
        8000, 9000, 10_000, 12_000, 13_000, 14_000, 20_000, 27_000, 30_000, 32_000, 34_000, 40_000,
        65_000, 70_000, 72_000, 100_000, 120_000, 175_000, 180_000, 340_000, 400_000, 500_000,
    )
]  # fmt: skip
TOKENS = [
    billion * 1e9
    for billion in (
        5, 10, 20, 26, 50, 100, 150, 200, 250, 300, 400, 500, 600, 780, 1000, 1200, 1400, 1500,
        2000, 2500, 3000, 4000, 5000, 6000, 8000, 10_000, 15_000, 18_000,
    )
]  # fmt: skip
DURATIONS = {
    "hour": (3600, (6, 8, 12, 24, 36, 48, 72, 100), ("h", " h", " hrs", " hours", "-hour")),
    "day": (86400, (1, 2, 3, 5, 7, 10, 14, 20, 21, 30, 34, 45, 60, 90), (" days", "d", " days")),
    "week": (604800, (1, 2, 3, 4, 6, 8), (" weeks", " weeks", " wks")),
}
DTYPES = {
    "bf16": 2, "fp16": 2, "BF16": 2, "half precision": 2, "16-bit": 2, "bfloat16": 2,
    "fp32": 4, "float32": 4, "single precision": 4, "fp8": 1, "int8": 1, "8-bit": 1,
}  # fmt: skip


class Device(NamedTuple):
    """An accelerator that a question names: dense 16-bit peak, memory in bytes, power in watts."""

    peak: float
    memory: float
    power: float
    one: str
    many: str


class Model(NamedTuple):
    """A published model that a question names, and what of it is published."""

    key: str
    name: str
    facts: dict[str, float]


class Draw:
    """A source of values, which remembers how it has spelled them."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.slots: dict[str, str] = {}

    def put(self, slot: str, *texts: str) -> None:
        """File one of the texts under a slot."""
        self.slots[slot] = self.random.choice(texts)

    def size(self, slot: str = "size", low: float = 0, high: float = 1e12) -> float:
        """Draw a number of parameters; `size` stands alone, `model` and `a_model` are nouns."""
        value = self.random.choice([size for size in SIZES if low <= size <= high])
        written = spelling.count(value, self.random)
        end = slot.removeprefix("size")
        self.slots[slot] = written
        self.put(f"parameters{end}", f"{written} parameters", f"{written} params")
        short = written[-1].isalpha() and " " not in written and "e" not in written
        nouns = [f"{written} parameter model", f"{written}-parameter model"]
        nouns += [f"{written} param model", f"model with {written} parameters"]
        nouns += [f"{written} model"] * 6 if short else [f"{written} parameter transformer"]
        noun = self.random.choice(nouns)
        self.slots[f"model{end}"] = noun
        self.slots[f"a_model{end}"] = spelling.article(noun)
        return value

    def tokens(self, slot: str = "tokens", low: float = 0, high: float = 1e14) -> float:
        """Draw a number of tokens; the noun is part of the slot."""
        value = self.random.choice([tokens for tokens in TOKENS if low <= tokens <= high])
        self.slots[slot] = f"{spelling.count(value, self.random)} tokens"
        return value

    def flop(self, slot: str = "flop", low: int = 19, high: int = 25) -> float:
        """Draw an amount of compute."""
        exponent = self.random.randint(low, high)
        value = float(f"{self.random.choice((1, 1, 1, 2, 3, 3.2, 4, 5, 6, 7.5, 8))}e{exponent}")
        unit = self.random.choice((" FLOPs", " FLOP", " flops", " floating point operations"))
        self.slots[slot] = spelling.scientific(value, self.random) + unit
        if exponent in {21, 22} and self.random.random() < 0.2:
            self.slots[slot] = f"{spelling.plain(value / 1e21)} zettaFLOPs"
        return value

    def whole(self, slot: str, *values: int) -> int:
        """Draw one of the whole numbers given."""
        value = self.random.choice(values)
        self.slots[slot] = spelling.few(value, self.random)
        return value

    def number(self, slot: str, *values: float) -> float:
        """Draw one of the numbers given, and write it plainly."""
        value = self.random.choice(values)
        self.slots[slot] = spelling.plain(value)
        return value

    def duration(self, slot: str = "time", *units: str) -> float:
        """Draw a duration, in seconds."""
        seconds, numbers, written = DURATIONS[self.random.choice(units or ("day", "day", "week"))]
        number = self.random.choice(numbers)
        unit = self.random.choice(written)
        value = f"{number}{unit}"
        if number <= 12 and unit.startswith(" ") and self.random.random() < 0.15:
            value = spelling.words(number) + unit
        if number == 1:
            value = value.removesuffix("s")
        if value.endswith("-hour"):
            value = f"{number} hours"
        self.slots[slot] = value
        return float(seconds * number)

    def device(self, need: str = "peak", among: tuple[str, ...] = ()) -> Device:
        """Draw an accelerator; slots `device` and `devices_of` (the plural)."""
        known = FACTS["device"]
        common = [key for key in ("a100", "h100", "h100") if need in known[key]]
        keys = among or [*[key for key in known if need in known[key]], *common]
        record = known[self.random.choice(keys)]
        one, many = self.random.choice(record["names"])
        self.slots.update(device=one, devices_of=many, a_device=f"one {one}")
        return Device(
            record["peak"] * 1e12, record.get("memory", 0), record.get("power", 0), one, many
        )

    def cluster(
        self, low: int = 1, high: int = 20000, need: str = "peak", among: tuple[str, ...] = ()
    ) -> tuple[int, Device]:
        """Draw a number of accelerators; the slot `devices` names number and kind."""
        device = self.device(need, among)
        steps = (1, 2, 4, 8, 16, 24, 32, 48, 64, 96, 100, 128, 200, 256, 384, 512, 768)
        larger = (1000, 1024, 1536, 2000, 2048, 3072, 4096, 6144, 8192, 16000, 16384)
        number = self.random.choice([step for step in steps + larger if low <= step <= high])
        name = device.one if number == 1 else device.many
        forms = [f"{spelling.few(number, self.random)} {name}"] * 4
        if name[0].isalpha():
            forms += [
                f"{number}x {device.one}",
                f"{number}x{device.one}",
                f"{number} x {device.one}",
            ]
        self.put("devices", *forms)
        self.put("count", str(number))
        return number, device

    def mfu(self, slot: str = "mfu") -> float:
        """Draw a utilisation."""
        percent = self.random.choice((25, 30, 33, 35, 38, 40, 40, 42, 45, 50, 50, 55))
        forms = [f"{percent}% MFU"] * 5 + [
            f"{percent} % MFU",
            f"{percent} percent MFU",
            f"an MFU of {percent}%",
            f"MFU {percent}%",
            f"MFU of {percent / 100:g}",
            f"{percent}% model FLOPs utilization",
            f"{percent}% utilisation",
            f"{percent}% utilization",
        ]
        self.put(slot, *forms)
        return percent / 100

    def price(self) -> float:
        """Draw the price of an hour of one device; the slot names what it is a price of."""
        value = self.random.choice((1, 1.2, 1.5, 1.79, 2, 2.25, 2.5, 3, 3.5, 4))
        dollars = f"{value:.2f}" if value % 1 else f"{value}"
        self.put(
            "price",
            f"${dollars} per GPU-hour", f"${dollars}/GPU-hour", f"${dollars} per GPU hour",
            f"${dollars} an hour each", f"{dollars} dollars per GPU-hour", f"${dollars}/GPU-hr",
            f"${dollars} per device-hour",
        )  # fmt: skip
        return float(value)

    def money(self, slot: str = "money") -> float:
        """Draw a budget in dollars."""
        value = self.random.choice((1000, 5000, 10000, 20000, 50000, 100000, 250000, 1e6, 2e6, 5e6))
        value = int(value)
        forms = [f"${value:,}", f"${value}", f"{value:,} dollars", f"{value} USD"]
        if value < 1_000_000:
            forms += [f"${value // 1000}k", f"${value // 1000}K", f"{value // 1000}k USD"]
        else:
            forms += [f"${value // 1_000_000}M", f"${value // 1_000_000} million"]
        self.put(slot, *forms)
        return float(value)

    def dtype(self, *names: str) -> float:
        """Draw a number format, and return its bytes."""
        name = self.random.choice(names or tuple(DTYPES))
        self.slots["dtype"] = name
        return DTYPES[name]

    def context(self, slot: str = "context", low: int = 512, high: int = 131072) -> int:
        """Draw a sequence length, a power of two."""
        powers = [512, 1024, 2048, 2048, 4096, 4096, 8192, 16384, 32768, 131072]
        value = self.random.choice([power for power in powers if low <= power <= high])
        forms = [str(value)] * 4 + [f"{value:,}"]
        if value >= 4096:
            forms.append(f"{value // 1024}k")
        self.put(slot, *forms)
        return value

    def named(self, *needs: str, kind: str = "model", slot: str = "name") -> Model:
        """Draw a published model of which all that is needed is published."""
        known = FACTS[kind]
        wanted = [need for need in needs if need != "compute"]
        keys = [
            key
            for key, record in known.items()
            if all(need in record["facts"] for need in wanted)
            and ("compute" not in needs or record.get("compute", True))
        ]
        key = self.random.choice(keys)
        name = self.random.choice(known[key]["names"])
        self.slots[slot] = name
        return Model(key, name, known[key]["facts"])
