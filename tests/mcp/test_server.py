"""The MCP server as the SDK's own client meets it, over both transports."""

from __future__ import annotations

import json
import sys
from contextlib import asynccontextmanager

import anyio
import httpx
import jsonschema
import mcp_types as types
import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError
from tests.web.api.running import serving

from flopwise import operations
from flopwise.mcp.serving import application

BYTES_PER_TOKEN = 3.5
"""A lower bound for English and JSON, so that the bound on tokens is kept by any tokenizer."""
CALLS = [
    ("estimate", {"model": "gpt-3"}),
    ("estimate", {"model": "70B", "tokens": "8T..15T"}),
    ("estimate", {"model": "gpt-4o-mini"}),
    ("ask", {"question": "how many flops did gpt3 take?"}),
    ("ask", {"question": "can I fully fine-tune Llama 2 70B on 16 A10s?"}),
    ("ask", {"question": "how is the weather?"}),
    ("audit", {"text": "GPT-3: 6 × 175B × 300B = 3.15e22 FLOPs"}),
    ("compare", {"models": ["gpt-3"], "conventions": "all"}),
    ("compare", {"models": ["gpt-3", "palm", "llama-3.1-405b"]}),
    ("explain", {"name": "mfu"}),
    ("models", {}),
    ("models", {"provider": "OpenAI"}),
    ("models", {"name": "gpt-3"}),
    ("hardware", {"name": "h100"}),
    ("hardware", {"search": "nvidia", "offset": 30}),
    ("thresholds", {}),
    ("thresholds_check", {"model": "llama-3.1-405b"}),
]


@asynccontextmanager
async def over_stdio():
    command = StdioServerParameters(command=sys.executable, args=["-m", "flopwise", "mcp"])
    async with Client(stdio_client(command)) as client:
        yield client


@asynccontextmanager
async def over_http():
    with serving(application()) as address:
        async with Client(streamable_http_client(f"{address}/mcp")) as client:
            yield client


def talk(way, conversation):
    """Hold a conversation with a server over one transport."""

    async def whole():
        async with way() as client:
            return await conversation(client)

    return anyio.run(whole)


@pytest.mark.parametrize("way", [over_stdio, over_http])
def test_every_tool_answers_within_its_bound_and_by_its_schema(way):
    async def conversation(client):
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert {name for name, _ in CALLS} == set(tools)
        for name, given in CALLS:
            found = await client.call_tool(name, given)
            assert not found.is_error, (name, given, found.content)
            text, data = found.content[0].text, found.structured_content
            jsonschema.validate(data, tools[name].output_schema)
            jsonschema.validate(given, tools[name].input_schema)
            assert text.startswith(data["summary"])
            size = len(text.encode()) + len(json.dumps(data, ensure_ascii=False).encode())
            assert size / BYTES_PER_TOKEN < 1_500, (name, given, size)

    talk(way, conversation)


def test_a_result_is_that_of_the_command_line():
    async def conversation(client):
        found = await client.call_tool("estimate", {"model": "gpt-3", "detail": "full"})
        assert found.structured_content["exact"] == operations.estimate("gpt-3").exact
        assert len(found.structured_content["steps"]) == len(operations.estimate("gpt-3").steps)
        assert "brown2020" in found.structured_content["sources"]

    talk(over_http, conversation)


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("estimate", {"model": "gtp-3"}, "did you mean 'gpt-3'"),
        ("estimate", {"modell": "gpt-3"}, "did you mean 'model'"),
        ("estimate", {}, "estimate needs model"),
        ("estimate", {"model": "/etc/passwd"}, "is a path"),
        ("estimate", {"model": "gpt-3", "detail": "short"}, "unknown detail 'short'"),
        ("compare", {"models": "gpt-3"}, "give two models or more"),
        ("models", {"offset": -1}, "offset should be a whole number"),
        ("models", {"name": "gpt-3", "provider": "OpenAI"}, "not both"),
        ("audits", {"texts": []}, "unknown tool 'audits'"),
    ],
)
def test_bad_arguments_are_errors_of_the_tool_in_one_sentence(name, given, said):
    async def conversation(client):
        found = await client.call_tool(name, given)
        assert found.is_error
        assert said in found.content[0].text

    talk(over_http, conversation)


def test_what_stands_on_the_shelves_can_be_read():
    async def conversation(client):
        listed = (await client.list_resources()).resources
        assert "flopwise://models" in {str(one.uri) for one in listed}
        for address, begins in (
            ("flopwise://models/gpt-3", "# About GPT-3"), ("flopwise://sources/kaplan2020", "# Scaling"),
            ("flopwise://explain/mfu", "# "), ("flopwise://units", "# Units"),
            ("flopwise://answers/estimate-complexity/gpt-4o-mini", "# "),
        ):  # fmt: skip
            held = (await client.read_resource(address)).contents[0]
            assert held.text.startswith(begins)
            assert held.mime_type == "text/markdown"
        for wrong in ("flopwise://models/gtp-3", "flopwise://nothing/x", "file:///etc/passwd"):
            with pytest.raises(MCPError):
                await client.read_resource(wrong)

    talk(over_http, conversation)


def test_prompts_are_written_out():
    async def conversation(client):
        names = {prompt.name for prompt in (await client.list_prompts()).prompts}
        assert names == {"estimate_step_by_step", "check_my_estimate"}
        found = await client.get_prompt("check_my_estimate", {"text": "6ND makes 3e23"})
        assert "6ND makes 3e23" in found.messages[0].content.text
        with pytest.raises(MCPError, match="needs model"):
            await client.get_prompt("estimate_step_by_step", {})

    talk(over_http, conversation)


def test_names_are_completed():
    async def conversation(client):
        template = types.ResourceTemplateReference(
            type="ref/resource", uri="flopwise://models/{id}"
        )
        found = await client.complete(template, {"name": "id", "value": "llama-3.1-4"})
        assert found.completion.values == ["llama-3.1-405b"]
        prompt = types.PromptReference(type="ref/prompt", name="estimate_step_by_step")
        found = await client.complete(prompt, {"name": "model", "value": "gpt-3-x"})
        assert found.completion.values == ["gpt-3-xl"]

    talk(over_http, conversation)


def test_only_those_who_bear_the_token_are_heard():
    with serving(application(token="abc123")) as address:
        assert httpx.post(f"{address}/mcp", json={}).status_code == 401
        heard = httpx.post(f"{address}/mcp", json={}, headers={"authorization": "Bearer abc123"})
        assert heard.status_code != 401


def test_a_foreign_name_is_refused():
    with serving(application()) as address:
        reply = httpx.post(f"{address}/mcp", json={}, headers={"host": "evil.example"})
        assert reply.status_code == 421
