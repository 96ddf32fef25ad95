"""A complete LaTeX document, set by pdflatex with Debian's base and recommended packages only.

What is written is plain ASCII: each other character is mapped to a command or left out, so that no
name out of a user's catalog can stop the compiler.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import quote

from flopwise.document import (
    Bars,
    Citations,
    Formula,
    Heading,
    Items,
    Marked,
    Prose,
    Scale,
    Table,
    Timeline,
    Verbatim,
    Waterfall,
)  # fmt: skip
from flopwise.render.axis import axis
from flopwise.render.markdown import aligned, equation, in_short, portion, unbroken, upright

if TYPE_CHECKING:
    from flopwise.document import Cell, Citation, Document, Node

# ---- text ------------------------------------------------------------------------------------

_SIGNS = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "%": r"\%", "_": r"\_\allowbreak{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", "`": r"\textasciigrave{}",
    "\u00a0": "~", "\u202f": r"\,", "\u2009": r"\,", "–": "--", "—": "---", "‐": "-", "‑": "-",
    "−": r"\ensuremath{-}", "…": r"\dots{}", "‘": "`", "’": "'", "“": "``", "”": "''", "„": "''",
    "«": "``", "»": "''", "•": r"\textbullet{}", "†": r"\dag{}", "‡": r"\ddag{}", "§": r"\S{}",
    "¶": r"\P{}", "©": r"\copyright{}", "®": r"\textregistered{}", "™": r"\texttrademark{}",
    "€": "EUR", "£": r"\pounds{}", "°": r"\textdegree{}", "ß": r"\ss{}", "ø": r"\o{}", "Ø": r"\O{}",
    "æ": r"\ae{}", "Æ": r"\AE{}", "œ": r"\oe{}", "Œ": r"\OE{}", "ł": r"\l{}", "Ł": r"\L{}",
    "ı": r"\i{}", "đ": "d", "Đ": "D", "ð": "d", "þ": "th", "⁄": "/", "/": r"/\allowbreak{}",
    "\u200b": r"\allowbreak{}", "\u2060": "{}",
}  # fmt: skip
_MATHEMATICS = {
    "×": r"\times", "·": r"\cdot", "÷": r"\div", "±": r"\pm", "≈": r"\approx", "≤": r"\le",
    "≥": r"\ge", "≠": r"\ne", "≡": r"\equiv", "∝": r"\propto", "∞": r"\infty", "→": r"\to",
    "←": r"\leftarrow", "↔": r"\leftrightarrow", "⇒": r"\Rightarrow", "√": r"\surd", "∑": r"\sum",
    "∏": r"\prod", "∂": r"\partial", "∈": r"\in", "⌈": r"\lceil", "⌉": r"\rceil", "⌊": r"\lfloor",
    "⌋": r"\rfloor", "¬": r"\neg", "ℓ": r"\ell", "µ": r"\mu", "ϵ": r"\epsilon", "ε": r"\varepsilon",
    "ς": r"\varsigma", "ο": "o",
} | {
    letter: "\\" + unicodedata.name(letter).rsplit(" ", 1)[1].lower().replace("lamda", "lambda")
    for letter in "αβγδζηθικλμνξπρστυφχψω"
} | {
    letter: "\\" + unicodedata.name(letter).rsplit(" ", 1)[1].title().replace("Lamda", "Lambda")
    for letter in "ΓΔΘΛΞΠΣΥΦΨΩ"
}  # fmt: skip
_ACCENTS = {
    "\u0300": r"\`", "\u0301": r"\'", "\u0302": r"\^", "\u0303": r"\~", "\u0304": r"\=",
    "\u0306": r"\u", "\u0307": r"\.", "\u0308": r"\"", "\u030a": r"\r", "\u030b": r"\H",
    "\u030c": r"\v", "\u0327": r"\c",
}  # fmt: skip
_RAISED = re.compile("([⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+)|([₀₁₂₃₄₅₆₇₈₉]+)")
_LONGEST_WORD = 24


def escaped(text: str) -> str:
    r"""Write text so that LaTeX sets it as it is; what it can't set becomes a question mark.

    >>> print(escaped("50 % of 3 × 10²³ at Citroën: 模型"))
    50 \% of 3~\ensuremath{\times}~10\ensuremath{^{23}} at Citro\"{e}n: ??
    """
    text = unbroken(" ".join(unicodedata.normalize("NFC", text).split()))
    # Straight quotes have no sign of their own, and TeX joins some pairs into another sign.
    text = re.sub(r"(^|[\s(\[])\"", r"\1“", text).replace('"', "”")
    text = re.sub(r"(?<=([-',]))(?=\1)", "\u2060", text)
    text = re.sub(rf"([^\s/_.]{{{_LONGEST_WORD}}})(?=\S{{4}})", "\\1\u200b", text)
    parts: list[str] = []
    position = 0
    for found in _RAISED.finditer(text):
        parts += map(_sign, text[position : found.start()])
        digits = unicodedata.normalize("NFKC", found[0]).replace("\u2212", "-")
        parts.append(rf"\ensuremath{{{'^' if found[1] else '_'}{{{digits}}}}}")
        position = found.end()
    return "".join([*parts, *map(_sign, text[position:])])


def paragraph(text: str) -> str:
    r"""Write a paragraph that LaTeX sets and MathJax, which knows only its formulas, shows well.

    >>> print(paragraph("about 3 × 10²³ FLOP"))
    about 3 $\times$ 10$^{23}$ FLOP
    """
    plain = escaped(text).replace("~", " ")
    return re.sub(r"\\ensuremath\{((?:[^{}]|\{[^{}]*\})*)\}", r"$\1$", plain)


def _sign(sign: str) -> str:
    if sign in _SIGNS:
        return _SIGNS[sign]
    if sign in _MATHEMATICS:
        return rf"\ensuremath{{{_MATHEMATICS[sign]}}}"
    if " " <= sign <= "~":
        return sign
    letter, *marks = list(unicodedata.normalize("NFKD", sign))
    if marks and marks[0] in _ACCENTS and letter.isascii() and letter.isalpha():
        return f"{_ACCENTS[marks[0]]}{{{letter}}}"
    if letter != sign:
        return "".join(_sign(part) for part in (letter, *marks) if not unicodedata.combining(part))
    return "" if unicodedata.category(sign) in {"Mn", "Me", "Cf", "Cc"} else "?"


def mathematics(latex: str) -> str:
    """Keep LaTeX as it is, but for signs outside ASCII (a unit's dot) and stray specials."""
    ascii_only = "".join(sign if sign.isascii() else _sign(sign) for sign in latex)
    return re.sub(r"(?<!\\)([%#$])", r"\\\1", " ".join(ascii_only.split()))


# ---- the page --------------------------------------------------------------------------------

_PREAMBLE = r"""\documentclass[11pt,a4paper]{article}
\usepackage[margin=25mm,bottom=28mm]{geometry}
\IfFileExists{lmodern.sty}{\usepackage[T1]{fontenc}\usepackage{lmodern}}{}
\usepackage{amsmath,amssymb,textcomp,graphicx,xcolor,array,booktabs,longtable,ragged2e,microtype}
\PassOptionsToPackage{hyphens}{url}
\usepackage[hidelinks,pdftitle={@title},pdfcreator={Flopwise}]{hyperref}
\urlstyle{same}
\definecolor{accent}{HTML}{0B5C63}
\definecolor{muted}{HTML}{5C6670}
\definecolor{tint}{HTML}{EDF3F3}
\setlength{\parindent}{0pt}\setlength{\parskip}{0.6ex plus 0.2ex}
\setlength{\LTleft}{0pt}\setlength{\LTpre}{0.4ex}\setlength{\LTpost}{0.6ex}
\setlength{\emergencystretch}{3em}
\makeatletter
\renewcommand\section{\@startsection{section}{1}{0pt}{-3.2ex plus -1ex}{0.9ex}%
  {\normalfont\large\bfseries\color{accent}}}
\renewcommand\subsection{\@startsection{subsection}{2}{0pt}{-2.2ex plus -1ex}{0.5ex}%
  {\normalfont\bfseries\color{accent}}}
\makeatother
% A formula wider than the page is made smaller, so that it stays on the paper.
\newcommand\fitted[1]{\hspace*{1.2em}\sbox0{$\displaystyle #1$}%
  \ifdim\wd0>\dimexpr\linewidth-1.2em\relax
    \resizebox{\dimexpr\linewidth-1.2em}{!}{\usebox0}\else\usebox0\fi}
\newcommand\cited[2]{\mbox{\footnotesize\hyperlink{source-#1}{\textcolor{muted}{[#2]}}}}
\newcommand\linked[2]{\mbox{\footnotesize\href{#1}{\textcolor{muted}{[#2]}}}}
\newcommand\step[3]{{\bfseries\RaggedRight\textcolor{accent}{#1.}\enspace #2\quad\mdseries #3\par}%
  \vspace{0.8ex}}
\newcommand\lead[1]{\colorbox{tint}{\parbox{\dimexpr\linewidth-2\fboxsep}{%
  \vspace{0.8ex}\RaggedRight\hyphenpenalty=10000 \large #1\vspace{0.8ex}}}\par\medskip}
\newcommand\share[1]{\textcolor{accent}{\rule{\dimexpr 0.45\linewidth*#1/1000}{1.5ex}}%
  \textcolor{tint}{\rule{\dimexpr 0.45\linewidth-0.45\linewidth*#1/1000}{1.5ex}}}
\newcommand\change[2]{\makebox[0.42\linewidth][l]{\hspace*{\dimexpr 0.38\linewidth*#1/1000}%
  \textcolor{accent}{\rule{\dimexpr 0.38\linewidth*#2/1000}{1.5ex}}}}
"""
_LINE = 78
"""How many digits of display mathematics fit beside a short symbol."""
_SMALL_LINE = 84
"""How many letters of a table's small print fit on a line."""
_LONGEST_TABLE = 30
"""How many rows a table may have and still be kept on one page."""


def render(document: Document) -> str:
    """Return a document to be compiled with pdflatex."""
    title = re.sub(r"[^A-Za-z0-9 .,:()+-]", "", unicodedata.normalize("NFKD", document.title))
    page = _Page({entry.key for node in document.nodes if isinstance(node, Citations)
                  for entry in node.entries})  # fmt: skip
    body = "\n\n".join(page.write(node) for node in document.nodes)
    heading = rf"{{\LARGE\bfseries\RaggedRight {escaped(document.title)}\par}}\medskip"
    preamble = _PREAMBLE.replace("@title", title)
    return f"{preamble}\\begin{{document}}\n{heading}\n\n{body}\n\\end{{document}}\n"


class _Page:
    def __init__(self, keys: set[str]) -> None:
        self.keys = keys
        self.addresses: dict[str, str] = {}
        """Where the sources of pictures are, which no list repeats."""

    def write(self, node: Node) -> str:
        match node:
            case Heading():
                command = "section" if node.level <= 2 else "subsection"
                return rf"\{command}*{{{escaped(node.text)}}}"
            case Prose():
                return self.prose(node)
            case Formula():
                return self.formula(node)
            case Table():
                return self.table(node)
            case Bars():
                return self.bars(node)
            case Scale():
                return self.scale(node)
            case Waterfall():
                return self.waterfall(node)
            case Timeline():
                return ""  # its figures stand in the table beside it
            case Items():
                items = "\n".join(rf"\item\relax {self.text(text)}" for text in node.texts)
                return (
                    f"\\begin{{itemize}}\\RaggedRight\n{items}\n\\end{{itemize}}" if items else ""
                )
            case Marked():
                return self.marked(node)
            case Verbatim():
                return self.verbatim(node)
            case Citations():
                return "\n\n".join(map(self.citation, node.entries))

    def marked(self, node: Marked) -> str:
        """Set a text line by line, its marks underlined, and what they say below."""
        parts = [
            rf"\textbf{{{escaped(part)}}}\textsuperscript{{{number}}}"
            if number and "\n" not in part
            else escaped(part) + (rf"\textsuperscript{{{number}}}" if number else "")
            for part, number in node.pieces()
        ]
        lines = "".join(parts).split("\n")
        body = "\n\n".join(line for line in lines if line.strip())
        notes = "\n".join(
            rf"\item[{mark.number}.] {mark.severity}: {self.text(mark.note)}" for mark in node.marks
        )
        listed = f"\\begin{{itemize}}\\RaggedRight\n{notes}\n\\end{{itemize}}" if notes else ""
        return f"\\begin{{quote}}\\small\\RaggedRight\n{body}\n\\end{{quote}}\n{listed}"

    def verbatim(self, node: Verbatim) -> str:
        """Set a text line by line, each with its indent."""
        lines = [
            "~" * (len(line) - len(line.lstrip(" "))) + escaped(line)
            for line in node.text.split("\n")
        ]
        body = "\n".join(rf"\mbox{{}}{line}\par" for line in lines)
        return f"{{\\small\\ttfamily\\RaggedRight\\setlength{{\\parskip}}{{0pt}}\n{body}\n}}"

    def prose(self, node: Prose) -> str:
        if node.role == "lead":
            return rf"\lead{{{self.text(node.text)}}}"
        style = {"note": r"\small\color{muted}", "why": r"\itshape"}.get(node.role, "")
        return rf"{{{style}\RaggedRight {self.text(node.text)}\par}}"

    def text(self, text: str) -> str:
        """Escape text, with the keys of listed sources as links and `names` as code."""
        parts = re.split(r"(\[[^\[\]\s]+\]|`\w+`)", text)
        for index, part in enumerate(parts):
            if part[:1] == "`" and part[-1:] == "`" and len(part) > 2:
                parts[index] = rf"\texttt{{{escaped(part[1:-1])}}}"
            elif part[1:-1] in self.keys and part[:1] == "[":
                parts[index] = self.cited(part[1:-1])
            else:
                # The edges of a part are not the edges of a paragraph: their spaces count.
                edges = part[:1].isspace(), part[-1:].isspace()
                parts[index] = " " * edges[0] + escaped(part) + " " * edges[1]
        return "".join(parts)

    def cited(self, key: str) -> str:
        if key in self.addresses and key not in self.keys:
            return rf"\linked{{{self.addresses[key]}}}{{{escaped(key)}}}"
        return rf"\cited{{{_label(key)}}}{{{escaped(key)}}}"

    def formula(self, node: Formula) -> str:
        equations = "\\\\\n".join(map(mathematics, aligned(equation(node), _LINE)))
        cited = " ".join(self.cited(key) for key in node.sources if key)
        lines = [
            rf"\step{{{node.number}}}{{{escaped(node.title)}}}{{{cited}}}",
            f"\\fitted{{\\begin{{aligned}}\n{equations}\n\\end{{aligned}}}}\\par\\vspace{{0.9ex}}",
        ]
        short = in_short(node)
        said = [rf"\textbf{{{escaped(short)}}}"] if short else []
        if node.interval:
            said.append(rf"\textcolor{{muted}}{{plausibly {escaped(node.interval)}}}")
        if said:
            lines.append(rf"{{\small\RaggedRight {', '.join(said)}\par}}")
        if node.why:
            lines.append(rf"{{\small\RaggedRight {self.text(node.why)}\par}}")
        step = "\n".join(lines)
        return f"\\begin{{minipage}}{{\\linewidth}}\n{step}\n\\end{{minipage}}\\par\\bigskip"

    def table(self, node: Table) -> str:
        # What \relax stands before can't be taken for an option of the line break above it.
        rows = [rf"\relax {' & '.join(map(self.cell, row))} \\" for row in node.rows]
        head = " & ".join(rf"\textcolor{{muted}}{{{escaped(text)}}}" for text in node.head)
        caption = [rf"{self.text(node.caption)}\par"] if node.caption else []
        columns = f"{{@{{}}{_columns(node)}@{{}}}}"
        head = rf"\toprule {head} \\ \midrule"
        if len(rows) <= _LONGEST_TABLE:  # on one page, and right at the first run of LaTeX
            lines = [rf"\begin{{tabular}}{columns}", head, *rows, r"\bottomrule\end{tabular}\par"]
        else:
            ends = rf"{head}\endhead \bottomrule\endfoot"
            lines = [rf"\begin{{longtable}}{columns}", ends, *rows, r"\end{longtable}"]
        return "\n".join([*caption, r"{\small", *lines, "}"])

    def cell(self, cell: Cell) -> str:
        text = f"${mathematics(upright(cell.latex))}$" if cell.latex else self.text(cell.text)
        return " ".join([text, *(self.cited(key) for key in cell.sources if key)])

    def bars(self, node: Bars) -> str:
        lines = [rf"{self.text(node.caption)}\par"] if node.caption else []
        longest = max((len(label) for label, _, _ in node.rows), default=0)
        beside = min(0.03 + longest * 0.0105, 0.42)
        for label, share, text in node.rows:
            # In thousandths: TeX multiplies lengths by whole numbers only.
            lines.append(
                rf"\parbox[t]{{{beside:.3f}\linewidth}}{{\RaggedRight\small {escaped(label)}}}"
                rf"\share{{{round(1000 * portion(share))}}}\quad{{\small {escaped(text)}}}\par"
            )
        return "\n".join(lines)

    def scale(self, node: Scale) -> str:
        """Set a scale as a table, whose keys link to the sources themselves."""
        for entry in node.sources:
            if entry.url.startswith(("https://", "http://")):
                # In an argument these signs need a backslash, unlike those of a \url of its own.
                address = re.sub("([%#&])", r"\\\1", _address(entry.url))
                self.addresses.setdefault(entry.key, address)
        return self.table(node.table()._replace(caption=node.caption))

    def waterfall(self, node: Waterfall) -> str:
        """Set each factor as a rule from where the one before it led."""
        levels = node.levels()
        span = axis(levels)
        names = [node.first, *((one.label, one.text) for one in node.changes), node.last]
        ends = [(levels[0], levels[0]), *itertools.pairwise(levels), (levels[-1], levels[-1])]
        longest = max(len(label) for label, _ in names)
        beside = min(0.03 + longest * 0.0105, 0.42)
        lines = []
        for (label, text), pair in zip(names, ends, strict=True):
            start, end = sorted(span.at(level) for level in pair)
            lines.append(
                rf"\parbox[t]{{{beside:.3f}\linewidth}}{{\RaggedRight\small {escaped(label)}}}"
                rf"\change{{{round(1000 * start)}}}{{{max(round(1000 * (end - start)), 4)}}}"
                rf"{{\small {escaped(text)}}}\par"
            )
        return "\n".join(lines)

    def citation(self, entry: Citation) -> str:
        address = escaped(entry.url)
        if entry.url.startswith(("https://", "http://")):
            address = rf"\url{{{_address(entry.url)}}}"
        return (
            rf"{{\small\RaggedRight\hangindent=1.5em\hypertarget{{source-{_label(entry.key)}}}"
            rf"{{\textbf{{[{escaped(entry.key)}]}}}} {escaped(entry.text)}.\hfil\break {address}\par}}"
        )


_IN_ADDRESS = "%/:?&=@+,;~#()!*'"


def _address(url: str) -> str:
    """Write an address so that no sign of it ends the command that it stands in."""
    return quote(url, safe=_IN_ADDRESS)


def _label(key: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", lambda found: f"-{ord(found[0])}", key)


def _columns(node: Table) -> str:
    """Say how wide each column is: its own width, or a share of the line where all need more."""
    widths = [
        max([len(head), *(_cell_length(row[column]) for row in node.rows)]) + 3
        for column, head in enumerate(node.head)
    ]
    sides = ["r" if column in node.numeric else "l" for column in range(len(widths))]
    if sum(widths) <= _SMALL_LINE:
        return "".join(sides)
    narrow = _SMALL_LINE // len(widths)
    spare = _SMALL_LINE - sum(width for width in widths if width <= narrow)
    wanted = sum(width for width in widths if width > narrow)
    columns = []
    for width, side in zip(widths, sides, strict=True):
        part = (width * spare / wanted - 3) / _SMALL_LINE
        ragged = r"\raggedleft" if side == "r" else r"\raggedright"
        wrapped = rf">{{{ragged}\arraybackslash}}p{{{part:.3f}\linewidth}}"
        columns.append(side if width <= narrow else wrapped)
    return "".join(columns)


def _cell_length(cell: Cell) -> int:
    return len(cell.text) + sum(len(key) + 2 for key in cell.sources if key)
