"""All that the product can do, as plain functions; each imports what it needs when called.

The command line and every later front end are thin clients of this list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from flopwise.asking.answer import Answer
    from flopwise.auditing.many import Audits, Written
    from flopwise.auditing.result import Audit
    from flopwise.cards import Card, CardList
    from flopwise.challenges.worksheet import Worksheet
    from flopwise.comparison import Comparison
    from flopwise.estimation.result import Estimate
    from flopwise.explanations import Explanation
    from flopwise.progress import Progress
    from flopwise.reporting.report import Report
    from flopwise.ruling.result import ThresholdCheck
    from flopwise.standings.leaderboard import Leaderboard
    from flopwise.store.votes import Duel, Vote


def estimate(model: Any, **options: Any) -> Estimate:
    """Estimate training compute, or another quantity, of a model, step by step.

    `model` is a catalog name, a size alone, a path to a config.json, a dict, or an object with
    `to_dict()`. Options are those of the command line, with underscores: `tokens`,
    `sequence_length` (tokens), `convention`, `method`, `quantity`, `gpus`, `duration`, `mfu`,
    `unit`, `by`, `overrides` and so on, as numbers in base units or as people write them.

    Raises a FlopwiseError, in one sentence, for what can't be right.

    >>> print(estimate("gpt-3", tokens="300B").shown())
    3.186 × 10²³ FLOP
    """
    from flopwise.errors import UnknownNameError
    from flopwise.estimation.estimate import estimate as answer
    from flopwise.estimation.request import Request

    for name in options:
        if name not in Request._fields:
            raise UnknownNameError("option", name, Request._fields)
    if "overrides" in options and isinstance(options["overrides"], dict):
        pairs = options["overrides"].items()
        options["overrides"] = tuple(f"{name}={value}" for name, value in pairs)
    return answer(Request(model, **options))


def compare(*models: Any, conventions: str = "", **options: Any) -> Comparison:
    """Compare models, or one model under several conventions (`all`, or names with commas).

    >>> compare("gpt-3", conventions="flopwise,six-nd").differences[0].b
    'six-nd'
    """
    from flopwise.comparison import compare as answer

    return answer(models, conventions, **options)


def ask(question: str, *, overrides: Iterable[str] = ()) -> Answer:
    """Answer a question in plain English, or say why not.

    `overrides` are `STEP=VALUE` settings of the derivation that answers it.

    >>> ask("how many parameters does GPT-2 have?").estimate.exact
    '1557611200'
    """
    from flopwise.asking.answering import ask as answer

    found, settings = answer(question), tuple(overrides)
    if not settings:
        return found
    from flopwise.asking.revising import revised

    return revised(found, settings)


def conversation() -> Callable[[str], Answer | str]:
    """Return a function that answers questions which may lean on the last one.

    It returns an Answer, or the one sentence that says why a text is no question.

    >>> talk = conversation()
    >>> print(talk("how many parameters does Llama 2 70B have?").found.value)
    68976648192
    >>> print(talk("and Llama 2 13B?").found.value)
    13015864320
    """
    import functools

    from flopwise.asking.conversation import Conversation, answer_or_sentence

    return functools.partial(answer_or_sentence, Conversation())


def audit(
    text: str, *, subject: str = "", challenge: str = "", prompt: str = "", file: str = "",
    quantity: str = "",
) -> Audit:  # fmt: skip
    """Check a written estimate, and explain how far it is off and why.

    `subject`, or the `prompt` that it answers (also that of a `challenge`) say whom it is about
    where the text doesn't; `quantity` what it estimates (`memory`, `time`, `device_time`, `cost`, `energy`), where that
    isn't the training compute and the prompt doesn't ask for it.

    >>> audit("GPT-3: 6 × 175B × 300B = 3.15e22 FLOPs").verdict
    'off'
    """
    from flopwise.auditing.many import audit_page

    if challenge:
        posed, asked = _posed(challenge)
        prompt, quantity = prompt or posed, quantity or asked
    return audit_page(text, model=subject, prompt=prompt, file=file, quantity=quantity)


def audits(
    texts: Iterable[str | tuple[str, ...]], *, subject: str = "", challenge: str = "",
    quantity: str = "", progress: Progress | None = None,
) -> Audits:  # fmt: skip
    """Check several written estimates and put their audits into one table.

    Each is a text, or a pair of its name and the text, or what `texts` yields. The options are those
    of `audit`; `progress` hears how many are done.

    >>> audits(["GPT-3: 6 × 175B × 300B = 3.15e22 FLOPs", "6 × 2 = 12"]).items[0].verdict
    'off'
    """
    from flopwise.auditing.many import Written, audit_all
    from flopwise.progress import unheard

    prompt, asked = _posed(challenge) if challenge else ("", "")
    written = [
        Written(f"text {number}", text) if isinstance(text, str) else Written(*text)
        for number, text in enumerate(texts, 1)
    ]
    return audit_all(
        written, model=subject, prompt=prompt, quantity=quantity or asked,
        progress=progress or unheard,
    )  # fmt: skip


def _posed(challenge: str) -> tuple[str, str]:
    """Return what a challenge asks, and the quantity of it if audits know that one."""
    from flopwise import gallery
    from flopwise.auditing.understanding.quantities import QUANTITIES

    found = gallery.challenge(challenge)
    return found.prompt, found.quantity if found.quantity in QUANTITIES else ""


def texts(names: tuple[str, ...], read: Callable[[], str]) -> Iterator[Written]:
    """Yield name, text and prompt of files, folders, shipped answers, and of `-` by `read`."""
    from flopwise.auditing.many import sources

    return sources(names, read)


def explained() -> tuple[str, ...]:
    """Return the names of all that can be explained."""
    from flopwise.explanations import every

    return tuple(every())


def explain(name: str) -> Explanation:
    """Explain any step, unit, convention, method or term, by name or in a question about it.

    >>> explain("backward_flop_per_token").formula
    '2·F'
    """
    from flopwise.explanations import explain as answer

    return answer(name)


def thresholds_check(model: Any, *, base: Any = None, **options: Any) -> ThresholdCheck:
    """Hold a model's training compute against every law that draws a line at an amount of it.

    With a `base`, what is given is the modification that makes `model` of it. Options are those of
    the command line, with underscores: `tokens`, `base_tokens`, `epochs`, `gpus`, `duration`,
    `device_hours`, `mfu`, `precision`, `convention`, `jurisdiction`.

    Raises a FlopwiseError, in one sentence, for what can't be right.

    >>> thresholds_check("llama-3.1-405b").ruling("eu-systemic-risk").verdict
    'crossed'
    """
    from flopwise.errors import UnknownNameError
    from flopwise.ruling.check import OPTIONS, check

    for name in options:
        if name not in OPTIONS:
            raise UnknownNameError("option", name, OPTIONS)
    return check(model, base=base, **options)


def report_model_card(
    model: Any, *, recipient: str = "", author: str = "", energy: Any = None,
    emissions: Any = None, **options: Any,
) -> Report:  # fmt: skip
    """Write the compute section of a model's card; options are those of `estimate`.

    `recipient` and `author` stand in its head. `energy` and `emissions` of the run stand there as
    they are given, and as not disclosed where they aren't.

    Raises a FlopwiseError, in one sentence, for what can't be right.

    >>> report_model_card("gpt-3").title
    'Compute section of the model card of GPT-3 175B'
    """
    from flopwise.reporting.model_card import model_card

    return model_card(
        model, recipient=recipient, author=author, energy=energy, emissions=emissions, **options
    )


def report_appendix(model: Any, *, recipient: str = "", author: str = "", **options: Any) -> Report:
    """Write a paper's compute appendix; options are those of `estimate`.

    >>> report_appendix("gpt-3").kind
    'appendix'
    """
    from flopwise.reporting.appendix import appendix

    return appendix(model, recipient=recipient, author=author, **options)


def report_statement(
    model: Any, *, threshold: str = "", recipient: str = "", author: str = "", **options: Any
) -> Report:
    """State a model's training compute against one rule; options are those of `thresholds_check`.

    >>> print(report_statement("gpt-3", threshold="eu-gpai").summary().split(": ")[1])
    3.2 × 10²³ FLOP crosses the line of more than 10²³ FLOP.
    """
    from flopwise.reporting.statement import statement

    return statement(model, threshold=threshold, recipient=recipient, author=author, **options)


def report_audit(
    text: str, *, recipient: str = "", author: str = "", subject: str = "", challenge: str = "",
    prompt: str = "", file: str = "", quantity: str = "",
) -> Report:  # fmt: skip
    """Write an audit to be sent to the author of a text; options are those of `audit`.

    >>> report_audit("GPT-3: 6 × 175B × 300B = 3.15e22 FLOPs").title
    'Audit of an estimate: GPT-3 175B'
    """
    from flopwise.reporting.audit_letter import audit_letter

    return audit_letter(
        text, recipient=recipient, author=author, subject=subject, challenge=challenge,
        prompt=prompt, file=file, quantity=quantity,
    )  # fmt: skip


def card(kind: str, name: str) -> Card:
    """Show what the catalog knows of one thing, each figure with its source.

    `kind` is `models`, `hardware`, `prices`, `thresholds`, `conventions`, `units`, `sources`,
    `challenges` or `answers`.

    Raises UnknownNameError, with near matches, for a name that nothing bears.

    >>> card("models", "gpt-4o-mini").value("context_length")
    128000
    """
    from flopwise.cards import kind_named

    found: Card = kind_named(kind).show(name)
    return found


def cards(kind: str, **filters: Any) -> CardList:
    """List what the catalog knows of a kind, as far as it passes every filter.

    Filters are the options of the verb's `list`, with underscores; one that nothing passes gives
    an empty list, whose summary says so.

    >>> print(cards("models", provider="OpenAI", size="MEDIUM").summary())
    2 models (provider OpenAI, size MEDIUM).
    """
    from flopwise.cards import kind_named
    from flopwise.errors import UnknownNameError

    module = kind_named(kind)
    for name in filters:
        if name not in module.FILTERS:
            raise UnknownNameError("filter", name, module.FILTERS)
    wanted = {name: value for name, value in filters.items() if value not in (None, "", False)}
    found: CardList = module.listed(**wanted)
    return found


def add_answer(challenge: str, model: str, text: str, **told: Any) -> str:
    """Keep what a model answered to a challenge; returns the answer's id.

    `told` may be `title`, `description`, `date` (ISO), `settings`, `address`, `language`, `licence`.
    """
    from flopwise.gallery import keeping

    return keeping.add(challenge, model, text, **told)


def challenges_new(
    *, seed: Any, count: Any = 20, topic: str = "flop", level: str = "easy", key: bool = False
) -> Worksheet:
    """Draw fresh challenges from a seed, each with its answer worked out.

    `topic` is `flop`, `memory` or `time`, `level` is `easy`, `medium` or `hard`; with `key` the document
    shows the answers.

    >>> challenges_new(seed=7, count=3).summary()
    '3 easy challenges on training compute, seed 7.'
    """
    from flopwise.challenges.generator import worksheet
    from flopwise.errors import InvalidValueError

    whole = []
    for name, value in (("seed", seed), ("count", count)):
        text = str(value).strip()
        if not (text.isascii() and text.isdigit() and len(text) < 17):
            raise InvalidValueError(f"{name} should be a whole number, not {text[:40]!r}")
        whole.append(int(text))
    return worksheet(whole[0], whole[1], topic, level, key=key)


def answers_add(text: str, *, challenge: str, model: str, **told: Any) -> Card:
    """Keep what a model answered to a challenge; returns the answer's card."""
    return card("answers", add_answer(challenge, model, text, **told))


def import_answers(paths: Iterable[Path]) -> list[str]:
    """Bring in the answers that files and folders hold, all or none; returns their ids."""
    from flopwise.gallery import keeping

    return keeping.import_from(paths)


def export_answers(challenge: str = "", model: str = "") -> str:
    """Return answers with their challenges and authors as lines of JSON."""
    from flopwise.gallery import keeping

    return keeping.exported_text(challenge, model)


def remove_answer(name: str) -> str:
    """Remove an answer that the user brought in; returns its id."""
    from flopwise.gallery import keeping

    return keeping.remove(name)


def votes(voter: str = "") -> list[Vote]:
    """Return the votes that readers cast between answers, or those of one voter."""
    from flopwise.store.place import place

    if not place().exists():
        return []
    from flopwise.gallery.ours import store
    from flopwise.store import votes

    return votes.every(store(), voter)


def new_duel(voter: str, challenge: str = "") -> Duel | None:
    """Draw two answers for a voter, with the token that the vote needs; None where all are voted on."""
    from flopwise.gallery.ours import store
    from flopwise.standings import duels
    from flopwise.store import votes as kept

    pair = duels.drawn(votes(), voter, challenge)
    return None if pair is None else kept.show(store(), voter, *pair)


def cast_vote(voter: str, token: str, choice: str) -> Vote:
    """Count a vote: `left`, `right`, `tie` or `both wrong`. Raises VoteError for one that doesn't count."""
    from flopwise.gallery.ours import store
    from flopwise.store import votes as kept

    return kept.cast(store(), voter, token, choice)


def standings(filters: dict[str, str] | None = None) -> Leaderboard:
    """Rank models by what audits say of their answers, beside what readers voted.

    Filters are `challenge`, `category`, `difficulty` and `provider`.
    """
    from flopwise.standings.leaderboard import leaderboard

    return leaderboard(votes(), filters)


def read_text(path: Path, read: Callable[[], str]) -> str:
    """Return a file's text, or what `read` gives for `-`."""
    from flopwise.gallery.reading import content

    return read() if str(path) == "-" else content(path)


def schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a result, with all that it refers to.

    Raises UnknownNameError, with near matches, for a name that nothing bears.

    >>> schema("estimate")["properties"]["schema"]["const"]
    'flopwise/estimate/1'
    """
    from flopwise import schemas

    return schemas.find(name)


def schema_names() -> dict[str, str]:
    """Return what each object that has a schema is, by name."""
    from flopwise import schemas

    return schemas.titles()
