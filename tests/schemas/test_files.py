"""The files themselves: valid, complete, referring to one another, and as the contract has them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from flopwise import comparison, schemas
from flopwise.asking import answer
from flopwise.auditing import result as audit
from flopwise.cards import card
from flopwise.errors import UnknownNameError
from flopwise.estimation import result as estimate
from flopwise.operations.table import OPERATIONS
from flopwise.ruling import result as ruling

FILES = sorted(Path(schemas.__file__).parent.glob("*.json"))
MADE_WITH = {
    "estimate": estimate.SCHEMA, "answer": answer.SCHEMA, "audit": audit.SCHEMA,
    "comparison": comparison.SCHEMA, "card": card.CARD_SCHEMA, "list": card.LIST_SCHEMA,
    "threshold-check": ruling.SCHEMA, "audits": "flopwise/audits/1",
}  # fmt: skip
ENUMS = {
    ("step", "origin"): {"given", "assumed", "catalog", "derived"},
    ("run", "recompute"): {"none", "selective", "full"},
    ("audit", "verdict"): {"right", "close", "off", "wrong", "undecided"},
    ("finding", "severity"): {"error", "warning", "note"},
    ("finding", "kind"): {
        "unit_mismatch", "wrong_factor", "missing_factor", "wrong_fact", "arithmetic",
        "wrong_prefix", "wrong_formula", "inconsistent", "convention", "unsupported",
    },
    ("ruling", "verdict"): {"crossed", "not_crossed", "undecided", "not_applicable"},
}  # fmt: skip
"""As the contract has them."""


def parts(schema):
    """Every schema within a schema that says what a field or an entry is."""
    for keyword in ("properties", "$defs"):
        for part in schema.get(keyword, {}).values():
            yield part
            yield from parts(part)
    for keyword in ("items", "additionalProperties"):
        if isinstance(schema.get(keyword), dict):
            yield schema[keyword]
            yield from parts(schema[keyword])
    for keyword in ("anyOf", "allOf"):
        for part in schema.get(keyword, []):
            yield part
            yield from parts(part)


def references(schema):
    return [part["$ref"] for part in (schema, *parts(schema)) if "$ref" in part]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_is_a_schema_of_2020_12_that_refers_to_files_that_exist(path):
    schema = json.loads(path.read_text("utf-8"))
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"] == schemas.DIALECT
    Draft202012Validator.check_schema(schema)
    assert schema["title"]
    assert schema["description"].endswith(".")
    for name in references(schema):
        assert path.with_name(name).is_file()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_field_says_what_it_is(path):
    schema = json.loads(path.read_text("utf-8"))
    for part in (schema, *parts(schema)):
        for name, field in part.get("properties", {}).items():
            assert "description" in field or "$ref" in field, name
            assert {"type", "enum", "const", "$ref", "anyOf"} & set(field), name
        assert set(part.get("required", [])) <= set(part.get("properties", {})) | {"summary"}


@pytest.mark.parametrize("name", schemas.names())
def test_a_schema_needs_no_other_file(name):
    schema = schemas.find(name)
    Draft202012Validator.check_schema(schema)
    known = {f"#/$defs/{other}" for other in schema.get("$defs", {})}
    assert set(references(schema)) <= known
    assert not any("$schema" in part for part in parts(schema))


def test_an_openapi_document_takes_all_of_them_under_a_prefix_of_its_own():
    components = schemas.components("#/components/schemas/")
    assert set(components) == set(schemas.names())
    known = {f"#/components/schemas/{name}" for name in components}
    for schema in components.values():
        assert set(references(schema)) <= known
        assert "$schema" not in schema


def test_what_is_handed_out_can_be_changed_without_harm():
    schemas.find("estimate")["properties"].clear()
    assert schemas.find("estimate")["properties"]


@pytest.mark.parametrize(("name", "written"), MADE_WITH.items())
def test_a_schema_is_that_of_the_object_that_bears_its_name(name, written):
    assert schemas.find(name)["properties"]["schema"]["const"] == written


@pytest.mark.parametrize(("name", "field"), ENUMS)
def test_closed_lists_are_those_of_the_contract(name, field):
    assert set(schemas.find(name)["properties"][field]["enum"]) == ENUMS[name, field]


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=lambda one: one.name)
def test_every_operation_gives_something_that_has_a_schema(operation):
    assert operation.gives in schemas.names()


def test_a_misspelt_name_is_one_sentence_with_those_that_come_near():
    with pytest.raises(
        UnknownNameError, match=r"unknown schema 'estimat': did you mean 'estimate'"
    ):
        schemas.find("estimat")
    assert schemas.find("threshold_check") == schemas.find("Threshold-Check")
