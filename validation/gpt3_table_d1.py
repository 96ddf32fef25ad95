"""Table D.1 of the GPT-3 paper, recomputed row by row.

Run it with `python validation/gpt3_table_d1.py`. Each row of the paper gives a model's parameters
and training tokens; from them Flopwise's own steps make the FLOP per parameter and token, the
training compute and, through its units, the PF-days. Where Flopwise reads a model's architecture
it counts the parameters, too.
"""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from flopwise import operations
from flopwise.derivation.derivation import Derivation, Value
from flopwise.derivation.expression import Expression, Input
from flopwise.formulas.flop import six_n, training_flop
from flopwise.formulas.parameters import active_parameters
from flopwise.units.registry import find

DATA = Path(__file__).with_name("gpt3_table_d1.csv")

WITHIN = 0.01
"""How far a row may be off; the paper prints three digits."""

REMARKS = {
    "gpt-3-xl": "Table 2.1 gives it 24 heads of 128, which count to 1,517 million parameters; 16 "
    "heads, as wide together as the model, count to the 1,316 million that Table D.1 rounds.",
    "bert-base": "The table counts the 109 million of the encoder; with the layers on top of it "
    "that it was trained with, and that are counted here, there are 110 million.",
    "bert-large": "The table prints the 355 million of RoBERTa large, whose vocabulary is larger; "
    "BERT large counts to 336 million.",
}
"""Where the parameters that we count are farther off than that, and why."""

_PARAMETERS = Input("parameters", "N", "parameters", "parameter")
_SHARE = Input("active_share", r"\alpha", "share passed")
_TOKENS = Input("tokens", "D", "tokens", "token")


class Printed(NamedTuple):
    """One row of the table, as printed."""

    model: str
    id: str
    parameters: Fraction
    tokens: Fraction
    active_share: Fraction
    flop_per_parameter_and_token: Fraction
    pf_days: Fraction
    flop: Fraction


class Recomputed(NamedTuple):
    """What Flopwise makes of a row."""

    printed: Printed
    flop_per_parameter_and_token: Fraction
    pf_days: Fraction
    flop: Fraction
    parameters: int | None
    """Counted from the architecture; None where it isn't read operation by operation."""

    def error(self, column: str) -> float | None:
        """Return ours over theirs, less 1."""
        ours = getattr(self, column)
        return None if ours is None else float(ours / getattr(self.printed, column)) - 1


def table() -> list[Printed]:
    """Read the table."""
    with DATA.open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        return [
            Printed(
                model=row["model"],
                id=row["id"],
                parameters=Fraction(row["parameters_millions"]) * 10**6,
                tokens=Fraction(row["tokens_billions"]) * 10**9,
                active_share=Fraction(row["active_share"]),
                flop_per_parameter_and_token=Fraction(row["flop_per_parameter_and_token"]),
                pf_days=Fraction(row["pf_days"]),
                flop=Fraction(row["flop"]),
            )
            for row in csv.DictReader(lines)
        ]


def recompute(row: Printed) -> Recomputed:
    """Take the parameters, tokens and share of a row through Flopwise's steps."""
    passed: Expression = _PARAMETERS
    if row.active_share != 1:
        passed = active_parameters(_PARAMETERS, _SHARE)
    cost = six_n(passed)
    derivation = Derivation(
        training_flop(cost, _TOKENS),
        {
            "parameters": Value(row.parameters),
            "active_share": Value(row.active_share),
            "tokens": Value(row.tokens),
        },
    )
    flop = Fraction(derivation.value)
    return Recomputed(
        printed=row,
        flop_per_parameter_and_token=flop / row.tokens / row.parameters,
        pf_days=Fraction(find("PF-day").from_base(flop)),
        flop=flop,
        parameters=_counted(row.id),
    )


def recomputed() -> list[Recomputed]:
    """Recompute all rows."""
    return [recompute(row) for row in table()]


def _counted(model: str) -> int | None:
    found = operations.estimate(model, quantity="parameters")
    if found.derivation is None or found.model.workload is None or not found.model.workload.blocks:
        return None
    return int(found.derivation.value)


def main() -> None:
    """Print each row with its errors."""
    print("Table D.1 of Brown et al. 2020, recomputed: ours, and its error in percent\n")
    print(
        f"{'model':14}{'parameters, M':>15}{'':>8}{'FLOP/param/token':>18}{'':>6}"
        f"{'FLOP':>12}{'':>8}{'PF-days':>10}{'':>8}"
    )
    rows = recomputed()
    for row in rows:
        counted = "not read" if row.parameters is None else f"{row.parameters / 1e6:,.1f}"
        print(
            f"{row.printed.model:14}{counted:>15}{_percent(row, 'parameters'):>8}"
            f"{float(row.flop_per_parameter_and_token):>18g}"
            f"{_percent(row, 'flop_per_parameter_and_token'):>6}"
            f"{float(row.flop):>12.3e}{_percent(row, 'flop'):>8}"
            f"{float(row.pf_days):>10,.4g}{_percent(row, 'pf_days'):>8}"
        )
    columns = ("flop_per_parameter_and_token", "flop", "pf_days")
    worst = max(abs(row.error(column) or 0) for row in rows for column in columns)
    print(f"\nLargest error of FLOP and PF-days: {worst:.2%}, of {WITHIN:.0%} allowed.")
    print("The parameters are counted from the shapes in Table 2.1, and rounded in Table D.1.")
    for model, remark in REMARKS.items():
        print(f"{model}: {remark}")


def _percent(row: Recomputed, column: str) -> str:
    error = row.error(column)
    return "" if error is None else f"{100 * error:+.2f}"


if __name__ == "__main__":
    main()
