"""Statements become a text: prose, bullets, headings, a table, code, HTML, chains of equalities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise.auditing.generator.expressions import Equation, Expression, Symbol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from random import Random

    from flopwise.auditing.generator.draft import Line
    from flopwise.auditing.generator.handwriting import Handwriting

OPEN, CLOSE, ALSO_OPEN, ALSO_CLOSE = 0xE000, 0xE100, 0xE200, 0xE300
"""Private characters that mark where an error stands until the text is finished."""

WHOLE = ("conclusion", "rounded_up", "steps_guessed", "taken_back_tokens", "taken_back_total")
"""Roles that bullets write as a sentence."""


class Page(NamedTuple):
    """All that turns lines into a text."""

    random: Random
    hand: Handwriting
    phrases: Mapping[str, Any]
    style: Mapping[str, Any]
    name: str
    intro: str
    outro: str

    def render(self, lines: list[Line]) -> str:
        """Write the whole text, with marks."""
        text = LAYOUTS[self.style["layout"]](self, lines)
        return text.replace("\\", "") if self.style.get("lost") else text

    def inline(self, text: str) -> str:
        """Put a formula into a line."""
        before, after = self.style.get("inline", ("", ""))
        return f"{before}{text}{after}"

    def formula(self, line: Line, *, chained: bool = False, named: bool = True) -> str:
        """Write a line's figure or formula alone."""
        body = line.body
        if body is None:
            return ""
        if isinstance(body, Equation):
            return self.hand.equation(body, chained=chained, named=named)
        return self.hand.expression(body)

    def sentence(self, line: Line) -> str:
        """Write a line as a sentence."""
        role = self.phrases["roles"][line.role]
        body = self.inline(self.formula(line, named=self.is_formula(line)))
        bold = f"<b>{body}</b>" if self.style["layout"] == "html" else f"**{body}**"
        return self.filled(self.random.choice(role["sentence"]), line, body=body, bold=bold)

    def label(self, line: Line) -> str:
        """Write what a line is about."""
        return self.filled(self.random.choice(self.phrases["roles"][line.role]["label"]), line)

    def filled(self, template: str, line: Line, **words: str) -> str:
        """Fill in a template's words and letters."""
        for key, value in line.words:
            words[key] = self.word(value)
        letters = {name: self.hand.symbols.get(name, name) for name in "NDLdsBbSn"}
        for name, letter in letters.items():
            if len(letter) > 1:  # words, which would only repeat the label
                template = template.replace(f" ({{{name}}})", "").replace(f"（{{{name}}}）", "")
        name = self.name
        return template.format(**letters, name=name, Name=name[:1].upper() + name[1:], **words)

    def word(self, value: Expression) -> str:
        """Write a word that a line brings."""
        return value.name if isinstance(value, Symbol) else self.hand.expression(value)

    def is_formula(self, line: Line) -> bool:
        """Tell whether a line calculates, rather than states a figure."""
        if not isinstance(line.body, Equation):
            return False
        first = line.body.members[0]
        return len(line.body.members) > 2 or not isinstance(first, Symbol)

    def labelled(self, line: Line, form: str = "{label}{colon}{body}") -> str:
        """Write a line as label and figure."""
        if line.body is None or line.role.startswith("taken_back"):
            return self.sentence(line)
        named = self.is_formula(line) and self.random.random() < 0.5
        body = self.inline(self.formula(line, named=named))
        return form.format(label=self.label(line), colon=self.phrases["colon"], body=body)

    def displayed(self, line: Line) -> str:
        """Write a line as label and a formula on lines of its own."""
        before, after = self.style["display"]
        return f"{self.label(line)}{self.phrases['colon'].strip()}\n\n{before}{self.formula(line)}{after}"

    def heading(self, section: str) -> str:
        """Write a heading."""
        return str(self.random.choice(self.phrases["headings"][section]))

    def emphasised(self, line: Line) -> str:
        """Write a conclusion as a sentence, other lines by their label."""
        if line.role in WHOLE:
            return self.sentence(line)
        return self.labelled(line)


def marked(line: Line, text: str) -> str:
    """Put the marks of a line's error around its text."""
    if line.also is not None:
        text = f"{chr(ALSO_OPEN + line.also)}{text}{chr(ALSO_CLOSE + line.also)}"
    for mark in line.marks:
        text = f"{chr(OPEN + mark)}{text}{chr(CLOSE + mark)}"
    return text


def sections(lines: list[Line]) -> list[tuple[str, list[Line]]]:
    """Group lines that follow each other in one section."""
    found: list[tuple[str, list[Line]]] = []
    for line in lines:
        if not found or found[-1][0] != line.section:
            found.append((line.section, []))
        found[-1][1].append(line)
    return found


def _prose(page: Page, lines: list[Line]) -> str:
    space = page.phrases.get("space", " ")
    paragraphs = [page.intro]
    for _, group in sections(lines):
        paragraphs.append(space.join(marked(line, page.sentence(line)) for line in group))
    return "\n\n".join(part for part in (*paragraphs, page.outro) if part)


def _headed(page: Page, lines: list[Line]) -> str:
    parts = [page.intro]
    level = page.random.choice(("##", "###"))
    for number, (section, group) in enumerate(sections(lines), 1):
        parts.append(f"{level} {number}. {page.heading(section)}")
        for line in group:
            if "display" in page.style and page.is_formula(line):
                parts.append(marked(line, page.displayed(line)))
            elif page.random.random() < 0.5:
                parts.append("- " + marked(line, page.emphasised(line)))
            else:
                parts.append(marked(line, page.sentence(line)))
    return "\n\n".join(part for part in (*parts, page.outro) if part)


def _bullets(page: Page, lines: list[Line]) -> str:
    sign = page.random.choice(("-", "*", "-"))
    bold = page.random.random() < 0.5
    form = "**{label}**{colon}{body}" if bold else "{label}{colon}{body}"
    parts = [page.intro] if page.intro else []
    for section, group in sections(lines):
        rows = [f"**{page.heading(section)}**"] if len(group) > 1 else []
        for line in group:
            text = page.sentence(line) if line.role in WHOLE else page.labelled(line, form)
            rows.append(f"{sign} {marked(line, text)}")
        parts.append("\n".join(rows))
    return "\n\n".join(part for part in (*parts, page.outro) if part)


def _numbered(page: Page, lines: list[Line]) -> str:
    parts = [page.intro]
    for number, (section, group) in enumerate(sections(lines), 1):
        rows = [f"{number}. **{page.heading(section)}**"]
        rows += [f"   - {marked(line, page.emphasised(line))}" for line in group]
        parts.append("\n".join(rows))
    return "\n\n".join(part for part in (*parts, page.outro) if part)


def _terse(page: Page, lines: list[Line]) -> str:
    rows = [page.intro] if page.random.random() < 0.5 else [page.name]
    rows += [marked(line, page.labelled(line)) for line in lines if not line.optional]
    return "\n".join(rows)


def _table(page: Page, lines: list[Line]) -> str:
    first, second = page.phrases.get("columns", ["Quantity", "Value"])
    rows = [f"| {first} | {second} |", "|---|---|"]
    last = ""
    for line in lines:
        if line.body is None or line.role in WHOLE:
            last += f"\n{marked(line, page.sentence(line))}\n"
        else:
            rows.append(f"| {marked(line, page.labelled(line, '{label} | {body}'))} |")
    return "\n".join((page.intro, "", *rows, last, page.outro)).strip()


def _code(page: Page, lines: list[Line]) -> str:
    rows = [page.intro, "", "```"]
    last: Line | None = None
    for section, group in sections(lines):
        inside = [line for line in group if line.role != "conclusion"]
        last = next((line for line in group if line.role == "conclusion"), last)
        if inside:
            rows.append(page.heading(section).upper() + page.phrases["colon"].strip())
        rows += [f"  {marked(line, page.labelled(line))}" for line in inside]
    rows.append("```")
    if last is not None:
        rows += ["", marked(last, page.sentence(last))]
    return "\n".join(rows).strip()


def _chain(page: Page, lines: list[Line]) -> str:
    rows = [page.intro, ""]
    for line in lines:
        if page.is_formula(line):
            label = page.label(line) + page.phrases["colon"].strip()
            rows += [marked(line, f"{label}\n{page.formula(line, chained=True)}"), ""]
        elif line.role == "conclusion":
            rows += ["", marked(line, page.sentence(line)), ""]
        else:
            rows.append(marked(line, page.emphasised(line)))
    return "\n".join((*rows, page.outro)).strip()


def _html(page: Page, lines: list[Line]) -> str:
    rows = [f"<p>{page.intro}</p>"]
    for section, group in sections(lines):
        rows.append(f"<h3>{page.heading(section)}</h3>")
        if len(group) == 1:
            rows.append(f"<p>{marked(group[0], page.sentence(group[0]))}</p>")
            continue
        items = "\n".join(f"  <li>{marked(line, page.emphasised(line))}</li>" for line in group)
        rows.append(f"<ul>\n{items}\n</ul>")
    return "\n".join(rows)


LAYOUTS: dict[str, Callable[[Page, list[Line]], str]] = {
    "prose": _prose, "headed": _headed, "bullets": _bullets, "numbered": _numbered,
    "terse": _terse, "table": _table, "code": _code, "chain": _chain, "html": _html,
}  # fmt: skip
