"""How fast the web application answers, and whether it stays well under many clients at once.

`PYTHONPATH=src python benchmarks/serving.py [SECONDS]` serves the whole application on one core and
loads it from another with wrk (Debian's package `wrk`). It prints what one core estimates in a second,
no two requests alike; how repeated requests compare with an endpoint of the same server that returns
the same body ready-made; how long each page takes when nobody asked for it before, and its size; and
what 200 clients at once do to it for SECONDS (60): errors, times, memory.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request
    from starlette.responses import Response

ESTIMATE = {"model": "gpt-3", "tokens": "300B"}
CLIENTS = 200
ROUND = 5
"""Seconds of each round that compares cached with ready-made; the two take turns."""
ROUNDS = 3
TURNS = 9
"""Times that each page is asked for, each time for another run where the address has one."""
PAGES = (
    "/", "/estimate?model=gpt-3&tokens={n}", "/estimate?model=llama-3.1-405b&tokens={n}&unit=PF-day",
    "/ask?q=How+many+FLOPs+does+it+take+to+train+a+{n}+parameter+model+on+300B+tokens%3F",
    "/audit?text=GPT-3+has+175B+parameters%2C+so+6+x+175e9+x+{n}+%3D+2e19+FLOP+in+all.",
    "/compare?models=gpt-3,llama-2-70b&tokens={n}", "/models", "/models/gpt-3", "/hardware", "/sources",
    "/thresholds/check?model=gpt-3&tokens={n}", "/explain", "/explain/training_compute",
)  # fmt: skip

ONE = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '%s'
"""
DISTINCT = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
local models = {"gpt-3", "llama-2-70b", "palm-540b", "llama-3.1-405b", "bloom-176b", "gpt-2"}
local sent = 0
request = function()
  sent = sent + 1
  local model = models[sent %% #models + 1]
  local body = string.format('{"model": "%%s", "tokens": %%d}', model, %d + sent * 1000003)
  return wrk.format(nil, nil, nil, body)
end
"""
MIXED = """
local json = {["Content-Type"] = "application/json"}
local sent = 0
local function post(path, body) return wrk.format("POST", path, json, body) end
request = function()
  sent = sent + 1
  local turn, tokens = sent % 20, 1e11 + sent * 1000003
  if turn == 0 then
    return post("/api/v1/ask", string.format('{"question": "flops of gpt-3 on %dB tokens?"}', sent))
  elseif turn == 1 then
    return post("/api/v1/audit", string.format('{"text": "GPT-3: 6 x 175e9 x %de9 = 3e23 FLOP"}', sent))
  elseif turn == 2 then
    return wrk.format("GET", "/api/v1/models?detail=summary")
  elseif turn == 3 then
    return wrk.format("GET", "/api/v1/answers/estimate-complexity/gpt-4o-mini")
  elseif turn < 12 then
    return post("/api/v1/estimate", '{"model": "gpt-3", "tokens": "300B"}')
  end
  return post("/api/v1/estimate", string.format('{"model": "llama-2-70b", "tokens": %d}', tokens))
end
"""


class Load(NamedTuple):
    """What wrk saw."""

    rate: float
    errors: int
    slowest: str
    text: str


class Memory(NamedTuple):
    """Bytes that the server's process holds, and its workers' together."""

    server: int
    workers: int


def wrk(url: str, script: str, seconds: float, clients: int) -> Load:
    """Load an address; count what was no reply of the 200s as an error."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        command = ["wrk", "-t1", f"-c{clients}", f"-d{max(1, round(seconds))}s", "--timeout", "30s", "--latency",
                   "-s", file.name, url]  # fmt: skip
        text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", text)
    slowest = re.search(r"99%\s+(\S+)", text)
    assert rate
    assert slowest
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    broken = re.search(
        r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", text
    )
    errors = int(failed[1]) if failed else 0
    errors += sum(map(int, broken.groups())) if broken else 0
    return Load(float(rate[1]), errors, slowest[1], text)


@contextlib.contextmanager
def server() -> Iterator[tuple[str, int]]:
    """Serve the application and a ready-made reply on one core; yields the address and the process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, __file__, "serve", str(port)])
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait()


def serve(port: int) -> None:
    """Be the server."""
    import uvicorn
    from starlette.responses import Response
    from starlette.routing import Route

    from flopwise.operations.requests import perform
    from flopwise.web.application import application
    from flopwise.web.replies import written

    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    body = written(perform("estimate", ESTIMATE).to_dict())

    async def ready(_: Request) -> Response:
        return Response(body, media_type="application/json")

    app = application()
    app.router.routes.insert(0, Route("/ready", ready, methods=["POST"]))
    uvicorn.run(app, port=port, log_level="error", access_log=False)


def memory(process: int) -> Memory:
    """Return what the server and its children hold now."""
    held = {process: _held(process)}
    children = Path(f"/proc/{process}/task/{process}/children").read_text("utf-8").split()
    for child in map(int, children):
        held[child] = _held(child)
    return Memory(held.pop(process), sum(held.values()))


def _held(process: int) -> int:
    with contextlib.suppress(OSError):
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{process}/status").read_text("utf-8"))
        return 1024 * int(found[1]) if found else 0
    return 0


def post(url: str, path: str, given: dict[str, str]) -> bytes:
    """Ask once."""
    connection = http.client.HTTPConnection(url.removeprefix("http://"))
    headers = {"content-type": "application/json"}
    connection.request("POST", path, json.dumps(given), headers)
    return connection.getresponse().read()


def pages(url: str) -> Iterator[tuple[str, float, float, int]]:
    """Yield each page with its first and its middle time of `TURNS`, in seconds, and its bytes."""
    connection = http.client.HTTPConnection(url.removeprefix("http://"))
    for path in PAGES:
        taken: list[float] = []
        for turn in range(TURNS):
            begun = time.perf_counter()
            connection.request("GET", path.format(n=10**9 + 1000 * turn))
            reply = connection.getresponse()
            body = reply.read()
            taken.append(time.perf_counter() - begun)
            assert reply.status == 200, (path, reply.status)
        yield path, taken[0], sorted(taken)[TURNS // 2], len(body)


def cache_is_full(url: str) -> bool:
    """Tell whether the cache holds nearly what it may, so that what grows from here on is a leak."""
    from flopwise.web.api import Limits

    connection = http.client.HTTPConnection(url.removeprefix("http://"))
    connection.request("GET", "/api/v1/health")
    held: int = json.loads(connection.getresponse().read())["cached"]
    return held > 0.9 * Limits().cached


def main(seconds: float) -> None:
    """Print all of it."""
    one = ONE % json.dumps(ESTIMATE)
    with server() as (url, process):
        sizes = [len(post(url, path, ESTIMATE)) for path in ("/api/v1/estimate", "/ready")]
        print(f"one estimate, {sizes[0]:,} bytes; ready-made {sizes[1]:,} bytes")
        wrk(f"{url}/api/v1/estimate", DISTINCT % 10**11, 2, 4)
        distinct = wrk(f"{url}/api/v1/estimate", DISTINCT % 10**12, 2 * ROUND, 4)
        print(
            f"distinct estimates   {distinct.rate:7.0f} a second on one core, {distinct.errors} errors"
        )
        rates: dict[str, list[float]] = {"/api/v1/estimate": [], "/ready": []}
        for _ in range(ROUNDS):
            for path, found in rates.items():
                found.append(wrk(url + path, one, ROUND, 16).rate)
        cached, ready = (sorted(found)[ROUNDS // 2] for found in rates.values())
        print(f"repeated estimates   {cached:7.0f} a second")
        print(f"ready-made           {ready:7.0f} a second")
        print(f"repeated over ready-made          {cached / ready:.2f}")
        print(f"distinct over ready-made          {distinct.rate / ready:.2f}")
        print(f"\npages: the first time, then the middle of {TURNS} times, each for another run")
        for path, first, middle, size in pages(url):
            print(f"{1000 * first:6.1f} ms {1000 * middle:6.1f} ms {size / 1000:6.1f} kB  {path}")
    with server() as (url, process):
        while not cache_is_full(url):
            wrk(f"{url}/api/v1/estimate", DISTINCT % time.time_ns(), 5, 4)
        wrk(url, MIXED, seconds / 3, CLIENTS)
        before = memory(process)
        load = wrk(url, MIXED, seconds, CLIENTS)
        after = memory(process)
        print(f"\n{CLIENTS} clients, {seconds:g} seconds, mixed requests")
        print(f"requests             {load.rate:7.0f} a second, {load.errors} errors")
        print(f"slowest of a hundred {load.slowest:>7}")
        for name, held, later in zip(Memory._fields, before, after, strict=True):
            print(f"memory of {name:<10} {held / 1e6:7.0f} MB before, {later / 1e6:.0f} MB after: "
                  f"{later / max(held, 1):.2f}")  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        serve(int(sys.argv[2]))
    elif shutil.which("wrk") is None:
        sys.exit("benchmarks/serving.py needs wrk: apt-get install wrk")
    else:
        main(float(sys.argv[1]) if len(sys.argv) > 1 else 60)
