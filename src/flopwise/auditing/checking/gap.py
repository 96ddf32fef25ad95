"""The gap between a result and the right one, as factors that stand in the text's own product."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from flopwise.auditing.checking import batches, constants, layers, machines, product
from flopwise.auditing.result import Finding, located
from flopwise.auditing.understanding import path
from flopwise.units.numbers import approximate

if TYPE_CHECKING:
    from flopwise.auditing.reading.claims import Claim, Reading
    from flopwise.auditing.understanding.path import Part, Path
    from flopwise.auditing.understanding.subject import Subject

_FACT_TOLERANCE = {"parameters": 0.06, "tokens": 0.12}
_SOURCE = "kaplan2020"


def findings(reading: Reading, about: Subject, final: Claim, way: Path) -> list[Finding]:
    """Return the wrong factors of the result's product, each where the text first says it."""
    way = product.understood(reading, about, way)
    found: list[Finding] = []
    above = [part for part in way.net if part.sign > 0]
    roles = {part.role for part in above}
    if "parameters" not in roles:
        if "rate" in roles:
            return list(machines.findings(reading, about, way)) or list(
                machines.at_peak(reading, about, way)
            )
        return [*layers.findings(reading, about, way), *batches.sequences(reading, about, way)]
    if roles & {"tokens", "unique_tokens", "steps"}:
        found += constants.findings(reading, way, final)
    for part in above:
        if part.role in ("parameters", "tokens"):
            found += _fact(reading, about, part)
    found += batches.findings(reading, about, way)
    found += _extra(reading, about, way)
    found += _epochs_left_out(reading, about, way)
    return found


def _fact(reading: Reading, about: Subject, part: Part) -> list[Finding]:
    """Hold a figure of the product against the catalog."""
    true = about.facts.get(part.role)
    whole = part.role == "parameters" and _is_whole_mixture(about, part.value)
    if true is None or not (about.model or whole):
        return []
    factor = part.value / true
    if abs(factor - 1) <= _FACT_TOLERANCE[part.role]:
        return []
    span = path.first_mention(reading, part)
    if whole:
        claim = reading.claims[part.claim]
        return [
            located(
                reading.plain, "wrong_factor", claim.span, approximate(part.value),
                f"{approximate(true)} active parameters", factor,
                "a token passes only the experts that it is sent to", "active parameters",
                about.sources.get("parameters", ""), on_result=True,
            )
        ]  # fmt: skip
    return [
        located(
            reading.plain, "wrong_fact", span, approximate(part.value),
            f"{approximate(true)} {part.role}", factor,
            f"{about.name} has {approximate(true)} {part.role}"
            if part.role == "parameters"
            else f"{about.name} was trained on {approximate(true)} tokens",
            part.role, about.sources.get(part.role, ""), on_result=True,
        )
    ]  # fmt: skip


def _is_whole_mixture(about: Subject, parameters: float) -> bool:
    """Tell all parameters of a mixture of experts from the active ones."""
    whole = about.facts.get("all_parameters")
    return whole is not None and abs(parameters / whole - 1) <= _FACT_TOLERANCE["parameters"]


def _extra(reading: Reading, about: Subject, way: Path) -> list[Finding]:
    """Factors that have no place in the product: epochs, a second sequence length."""
    found = []
    for part in way.net:
        if part.role == "epochs" and part.value != 1 and way.of("tokens") and about.model:
            span = path.first_mention(reading, part)
            found.append(
                located(
                    reading.plain, "wrong_fact", span, f"{part.value:g} epochs",
                    "1: the tokens are those seen in all", part.value**part.sign,
                    "the published number of tokens counts each as often as it was seen", "epochs", on_result=True,
                )
            )  # fmt: skip
        elif part.role == "layers" and part.sign > 0:
            found.append(
                located(
                    reading.plain, "wrong_factor", path.line_of(reading, part.start),
                    f"× {part.value:g} layers", "the parameters once", part.value,
                    "the parameters are already those of all layers", "layers counted twice",
                    _SOURCE, on_result=True,
                )
            )  # fmt: skip
        elif part.role == "batch_tokens" and way.of("tokens") and not way.of("batch_sequences"):
            step = next(
                (one for one in reading.claims if one.amount == "per_step" and one.factors), None
            )
            span = path.line_of(reading, part.start)
            if part.sign < 0 and step is not None:
                span = (step.start, step.end)  # a token's cost, taken for that of a step
            found.append(
                located(
                    reading.plain, "unit_mismatch", span,
                    f"× {approximate(part.value)}", "each token counted once",
                    part.value**part.sign,
                    "tokens already count every position of every sequence", part.role, on_result=True,
                )
            )  # fmt: skip
    return found


def _epochs_left_out(reading: Reading, about: Subject, way: Path) -> list[Finding]:
    """A data set that is gone through more than once, but counted once."""
    epochs = about.facts.get("epochs", 1.0)
    once = way.of("unique_tokens") or [
        part for part in way.of("tokens")
        if math.isclose(part.value, about.facts.get("unique_tokens", 0.0), rel_tol=path.SAME)
    ]  # fmt: skip
    if about.model or epochs == 1 or not once or way.of("epochs"):
        return []
    claim = reading.claims[once[0].claim]
    return [
        located(
            reading.plain, "missing_factor", claim.span, "", f"× {epochs:g} epochs",
            1 / epochs, "the text goes through its data more than once", "epochs", on_result=True,
        )
    ]  # fmt: skip
