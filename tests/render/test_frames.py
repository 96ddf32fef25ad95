"""Results as tables, held against what papers and data sheets say."""

from __future__ import annotations

import datetime
import subprocess
import sys

import pandas as pd
import polars as pl
import pytest

import flopwise as fw
from flopwise.auditing.many import Audits
from flopwise.errors import MissingExtraError, UnknownNameError
from flopwise.operations import card, cards
from flopwise.render.frames import Column, Tabular, kind_of


@pytest.fixture(scope="module")
def estimate():
    return fw.estimate("gpt-3")


def test_an_estimate_is_its_steps(estimate):
    steps = estimate.to_pandas().set_index("id")
    # Brown et al., table 2.1
    assert steps.loc["num_hidden_layers", "value"] == 96
    assert steps.loc["hidden_size", "value"] == 12288
    assert steps.loc["tokens", "value"] == 300e9
    assert steps.loc["tokens", "unit"] == "tokens"
    assert steps.loc["tokens", "source"] == "brown2020"
    assert steps.loc["block_weights", "value"] == 12 * 12288**2
    assert steps.loc["attention_density", ["low", "high"]].tolist() == [0.5, 1]
    assert pd.isna(steps.loc["hidden_size", "low"])
    assert steps["value"].dtype == "float64"
    assert int(steps["exact"].iloc[-1]) == pytest.approx(3.14e23, rel=0.02)


def test_both_libraries_and_plain_lists_say_the_same(estimate):
    for table in estimate.tables():
        plain = estimate.to_columns(table)
        polars = estimate.to_polars(table)
        pandas = estimate.to_pandas(table)
        assert list(plain) == polars.columns == list(pandas.columns)
        assert polars.to_dict(as_series=False) == plain
        assert len(pandas) == polars.height
    assert estimate.to_polars().schema["value"] == pl.Float64
    assert estimate.to_polars().schema["inputs"] == pl.List(pl.String)


def test_the_breakdown_has_its_units(estimate):
    parts = estimate.to_pandas("breakdown")
    assert parts.attrs["units"] == {
        "parameters": "parameters",
        "forward": "FLOP",
        "backward": "FLOP",
    }
    up = parts.set_index("name").loc["feed-forward up"]
    assert up["repeat"] == 96
    # two FLOP for each of 96 · d · 4d weights and each of 300 billion tokens
    assert up["forward"] == pytest.approx(2 * 96 * 12288 * 4 * 12288 * 300e9)
    assert parts["share"].sum() == pytest.approx(1)


def test_where_nobody_can_say_there_is_a_table_without_rows():
    refusal = fw.estimate("gpt-4o-mini")
    assert refusal.to_pandas().empty
    assert refusal.to_polars().height == 0
    assert refusal.to_polars().schema["value"] == pl.Float64


def test_a_comparison_has_a_row_for_each():
    table = fw.compare("gpt-3", conventions="flopwise,six-nd").to_pandas().set_index("name")
    assert table.loc["flopwise", "factor"] == 1
    assert table.loc["six-nd", "value"] == pytest.approx(3.14e23, rel=2e-3)  # Brown et al., D.1
    assert table.loc["six-nd", "reason"].startswith("attention's products are missed")
    assert pd.isna(table.loc["flopwise", "reason"])
    models = fw.compare("llama-2-7b", "gpt-4o-mini").to_polars()
    assert models["value"].to_list()[1] is None
    assert models["factor"].to_list() == [1, None]


def test_a_list_has_a_column_for_each_fact():
    models = cards("models")
    table = models.to_polars()
    gpt3 = table.row(by_predicate=pl.col("id") == "gpt-3", named=True)
    assert gpt3["parameters"] == 175_000_000_000
    assert gpt3["num_hidden_layers"] == 96
    assert gpt3["released"] == datetime.date(2020, 5, 28)
    assert gpt3["parameters_source"] == "brown2020"
    assert table.schema["released"] == pl.Date
    assert table.schema["tie_word_embeddings"] == pl.Boolean
    undisclosed = table.row(by_predicate=pl.col("id") == "gpt-4o-mini", named=True)
    assert undisclosed["parameters"] is None
    assert models.units()["training_tokens"] == "tokens"


def test_figures_in_several_units_become_one():
    models = cards("models")
    assert models.units()["published_compute"] == "FLOP"
    compute = models.to_pandas().set_index("id")["published_compute"]
    # Brown et al., table D.1, in PF-days of 8.64e19 FLOP: BERT base 1.89, GPT-3 3,640
    assert compute["bert-base"] == pytest.approx(1.89 * 8.64e19, rel=0.01)
    assert compute["gpt-3"] == pytest.approx(3640 * 8.64e19, rel=0.01)


@pytest.mark.parametrize(
    "kind",
    ["models", "hardware", "prices", "thresholds", "conventions", "units", "sources", "challenges"],
)
def test_every_list_and_card_is_a_table(kind):
    found = cards(kind)
    assert found.to_polars().height == len(found.items) == len(found.to_pandas())
    assert found.items[0].to_polars().height == len(found.items[0].fields)
    names = list(found.to_columns())
    assert len(names) == len(set(names))


def test_an_accelerators_peak_is_a_number():
    fields = card("hardware", "a100-sxm4-80gb").to_pandas().set_index("name")
    assert fields.loc["peak_bf16", "value"] == 312e12  # NVIDIA's data sheet
    assert fields.loc["peak_bf16", "unit"] == "FLOP/s"
    assert pd.isna(fields.loc["vendor", "value"])
    assert fields.loc["vendor", "text"] == "NVIDIA"


def test_audits_and_their_findings():
    found = fw.audit("GPT-3: 6 × 175B × 300B = 3.15e22 FLOPs", file="a.md")
    row = Audits((found,)).to_polars().row(0, named=True)
    assert (row["file"], row["verdict"], row["first_error_kind"]) == ("a.md", "off", "arithmetic")
    assert row["ratio"] == pytest.approx(0.1)
    assert row["log10_error"] == pytest.approx(-1)
    assert row["errors"] == 1
    finding = found.to_pandas().iloc[0]
    assert finding["quote"] == found.text[finding["start"] : finding["end"]]
    assert found.to_pandas("factors")["factor"].prod() == pytest.approx(found.ratio)


def test_thresholds_as_a_table():
    check = fw.thresholds_check("llama-3.1-405b").to_pandas().set_index("id")
    assert check.loc["eu-systemic-risk", "limit"] == 1e25  # AI Act, article 51(2)
    assert check.loc["eu-systemic-risk", "verdict"] == "crossed"
    assert check.loc["eu-systemic-risk", "amount_low"] <= 3.8e25  # Dubey et al.
    assert check.attrs["units"]["limit"] == "FLOP"


def test_an_unknown_table_is_named_with_those_there_are(estimate):
    with pytest.raises(UnknownNameError, match=r"unknown table 'brakedown'.*'breakdown'"):
        estimate.to_pandas("brakedown")


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_missing_library_is_said_in_one_sentence(library, estimate, monkeypatch):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtraError) as caught:
        getattr(estimate, f"to_{library}")()
    assert (
        str(caught.value)
        == f"{library} is not installed: pip install 'flopwise[notebook]' brings it"
    )


def test_neither_library_is_imported_before_it_is_asked_for():
    code = (
        "import sys, flopwise as fw\n"
        "fw.estimate('gpt-3').to_columns(); fw.estimate('gpt-3')._repr_mimebundle_()\n"
        "assert not {'pandas', 'polars', 'IPython', 'numpy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


class Everything(Tabular):
    """A column of each kind, with and without a gap."""

    def tables(self):
        return {
            "all": lambda: tuple(
                Column(f"{kind.__name__}{len(gap)}", kind, [value, *gap])
                for kind, value in (
                    (str, "a"), (float, 1.5), (int, 2), (bool, True), (list, ["a", "b"]),
                    (datetime.date, datetime.date(2020, 5, 28)),
                )
                for gap in ([None],)
            )
        }  # fmt: skip


def test_every_kind_of_column_can_have_gaps():
    frame = Everything().to_pandas()
    assert frame.iloc[1].isna().all()
    assert [str(kind) for kind in frame.dtypes[1:4]] == ["float64", "Int64", "boolean"]
    assert frame["date1"].iloc[0] == pd.Timestamp(2020, 5, 28)
    assert Everything().to_polars().row(1) == (None,) * 6


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([1, None], int),
        ([1, 2.5], float),
        ([2**63], float),
        ([True, None], bool),
        ([True, 1], None),
        ([("a",), None], list),
        ([[1, 2]], None),
        (["a", None], str),
        ([None, None], str),
        ([datetime.date(2020, 1, 1), None], datetime.date),
        (["a", 1], None),
        ([{"a": 1}], None),
    ],
)
def test_the_kind_of_a_column_is_that_of_all_its_entries(values, kind):
    assert kind_of(values) is kind
