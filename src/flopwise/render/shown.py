"""What every result can do to be seen: be printed in a format, or shown in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flopwise.document import Formula

if TYPE_CHECKING:
    from flopwise.document import Document


class Shown:
    """A result that has a document and a JSON object."""

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

    def _repr_html_(self) -> str:
        return self.to("html")

    def _repr_markdown_(self) -> str:
        return self.to("markdown")

    def _repr_latex_(self) -> str | None:
        """Return the formulas, one below the other, as a notebook sets them."""
        lines = [
            rf"{node.symbol_latex} &= {node.latex} = {node.result_latex}"
            for node in self.document().nodes
            if isinstance(node, Formula) and node.result_latex
        ]
        if not lines:
            return None
        return r"$$\begin{aligned} " + r" \\ ".join(lines) + r" \end{aligned}$$"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        bundle = {"text/plain": self.to("text"), "text/html": self.to("html")}
        latex = self._repr_latex_()
        return {**bundle, "text/latex": latex} if latex else bundle
