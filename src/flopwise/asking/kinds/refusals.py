"""Questions that have no answer, and why: another language, nothing asked, what can't be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flopwise.asking.answer import Answer, Need
from flopwise.asking.reading import vocabulary
from flopwise.asking.reading.frame import unknown as unknown_words
from flopwise.asking.wording import understood, understood_text
from flopwise.catalog import models
from flopwise.errors import near_matches

if TYPE_CHECKING:
    from flopwise.asking.reading.frame import Frame
    from flopwise.asking.reading.goals import Goal
    from flopwise.asking.reading.words import Word

EXAMPLES = (
    "how many FLOPs did it take to train GPT-3?",
    "how many A100-days would Llama 2 70B need at 40% MFU?",
    "how much memory does full fine-tuning of a 7B model take?",
    "compute-optimal number of tokens for a 13B model",
)

_SCRIPTS = (
    ("Chinese or Japanese", re.compile("[\u3040-\u30ff\u4e00-\u9fff]")),
    ("Korean", re.compile("[\uac00-\ud7af]")),
    ("Russian", re.compile("[\u0400-\u04ff]")),
    ("Arabic or Persian", re.compile("[\u0600-\u06ff]")),
    ("Hebrew", re.compile("[\u0590-\u05ff]")),
    ("Hindi", re.compile("[\u0900-\u097f]")),
    ("Greek", re.compile("[\u0370-\u03ff]{4}")),
)
_LEAST_FOREIGN = 3


def language(question: str) -> str:
    """Return the language of a question that isn't English; empty where it is."""
    for name, script in _SCRIPTS:
        if script.search(question):
            return name
    words = set(re.findall(r"[^\W\d_]+", question.casefold()))
    english = len(words & _ENGLISH)
    for name, listed in vocabulary.data()["languages"].items():
        found = len(words & set(listed.split()))
        if found >= _LEAST_FOREIGN and found > english:
            return str(name)
    return ""


_ENGLISH = frozenset(
    ["the", "of", "to", "how", "many", "much", "does", "did", "is", "are", "what", "would", "take", "train", "for", "with", "on", "at", "and", "model", "long", "need", "a", "i", "my", "can", "it"]
)  # fmt: skip


def foreign(question: str, found: str) -> Answer:
    """Say that questions are read in English."""
    return Answer(question, {"quantity": None, "subject": None, "run": {}}, "",
                  reason=f"the question seems to be in {found}, and questions are read in English",
                  suggestions=EXAMPLES)  # fmt: skip


def impossible(frame: Frame, goal: Goal | None = None) -> str:
    """Return what can't be in a question; empty where all can."""
    for item in frame.givens:
        name = item.role.replace("_", " ")
        if item.value < 0:
            return f"{name} can't be negative, as {item.written!r} is"
        if item.value == 0:
            return f"{name} can't be zero"
        asked = goal is not None and goal.role == "mfu"
        if item.role == "mfu" and item.value > 1 and not asked:
            return f"an MFU is a share of the peak and can't be above 100 %, as {item.written!r} is"
        if item.role == "overhead" and item.value < 1:
            return f"a PUE can't be below 1, as {item.written!r} is"
    for machine in frame.machines:
        if machine.number is not None and machine.number < 0:
            return f"the number of devices can't be negative ({machine.number} {machine.written})"
        if machine.number == 0:
            return f"the number of devices can't be zero ({machine.written})"
    if re.search(r"(?:^|\s)-\s?\d", frame.text) and any(
        f"-{item.written}" in frame.text for item in frame.givens
    ):
        return "it holds a negative number"
    active, whole = frame.given("active_parameters"), frame.given("parameters")
    if active is not None and whole is not None and active.value > whole.value:
        return (
            f"it can't have more active parameters ({active.written}) than it has ({whole.written})"
        )
    return doubled(frame, goal)


_SINGLE = (
    "vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads", "head_dim",
    "tokens", "parameters", "sequence_length", "mfu", "devices", "optimizer_steps", "overhead",
    "tokens_per_step", "epochs", "cost", "price", "power", "rank",
)  # fmt: skip


def doubled(frame: Frame, goal: Goal | None = None) -> str:
    """Return two values for one thing."""
    epochs = {"epochs", "epoch", "passes"} & set(frame.low)
    for role in _SINGLE:
        if role == "tokens" and epochs:
            continue  # those of the data set and those that were seen
        stated = [
            item for item in frame.all_given(role)
            if goal is None or goal.role != role or not item.claimed
        ]  # fmt: skip
        if len({item.value for item in stated}) > 1:
            written = " and ".join(item.written for item in stated)
            return f"it gives two values for {role.replace('_', ' ')}, {written}"
    return _two_counts(frame)


def _two_counts(frame: Frame) -> str:
    """Return two numbers of one accelerator."""
    for machine in frame.machines:
        counts = {one.number for one in frame.machines if one.id == machine.id and one.number} - {1}
        if len(counts) > 1 and "nodes" not in frame.roles:
            told = " and ".join(str(count) for count in sorted(counts))
            return f"it gives two numbers of {machine.written}, {told}"
    return ""


_SAME_SIZE = 0.06


def of_another_size(frame: Frame, goal: Goal | None) -> Answer | None:
    """Refuse a size that the named model doesn't have."""
    stated = next((item for item in frame.all_given("parameters") if not item.claimed), None)
    if stated is None or len(frame.models) != 1:
        return None
    card = models.find(frame.models[0].id)
    known = card.figure("parameters")
    if known.disclosed and abs(float(stated.value) / float(known.value) - 1) <= _SAME_SIZE:
        return None
    sizes = [
        other.id
        for other in models.every()
        if other.family == card.family
        and other.figure("parameters").disclosed
        and abs(float(stated.value) / float(other.figure("parameters").value) - 1) <= _SAME_SIZE
    ]
    hints = tuple(f"did you mean {name}?" for name in sizes) or EXAMPLES
    return Answer(
        frame.question, understood(frame, goal), understood_text(frame, goal),
        reason=f"{card.name} has not {stated.written}", suggestions=hints,
    )  # fmt: skip


def family_alone(frame: Frame, goal: Goal | None) -> Answer | None:
    """Ask back which size is meant where only a family is named."""
    sizes, family = families(), frame.family
    if frame.models or len(sizes.get(family, ())) < 2:
        return None
    need = Need("model", "", f"which size? There are {', '.join(sizes[family])}")
    hints = tuple(f"did you mean {id}?" for id in sizes[family])
    return Answer(
        frame.question, understood(frame, goal), "",
        reason=f"{family} comes in several sizes", needs=(need,), suggestions=hints,
    )  # fmt: skip


def families() -> dict[str, list[str]]:
    """Return the ids of each family's models."""
    sizes: dict[str, list[str]] = {}
    for card in models.every():
        sizes.setdefault(card.family, []).append(card.id)
    return sizes


def not_disclosed(frame: Frame, goal: Goal | None) -> Answer:
    """Say that nobody outside knows what a named model is like."""
    name = frame.undisclosed[0]
    return Answer(
        frame.question, understood(frame, goal), understood_text(frame, goal),
        reason=f"what this needs of {name} is not disclosed, and the catalog holds no figure for it",
        suggestions=EXAMPLES[:2],
    )  # fmt: skip


_MOST_UNKNOWN = 6
_MODEL_LIKE = re.compile(r"(?=.*\d)(?=.*[a-z])[a-z][\w.\-/]*", re.IGNORECASE)


def not_understood(frame: Frame, goal: Goal | None) -> Answer | None:
    """Refuse where a word that matters isn't understood; None where what is left changes nothing."""
    unknown = [word for word in unknown_words(frame) if _matters(frame, word)]
    critical = vocabulary.words("critical")
    held = [frame.words[index] for index in sorted(frame.free) if frame.low[index] in critical]
    held += [word for word in unknown if frame.low[frame.words.index(word)] in critical]
    if "bytes" in frame.roles and re.search(
        r"\b(left|remain\w*|leftover|spare)\b(?! out)", frame.text.casefold()
    ):
        return cannot(frame, goal, "what is left of an amount of memory isn't answered")
    part = _part(frame, goal)
    if part:
        return cannot(
            frame, goal, f"figures of a part ({part}) aren't answered, only those of the whole"
        )
    if frame.loose:
        written = frame.loose[0]
        return cannot(frame, goal, f"I don't see what {written!r} counts")
    if held:
        return cannot(frame, goal, f"I don't understand {held[0].text!r} here")
    named = [word for word in unknown if _MODEL_LIKE.fullmatch(word.text)]
    if named and _described(frame, named):
        frame.remarks.append(f"the catalog doesn't hold {named[0].text}: it is taken as described")
    elif named:
        return _unknown_name(frame, goal, named[0].text)
    share = len(unknown) / max(1, len(frame.words))
    if len(unknown) > _MOST_UNKNOWN or share > _LARGEST_SHARE:
        words = ", ".join(repr(word.text) for word in unknown[:4])
        return cannot(frame, goal, f"I don't understand {words}")
    return None


def _matters(frame: Frame, word: Word) -> bool:
    """Tell whether a word stands in a sentence that states or asks something."""
    start = max(frame.text.rfind(sign, 0, word.start) for sign in (". ", "? ", "! ", "; ", "("))
    ends = [
        at for sign in (". ", "? ", "! ", "; ", ")") if (at := frame.text.find(sign, word.end)) >= 0
    ]
    end = min(ends, default=len(frame.text))
    if frame.text[end : end + 1] == "?":
        return True
    inside = [index for index, one in enumerate(frame.words) if start < one.start < end]
    stated = {index for item in frame.givens for index in item.words} | frame.blocked
    return bool(stated & set(inside)) or end == len(frame.text)


_LARGEST_SHARE = 0.34
_OF_A_PART = re.compile(
    r"\b(?:in|of|for|by|into|from|does|do|are|has|have|is|'s|the|one|a|each|per|single|go to|goes to|take|spent on|its)\s+"
    r"(?:the |its |an? |one |1 |each |single |all |self-|multi-head |input |output |token )*"
    r"(attention(?!-| mask| mechanism| included| counted| heads?| scores? left)|self-attention|mlps?|ffns?|feed-?forward(?: layers?| network)?|"
    r"lm[_ ]head|unembedding|layer|block|experts?|router|layernorms?|softmax)\b(?!-)|"
    r"(?<![\w-])(embeddings?)\b(?! (?:dim|size|width))"
)
_COUNTED_OR_NOT = re.compile(
    r"\b(?:includ|count|with(?:out)?|exclud|left out|ignor|plus|neglect|minus|no|not|causal|flash|tied|untied|non)\w*\b[\w ]{0,20}-?$"
)
_WHOLE = (
    "parameters",
    "training_compute",
    "forward_compute",
    "cost_per_token",
    "forward_per_token",
)


def _part(frame: Frame, goal: Goal | None) -> str:
    """Return the part of a model that a figure is asked for, where it isn't the whole's."""
    if goal is None or goal.role not in _WHOLE:
        return ""
    if not (frame.models or frame.roles & {"parameters", "num_hidden_layers"}):
        return ""
    clause = re.sub(
        r"mixtures?[- ]of[- ]experts", "", _asking_clause(frame.text), flags=re.IGNORECASE
    )
    found = _OF_A_PART.search(clause.casefold())
    if found is None:
        return ""
    part = found[1] or found[2]
    before = clause.casefold()[: found.end() - len(part)]
    return "" if _COUNTED_OR_NOT.search(before) else part


def _asking_clause(text: str) -> str:
    """Return the sentence that asks, without what follows a colon or stands in brackets."""
    asked = next(
        (one for one in re.split(r"(?<=[.?!])\s", text) if one.rstrip().endswith("?")), text
    )
    return re.sub(r"\([^)]*\)", "", asked)


def _described(frame: Frame, named: list[Word]) -> bool:
    """Tell whether a name that nobody knows stands for a model whose size is told."""
    sized = len({item.value for item in frame.all_given("parameters")}) == 1
    shaped = {"num_hidden_layers", "hidden_size"} <= frame.roles
    single = len({word.text for word in named}) == 1 and named[0].text[:1].isupper()
    return (sized or shaped) and single and not frame.models and not frame.family


def _unknown_name(frame: Frame, goal: Goal | None, written: str) -> Answer:
    from flopwise.catalog import files

    near = near_matches(written, files.names("models", "model"))
    hints = tuple(f"did you mean {name}?" for name in near) or EXAMPLES
    return Answer(
        frame.question, understood(frame, goal), "",
        reason=f"neither a model nor a word that I know is called {written!r}", suggestions=hints,
    )  # fmt: skip


def cannot(frame: Frame, goal: Goal | None, reason: str) -> Answer:
    """Say why there is no answer."""
    return Answer(
        frame.question, understood(frame, goal), understood_text(frame, goal), reason=reason,
        suggestions=EXAMPLES,
    )  # fmt: skip


def nothing_asked(frame: Frame) -> Answer:
    """Say that no quantity is asked for that we know."""
    if frame.remarks:
        return cannot(frame, None, frame.remarks[0].partition(":")[0])
    unknown = unknown_words(frame)
    if len(unknown) > 1:
        words = ", ".join(repr(word.text) for word in unknown[:4])
        return cannot(frame, None, f"I don't understand {words}")
    return cannot(frame, None, "I don't see what it asks for")


def several_models(frame: Frame, goal: Goal) -> Answer:
    """Point to the comparison where more than one model is named."""
    named = " ".join(dict.fromkeys(mention.id for mention in frame.models))
    return Answer(
        frame.question, understood(frame, goal), understood_text(frame, goal),
        reason="it names more than one model",
        suggestions=(f"side by side: flopwise compare {named}",),
    )  # fmt: skip
