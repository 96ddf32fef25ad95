"""LaTeX that pdflatex sets."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flopwise import operations
from flopwise.document import Document, Formula, Heading, Items, Prose, Table, cells
from flopwise.render.latex import escaped, render

if TYPE_CHECKING:
    from pathlib import Path

OVERFULL = re.compile(r"Overfull \\hbox \(([\d.]+)pt")
COMMANDS = re.compile(r"\\(?:[a-zA-Z]+|.)")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a_b & c # d", r"a\_\allowbreak{}b \& c \# d"),
        ("{50 %} $5 ^ ~", r"\{50 \%\} \$5 \textasciicircum{} \textasciitilde{}"),
        ("\\input{x}", r"\textbackslash{}input\{x\}"),
        ("10⁻²³ and H₂O", r"10\ensuremath{^{-23}} and H\ensuremath{_{2}}O"),
        ("3 × 10²³", r"3~\ensuremath{\times}~10\ensuremath{^{23}}"),
        ("n·t ≈ Ω", r"n\ensuremath{\cdot}t \ensuremath{\approx} \ensuremath{\Omega}"),
        ("ρλ", r"\ensuremath{\rho}\ensuremath{\lambda}"),
        ("é e\u0301 ñ ő ş", r"\'{e} \'{e} \~{n} \H{o} \c{s}"),
        ("ą ế", r"a \^{e}"),
        ("Groß, Øre, Łódź", r"Gro\ss{}, \O{}re, \L{}\'{o}d\'{z}"),
        ("1–2 — … −3", r"1--2 --- \dots{} \ensuremath{-}3"),
        ('"a" ("b") -- \'\'', r"``a'' (``b'') -{}- '{}'"),
        ("模型 ☃", "?? ?"),
        ("ﬁ ½ １", "fi 1/2 1"),
        ("a\u200d\u202eb\x00", "ab"),
    ],
)  # fmt: skip
def test_escaped(text: str, expected: str) -> None:
    assert escaped(text) == expected


@given(st.text())
def test_whatever_is_written_is_ascii_and_balanced(text: str) -> None:
    written = escaped(text)
    assert written.isascii()
    assert written.isprintable()
    # What is left without commands and their braces must hold nothing that TeX takes for itself.
    bare = COMMANDS.sub("", written)
    assert not re.search(r"[$&#%]", bare)
    assert bare.count("{") == bare.count("}")
    assert len(re.findall(r"[\^_]", bare)) == len(re.findall(r"\\ensuremath\{[\^_]", written))


def test_the_document_is_whole(document: Document) -> None:
    text = render(document)
    assert text.isascii()
    assert text.startswith(r"\documentclass")
    assert text.endswith("\\end{document}\n")
    bare = re.sub(r"\\[{}\\]", "", text)
    assert bare.count("{") == bare.count("}")
    begun, ended = (re.findall(rf"\\{end}\{{(\w+)\}}", text) for end in ("begin", "end"))
    assert sorted(begun) == sorted(ended)
    assert begun.count("aligned") == sum(isinstance(node, Formula) for node in document.nodes)


def test_what_a_reader_finds(gpt3: Document) -> None:
    text = render(gpt3)
    assert (
        r"\lead{Training GPT-3 175B takes 3.186~\ensuremath{\times}~10\ensuremath{^{23}} FLOP"
        in text
    )
    assert (
        "C &= c \\cdot D\\\\\n&= 1{,}061{,}884{,}993{,}536 \\times 300{,}000{,}000{,}000\\\\"
        in text
    )
    assert r"\cited{brown2020}{brown2020}" in text
    assert r"\hypertarget{source-brown2020}" in text
    assert r"\url{https://arxiv.org/abs/2005.14165}" in text
    assert r"\share{328}" in text


def test_only_packages_of_the_two_named_collections() -> None:
    text = render(Document("Title", ()))
    named = set(",".join(re.findall(r"\\usepackage(?:\[[^\]]*\])?\{([^}]*)\}", text)).split(","))
    assert named == {
        "geometry", "fontenc", "lmodern", "amsmath", "amssymb", "textcomp", "graphicx", "xcolor",
        "array", "booktabs", "longtable", "ragged2e", "microtype", "hyperref",
    }  # fmt: skip
    assert r"\IfFileExists{lmodern.sty}" in text  # recommended by Debian's packages, not required


def test_every_source_key_and_hostile_address_is_safe(hostile: Document) -> None:
    text = render(hostile)
    assert text.isascii()
    assert r"\url{https://example.org/a_b?c=d&e=%20#f%7Bg%7D%5C%22%3Ch%3E}" in text
    assert r"\url{javascript" not in text
    assert r"\item\relax [x] at the start" in text


# ---- with a compiler -------------------------------------------------------------------------

needs_pdflatex = pytest.mark.skipif(
    shutil.which("pdflatex") is None,
    reason="pdflatex is missing: apt-get install texlive-latex-base texlive-latex-recommended",
)


def compiled(text: str, folder: Path) -> str:
    """Compile, twice as readers do for tables and links, and return the log."""
    (folder / "page.tex").write_text(text, encoding="ascii")
    command = [
        "pdflatex",
        "-interaction=nonstopmode",
        "-halt-on-error",
        "-no-shell-escape",
        "page.tex",
    ]
    for _ in range(2):
        run = subprocess.run(command, cwd=folder, capture_output=True, timeout=120, check=False)
        log = (folder / "page.log").read_text(encoding="latin-1").replace("\n ", " ")
        assert run.returncode == 0, log[-3000:]
    assert (folder / "page.pdf").read_bytes().startswith(b"%PDF")
    return log


@pytest.mark.slow
@needs_pdflatex
def test_it_compiles_within_its_margins(document: Document, tmp_path: Path) -> None:
    log = compiled(render(document), tmp_path)
    assert "LaTeX Error" not in log
    assert all(float(over) < 3 for over in OVERFULL.findall(log)), OVERFULL.findall(log)


@pytest.mark.slow
@needs_pdflatex
def test_a_hostile_document_compiles(hostile: Document, tmp_path: Path) -> None:
    compiled(render(hostile), tmp_path)


@pytest.mark.slow
@needs_pdflatex
def test_a_long_table_goes_over_pages(tmp_path: Path) -> None:
    rows = tuple(cells(f"[{row}]", "name " * 30, "1") for row in range(90))
    text = render(Document("Long", (Table(("", "name", "n"), rows, frozenset({2}), "Caption"),)))
    assert r"\begin{longtable}" in text
    compiled(text, tmp_path)


@pytest.mark.slow
@needs_pdflatex
def test_every_sign_compiles(tmp_path: Path) -> None:
    # All of the first planes' letters, marks and signs, each between two letters and on its own.
    signs = [chr(code) for code in [*range(0x2600), *range(0xFB00, 0xFB10), 0x6A21, 0x1F600]]
    kept = [sign for sign in signs if unicodedata.category(sign) not in {"Cs", "Cn", "Co"}]
    rows = tuple("x".join(kept[at : at + 64]) for at in range(0, len(kept), 64))
    alone = tuple(kept[:0x180])
    compiled(render(Document("All signs", (Items(rows), Items(alone), Heading(rows[3])))), tmp_path)


@pytest.mark.slow
@needs_pdflatex
def test_it_compiles_without_the_recommended_fonts(gpt3: Document, tmp_path: Path) -> None:
    compiled(render(gpt3).replace("{lmodern.sty}", "{absent.sty}"), tmp_path)


@pytest.mark.slow
@needs_pdflatex
def test_a_very_long_formula_stays_on_the_page(gpt3: Document, tmp_path: Path) -> None:
    step = next(node for node in gpt3.nodes if isinstance(node, Formula))
    inside = r" + ".join(["123{,}456{,}789"] * 20)
    sums = " + ".join([r"12{,}288 \times 49{,}152"] * 60)
    long = step._replace(latex=rf"\left({inside}\right) \cdot d", numbers_latex=sums)
    cases = r"\begin{cases} a & b < c \\ d & \text{else} \end{cases}"
    told = (Prose("why " * 300, "why"), long, step._replace(latex=cases, numbers_latex="1 + 1"))
    log = compiled(render(Document("Long", told)), tmp_path)
    assert all(float(over) < 3 for over in OVERFULL.findall(log)), OVERFULL.findall(log)


@pytest.mark.slow
@needs_pdflatex
@pytest.mark.parametrize("convention", ["executed", "megatron", "palm", "chinchilla"])
def test_other_conventions_compile(convention: str, tmp_path: Path) -> None:
    found = operations.estimate("llama-3.1-405b", convention=convention)
    log = compiled(render(found.document()), tmp_path)
    assert all(float(over) < 3 for over in OVERFULL.findall(log)), OVERFULL.findall(log)
