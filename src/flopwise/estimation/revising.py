"""An estimate with other values for some of its inputs or steps, whatever it is an estimate of."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from flopwise.errors import MissingInputError
from flopwise.estimation.inputs import overridden
from flopwise.estimation.result import Estimate

if TYPE_CHECKING:
    from collections.abc import Sequence


def revised(estimate: Estimate, settings: Sequence[str]) -> Estimate:
    """Return the estimate with these `STEP=VALUE` settings.

    Checks and shares of the old values are left out. Raises MissingInputError where nothing was
    derived, UnknownNameError for a step that isn't there, InvalidValueError for what can't be.
    """
    if estimate.derivation is None:
        raise MissingInputError(f"there is nothing to change: {estimate.reason}")
    derivation = estimate.derivation
    words = "".join(f" --set {shlex.quote(setting)}" for setting in settings)
    return Estimate(
        quantity=estimate.quantity, model=estimate.model, run=estimate.run, method=estimate.method,
        convention=estimate.convention,
        derivation=derivation.with_values(overridden(tuple(settings), derivation)),
        unit=estimate.display_unit, not_counted=estimate.not_counted, sources=estimate.sources,
        made={**estimate.made, "command": estimate.made.get("command", "") + words},
        wording=estimate.wording,
    )  # fmt: skip
