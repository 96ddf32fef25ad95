"""The API behind a real server, and a client of it."""

from __future__ import annotations

import httpx
import pytest
from tests.web.api.running import application, serving


@pytest.fixture(scope="session")
def address():
    """Where the API is served within its usual limits."""
    with serving(application()) as found:
        yield found


@pytest.fixture(scope="session")
def client(address):
    with httpx.Client(base_url=address, timeout=60) as found:
        yield found
