"""Results as tables of typed columns, for pandas, polars, or neither."""

from __future__ import annotations

import datetime
import importlib
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.errors import MissingExtraError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import pandas as pd
    import polars as pl

Kind = type[str] | type[float] | type[int] | type[bool] | type[list[str]] | type[datetime.date]

_PANDAS: dict[Kind, str] = {
    str: "string", float: "float64", int: "Int64", bool: "boolean", list: "object",
    datetime.date: "datetime64[s]",
}  # fmt: skip
"""The types that can leave a cell empty."""
_POLARS: dict[Kind, str] = {
    str: "String", float: "Float64", int: "Int64", bool: "Boolean", datetime.date: "Date",
}  # fmt: skip


class Column(NamedTuple):
    """One column: entries of one kind, None where there is none, and the unit of all of them."""

    name: str
    kind: Kind
    entries: list[Any]
    unit: str = ""


class Tabular:
    """A result that is, or holds, tables: the first is what is meant where none is named."""

    __slots__ = ()

    def tables(self) -> Mapping[str, Callable[[], tuple[Column, ...]]]:
        """Return what makes each table, by the table's name."""
        raise NotImplementedError

    def to_columns(self, table: str = "") -> dict[str, list[Any]]:
        """Return a table as plain lists by the names of its columns."""
        return {column.name: column.entries for column in self._table(table)}

    def units(self, table: str = "") -> dict[str, str]:
        """Return the units of a table's columns, as far as a column has one unit."""
        return {column.name: column.unit for column in self._table(table) if column.unit}

    def to_pandas(self, table: str = "") -> pd.DataFrame:
        """Return a table as a pandas DataFrame; `attrs["units"]` holds the columns' units."""
        pandas = _library("pandas")
        columns = self._table(table)
        frame: pd.DataFrame = pandas.DataFrame(
            {
                column.name: pandas.Series(column.entries, dtype=_PANDAS[column.kind])
                for column in columns
            }
        )
        frame.attrs["units"] = {column.name: column.unit for column in columns if column.unit}
        return frame

    def to_polars(self, table: str = "") -> pl.DataFrame:
        """Return a table as a polars DataFrame; `units()` tells the columns' units."""
        polars = _library("polars")
        frame: pl.DataFrame = polars.DataFrame(
            [
                polars.Series(
                    column.name,
                    column.entries,
                    dtype=polars.List(polars.String)
                    if column.kind is list
                    else getattr(polars, _POLARS[column.kind]),
                )
                for column in self._table(table)
            ]
        )
        return frame

    def _table(self, name: str) -> tuple[Column, ...]:
        tables = self.tables()
        wanted = name or next(iter(tables))
        if wanted not in tables:
            raise UnknownNameError("table", wanted, tables, hint=f"there are {', '.join(tables)}")
        return tables[wanted]()


def _library(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise MissingExtraError(name, "notebook") from None


def columns(
    kinds: Mapping[str, Kind], rows: Iterable[Sequence[Any]], units: Mapping[str, str] | None = None
) -> tuple[Column, ...]:
    """Turn rows into columns of these names and kinds; numbers become what their kind says."""
    kept = [tuple(row) for row in rows]
    return tuple(
        Column(name, kind, [_as(kind, row[index]) for row in kept], (units or {}).get(name, ""))
        for index, (name, kind) in enumerate(kinds.items())
    )


def _as(kind: Kind, value: Any) -> Any:
    """Make a float of any number in a column of floats; an empty text is no text."""
    if value is None or (kind is str and not value):
        return None
    if kind is float:
        return float(value)
    return list(value) if kind is list else value


_WHOLE = 2**63
"""From here on a whole number fits no column of whole numbers."""


def kind_of(values: Iterable[Any]) -> Kind | None:
    """Return the kind of column that holds these values; None where no kind holds them all."""
    known = [value for value in values if value is not None]
    if known and all(isinstance(value, bool) for value in known):
        return bool
    if any(isinstance(value, bool) for value in known):
        return None
    if known and all(isinstance(value, int) and abs(value) < _WHOLE for value in known):
        return int
    if known and all(isinstance(value, int | float | Fraction) for value in known):
        return float
    if any(isinstance(value, datetime.date) for value in known):
        return datetime.date if all(isinstance(value, datetime.date) for value in known) else None
    if known and all(isinstance(value, list | tuple) for value in known):
        texts = (item for value in known for item in value)
        return list if all(isinstance(item, str) for item in texts) else None
    return str if all(isinstance(value, str) for value in known) else None
