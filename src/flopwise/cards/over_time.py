"""The picture over a list of models: training compute over the years."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.document import Timeline

if TYPE_CHECKING:
    from flopwise.cards.card import CardList
    from flopwise.document import Node

FEWEST = 8
"""With fewer models one sees as much in the table."""


def nodes(found: CardList) -> list[Node]:
    """Return the picture, if enough of the list have a date and a published amount."""
    if found.kind != "model":
        return []
    from flopwise.estimation import standing

    listed = {card.id for card in found.items}
    dated = [one for one in standing.known() if one.id in listed and one.released is not None]
    if len(dated) < FEWEST:
        return []
    lines, cites = standing.lines()
    cited = {entry.key: entry for entry in [*(one.citation for one in dated), *cites]}
    return [
        Timeline(
            points=tuple(one.point for one in dated),
            lines=lines,
            quantity="training compute in FLOP",
            caption=f"Training compute as published, for the {len(dated)} models of the list that "
            "have such a figure. Those that took more than any before them stand out.",
            sources=tuple(cited.values()),
        )
    ]
