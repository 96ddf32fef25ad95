"""What pages and API share in one server: its limits, its finished replies, its workers."""

from __future__ import annotations

from typing import NamedTuple

from flopwise.web.cache import Cache
from flopwise.web.limits import Limits
from flopwise.web.throttle import Throttle
from flopwise.web.workers import Workers


class Shared(NamedTuple):
    """The limits of a server, and what it works with."""

    limits: Limits
    cache: Cache
    workers: Workers
    throttle: Throttle

    @classmethod
    def within(cls, limits: Limits | None = None) -> Shared:
        """Make a cache and workers within these limits, or the usual ones."""
        limits = limits or Limits()
        return cls(limits, Cache(limits.cached), Workers(limits), Throttle(limits.forms))
