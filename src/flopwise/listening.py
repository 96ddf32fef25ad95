"""Where a server listens: who can reach it, and whether the port can be had."""

from __future__ import annotations

import ipaddress
import socket

from flopwise.errors import InvalidValueError


def is_local(host: str) -> bool:
    """Tell whether only this machine reaches the host.

    >>> is_local("127.0.0.1"), is_local("localhost"), is_local("0.0.0.0")
    (True, True, False)
    """
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def opened(host: str, port: int) -> socket.socket:
    """Open the port; raises InvalidValueError where that can't be."""
    plain = host.strip("[]")
    family = socket.AF_INET6 if ":" in plain else socket.AF_INET
    try:
        return socket.create_server((plain, port), family=family, backlog=2048)
    except OSError as error:
        raise InvalidValueError(
            f"port {port} of {host} can't be opened ({error.strerror}); try another with --port"
        ) from None
