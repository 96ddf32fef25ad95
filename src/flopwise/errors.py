"""The error family: everything a user can get wrong, each said in one sentence."""

from collections.abc import Iterable


class FlopwiseError(Exception):
    """Base of all errors that a user can cause; its text is one sentence for that user."""


class InvalidValueError(FlopwiseError):
    """A value that can't be read, or lies outside what makes sense."""


class MissingInputError(FlopwiseError):
    """Something is needed that was not given and that no source states."""


class UnitError(FlopwiseError):
    """Quantities of different dimensions were added, compared or returned as one another."""


class ConfigError(FlopwiseError):
    """A model description that can't be read as an architecture."""


class CatalogError(FlopwiseError):
    """A catalog file that breaks the schema."""


class StoreError(FlopwiseError):
    """What a user keeps can't be read or written."""


class MissingExtraError(FlopwiseError):
    """A library is needed that the base install leaves out."""

    def __init__(self, library: str, extra: str) -> None:
        super().__init__(f"{library} is not installed: pip install 'flopwise[{extra}]' brings it")


class UnknownNameError(FlopwiseError):
    """A name that nothing bears, with the names that come near it."""

    def __init__(self, kind: str, name: str, choices: Iterable[str], hint: str = "") -> None:
        self.kind = kind
        self.name = name
        self.matches = near_matches(name, choices)
        shown = name if len(name) <= _LONGEST_SHOWN else name[: _LONGEST_SHOWN - 1] + "…"
        text = f"unknown {kind} {shown!r}"
        if self.matches:
            text += f": did you mean {_either(self.matches)}?"
        if hint:
            text += f" ({hint})" if self.matches else f": {hint}"
        super().__init__(text)


_LONGEST_SHOWN = 60
_LONGEST_COMPARED = 200


def near_matches(name: str, choices: Iterable[str], most: int = 3) -> list[str]:
    """Return up to `most` of the choices that `name` may be a misspelling of, nearest first."""
    import difflib  # only a misspelt name pays for it

    wanted = _folded(name[:_LONGEST_COMPARED])
    spelt: dict[str, str] = {}
    for choice in choices:
        spelt.setdefault(_folded(choice), choice)
    near = difflib.get_close_matches(wanted, spelt, n=most, cutoff=0.6)
    if not near and len(wanted) > 2:
        near = [folded for folded in spelt if folded.startswith(wanted)][:most]
    return [spelt[folded] for folded in near]


def _folded(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


def _either(names: list[str]) -> str:
    quoted = [repr(name) for name in names]
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + " or " + quoted[-1]
