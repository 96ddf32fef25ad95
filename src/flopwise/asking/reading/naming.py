"""Names and methods in a question: accelerators, models, families, laws, formats."""

from __future__ import annotations

import functools
import re
from fractions import Fraction
from typing import TYPE_CHECKING

from flopwise.asking.reading import families, numbers, vocabulary
from flopwise.asking.reading.frame import Machines
from flopwise.asking.reading.numbers import Given
from flopwise.catalog import conventions
from flopwise.language import accelerators, models

if TYPE_CHECKING:
    from flopwise.asking.reading.frame import Frame


def machines(frame: Frame) -> None:
    """Find the accelerators, and how many of each there are."""
    for index, word in enumerate(frame.words):
        joined = numbers.joined_count(word.text)
        if joined is not None:
            found = accelerators.named(joined[1])
            assert found is not None
            frame.machines.append(Machines(found[0], joined[0], joined[1], True))
            frame.take(range(index, index + 1))
            frame.blocked.add(index)
        head, dash, rest = word.text.partition("-")
        if dash and _TIME.fullmatch(rest.casefold()):  # A100-days
            found = accelerators.named(head)
            if found is not None:
                frame.machines.append(Machines(found[0], None, head, True))
    _slices(frame)
    texts = [word.text for word in frame.words]
    for mention in accelerators.find(texts, frame.free):
        places = range(mention.first, mention.last + 1)
        if mention.written.isdigit() and not _is_card(frame, mention.first):
            continue
        following = frame.low[mention.last + 1] if mention.last + 1 < len(frame.low) else ""
        if _TIME.fullmatch(following):  # A100 hours are no devices
            frame.machines.append(Machines(mention.id, None, mention.written, mention.ambiguous))
            frame.blocked |= set(places)
            frame.take(places)
            continue
        if mention.first and frame.text[
            frame.words[mention.first - 1].end : frame.words[mention.first].start
        ].strip(" x×"):
            count = None  # "$100,000. H200 GPUs" counts nothing
        else:
            count = numbers.count_before(frame.words, mention.first, frame.text)
        node = frame.low[mention.first - 1] if mention.first else ""
        memory = re.fullmatch(r"\d+(gb|g)", node)
        if memory and mention.first > 1:  # sixteen 24GB A10 cards
            count = numbers.count_before(frame.words, mention.first - 1, frame.text)
        elif node == "gb" and mention.first > 2:
            count = numbers.count_before(frame.words, mention.first - 2, frame.text)
        if count is not None:
            frame.take(range(count[1], count[1] + 1))
            frame.blocked.add(count[1])
        number = count[0] if count else None
        if number is not None and _NODES.fullmatch(following) and following.endswith("s"):
            number = number * _per_node(frame)
        elif number is not None and _BOX.match(mention.written):
            number = number * _IN_A_BOX
        frame.take(places)
        frame.blocked |= set(places)
        frame.machines.append(
            Machines(mention.id, number, mention.written, mention.ambiguous, mention.first)
        )


def _slices(frame: Frame) -> None:
    """Find slices of TPUs, which are named by their cores or chips: TPU v3-8, v4-512, v5e-16."""
    for index, word in enumerate(frame.words):
        found = accelerators.slice_of(word.text)
        if found is None or index not in frame.free:
            continue
        first = index - 1 if index and frame.low[index - 1] == "tpu" else index
        count = numbers.count_before(frame.words, first)
        chips = found[1] * (count[0] if count else 1)
        frame.machines.append(Machines(found[0], chips, word.text, False, first, found[1]))
        places = range(count[1] if count else first, index + 1)
        frame.take(places)
        frame.blocked |= set(places)


_BOX = re.compile(r"(?:nvidia )?[dh]gx", re.IGNORECASE)
_IN_A_BOX = 8
"""A DGX or HGX of these accelerators holds eight."""
_NODES = re.compile(r"(boxes|nodes|servers|machines|pods|node|box|server)")


def _per_node(frame: Frame) -> int:
    """Return how many devices a node has, where the question says; commonly eight."""
    found = re.search(
        r"(\d+) (?:gpus|devices|cards|chips)? ?(?:each|per (?:node|box|server))", frame.text
    )
    return int(found[1]) if found else 8


_TIME = re.compile(r"(hours?|hrs?|days?|seconds?|years?|minutes?)")
_OWN_CARDS = ("memory", "vram", "tdp", "power", "peak", "flops", "bandwidth", "watts", "tflops")
_CARD = re.compile(
    r"(a|an|one|single|rtx|rented|my|the|each|per|on|gpu|card|nvidia|geforce|gb|\d+(x|gb)?)"
)


def _is_card(frame: Frame, index: int) -> bool:
    """Tell whether digits such as 4090 are a card and no plain number."""
    before = frame.low[index - 1] if index else ""
    behind = frame.low[index + 1] if index + 1 < len(frame.low) else ""
    if behind and re.search(
        r"[.?!,;:]", frame.text[frame.words[index].end : frame.words[index + 1].start]
    ):
        behind = ""
    if behind in ("tokens", "steps", "sequences", "layers", "dollars", "days", "hours", "mfu"):
        return False
    if behind in _OWN_CARDS or _TIME.fullmatch(behind):
        return True
    return _CARD.fullmatch(before) is not None


def named_models(frame: Frame) -> None:
    """Find the models of the catalog, misspelt names included."""
    row = [frame.words[index] for index in sorted(frame.free)]
    for mention in models.find([(word.text, word.start, word.end) for word in row]):
        places = [
            index for index in frame.free
            if frame.words[index].start < mention.end and frame.words[index].end > mention.start
        ]  # fmt: skip
        if models.folded(mention.written) in _COMMON_WORDS:
            continue
        if not mention.exact and models.folded(mention.written) in families.folded():
            continue  # Gemma-2 is a family and no misspelt Gemma 2B
        frame.models.append(mention)
        frame.free -= set(places)
        frame.blocked |= set(places)


_CITED = re.compile(
    r"\b(?:tables?|figures?|fig\.?|sections?|sec\.|appendix|equations?|eq\.?|chapter|page|footnote|§)"
    r"\s+(?=[A-Za-z]?\.?\d)[A-Za-z]?\.?\d+(?:\.\d+)*[a-z]?\b",
    re.IGNORECASE,
)
_LIKENESS = re.compile(r"(\S+)[- ](?:like|style|type|ish)", re.IGNORECASE)
_TOKENIZERS = frozenset(
    ("bpe", "tokenizer", "tokeniser", "tokenization", "vocab", "vocabulary", "tokens")
)
_FARTHEST = 3


def asides(frame: Frame) -> None:
    """Set aside what isn't about the run: places in a paper, data sets, whose tokenizer it is."""
    for found in _CITED.finditer(frame.text):
        _block(frame, _within(frame, found.start(), found.end()))
    for hit in vocabulary.listed("datasets").find(frame.low, frame.free):
        _block(frame, hit.words)
    for index, word in enumerate(frame.words):
        near = frame.low[index + 1 : index + 1 + _FARTHEST]
        if _LIKENESS.fullmatch(word.text) and _TOKENIZERS & set(near):
            _block(frame, range(index, index + 1))
    words = set(vocabulary.data()["aside"]["words"])
    for hit in vocabulary.listed("aside", "before").find(frame.low, frame.free):
        for index in range(hit.last + 1, min(hit.last + 4, len(frame.words))):
            if frame.low[index] in words:
                _block(frame, range(hit.first, index + 1))
                break
    for index in range(len(frame.words) - 1):
        if frame.low[index] in words and frame.low[index + 1] == "aside":
            _block(frame, range(index, index + 2))


def _within(frame: Frame, start: int, end: int) -> range:
    """Return the words that a stretch of the text touches."""
    places = [at for at, word in enumerate(frame.words) if word.start < end and word.end > start]
    return range(places[0], places[-1] + 1) if places else range(0)


def _block(frame: Frame, places: range) -> None:
    frame.take(places)
    frame.blocked |= set(places)


_WRITTEN = frozenset(("paper", "report", "card", "readme", "appendix", "blog", "repo", "post", "authors",
                      "table", "codebase", "script", "config"))  # fmt: skip


def cited(frame: Frame) -> None:
    """Drop a model that only names a text about another: the GPT-3 paper on T5."""
    if len({mention.id for mention in frame.models}) < 2:
        return
    told = [mention for mention in frame.models if _names_a_text(frame, mention.end)]
    if len(told) < len(frame.models):
        frame.models = [mention for mention in frame.models if mention not in told]


def _names_a_text(frame: Frame, end: int) -> bool:
    behind = next((word for word in frame.words if word.start >= end), None)
    return (
        behind is not None and behind.low in _WRITTEN and "?" not in frame.text[end : behind.start]
    )


_COMMON_FAMILIES = frozenset(("opt", "falcon", "granite", "phi", "gemma"))
"""Names of families that are words as well: these need a size or a number behind them."""
_COMMON_WORDS = frozenset(("opt", "gpt", "llama"))


def undisclosed(frame: Frame) -> None:
    """Find names of models of which nobody outside knows what questions ask."""
    for hit in vocabulary.listed("undisclosed").find(frame.low, frame.free):
        last = hit.last
        while (
            last + 1 < len(frame.words)
            and last + 1 in frame.free
            and _is_version(frame.low[last + 1])
        ):
            last += 1
        places = range(hit.first, last + 1)
        if _speaks(frame, last):
            _block(frame, places)
            continue
        if frame.free.issuperset(places):
            frame.undisclosed.append(
                frame.text[frame.words[hit.first].start : frame.words[last].end]
            )
            frame.take(places)
            frame.blocked |= set(places)


_SPEAKS = frozenset(("told", "says", "said", "claims", "claimed", "gave", "gives", "thinks", "insists",
                     "wrote", "writes", "answered", "answers", "suggests", "suggested", "estimates",
                     "estimated", "computed", "calculated", "reckons", "came", "swears", "keeps"))  # fmt: skip


def _speaks(frame: Frame, last: int) -> bool:
    """Tell whether a name is the speaker's and no subject: ChatGPT told me."""
    before = {"according"} & set(frame.low[max(0, last - 3) : last])
    return bool(before) or bool(_SPEAKS & set(frame.low[last + 1 : last + 2]))


_VERSION = re.compile(
    r"v?\d(\.\d)?|ultra|pro|opus|sonnet|haiku|turbo|flash|mini|large", re.IGNORECASE
)


def _is_version(word: str) -> bool:
    return _VERSION.fullmatch(word) is not None


def family(frame: Frame) -> None:
    """Find a family that is named without a size, such as Llama 2."""
    from flopwise.catalog import models as cards

    if frame.models:
        return
    families = {models.folded(card.family): card.family for card in cards.every() if card.family}
    for length in (3, 2, 1):
        for first in range(len(frame.words) - length + 1):
            places = range(first, first + length)
            name = models.folded("".join(frame.words[index].text for index in places))
            if name not in families or name in _COMMON_FAMILIES:
                continue
            if not frame.free.intersection(places):
                continue
            frame.family = families[name]
            frame.take(places)
            frame.blocked |= set(places)
            written = {frame.words[index].text for index in places}
            frame.loose = [item for item in frame.loose if item not in written]
            return


_SIZED_NAME = re.compile(r"[A-Za-z][A-Za-z]+(?:-[A-Za-z]+)*-?(\d+(?:\.\d+)?)([BbMm])")


def sized_names(frame: Frame) -> None:
    """Take a model that the catalog doesn't hold by the size in its name: GLM-130B."""
    if frame.models or {"parameters", "num_hidden_layers"} & frame.roles:
        return
    for index in sorted(frame.free):
        found = _SIZED_NAME.fullmatch(frame.words[index].text)
        if found is None:
            continue
        value = Fraction(found[1]) * (10**9 if found[2] in "Bb" else 10**6)
        quantity = numbers.plain(int(value), "parameter")
        frame.givens.append(Given("parameters", quantity, found[0], index, index))
        frame.take(range(index, index + 1))
        frame.remarks.append(
            f"the catalog doesn't hold {found[0]}: it is taken by the size in its name"
        )
        return


def ignored(frame: Frame) -> None:
    """Set aside what changes nothing, so that it isn't taken for what is asked."""
    for hit in vocabulary.listed("filler").find(frame.low, frame.free):
        frame.take(hit.words)
        frame.blocked |= set(hit.words)


def tags(frame: Frame) -> None:
    """Find methods, laws, formats and conventions."""
    tags: set[str] = set()
    for hit in vocabulary.table("tag").find(frame.low, frame.free | frame.blocked):
        if _ended(frame, hit.words):
            continue
        tags.add(hit.name)
        frame.take(hit.words)
        if hit.name in _NUMBERED:
            frame.blocked |= set(hit.words)
    for hit in vocabulary.laws().find(frame.low, frame.free | frame.blocked):
        frame.laws.append(hit.name)
        frame.take(hit.words)
        frame.blocked |= set(hit.words)
    free = set(range(len(frame.words))) - frame.blocked
    precisions = vocabulary.table("precision").find(frame.low, free)
    for hit in precisions:
        frame.precisions.append(hit.name)
        frame.take(hit.words)
        frame.blocked |= set(hit.words)
    if "besiroglu" in tags or "optimal" in tags:
        for index, word in enumerate(frame.low):
            if numbers.is_year(word) and frame.low[max(0, index - 3) : index]:
                frame.blocked.add(index)
                frame.take(range(index, index + 1))
    if "besiroglu" in tags:
        tags -= {"approach1", "approach2", "approach3"}  # it refits the third
    if tags & {"lora", "qlora"}:
        tags |= _targets(frame)
    if "no_flash" in tags:
        tags.discard("flash")
    if "no_recompute" in tags:
        tags -= {"full_recompute", "selective_recompute"}
    if tags & {"lora", "qlora"} and "full_recompute" in tags:
        tags.add("recomputed_adapters")
    if "no_cooling" in tags:
        tags.discard("cooling")
    frame.tags = frozenset(tags)
    for phrases in _convention_phrases():
        for hit in phrases.find(frame.low, frame.free):
            frame.convention = hit.name
            frame.take(hit.words)
            frame.blocked |= set(hit.words)
    _weights_alone(frame)


_TARGETS = re.compile(
    r"\b[qkvo](?:_proj)?(?:(?:\s*[,/&+]\s*(?:and\s+)?|\s+and\s+)[qkvo](?:_proj)?)+\b(?![-'])"
)
_ATTENTION = re.compile(
    r"\b(?:all |the |every )?attention (?:matrices|projections|layers|weights|linears|modules|matrix)\b"
)
_FORWARD = re.compile(
    r"\b(?:all |the )?(?:mlp|ffn|feed-?forward) (?:matrices|projections|layers|weights|linears|modules)\b"
)


def _targets(frame: Frame) -> set[str]:
    """Return the matrices that adapters are put beside: q, k, v and o; all attention matrices."""
    text = frame.text.casefold()
    found: set[str] = set()
    listed = _TARGETS.search(text)
    if listed is not None:
        found |= {f"target_{letter}" for letter in re.findall(r"\b[qkvo](?=_proj|\b)", listed[0])}
        _block(frame, _within(frame, listed.start(), listed.end()))
    for pattern, names in ((_ATTENTION, "q k v o"), (_FORWARD, "gate up down")):
        named = pattern.search(text)
        if named is not None:
            found |= {f"target_{name}" for name in names.split()}
            _block(frame, _within(frame, named.start(), named.end()))
    return found


def _ended(frame: Frame, places: range) -> bool:
    """Tell whether a clause ends between words: chinchilla: ratio of …."""
    text = frame.text[frame.words[places[0]].start : frame.words[places[-1]].end]
    return bool(re.search(r"[:;?!]\s", text))


@functools.cache
def _convention_phrases() -> tuple[vocabulary.Phrases, ...]:
    return tuple(
        vocabulary.Phrases({name: [spelling.casefold()]})
        for name, convention in conventions.every().items()
        if name in _TOLD_CONVENTIONS
        for spelling in (name, *convention.aliases)
    )


_NO_ATTENTION = re.compile(
    r"\b(?:ignor(?:e|es|ing)|neglect(?:s|ing)?|without|excluding|exclud(?:e|es)|leav(?:e|ing) out|not counting|forget(?:ting)?|"
    r"disregard(?:ing)?|minus|skip(?:ping)?|dropping)\s+(?:the )?(?:cost of |flops of )?(?:self-)?attention\b(?! mask| mechanism|-)|"
    r"\battention (?:is |flops )?(?:ignored|excluded|left out|not counted|aside|neglected|set aside)\b",
    re.IGNORECASE,
)


def _weights_alone(frame: Frame) -> None:
    """Read `ignoring attention` as counting by the weights."""
    found = _NO_ATTENTION.search(frame.text)
    if found is None:
        return
    frame.convention = frame.convention or "six-nd"
    frame.tags -= {"with_attention"}
    _block(frame, _within(frame, found.start(), found.end()))


_NUMBERED = frozenset(
    ("zero1", "zero2", "zero3", "approach1", "approach2", "approach3", "adam8bit", "adam32bit",
     "besiroglu", "uint16", "uint32", "optimal")
)  # fmt: skip
_TOLD_CONVENTIONS = ("six-nd", "kaplan", "executed")
