"""Checking catalog files against their JSON Schemas; shipped files are checked in the tests."""

from __future__ import annotations

import datetime
import functools
from typing import TYPE_CHECKING, Any

from flopwise.catalog.files import DATA
from flopwise.errors import CatalogError

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEMAS = DATA.with_name("schemas")


def check(content: Any, schema: str, where: str) -> None:
    """Raise CatalogError with the first thing in `content` that breaks the schema."""
    import fastjsonschema

    try:
        _validator(schema)(_dates_as_text(content))
    except fastjsonschema.JsonSchemaValueException as error:
        place = ".".join(str(part) for part in error.path[1:])
        problem = error.message.replace(str(error.name), place or "the file")
        raise CatalogError(f"{where} breaks the catalog's schema: {problem}") from None


@functools.cache
def _validator(schema: str) -> Callable[[Any], Any]:
    import json

    import fastjsonschema

    text = (SCHEMAS / f"{schema}.json").read_text("utf-8")
    compiled: Callable[[Any], Any] = fastjsonschema.compile(json.loads(text))
    return compiled


def _dates_as_text(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _dates_as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_dates_as_text(item) for item in value]
    return value
