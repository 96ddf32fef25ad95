"""What every result can do to be seen: be printed in a format, or shown in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from flopwise.document import Document

_LONGEST = 160
"""Letters of a sentence that `repr` shows."""


class Shown:
    """A result that has a sentence, a document and a JSON object."""

    __slots__ = ()

    def summary(self) -> str:
        """Return one sentence that can be quoted."""
        raise NotImplementedError

    def document(self) -> Document:
        """Return the result as a document for any output format."""
        raise NotImplementedError

    def to_dict(self, detail: str = "full") -> dict[str, Any]:
        """Return the contract's JSON object."""
        raise NotImplementedError

    def to(self, format: str) -> str:
        """Return the result as `text`, `markdown`, `latex`, `html` or `json`."""
        if format == "json":
            import json

            return json.dumps(self.to_dict(), ensure_ascii=False, indent=2)
        from flopwise.render import render

        return render(self.document(), format)

    def to_pdf(self) -> bytes:
        """Return the result as a PDF.

        Raises MissingExtraError where the library that sets it isn't installed.
        """
        from flopwise.render.pdf import render

        return render(self.document())

    def __str__(self) -> str:
        return self.summary()

    def __repr__(self) -> str:
        text = self.summary()
        if len(text) > _LONGEST:
            text = text[: _LONGEST - 1].rstrip() + "…"
        return f"<{type(self).__name__}: {text}>"

    def _repr_html_(self) -> str:
        from flopwise.render.notebook import render

        return render(self.document())

    def _repr_markdown_(self) -> str:
        return self.to("markdown")

    def _repr_latex_(self) -> str | None:
        """Return the answer, the remarks and the formulas, for a notebook on paper.

        None where there are no formulas: Markdown says more there.
        """
        from flopwise.render.notebook import on_paper

        return on_paper(self.document())

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None,
        **_: Any,
    ) -> dict[str, str]:  # fmt: skip
        """Return what a notebook may choose from; nothing is made that isn't wanted.

        JSON isn't among it, since it would double the file: `to_dict()` gives it.
        """
        makers: dict[str, Callable[[], str | None]] = {
            "text/plain": self.summary,
            "text/html": self._repr_html_,
            "text/markdown": self._repr_markdown_,
            "text/latex": self._repr_latex_,
        }
        found = {
            name: make()
            for name, make in makers.items()
            if (not include or name in include) and name not in (exclude or ())
        }
        return {name: text for name, text in found.items() if text is not None}
