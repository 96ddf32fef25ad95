"""Citations: who says so, and where to read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime


class Source(NamedTuple):
    """One thing that is cited, by its key."""

    key: str
    title: str
    url: str
    authors: str = ""
    date: datetime.date | None = None
    date_precision: str = "day"

    @property
    def dated(self) -> str:
        """The date as precisely as it is known."""
        if self.date is None:
            return ""
        length = {"year": 4, "month": 7}.get(self.date_precision, 10)
        return self.date.isoformat()[:length]

    @property
    def reference(self) -> str:
        """Who wrote what, when, as one reads it in a list."""
        authors = f"{self.authors}, " if self.authors else ""
        dated = f" ({self.dated})" if self.dated else ""
        return f"{authors}{self.title}{dated}"

    def to_dict(self) -> dict[str, str | None]:
        """Return the record as the contract's JSON shows it."""
        found = {"title": self.title, "url": self.url, "date": self.dated or None}
        return {"authors": self.authors, **found} if self.authors else found
