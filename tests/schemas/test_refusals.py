"""A schema refuses: what the contract names may be neither absent nor of another type."""

from __future__ import annotations

import copy
import json

import pytest

from flopwise import operations

FIELDS = {
    "estimate": "schema quantity subject run method convention value exact unit low high display "
    "steps checks breakdown not_counted assumptions sources made",
    "estimate.display": "value unit text",
    "estimate.steps": "id symbol name value exact unit low high formula explanation inputs origin "
    "source",
    "estimate.checks": "name method value unit ratio source",
    "estimate.breakdown": "name kind repeat parameters forward backward share",
    "estimate.not_counted": "name kind calls bytes reason",
    "estimate.assumptions": "name value unit text source effect",
    "estimate.made": "flopwise catalog date command",
    "answer": "schema question answered understood answer estimate needs reason suggestions made",
    "answer.understood": "quantity subject run",
    "answer.answer": "kind text value unit low high items",
    "lacking": "schema question answered understood answer estimate needs reason suggestions made",
    "lacking.needs": "name unit why default effect",
    "audit": "schema subject claim reference ratio verdict summary findings first_error factors "
    "unexplained_factor made",
    "audit.claim": "value unit quote start end",
    "audit.reference": "value unit low high convention",
    "audit.findings": "kind severity quote start end line said should_be factor explanation source",
    "audit.factors": "name factor finding",
    "comparison": "schema quantity items differences made",
    "comparison.differences": "a b factor reason step",
    "card": "schema kind id name fields made",
    "card.fields": "name value unit text source",
    "list": "schema kind items made",
    "threshold-check": "schema summary date crossed subject rules sources made",
    "explanation": "schema kind id name fields summary sources made",
    "audits": "schema summary items made",
}
"""As the contract has them, by object and by what lies in it."""

SCHEMAS = {"lacking": "answer"}


@pytest.fixture(scope="module")
def objects():
    wrong = "GPT-3 has 175B parameters and 300B tokens. 6 × 175e9 × 300e9 = 3.15e22 FLOP."
    found = {
        "estimate": operations.estimate("gpt-3"),
        "answer": operations.ask("how many flops did gpt3 take?"),
        "lacking": operations.ask("how many flops to train a 7B model?"),
        "audit": operations.audit(wrong),
        "comparison": operations.compare("gpt-3", conventions="flopwise,six-nd"),
        "card": operations.card("models", "gpt-3"),
        "list": operations.cards("prices", accelerator="h100"),
        "threshold-check": operations.thresholds_check("llama-3.1-405b", jurisdiction="EU"),
        "explanation": operations.explain("mfu"),
        "audits": operations.audits([("wrong.md", wrong)]),
    }
    return {name: json.loads(json.dumps(one.to_dict())) for name, one in found.items()}


def without(found, path, field):
    """Return a copy that lacks a field, in the first entry of what is a list."""
    changed = copy.deepcopy(found)
    place = changed
    for step in path:
        place = place[step]
        if isinstance(place, list):
            place = place[0]
    del place[field]
    return changed


@pytest.mark.parametrize("name", dict.fromkeys(name.partition(".")[0] for name in FIELDS))
def test_what_is_not_changed_is_valid(objects, published, name):
    published(SCHEMAS.get(name, name)).validate(objects[name])


@pytest.mark.parametrize(
    ("name", "field"), [(name, field) for name, said in FIELDS.items() for field in said.split()]
)
def test_a_field_of_the_contract_may_not_be_absent(objects, published, name, field):
    whole, *path = name.split(".")
    changed = without(objects[whole], path, field)
    assert not published(SCHEMAS.get(whole, whole)).is_valid(changed)


def values(found, path=()):
    """Every value within an object with its path, of a list that of its first entry."""
    if path:
        yield path, found
    if isinstance(found, dict):
        for name, value in found.items():
            yield from values(value, (*path, name))
    elif isinstance(found, list) and found:
        yield from values(found[0], (*path, 0))


def wrongly_typed(value):
    return ["of another type"] if isinstance(value, dict) else {"of": "another type"}


@pytest.mark.parametrize("name", dict.fromkeys(name.partition(".")[0] for name in FIELDS))
def test_no_value_may_be_of_another_type(objects, published, name):
    validator = published(SCHEMAS.get(name, name))
    whole = objects[name]
    places = list(values(whole))
    assert len(places) >= 12
    for path, value in places:
        changed = copy.deepcopy(whole)
        place = changed
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = wrongly_typed(value)
        assert not validator.is_valid(changed), path


@pytest.mark.parametrize(
    ("name", "path", "value"),
    [
        ("estimate", ("schema",), "flopwise/estimate/2"),
        ("estimate", ("value",), "3.19e23"),
        ("estimate", ("value",), None),
        ("estimate", ("value",), True),
        ("estimate", ("exact",), 314287666790400000000000),
        ("estimate", ("exact",), "3.1e23"),
        ("estimate", ("run", "tokens"), None),
        ("estimate", ("run", "recompute"), "some"),
        ("estimate", ("steps", 0, "origin"), "guessed"),
        ("estimate", ("steps", 0, "source"), ""),
        ("estimate", ("steps", 0, "value"), None),
        ("estimate", ("made", "date"), "24 November 2026"),
        ("estimate", ("breakdown", 0, "share"), "12 %"),
        ("answer", ("answered",), "yes"),
        ("answer", ("answered",), False),
        ("answer", ("answer",), None),
        ("answer", ("answer", "kind"), "figure"),
        ("answer", ("answer", "kind"), "cannot"),
        ("answer", ("answer", "kind"), "yesno"),
        ("answer", ("answer", "value"), "3.19e23"),
        ("lacking", ("reason",), None),
        ("lacking", ("answered",), True),
        ("audit", ("verdict",), "fine"),
        ("audit", ("first_error",), -1),
        ("audit", ("findings", 0, "kind"), "typo"),
        ("audit", ("findings", 0, "severity"), "fatal"),
        ("audit", ("findings", 0, "start"), 1.5),
        ("audit", ("findings", 0, "line"), 0),
        ("card", ("kind",), "models"),
        ("card", ("fields", 0, "source"), ""),
        ("list", ("items", 0, "id"), ""),
        ("threshold-check", ("rules", 0, "verdict"), "maybe"),
        ("threshold-check", ("rules", 0, "limit", "value"), "1e25"),
        ("explanation", ("kind",), "model"),
        ("explanation", ("fields", 0, "value"), 3),
    ],
)
def test_these_are_refused(objects, published, name, path, value):
    changed = copy.deepcopy(objects[name])
    place = changed
    for step in path[:-1]:
        place = place[step]
    assert place[path[-1]] != value or isinstance(value, bool)
    place[path[-1]] = value
    assert not published(SCHEMAS.get(name, name)).is_valid(changed)


@pytest.mark.parametrize("name", ["estimate", "answer", "audit", "card"])
def test_a_field_may_be_added(objects, published, name):
    assert published(SCHEMAS.get(name, name)).is_valid(objects[name] | {"new": 1})


@pytest.mark.parametrize(
    ("found", "valid"),
    [
        ({"title": "Unknown name", "status": 404, "detail": "unknown model 'gtp-3'"}, True),
        ({"type": "about:blank", "title": "Too large", "status": 413, "detail": "over 8 MB",
          "instance": "/api/v1/audit", "matches": []}, True),
        ({"title": "Unknown name", "status": 404}, False),
        ({"title": "Unknown name", "status": 200, "detail": "no error"}, False),
        ({"title": "Unknown name", "status": "404", "detail": "unknown model"}, False),
    ],
)  # fmt: skip
def test_problems(published, found, valid):
    assert published("problem").is_valid(found) is valid
