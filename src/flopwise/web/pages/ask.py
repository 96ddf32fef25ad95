"""`/ask`: a question in plain English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopwise.asking.revising import is_revisable
from flopwise.web.pages.operation import page_of

if TYPE_CHECKING:
    from flopwise.web.pages.asked import Asked
    from flopwise.web.replies import Reply


def page(asked: Asked) -> Reply:
    """Answer a question, or take one."""
    return _PAGE.respond(asked)


_PAGE = page_of(
    "ask",
    "/ask",
    "Ask about training compute",
    "In plain English. What was understood is shown; what is missing is asked for; what can’t be "
    "answered is refused.",
    ("question",),
    examples=(
        ("How many FLOPs did GPT-3 take?", "/ask?q=How+many+FLOPs+did+GPT-3+take%3F"),
        ("Can I fully fine-tune Llama 2 70B on 16 A10s?",
         "/ask?q=Can+I+fully+fine-tune+Llama+2+70B+on+16+A10s%3F"),
        ("How long does a 7B model on 2T tokens take on 256 H100s at 40% MFU?",
         "/ask?q=How+long+does+a+7B+model+on+2T+tokens+take+on+256+H100s+at+40%25+MFU%3F"),
        ("How many times more compute than GPT-2 did PaLM take?",
         "/ask?q=How+many+times+more+compute+than+GPT-2+did+PaLM+take%3F"),
    ),
    names={"question": "q"},
    is_revisable=is_revisable,
)  # fmt: skip
