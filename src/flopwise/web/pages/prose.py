r"""Texts of others, Markdown with LaTeX, as parts of a page: formulas are set, and nothing in them acts.

HTML is shown as it is written, pictures become links, and addresses that run something are no links.

>>> print(shown("**Cost**: \\( 2 \\times N \\) <script>alert(1)</script>"), end="")
<p><strong>Cost</strong>: <math><mrow><mn>2</mn><mo>×</mo><mi>N</mi></mrow></math> &lt;script&gt;alert(1)&lt;/script&gt;</p>
"""

from __future__ import annotations

import functools
import re
from html import escape
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markupsafe import Markup
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.texmath import texmath_plugin

from flopwise.render.html import mathematics

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

_HIGHEST, _DEEPEST = 3, 6
"""Levels of a text's headings."""
_LONGEST = 60_000
_SIGNS = ("$", "\\(", "\\[", "[", "`", "<", "|", "*", "_", ">")
_BRIEF = 24
"""Signs of a formula that fits into a line of a telephone."""
_MOST_SIGNS = 2_500
"""Characters, and signs of one kind, of a text that is set: more of them takes seconds."""
_COMMAND = r"\\(?:text|times|approx|cdot|frac|sum|quad|sim|log|left|right|mathrm|leq|geq|boxed)\b"
# Pages copied as text have lost the backslashes before their brackets.
_BARE_BLOCK = re.compile(rf"^\[ (?=[^\[\]\n]*{_COMMAND})([^\n]+) \]$", re.MULTILINE)
_BARE_INLINE = re.compile(rf"(?<![\\\w])\( (?=[^()\n]*{_COMMAND})([^()\n]+) \)")


@functools.cache
def _reader() -> MarkdownIt:
    found = MarkdownIt("commonmark", {"html": False, "linkify": False, "xhtmlOut": False}).enable(
        "table"
    )
    found.use(dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True)
    found.use(texmath_plugin, delimiters="brackets")
    for name in ("math_inline", "math_inline_double"):
        found.add_render_rule(name, _inline)
    for name in ("math_block", "math_block_eqno", "math_block_label"):
        found.add_render_rule(name, _block)
    found.add_render_rule("image", _picture)
    found.add_render_rule("table_open", _table)
    found.add_render_rule("table_close", _table)
    found.add_render_rule("link_open", _link)
    return found


def shown(text: str) -> Markup:
    """Return a text as HTML; one that is very long, or all signs, as it stands."""
    if len(text) > _LONGEST or max(map(text.count, _SIGNS)) > _MOST_SIGNS:
        return Markup('<pre class="plain">{}</pre>').format(text)
    mended = _BARE_BLOCK.sub(r"\\[ \1 \\]", _with_paragraphs(text))
    mended = _BARE_INLINE.sub(r"\\( \1 \\)", mended)
    reader = _reader()
    tokens = reader.parse(mended)
    _lower(tokens)
    found = reader.renderer.render(tokens, reader.options, {})
    return Markup(found)  # noqa: S704 -- the renderer escapes all texts


def _with_paragraphs(text: str) -> str:
    """Give a page that was copied as plain text its paragraphs, lists and headings back."""
    text = text.strip("\n")
    if "\n\n" in text or text.count("\n") < _LINES:
        return text
    lines = re.sub(r"^[-•]\n(?=\S)", "- ", text, flags=re.MULTILINE).split("\n")
    return "\n\n".join(
        f"### {line}" if _is_heading(line, following) else line
        for line, following in zip(lines, [*lines[1:], ""], strict=True)
    )


_LINES = 6


def _is_heading(line: str, following: str) -> bool:
    is_short = len(line) < 80 and line[:1].isupper() and line[-1:] not in ".:,;!?)]"
    return is_short and following[:1] not in ("", "-")


def _lower(tokens: Sequence[Token]) -> None:
    """Let the text's highest headings stand right below the page's own."""
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    highest = min((int(token.tag[1:]) for token in headings), default=1)
    for token in headings:
        token.tag = f"h{min(_DEEPEST, int(token.tag[1:]) - highest + _HIGHEST)}"


def _inline(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    latex = tokens[index].content
    if len(latex) <= _BRIEF:
        return mathematics(latex)
    return (
        '<span class="formula" role="group" aria-label="formula" tabindex="0">'
        f"{mathematics(latex)}</span>"
    )


def _block(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    formula = mathematics(tokens[index].content.strip())
    return f'<div class="scroll display" role="group" aria-label="formula" tabindex="0">{formula}</div>\n'


def _picture(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    """Say where a picture is: a page loads nothing from elsewhere."""
    token = tokens[index]
    address = escape(str(token.attrs.get("src", "")))
    return f'<a href="{address}" rel="noreferrer nofollow">picture: {escape(token.content) or address}</a>'


def _table(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    if tokens[index].nesting == 1:
        return '<div class="scroll" role="group" aria-label="table" tabindex="0"><table>\n'
    return "</table></div>\n"


def _link(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    tokens[index].attrSet("rel", "noreferrer nofollow")
    return self.renderToken(tokens, index, options, env)
