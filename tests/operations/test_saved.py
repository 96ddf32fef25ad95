"""Results that are kept: taken in as JSON, listed, written out as JSON, CSV and Parquet, and back."""

import csv
import io
import json

import polars
import pytest

from flopwise import operations
from flopwise.cli.main import run
from flopwise.errors import InvalidValueError
from flopwise.operations import saved


@pytest.fixture(autouse=True)
def _own_store(monkeypatch, tmp_path):
    monkeypatch.setenv("FLOPWISE_STORE", str(tmp_path / "store.sqlite"))


def keep(result, title="", notes=""):
    return saved.save(result.to_dict(), title, notes)


def test_a_result_without_a_title_is_called_by_its_sentence():
    number = keep(operations.estimate("gpt-3"))
    assert saved.find(number).title.startswith("Training GPT-3 175B takes 3.186")


def test_every_kind_of_result_can_be_kept_and_exported():
    keep(operations.estimate("gpt-3"), "E, with a comma", 'n "quoted"\nline')
    keep(operations.audit("GPT-3: 6 × 175B × 300B = 3.15e22 FLOPs"), "A")
    keep(operations.compare("gpt-3", "palm"), "C")
    keep(operations.ask("how many flops did gpt3 take?"), "Q")
    rows = list(csv.DictReader(io.StringIO(saved.exported("csv").decode())))
    assert [row["title"] for row in rows] == ["E, with a comma", "A", "C", "Q"]
    assert [row["kind"] for row in rows] == ["estimate", "audit", "compare", "ask"]
    assert rows[0]["notes"] == 'n "quoted"\nline'
    assert float(rows[0]["value"]) == pytest.approx(3.186e23, rel=1e-3)
    assert (rows[1]["verdict"], float(rows[1]["ratio"])) == ("off", pytest.approx(0.1))
    table = polars.read_parquet(io.BytesIO(saved.exported("parquet")))
    assert table["title"].to_list() == [row["title"] for row in rows]
    assert table["value"][0] == pytest.approx(3.186e23, rel=1e-3)
    assert [one["title"] for one in json.loads(saved.exported("json", "audit"))] == ["A"]


def test_a_json_export_comes_back(monkeypatch, tmp_path):
    keep(operations.estimate("gpt-3"), "One", "why")
    before = saved.exported("json")
    monkeypatch.setenv("FLOPWISE_STORE", str(tmp_path / "other.sqlite"))
    assert saved.imported(before.decode()) == [1]
    found, (was,) = saved.find(1), json.loads(before)
    assert (found.title, found.notes, found.result, found.created) == (
        was["title"], was["notes"], was["result"], was["created"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "says"),
    [("{", "not JSON"), ('{"schema": "flopwise/card/1"}', "only results"), ("[1]", "only results"),
     ("null", "only results"), ("[" * 100_000, "not JSON")],
)  # fmt: skip
def test_what_is_no_result_is_refused(text, says):
    with pytest.raises(InvalidValueError, match=says):
        saved.save_text(text, "t")
    assert saved.every() == []


def test_a_broken_entry_of_an_export_is_named_and_nothing_is_saved():
    good = {"kind": "estimate", "title": "t", "request": {}, "result": {}}
    with pytest.raises(InvalidValueError, match="entry 2"):
        saved.imported(json.dumps([good, {"kind": "estimate"}]))
    assert saved.every() == []


def test_the_verb_keeps_lists_shows_and_removes(capsys, tmp_path):
    result = tmp_path / "result.json"
    assert run(["estimate", "gpt-3", "--format", "json", "-o", str(result)]) == 0
    assert run(["saved", "add", str(result), "--title", "Mine"]) == 0
    assert run(["saved", "list"]) == 0
    assert run(["saved", "show", "1"]) == 0
    out = capsys.readouterr().out
    assert "Saved as 1" in out
    assert "1 saved work." in out
    assert "As it was then" in out
    assert run(["saved", "export", "--format", "parquet"]) == 2  # it is no text
    assert run(["saved", "backup", str(tmp_path / "copy.sqlite")]) == 0
    assert run(["saved", "backup", str(tmp_path / "copy.sqlite")]) == 2
    assert run(["saved", "remove", "1"]) == 0
    assert run(["saved", "show", "1"]) == 2
    assert "there is no saved work 1" in capsys.readouterr().err
