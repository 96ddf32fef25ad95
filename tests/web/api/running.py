"""An application of the API's routes alone, and a real server for it."""

from __future__ import annotations

import contextlib
import threading
import time

import uvicorn
from starlette.applications import Starlette

from flopwise.web import api


def application(**limits):
    return Starlette(routes=api.routes(api.Limits(**limits)))


@contextlib.contextmanager
def serving(app, lifespan="auto"):
    """Serve an application on a port of its own; yields its address."""
    config = uvicorn.Config(app, port=0, log_level="error", access_log=False, lifespan=lifespan)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started)
    host, port = server.servers[0].sockets[0].getsockname()[:2]
    try:
        yield f"http://{host}:{port}"
    finally:
        server.should_exit = True
        thread.join(20)


def until(condition, seconds=20):
    """Wait until something is so; return how long that took."""
    begin = time.monotonic()
    while not condition():
        assert time.monotonic() - begin < seconds
        time.sleep(0.02)
    return time.monotonic() - begin
