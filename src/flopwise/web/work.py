"""Work that ends in a reply, in the server or in a worker's process."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flopwise.errors import FlopwiseError
from flopwise.progress import unheard
from flopwise.web import replies

if TYPE_CHECKING:
    from collections.abc import Callable

    from flopwise.progress import Progress
    from flopwise.web.replies import Reply

    Work = Callable[..., Reply]
    """A function of a module, so that it can be sent to a worker; it takes a `progress`."""

log = logging.getLogger("flopwise.web")


def carried_out(work: Work, *given: Any, progress: Progress = unheard) -> Reply:
    """Do some work; whatever goes wrong becomes a reply too."""
    try:
        return work(*given, progress=progress)
    except FlopwiseError as error:
        return replies.problem_of(error)
    except Exception:
        log.exception("an internal error in %s", work.__name__)
        sentence = "an internal error; please report it with the request that led to it"
        return replies.problem(HTTPStatus.INTERNAL_SERVER_ERROR, sentence)
