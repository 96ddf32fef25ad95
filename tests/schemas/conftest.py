"""Validators of the published schemas, as they are and with every field known."""

from __future__ import annotations

import functools

import pytest
from jsonschema import Draft202012Validator

from flopwise import schemas

_WHOLE = ("properties", "$defs")
_PARTS = ("items", "additionalProperties")


@functools.cache
def _published(name):
    return Draft202012Validator(schemas.find(name))


@functools.cache
def _closed(name):
    return Draft202012Validator(_closing(schemas.find(name), whole=True))


def _closing(schema, *, whole):
    """Refuse fields that a schema doesn't name, wherever it describes a whole object."""
    found = dict(schema)
    for keyword in _WHOLE:
        parts = schema.get(keyword, {})
        found |= {keyword: {k: _closing(part, whole=keyword == "properties")
                            for k, part in parts.items()}} if parts else {}  # fmt: skip
    for keyword in _PARTS:
        if isinstance(schema.get(keyword), dict):
            found[keyword] = _closing(schema[keyword], whole=True)
    if "anyOf" in schema:
        found["anyOf"] = [_closing(part, whole=True) for part in schema["anyOf"]]
    if "allOf" in schema:
        found["allOf"] = [_closing(part, whole=False) for part in schema["allOf"]]
    if whole and {"properties", "$ref", "allOf"} & set(schema) and found.get("type") != "array":
        found["unevaluatedProperties"] = False
    return found


@pytest.fixture(scope="session")
def published():
    """The validator of a published schema, by name."""
    return _published


@pytest.fixture(scope="session")
def fits():
    """Assert that an object fits its schema and has no field that the schema doesn't name."""

    def check(name, found):
        error = next(_closed(name).iter_errors(found), None)
        if error is not None:
            while error.context:
                error = max(error.context, key=lambda one: len(one.absolute_path))
            pytest.fail(f"{name} at {list(error.absolute_path)}: {error.message[:300]}")

    return check
