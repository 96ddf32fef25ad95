"""The verdict on each answer, in a few figures that are kept: an audit of hundreds takes a while."""

from __future__ import annotations

import functools
import hashlib
import math
from typing import TYPE_CHECKING, Any, NamedTuple

from flopwise import gallery
from flopwise.auditing.many import audit_page
from flopwise.catalog import VERSION as CATALOG_VERSION
from flopwise.progress import unheard
from flopwise.store.place import place
from flopwise.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flopwise.auditing.result import Audit
    from flopwise.catalog.answers import Answer
    from flopwise.progress import Progress

VERDICTS = ("right", "close", "off", "wrong", "undecided")
"""From the best to the worst; the last says that nobody can tell."""
NOT_AUDITED = "not audited"


class Judged(NamedTuple):
    """What the audit of one answer came to."""

    answer: str
    """Its id."""
    challenge: str
    model: str
    verdict: str
    """One of VERDICTS, or NOT_AUDITED where the challenge asks for no amount."""
    ratio: float | None = None
    """The stated result over the right one."""
    mistake: str = ""
    """The kind of the first wrong step; empty where no step is wrong."""
    quote: str = ""
    line: int = 0
    errors: int = 0
    mistakes: tuple[str, ...] = ()
    """The kinds of all errors."""
    summary: str = ""

    @property
    def log_error(self) -> float | None:
        """How many powers of ten the result is off, whichever way."""
        return abs(math.log10(self.ratio)) if self.ratio else None

    @property
    def rank(self) -> tuple[int, float, int] | None:
        """What answers are ranked by, the best first; None for one that nobody can judge."""
        if self.verdict not in VERDICTS[:-1]:
            return None
        return (VERDICTS.index(self.verdict), round(self.log_error or 0.0, 3), self.errors)


def audit_of(answer: Answer) -> Audit:
    """Audit one answer against the prompt of its challenge."""
    return _audited(answer.text, gallery.challenge(answer.challenge).prompt, answer.id)


@functools.lru_cache(maxsize=64)
def _audited(text: str, prompt: str, id: str) -> Audit:
    return audit_page(text, prompt=prompt, file=id)


def judged(answers: Iterable[Answer], *, progress: Progress = unheard) -> list[Judged]:
    """Return the verdict on each of these answers; only what was never audited is audited now."""
    wanted = list(answers)
    challenges = gallery.challenges()
    found: dict[str, Judged] = {}
    missing: dict[str, tuple[Answer, str]] = {}
    for one in wanted:
        asked = challenges[one.challenge]
        if not asked.asks:
            found[one.id] = Judged(one.id, one.challenge, one.model, NOT_AUDITED)
        else:
            missing[one.id] = (one, _key(one, asked.prompt))
    found |= {
        id: _made(missing[id][0], record)
        for id, record in _known({id: key for id, (_, key) in missing.items()}).items()
    }
    fresh: dict[str, dict[str, Any]] = {}
    todo = [pair for id, pair in missing.items() if id not in found]
    for done, (one, key) in enumerate(todo):
        progress(done, len(todo), one.id)
        fresh[key] = _record(audit_of(one))
        found[one.id] = _made(one, fresh[key])
    progress(len(todo), len(todo))
    _keep(fresh)
    return [found[one.id] for one in wanted]


@functools.lru_cache(maxsize=4096)
def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()


def _key(answer: Answer, prompt: str) -> str:
    """Return what the verdict depends on, as one word."""
    return _hash(VERSION, CATALOG_VERSION, prompt, answer.text)


_here: dict[str, dict[str, Any]] = {}
"""What this process has found out; a few hundred bytes each."""
_MOST = 20_000


def _known(keys: dict[str, str]) -> dict[str, dict[str, Any]]:
    asked = [key for key in keys.values() if key not in _here]
    if asked and place().exists():
        from flopwise.gallery.ours import store
        from flopwise.store import judged as kept

        _here.update(kept.find(store(), asked))
    return {id: _here[key] for id, key in keys.items() if key in _here}


def _keep(fresh: dict[str, dict[str, Any]]) -> None:
    if len(_here) + len(fresh) > _MOST:
        _here.clear()
    _here.update(fresh)
    if fresh and place().exists():
        from flopwise.errors import StoreError
        from flopwise.gallery.ours import store
        from flopwise.store import judged as kept

        try:
            kept.keep(store(), fresh)
        except StoreError:  # it can be found out again
            return


def _record(audit: Audit) -> dict[str, Any]:
    first = audit.findings[audit.first_error] if audit.first_error is not None else None
    errors = [one.kind for one in audit.findings if one.severity == "error"]
    return {
        "verdict": audit.verdict,
        "ratio": audit.ratio,
        "mistake": first.kind if first else "",
        "quote": " ".join(first.quote.split())[:200] if first else "",
        "line": first.line if first else 0,
        "errors": len(errors),
        "mistakes": errors,
        "summary": audit.summary(),
    }


def _made(answer: Answer, record: dict[str, Any]) -> Judged:
    fields = {**record, "mistakes": tuple(record["mistakes"])}
    return Judged(answer.id, answer.challenge, answer.model, **fields)
