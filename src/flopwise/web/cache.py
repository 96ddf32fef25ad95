"""Finished replies, the ones used last, as many as a bound of bytes holds."""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from typing import TYPE_CHECKING

from flopwise.catalog import VERSION as CATALOG_VERSION
from flopwise.catalog.files import laid_over, users_own
from flopwise.version import VERSION

if TYPE_CHECKING:
    from pathlib import Path

    from flopwise.web.replies import Reply

_ENTRY = 500
"""Bytes that an entry takes beside its request and its body."""

Key = tuple[str, bytes, bytes]


class Cache:
    """Replies by request, for one version of the program, the catalog and the user's files."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._look_again = 0.0
        self._laid_over = laid_over()
        self._made_from = _made_from()
        self._replies: OrderedDict[Key, Reply] = OrderedDict()
        self.size = 0
        """Bytes held."""

    def __len__(self) -> int:
        """Return how many replies are held."""
        return len(self._replies)

    def find(self, key: Key) -> Reply | None:
        """Return the reply to the same request, if it is still held."""
        self._renew()
        found = self._replies.get(key)
        if found is not None:
            self._replies.move_to_end(key)
        return found

    def keep(self, key: Key, reply: Reply) -> Reply:
        """Keep a reply, with a tag that names its content; return it."""
        tag = b'"' + hashlib.blake2b(reply.body, digest_size=16).hexdigest().encode() + b'"'
        reply = reply._replace(headers=(*reply.headers, (b"etag", tag)))
        needed = _size(key, reply)
        if needed > self._most // 4:
            return reply  # one reply must not push out all others
        self._drop(key)
        while self.size + needed > self._most:
            self._drop(next(iter(self._replies)))
        self._replies[key] = reply
        self.size += needed
        return reply

    def _renew(self) -> None:
        """Forget all replies if what they were made from has changed.

        The folder of a user's own catalogs is looked at once a second.
        """
        now = time.monotonic()
        if now < self._look_again and laid_over() == self._laid_over:
            return
        self._look_again, self._laid_over = now + 1, laid_over()
        made_from = _made_from()
        if made_from != self._made_from:
            self._made_from = made_from
            self._replies.clear()
            self.size = 0

    def _drop(self, key: Key) -> None:
        dropped = self._replies.pop(key, None)
        if dropped is not None:
            self.size -= _size(key, dropped)


def _made_from() -> tuple[str, str, tuple[Path, ...]]:
    return VERSION, CATALOG_VERSION, tuple(users_own())


def _size(key: Key, reply: Reply) -> int:
    return _ENTRY + len(key[0]) + len(key[1]) + len(key[2]) + len(reply.body)
