"""The terms that `explain` knows: complete, well formed, and each leads on to something."""

from __future__ import annotations

import importlib
import pkgutil
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import latex2mathml.converter
import pytest

import flopwise.catalog
import flopwise.formulas
from flopwise.derivation.step import REGISTRY
from flopwise.units.registry import records

DATA = Path(flopwise.catalog.__file__).parent / "data"
TERMS: dict[str, dict[str, Any]] = tomllib.loads((DATA / "terms.toml").read_text("utf-8"))["term"]
SOURCES = tomllib.loads((DATA / "sources.toml").read_text("utf-8"))["sources"]
CONVENTIONS = tomllib.loads((DATA / "conventions.toml").read_text("utf-8"))["convention"].keys()

for module in pkgutil.iter_modules(flopwise.formulas.__path__):
    importlib.import_module(f"flopwise.formulas.{module.name}")

EVERY_TERM = pytest.mark.parametrize("name", TERMS)


def folded(name: str) -> str:
    return name.casefold().replace("_", "-").replace(" ", "-")


def test_there_are_enough() -> None:
    assert len(TERMS) >= 40


@EVERY_TERM
def test_says_what_it_is_and_where_that_stands(name: str) -> None:
    term = TERMS[name]
    assert 2 <= len(re.findall(r"[.?](?= |$)", term["text"])) <= 5
    assert term["text"].endswith(".")
    assert term["example"].endswith(".")
    assert re.search(r"\d", term["example"])
    assert term["source"] in SOURCES


@EVERY_TERM
def test_leads_on(name: str) -> None:
    see = TERMS[name]["see"]
    known = TERMS.keys() | REGISTRY.keys() | records().keys() | CONVENTIONS
    assert see
    assert [other for other in see if other not in known] == []
    assert name not in see


@EVERY_TERM
def test_formula_is_text_and_latex(name: str) -> None:
    term = TERMS[name]
    assert ("formula" in term) == ("latex" in term)
    if "latex" in term:
        assert "<math" in latex2mathml.converter.convert(term["latex"])
        assert "\\" not in term["formula"]
        assert "$" not in term["formula"] + term["latex"]
        assert term["latex"].count("{") == term["latex"].count("}")


def test_names_are_unique_and_nobody_elses() -> None:
    names = Counter(
        spelling
        for name, term in TERMS.items()
        for spelling in {folded(name), *map(folded, term.get("aliases", []))}
    )
    assert [name for name, times in names.items() if times > 1] == []
    others = {folded(name) for name in (*REGISTRY, *records(), *CONVENTIONS)}
    assert sorted(others & {folded(name) for name in TERMS}) == []
