"""Long work is bounded, told as it goes, and given up when nobody waits for it any more."""

import json
import socket
import threading
import time

import httpx
import psutil
import pytest
from tests.web.api.running import application, serving, until

LONG = {"texts": ["(1+" * 4_800] * 64, "detail": "summary"}
"""Texts that take some seconds together, and nearly as long as a body may be."""
EVENTS = {"accept": "text/event-stream"}


@pytest.fixture
def served():
    """Serve an application of its own; what it worked on is gone in the end."""
    with serving(application(workers=1, queue=1, waiting=0.5)) as address:
        yield address


def health(address):
    return httpx.get(f"{address}/api/v1/health").json()


def children():
    return set(psutil.Process().children())


def sent(address, body, *headers):
    """Send a request by hand and leave the reply where it is."""
    host, port = address.removeprefix("http://").split(":")
    found = socket.create_connection((host, int(port)), timeout=20)
    raw = json.dumps(body).encode()
    head = ["POST /api/v1/audits HTTP/1.1", "host: x", "content-type: application/json",
            f"content-length: {len(raw)}", *headers]  # fmt: skip
    found.sendall("\r\n".join(head).encode() + b"\r\n\r\n" + raw)
    return found


@pytest.mark.parametrize("headers", [(), ("accept: text/event-stream",)], ids=["reply", "events"])
def test_a_client_that_leaves_ends_its_work(served, headers):
    before = children()
    connection = sent(served, LONG, *headers)
    until(lambda: health(served)["working"] == 1)
    started = children() - before
    assert len(started) == 1
    connection.close()
    assert until(lambda: health(served)["working"] == 0) < 5
    assert not started & children()
    # and the next one finds a worker again
    assert httpx.post(
        f"{served}/api/v1/ask", json={"question": "flops of gpt-3?"}, timeout=30
    ).is_success


def test_too_many_at_once_are_asked_to_come_again(served):
    with sent(served, LONG):
        until(lambda: health(served)["working"] == 1)
        reply = httpx.post(f"{served}/api/v1/ask", json={"question": "flops of gpt-2?"}, timeout=30)
        assert reply.status_code == 503
        assert int(reply.headers["retry-after"]) > 0
        assert "try again" in reply.json()["detail"]
        # what needs no worker is answered meanwhile
        assert httpx.post(f"{served}/api/v1/estimate", json={"model": "gpt-3"}).is_success


def test_the_queue_is_bounded():
    with serving(application(workers=1, queue=1, waiting=20)) as address, sent(address, LONG):
        until(lambda: health(address)["working"] == 1)
        with sent(address, LONG):
            until(lambda: health(address)["waiting"] == 1)
            begin = time.monotonic()
            reply = httpx.post(f"{address}/api/v1/ask", json={"question": "flops of gpt-2?"})
            assert reply.status_code == 503
            assert time.monotonic() - begin < 5
        until(lambda: health(address)["waiting"] == 0)


def test_work_that_takes_too_long_is_cut_short():
    with serving(application(working=1.0, long_working=1.0)) as address:
        begin = time.monotonic()
        reply = httpx.post(f"{address}/api/v1/audits", json=LONG, timeout=30)
        assert reply.status_code == 504
        assert "1 seconds" in reply.json()["detail"]
        assert time.monotonic() - begin < 10
        *_, last = events(address, LONG)
        assert last[0] == "problem"
        assert last[1]["status"] == 504


def test_a_request_that_never_arrives_is_given_up():
    with serving(application(reading=0.3)) as address:
        host, port = address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=20) as connection:
            connection.sendall(
                b"POST /api/v1/estimate HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
                b"content-length: 1000\r\n\r\n{"
            )
            assert connection.recv(4096).startswith(b"HTTP/1.1 408")


def events(address, body):
    found = []
    with httpx.stream(
        "POST", f"{address}/api/v1/audits", json=body, headers=EVENTS, timeout=30
    ) as reply:
        assert reply.status_code == 200
        assert reply.headers["content-type"].startswith("text/event-stream")
        name = ""
        for line in reply.iter_lines():
            field, _, value = line.partition(": ")
            if field == "event":
                name = value
            elif field == "data":
                found.append((name, json.loads(value)))
    return found


def test_progress_is_told_as_it_goes_and_the_result_comes_last(address):
    body = {"texts": ["6 × 175e9 × 300e9 = 3.15e22 FLOP"] * 3, "subject": "gpt-3"}
    *progress, (last, result) = events(address, body)
    assert [(name, told["done"], told["total"]) for name, told in progress] == [
        ("progress", done, 3) for done in range(4)
    ]
    assert progress[0][1]["label"] == "text 1"
    assert last == "result"
    plain = httpx.post(f"{address}/api/v1/audits", json=body, timeout=30).json()
    assert result == plain


def test_events_come_while_the_work_is_still_going_on(address):
    with httpx.stream(
        "POST", f"{address}/api/v1/audits", json=LONG, headers=EVENTS, timeout=30
    ) as reply:
        first = next(line for line in reply.iter_lines() if line.startswith("data"))
    assert json.loads(first.removeprefix("data: "))["done"] < 64


def test_what_is_wrong_with_the_request_is_no_event(address):
    reply = httpx.post(f"{address}/api/v1/audits", json={"texts": 3}, headers=EVENTS)
    assert reply.status_code == 422
    assert reply.headers["content-type"] == "application/problem+json"


def test_what_is_found_out_later_is_an_event(address):
    [(name, found)] = events(address, {"texts": ["6ND"], "challenge": "estimate-complexityy"})
    assert name == "problem"
    assert found["status"] == 422
    assert found["matches"] == ["estimate-complexity"]


def test_a_worker_that_dies_is_replaced():
    with serving(application(workers=1)) as address:
        reply = []
        before = children()
        asking = threading.Thread(
            target=lambda: reply.append(
                httpx.post(f"{address}/api/v1/audits", json=LONG, timeout=30)
            )
        )
        asking.start()
        until(lambda: health(address)["working"] == 1)
        time.sleep(0.5)
        for process in children() - before:
            process.kill()
        asking.join(20)
        assert reply[0].status_code == 500
        assert reply[0].headers["content-type"] == "application/problem+json"
        question = {"question": "flops of gpt-3?"}
        assert httpx.post(f"{address}/api/v1/ask", json=question, timeout=30).is_success
