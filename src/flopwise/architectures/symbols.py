"""The inputs that the shapes of one model name, with their values."""

from flopwise.derivation.derivation import Value
from flopwise.derivation.expression import Input


class Symbols:
    """Inputs by id; `origin` and `source` say where their values come from."""

    def __init__(self, origin: str, source: str) -> None:
        self.values: dict[str, Value] = {}
        self._origin = origin
        self._source = source

    def input(self, id: str, symbol: str, name: str, value: int) -> Input:
        """Make an input and keep its value."""
        self.values[id] = Value(value, self._origin, self._source)
        return Input(id, symbol, name)
