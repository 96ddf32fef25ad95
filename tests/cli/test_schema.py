"""`flopwise schema`: the schemas as files that a program can use as they are."""

from __future__ import annotations

import json

import pytest
from click.shell_completion import ShellComplete
from jsonschema import Draft202012Validator

from flopwise import schemas
from flopwise.cli.main import flopwise, run


@pytest.mark.parametrize("name", schemas.names())
def test_a_schema_is_printed_as_json_that_needs_no_other_file(capsys, name):
    assert run(["schema", name]) == 0
    found = json.loads(capsys.readouterr().out)
    Draft202012Validator.check_schema(found)
    assert found == schemas.find(name)


def test_what_a_verb_writes_fits_the_schema_that_was_written_to_a_file(capsys, tmp_path):
    path = tmp_path / "estimate.json"
    assert run(["schema", "estimate", "-o", str(path)]) == 0
    assert capsys.readouterr().out == ""
    assert run(["estimate", "gpt-3", "--format", "json"]) == 0
    estimate = json.loads(capsys.readouterr().out)
    validator = Draft202012Validator(json.loads(path.read_text("utf-8")))
    validator.validate(estimate)
    del estimate["made"]
    assert not validator.is_valid(estimate)


def test_without_a_name_all_are_listed(capsys):
    assert run(["schema"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(schemas.names())
    assert all(line.endswith(".") for line in lines)


def test_a_misspelt_name_is_one_sentence(capsys):
    assert run(["schema", "audti"]) == 2
    assert "did you mean 'audit'" in capsys.readouterr().err


def test_names_are_completed():
    shell = ShellComplete(flopwise, {}, "flopwise", "_FLOPWISE_COMPLETE")
    found = [item.value for item in shell.get_completions(["schema"], "e")]
    assert found == ["estimate", "evidence", "explanation"]
