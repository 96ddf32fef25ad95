"""An audit to send to the author of a text: courteous, each finding with what it should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.auditing.many import audit_page
from flopwise.auditing.result import ERROR
from flopwise.document import Heading, Items, Node, Prose
from flopwise.provenance import made
from flopwise.reporting.report import Report, only_cited, parties, sections, under

if TYPE_CHECKING:
    from flopwise.auditing.result import Audit, Finding

KIND = "audit"
_LONGEST_QUOTE = 160
_KEPT = ("The gap", "Step by step", "How it should go", "The text, with what was found", "Sources")


def audit_letter(
    text: str, *, recipient: str = "", author: str = "", subject: str = "", prompt: str = "",
    file: str = "", quantity: str = "", challenge: str = "",
) -> Report:  # fmt: skip
    """Write an audit for the author of a text. `prompt`, or that of a `challenge`, is what it answers."""
    who = parties(recipient, author)
    if challenge and not prompt:
        from flopwise import gallery

        prompt = gallery.challenge(challenge).prompt
    found = audit_page(text, model=subject, prompt=prompt, file=file, quantity=quantity)
    given = (("--subject", subject), ("--challenge", challenge), ("--quantity", quantity))
    more = [word for flag, value in given if value for word in (flag, value)]
    parts = sections(found.document())
    body: list[Node] = [Prose(_opening(found)), *parts[""][1:], *_first(found), *_findings(found)]
    for title in _KEPT[:-1]:
        heading = "The corrected derivation" if title == "How it should go" else title
        body += under(heading, parts.get(title, ()))
    body += [
        Heading("A word on this audit"),
        Items(_LIMITS),
        *under("Sources", parts.get("Sources", ())),
    ]
    about = found.subject_name or "a written estimate"
    return Report(
        KIND,
        f"Audit of an estimate: {about}",
        found.summary(),
        tuple(only_cited(body)),
        (found,),
        made(["report", KIND, file or "-", *more, *who.words()]),
        who,
    )


_LIMITS = (
    (
        "It was made by a program that reads what is written; where it has misread you, the quotes and "
        "places above show it, and a word from you is enough to check it again."
    ),
    "A convention that differs from ours is a note, not a mistake.",
)


def _opening(found: Audit) -> str:
    """Say in a friendly sentence what comes."""
    mistakes = sum(finding.severity == ERROR for finding in found.findings)
    if found.verdict == "right":
        return "Thank you for writing out your estimate: its result holds. The details are below."
    if found.verdict == "undecided":
        return (
            "Thank you for writing out your estimate. We could not decide whether its result holds; "
            "what we could check is below."
        )
    told = "one step" if mistakes == 1 else f"{mistakes} steps"
    where = f"{told} of it" if mistakes else "the result"
    return (
        f"Thank you for writing out your estimate: because the steps are there, they can be checked. "
        f"We think that {where} should be looked at again, and say below which, why, and what the "
        "result would be."
    )


def _first(found: Audit) -> list[Node]:
    """Name the first wrong step."""
    if found.first_error is None:
        return []
    finding = found.findings[found.first_error]
    text = f"Line {finding.line}: {_told(finding)}"
    return [Heading("The first step to look at"), Prose(text)]


def _findings(found: Audit) -> list[Node]:
    if not found.findings:
        return []
    texts = tuple(
        f"{number}. Line {finding.line}, {finding.severity}: {_told(finding)}"
        for number, finding in enumerate(found.findings, 1)
    )
    return [Heading("Every finding"), Items(texts)]


def _told(finding: Finding) -> str:
    """Quote the text, and say what should stand there and why."""
    should = f" It should be {finding.should_be}." if finding.should_be else ""
    return f"“{_quote(finding)}”. {_explained(finding)}{should}{_key(finding)}"


def _quote(finding: Finding) -> str:
    quote = " ".join(finding.quote.split())
    return quote if len(quote) <= _LONGEST_QUOTE else quote[: _LONGEST_QUOTE - 1] + "…"


def _explained(finding: Finding) -> str:
    text = finding.explanation.rstrip(".")
    return f"{text[:1].upper()}{text[1:]}."


def _key(finding: Finding) -> str:
    return f" [{finding.source}]" if finding.source else ""
