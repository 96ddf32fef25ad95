"""The whole application behind a real server, and a client of it."""

from __future__ import annotations

import httpx
import pytest
from tests.web.api.running import serving

from flopwise.web.application import application


@pytest.fixture(scope="session")
def site():
    """Where the application is served."""
    with serving(application()) as found:
        yield found


@pytest.fixture(scope="session")
def client(site):
    with httpx.Client(base_url=site, timeout=60) as found:
        yield found
