"""Results in the output of a notebook's cell."""

from __future__ import annotations

import re
import shutil
import subprocess
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from xml.etree import ElementTree as Tree

import pytest
from IPython.core.formatters import DisplayFormatter

import flopwise as fw
from flopwise.document import Bars, Cell, Document, Prose, Table
from flopwise.operations import audits, card, cards
from flopwise.render.html import mathematics
from flopwise.render.notebook import _legible, on_paper, render

if TYPE_CHECKING:
    from flopwise.render.shown import Shown

WRONG = "GPT-3: 6 × 175B × 300B = 3.15e22 FLOPs"


@pytest.fixture(scope="module")
def results() -> dict[str, Shown]:
    """One result of each kind."""
    return {
        "estimate": fw.estimate("gpt-3"),
        "refusal": fw.estimate("gpt-4o-mini"),
        "comparison": fw.compare("gpt-3", conventions="all"),
        "answer": fw.ask("training flops of gpt-3?"),
        "audit": fw.audit(WRONG),
        "audits": audits([WRONG]),
        "explanation": fw.explain("mfu"),
        "thresholds": fw.thresholds_check("gpt-3"),
        "card": card("models", "gpt-3"),
        "list": cards("hardware"),
    }


class Ids(HTMLParser):
    """Collect anchors and what points at them, and see that each tag is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.tags: set[str] = set()
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in {"wbr", "br"}:
            self.open.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name == "href" and (value or "").startswith("#"):
                self.targets.append((value or "")[1:])
            if name == "aria-labelledby":
                self.targets += (value or "").split()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, _attrs: object) -> None:
        self.tags.add(tag)


def test_every_result_is_a_part_of_a_page_and_no_page(results):
    for result in results.values():
        text = result._repr_html_()
        found = Ids(text)
        outside = Ids(re.sub(r"<svg.*?</svg>", "", text, flags=re.DOTALL))  # a picture has a title
        assert not outside.tags & {
            "html",
            "head",
            "body",
            "meta",
            "title",
            "main",
            "script",
            "h1",
            "h2",
        }
        assert set(found.targets) <= set(found.ids)


def test_a_hostile_document_stays_inside_its_output(hostile):
    text = render(hostile)
    assert text.count("</style>") == 1
    assert text.index("</style>") < text.index("<h3>")
    assert "<script" not in text
    assert "script" not in Ids(text).tags


def test_no_two_outputs_of_a_notebook_share_an_anchor(results):
    again = [result._repr_html_() for result in results.values() for _ in range(2)]
    ids = [name for text in again for name in Ids(text).ids]
    assert len(ids) == len(set(ids)) > 100


def test_the_style_touches_nothing_but_results(results):
    for result in results.values():
        style = re.search(r"<style>(.*)</style>", result._repr_html_(), re.DOTALL)[1]
        style = re.sub(r":is\((?:[^()]|\([^()]*\))*\)", ":is()", style)
        flat = re.sub(r"@media[^{]*\{((?:[^{}]|\{[^{}]*\})*)\}", r"\1", style)
        selectors = re.findall(r"([^{}]+)\{", flat)
        assert selectors
        for selector in selectors:
            for part in selector.split(","):
                assert part.strip().removeprefix(":is() ").startswith(".flopwise.flopwise")
        assert not re.search(r"url\(|@import|https?:", style)
        assert not re.search(r"\drem", flat)


def test_the_style_holds_only_what_an_output_uses():
    table = render(Document("t", (Table(("a", "b"), ((Cell("1"), Cell("2")),)),)))
    prose = render(Document("t", (Prose("text"),)))
    bars = render(Document("t", (Bars((("a", 0.5, "50 %"),)),)))
    assert ".origin" not in table
    assert "thead" not in prose
    assert "tbody" in table
    assert ".track" in bars
    assert ".track" not in table


@pytest.mark.parametrize(
    "host",
    ['[data-jp-theme-light="false"]', ".vscode-dark", 'html[theme="dark"]', '[data-theme="dark"]'],
)
def test_the_theme_is_the_notebooks_and_not_the_systems(host, results):
    style = results["estimate"]._repr_html_().partition("</style>")[0]
    assert "prefers-color-scheme" not in style
    dark = next(rule for rule in style.split("}") if host in rule and "--paper" in rule)
    assert "color-scheme:dark" in dark
    schemes = re.findall(r"}\.flopwise\.flopwise{color-scheme:([a-z ]+)", style)
    assert schemes[-1] == "light"


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"3.1857 \times 10^{23} \;\text{FLOP}", "3.1857×10^23 FLOP"),
        (r"\frac{s + 1}{2}", "(s+1)/2"),
        (r"\frac{a}{b}", "a/b"),
        (r"W_{block}", "W_block"),
        (r"\sqrt{a + b}", "√(a+b)"),
        (r"x^{a + 1}", "x^(a+1)"),
        (r"p_{1}^{2}", "p_1^2"),
        (r"\frac{1}{\frac{a}{b}}", "1/(a/b)"),
    ],
)
def test_a_formula_still_reads_right_where_only_its_text_is_left(latex, text):
    root = Tree.fromstring(_legible(mathematics(latex)))
    assert "".join(root.itertext()) == text


def test_two_dollars_are_no_formula_to_a_notebook(results):
    assert 'class="flopwise tex2jax_ignore mathjax_ignore"' in results["answer"]._repr_html_()


# ---- what a notebook may choose from -----------------------------------------------------------


def test_ipython_gets_a_short_text_and_the_rich_forms(results):
    data, _ = DisplayFormatter().format(results["estimate"])
    assert data["text/plain"].startswith("Training GPT-3 175B takes 3.186 × 10²³ FLOP")
    assert "\n" not in data["text/plain"]
    assert {"text/html", "text/latex", "text/markdown"} <= set(data)


def test_nothing_is_made_that_isnt_wanted(results, monkeypatch):
    estimate = results["estimate"]
    assert set(estimate._repr_mimebundle_(include={"text/html"})) == {"text/html"}
    assert "text/latex" not in estimate._repr_mimebundle_(exclude={"text/latex"})
    both = estimate._repr_mimebundle_(include=["text/plain", "text/html"], exclude=["text/html"])
    assert set(both) == {"text/plain"}
    monkeypatch.setattr(type(estimate), "_repr_html_", None)
    assert set(estimate._repr_mimebundle_(include=["text/plain"])) == {"text/plain"}


def test_latex_is_there_where_there_are_formulas(results):
    latex = results["estimate"]._repr_latex_()
    assert r"p &= \frac{s + 1}{2}" in latex
    assert latex.startswith(r"Training GPT-3 175B takes 3.186 $\times$ 10$^{23}$ FLOP")
    assert "error: arithmetic" in results["audit"]._repr_latex_()
    for name in ("comparison", "list", "refusal"):
        assert results[name]._repr_latex_() is None
        assert "text/latex" not in results[name]._repr_mimebundle_()


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is missing")
def test_latex_is_set_by_a_plain_document(results, hostile, tmp_path):
    parts = [result._repr_latex_() or "" for result in results.values()]
    parts.append(on_paper(hostile))
    body = "\n\n".join(parts)
    page = (
        rf"\documentclass{{article}}\usepackage{{amsmath}}\begin{{document}}{body}\end{{document}}"
    )
    (tmp_path / "page.tex").write_text(page, "ascii")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "page.tex"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=120, check=False)
    assert run.returncode == 0, run.stdout[-2000:]


def test_a_result_prints_as_its_sentence(results):
    for result in results.values():
        assert str(result) == result.summary()
        assert "\n" not in repr(result)
        assert repr(result).startswith(f"<{type(result).__name__}: ")
        assert len(repr(result)) < 200
