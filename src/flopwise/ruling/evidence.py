"""What is known of a run's compute: by counting, from the machines, and as published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.derivation.derivation import Derivation
from flopwise.derivation.exact import whole
from flopwise.derivation.expression import Input
from flopwise.errors import InvalidValueError, MissingInputError
from flopwise.estimation.estimate import estimate
from flopwise.estimation.inputs import read_value
from flopwise.estimation.request import Request
from flopwise.estimation.subject import resolve
from flopwise.formulas.batches import tokens_of_epochs

if TYPE_CHECKING:
    from fractions import Fraction

    from flopwise.estimation.result import Estimate
    from flopwise.scenario import Model
    from flopwise.units.numbers import Number

_TOKENS = Input("tokens_per_epoch", "D_1", "tokens of one epoch", "token")
_EPOCHS = Input("epochs", "E", "epochs")


class Run(NamedTuple):
    """A run as a person describes it; what is absent is looked up."""

    tokens: Any = None
    epochs: Any = None
    gpus: str | None = None
    duration: str | None = None
    device_hours: str | None = None
    mfu: Any = None
    precision: str | None = None
    convention: str | None = None

    @property
    def has_devices(self) -> bool:
        """Tell whether the machines are described."""
        return self.gpus is not None or self.device_hours is not None


class Span(NamedTuple):
    """An amount with its lowest and highest plausible value; None where nothing bounds it."""

    value: Number | None
    low: Number
    high: Number | None


class Way(NamedTuple):
    """One way of knowing the compute, and between what it puts it."""

    name: str
    estimate: Estimate
    span: Span


class Silent(NamedTuple):
    """A way that says nothing, and why."""

    name: str
    reason: str


class Evidence(NamedTuple):
    """All ways of knowing one run's compute; the first is the figure to report."""

    model: Model
    ways: tuple[Way, ...]
    silent: tuple[Silent, ...]
    epochs: Derivation | None = None
    """How tokens and epochs make the tokens seen."""

    @property
    def span(self) -> Span | None:
        """The figure to report, between the lowest and the highest of all ways."""
        if not self.ways:
            return None
        spans = [way.span for way in self.ways]
        highs = [span.high for span in spans if span.high is not None]
        return Span(spans[0].value, min(span.low for span in spans), max(highs))

    @property
    def reason(self) -> str:
        """Why nothing is known."""
        return self.silent[0].reason if self.silent else ""

    def extremes(self) -> tuple[Way, Way]:
        """Return the ways that give the lowest and the highest amount."""
        return (
            min(self.ways, key=lambda way: way.span.low),
            max(self.ways, key=lambda way: way.span.high or 0),
        )


def gather(model: Any, run: Run, *, further: bool = False) -> Evidence:
    """Ask every method for a run's compute.

    Tokens that are given describe a run of its own: what was published about the model then isn't
    about it. For `further` training of a model nothing is looked up at all.
    """
    _refuse_leftovers(run)
    tokens, epochs = _tokens_seen(run)
    own = tokens is not None or further
    asked: list[tuple[str, Request, bool]] = []
    if tokens is not None or not further:
        asked.append(("counting", Request(model, tokens=tokens, convention=run.convention), True))
    if run.has_devices or not own:
        asked.append(("hardware", _by_machines(model, run), run.has_devices))
    if not own:
        asked.append(("published", Request(model, method="published"), False))
    ways: list[Way] = []
    silent: list[Silent] = []
    missing: MissingInputError | None = None
    for name, request, wanted in asked:
        try:
            _add(name, request, ways, silent)
        except MissingInputError as error:
            if name == "hardware" and wanted:
                raise
            missing = missing or (error if name == "counting" else None)
            silent.append(Silent(name, str(error)))
        except InvalidValueError as error:
            if wanted:
                raise
            silent.append(Silent(name, str(error)))
    if missing is not None and not ways:
        raise missing
    return Evidence(resolve(model), tuple(ways), tuple(silent), epochs)


def _add(name: str, request: Request, ways: list[Way], silent: list[Silent]) -> None:
    found = estimate(request)
    if found.value is None:
        silent.append(Silent(name, found.reason))
        return
    label = f"counting ({found.convention})" if name == "counting" else name
    ways.append(Way(label, found, _span(found)))
    workload = found.model.workload
    in_tokens = workload is None or not workload.sample
    if name == "counting" and in_tokens and found.convention != "six-nd":
        other = estimate(request._replace(convention="six-nd"))
        ways.append(Way("counting (six-nd)", other, _span(other)))


def _by_machines(model: Any, run: Run) -> Request:
    return Request(
        model, method="hardware", gpus=run.gpus, duration=run.duration,
        device_hours=run.device_hours, mfu=run.mfu, precision=run.precision or "",
    )  # fmt: skip


def _refuse_leftovers(run: Run) -> None:
    """Refuse what describes machines where none are given."""
    if run.gpus is None and run.duration is not None:
        raise InvalidValueError(
            "duration says how long devices ran: give gpus (--gpus 16xA100) too"
        )
    if run.tokens is not None and not run.has_devices and run.mfu is not None:
        raise InvalidValueError("mfu is a share of what devices can do: give gpus or device_hours")


def _span(found: Estimate) -> Span:
    assert found.value is not None
    ends = [found.value, *(end for end in (found.low, found.high) if end is not None)]
    if found.method == "published":
        ends += [check.value for check in found.checks if check.method == "published"]
    return Span(found.value, min(ends), max(ends))


def _tokens_seen(run: Run) -> tuple[Any, Derivation | None]:
    """Return the tokens as a request takes them, and how epochs made them."""
    if run.epochs is None:
        return run.tokens, None
    if run.tokens is None:
        raise MissingInputError(
            "epochs of how many tokens? give tokens (--tokens 61B --epochs 164)"
        )
    values = {
        "tokens_per_epoch": read_value(run.tokens, "token", "tokens"),
        "epochs": read_value(run.epochs, "", "epochs"),
    }
    derivation = Derivation(tokens_of_epochs(_EPOCHS, _TOKENS), values)
    if derivation.interval is None:
        return derivation.value, derivation
    low, high = (_written(end) for end in derivation.interval)
    return f"{low}..{high}", derivation


def _written(value: int | Fraction | float) -> str:
    number = value if isinstance(value, float) else whole(value)
    return str(number) if isinstance(number, int) else repr(float(number))
