"""`flopwise serve` and `flopwise mcp`: where they listen, what they warn of, what they refuse."""

import importlib.util
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request

import pytest
from tests.cli.test_main import ENVIRONMENT

from flopwise.cli.main import run


@pytest.fixture
def served():
    """Start a server with these arguments; returns where it says that it is, and all it said before."""
    running = []

    def start(*arguments):
        process = subprocess.Popen(
            [sys.executable, "-m", "flopwise", *arguments, "--port", "0"],
            stderr=subprocess.PIPE, text=True, env=ENVIRONMENT,
        )  # fmt: skip
        running.append(process)
        said = ""
        while "Flopwise is at" not in said:
            line = process.stderr.readline()
            assert line, said
            said += line
        return re.search(r"http://\S+", said)[0], said, process

    yield start
    for process in running:
        process.kill()
        process.wait()
        process.stderr.close()


def status(address, **headers):
    try:
        cookies = urllib.request.HTTPCookieProcessor()
        browser = urllib.request.build_opener(cookies)
        with browser.open(urllib.request.Request(address, headers=headers), timeout=60) as found:
            return found.status
    except urllib.error.HTTPError as error:
        return error.code


def test_it_serves_this_machine_until_interrupted(served):
    address, said, process = served("serve")
    assert address.startswith("http://127.0.0.1:")
    assert "other machines" not in said
    assert status(address) == 200
    process.send_signal(signal.SIGINT)
    assert process.wait(20) in (0, -signal.SIGINT, 130)
    assert "Traceback" not in process.stderr.read()


def test_with_a_token_it_answers_only_those_who_bear_it(served):
    address, _, _ = served("serve", "--token", "abc123")
    assert status(address) == 200  # the address it prints opens in a browser
    bare = address.partition("?")[0]
    assert status(bare) == 401
    assert status(bare + "api/v1/models", Authorization="Bearer abc123") == 200
    assert status(bare + "api/v1/models", Authorization="Bearer abc124") == 401


def test_other_machines_are_warned_of(served):
    _, said, _ = served("serve", "--host", "0.0.0.0")
    assert "can be reached from other machines and there is no token" in said


@pytest.mark.parametrize("verb", [["serve"], ["mcp", "--http"]])
def test_a_port_that_is_taken_is_one_sentence(verb, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert run([*verb, "--port", str(port)]) == 2
    told = capsys.readouterr().err
    assert f"{port}" in told
    assert "Traceback" not in told


@pytest.mark.parametrize("verb", [["serve"], ["mcp", "--http"]])
def test_a_token_of_odd_signs_is_refused(verb, capsys):
    assert run([*verb, "--token", "a b/c", "--port", "0"]) == 2
    assert "a token is made of letters and digits" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("verb", "library", "extra"), [("serve", "uvicorn", "web"), ("mcp", "mcp", "mcp")]
)
def test_a_missing_extra_says_what_to_install(verb, library, extra, monkeypatch, capsys):
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util,
        "find_spec",
        lambda name, *more: None if name == library else real(name, *more),
    )
    assert run([verb]) == 2
    assert f"pip install 'flopwise[{extra}]'" in capsys.readouterr().err


def test_no_token_is_left_in_the_environment_of_the_tests():
    assert "FLOPWISE_TOKEN" not in os.environ  # else the tests above would test nothing
