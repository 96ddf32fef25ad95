"""Cards of legal thresholds: which amount of compute brings duties, where, and since when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.cards.card import ABSENT, Card, CardList, Column, Field
from flopwise.cards.filters import SEARCH, Filter, has_words, initials, narrowed, same
from flopwise.cards.filters import field_of as of
from flopwise.cards.written import day, power_of_ten, share
from flopwise.catalog import citations, files, thresholds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flopwise.catalog.thresholds import Threshold

FILTERS = ("jurisdiction", "status", "search")

_COMPARED = {">": "more than", ">=": "at least"}
_NO_NUMBER = "names no amount"
_NO_ADVICE = "Descriptions are our own words and no legal advice."


def show(name: str) -> Card:
    """Return the card of one threshold; raises UnknownNameError with near matches."""
    return _card(thresholds.find(name))


def listed(**wanted: str) -> CardList:
    """Return the cards of all thresholds, or of those that pass every filter."""
    cards = [_card(threshold) for threshold in thresholds.every().values()]
    found, remark = narrowed(cards, _FILTERS, wanted)
    return CardList("threshold", found, _COLUMNS, "thresholds", wanted, remark, _NO_ADVICE)


def _jurisdictions(card: Card) -> Iterable[str]:
    name = str(card.value("jurisdiction"))
    yield from (name, initials(name))


_FILTERS = {
    "jurisdiction": Filter(_jurisdictions, has_words),
    "status": Filter(of("status"), same),
    "search": SEARCH,
}


def _card(threshold: Threshold) -> Card:
    return Card(
        kind="threshold",
        id=threshold.id,
        name=threshold.name,
        fields=tuple(_fields(threshold)),
        sentence=f"{threshold.name}: {_said(threshold)}, {threshold.status}.",
        verb="thresholds",
        near=files.DATA / "thresholds.toml",
    )


def _said(threshold: Threshold) -> str:
    amounts = list(_amounts(threshold))
    return amounts[0].text if amounts else _NO_NUMBER


def _fields(threshold: Threshold) -> Iterator[Field]:
    source, section = threshold.source, "Threshold"
    amounts = list(_amounts(threshold))
    yield from amounts
    if not amounts:
        yield Field("flop", None, "FLOP", _NO_NUMBER, source, "Amount", section)
    for name, label in (
        ("counts", "What counts"), ("conditions", "Conditions"), ("status", "Status"),
        ("jurisdiction", "Jurisdiction"), ("instrument", "Instrument"),
    ):  # fmt: skip
        value = getattr(threshold, name)
        if value:
            yield Field(name, value, "", value, source, label, section)
        if name == "counts" and threshold.excludes:
            text, said = "; ".join(threshold.excludes), threshold.excludes_source or source
            yield Field("excludes", threshold.excludes, "", text, said, "What doesn't", section)
    if not threshold.binding:
        text = "no: it is how the authority reads the law"
        yield Field("binding", False, "", text, source, "Binding", section)
    if threshold.comparison:
        yield Field(
            "comparison", threshold.comparison, "", threshold.comparison, source, "Comparison",
            shape="hidden",
        )  # fmt: skip
    for name, date in threshold.dates.items():
        label = name.replace("_", " ").capitalize()
        yield Field(f"date_{name}", date.isoformat(), "", day(date), source, label, "Dates")
    yield from _duties(threshold)
    yield from _successors(threshold)
    if threshold.notes:
        yield Field("notes", threshold.notes, "", threshold.notes, "", "Notes", shape="prose")
    yield Field("advice", _NO_ADVICE, "", _NO_ADVICE, "", "Advice", shape="prose")


def _amounts(threshold: Threshold) -> Iterator[Field]:
    source, section = threshold.source, "Threshold"
    compared = _COMPARED.get(threshold.comparison, "")
    for name, label, unit in (
        ("flop", "Amount", "FLOP"),
        ("flop_per_second", "Rate", "FLOP/s"),
    ):
        value = getattr(threshold, name)
        if value is not None:
            text = f"{compared} {power_of_ten(value)} {unit}".lstrip()
            yield Field(name, value, unit, text, source, label, section)
    fraction = threshold.fraction_of_base
    if fraction is not None:
        text = f"{compared} {fraction} of the base model's compute".lstrip()
        yield Field("fraction_of_base", fraction, "", text, source, "Amount", section)
    for name, label in (
        ("flop_if_base_unknown", "Where the base's is unknown"),
        ("flop_if_base_unknown_systemic_risk", "The same, with systemic risk"),
    ):
        value = getattr(threshold, name)
        if value is not None:
            text = f"{compared} {power_of_ten(value)} FLOP".lstrip()
            yield Field(name, value, "FLOP", text, source, label, section)


def _duties(threshold: Threshold) -> Iterator[Field]:
    section = "Duties"
    if threshold.notification:
        said = threshold.notification
        yield Field(
            "notification_days", said["within_days"], "days", f"within {said['within_days']} days",
            said.get("source", threshold.source), "Notification", section, said.get("note", ""),
        )  # fmt: skip
    if threshold.accuracy:
        said = threshold.accuracy
        text = f"within {share(said['error'])}"
        if "significant_figures" in said:
            text += f", to {said['significant_figures']} significant figures"
        yield Field(
            "accuracy", said["error"], "", text, said.get("source", threshold.source),
            "Accuracy of the estimate", section, said.get("note", ""),
        )  # fmt: skip


def _successors(threshold: Threshold) -> Iterator[Field]:
    section = "What came of it"
    if threshold.revoked_by:
        title = citations.cite([threshold.revoked_by], files.DATA / "thresholds.toml")
        yield Field(
            "revoked_by", threshold.revoked_by, "", title[threshold.revoked_by].title,
            threshold.revoked_by, "Revoked by", section,
        )  # fmt: skip
    if threshold.replaced_by:
        yield Field(
            "replaced_by", threshold.replaced_by, "", thresholds.find(threshold.replaced_by).name,
            threshold.source, "Replaced by", section,
        )  # fmt: skip


def _amount(field: Field) -> str:
    return ABSENT if field.value is None else field.text


_COLUMNS = (
    Column("threshold"),
    Column("jurisdiction", ("jurisdiction",)),
    Column("amount", ("flop", "flop_per_second", "fraction_of_base"), _amount),
    Column("status", ("status",)),
    Column("in force", ("date_in_force",), lambda field: str(field.value)),
)
