"""The server: what the protocol asks for, answered by the tools, the shelves and the prompts.

The SDK's own server class derives schemas from signatures of functions. Ours stand in the table of
operations already, so the handlers are registered with the layer below it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import anyio
import anyio.to_thread
import mcp_types as types
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError

from flopwise.errors import FlopwiseError
from flopwise.mcp import prompts, resources
from flopwise.mcp.results import result_schema
from flopwise.mcp.tools import TOOLS, call
from flopwise.operations.table import KINDS
from flopwise.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS = 60.0
"""A call may take so long."""
_AT_ONCE = 4
_INSTRUCTIONS = (
    "What does it take to train a model? FLOPs, time, memory and money, counted step by step, each "
    "figure with its source. Quote the first sentence of a reply as it stands, with its sources. "
    "Give no figure of your own beside it; where a tool can't say, that is the answer."
)


def server(*, served: bool) -> Server[Any]:
    """Make the server; `served` for clients that aren't at this machine, whose files stay closed."""
    turns = anyio.CapacityLimiter(_AT_ONCE)

    async def call_tool(_: Any, asked: types.CallToolRequestParams) -> types.CallToolResult:
        work = partial(call, asked.name, asked.arguments or {}, served=served)
        try:
            with anyio.fail_after(SECONDS):
                found = await _threaded(turns, work)
        except FlopwiseError as error:
            return _failed(str(error))
        except TimeoutError:
            return _failed(f"this takes longer than {SECONDS:g} seconds; ask for less at once")
        return types.CallToolResult(
            content=[types.TextContent(type="text", text=found.text)],
            structured_content=found.data,
        )

    async def read(_: Any, asked: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        try:
            text = await _threaded(turns, partial(_read, str(asked.uri)))
        except FlopwiseError as error:
            raise MCPError(types.INVALID_PARAMS, str(error)) from None
        held = types.TextResourceContents(uri=asked.uri, mime_type=resources.MARKDOWN, text=text)
        return types.ReadResourceResult(contents=[held])

    return Server(
        "flopwise", version=VERSION, title="Flopwise", instructions=_INSTRUCTIONS,
        on_list_tools=_tools, on_call_tool=call_tool, on_list_resources=_lists,
        on_list_resource_templates=_templates, on_read_resource=read, on_list_prompts=_prompts,
        on_get_prompt=_prompt, on_completion=_completed,
    )  # fmt: skip


async def _threaded(turns: anyio.CapacityLimiter, work: Callable[[], Any]) -> Any:
    """Work beside the loop, which hears others meanwhile; nobody waits for what was given up."""
    return await anyio.to_thread.run_sync(work, limiter=turns, abandon_on_cancel=True)


def _failed(sentence: str) -> types.CallToolResult:
    said = types.TextContent(type="text", text=sentence)
    return types.CallToolResult(content=[said], is_error=True)


# ---- tools -------------------------------------------------------------------------------------


async def _tools(*_: Any) -> types.ListToolsResult:
    reading = types.ToolAnnotations(
        read_only_hint=True, idempotent_hint=True, open_world_hint=False
    )
    return types.ListToolsResult(
        tools=[
            types.Tool(
                name=tool.name, description=tool.description, annotations=reading,
                input_schema=tool.request_schema(), output_schema=result_schema(tool),
            )
            for tool in TOOLS.values()
        ]
    )  # fmt: skip


# ---- resources ---------------------------------------------------------------------------------


async def _lists(*_: Any) -> types.ListResourcesResult:
    return types.ListResourcesResult(
        resources=[
            types.Resource(
                name=kind.name, uri=f"{resources.SCHEME}{kind.name}", description=kind.summary,
                mime_type=resources.MARKDOWN,
            )
            for kind in KINDS.values()
        ]
    )  # fmt: skip


async def _templates(*_: Any) -> types.ListResourceTemplatesResult:
    return types.ListResourceTemplatesResult(
        resource_templates=[
            types.ResourceTemplate(
                name=shelf.name, uri_template=shelf.template, description=shelf.summary,
                mime_type=resources.MARKDOWN,
            )
            for shelf in resources.SHELVES.values()
        ]
    )  # fmt: skip


def _read(address: str) -> str:
    """Return what stands at an address: a list, or one thing by its name."""
    shelf, slash, name = address.removeprefix(resources.SCHEME).partition("/")
    if not address.startswith(resources.SCHEME) or shelf not in resources.SHELVES:
        raise FlopwiseError(
            f"nothing stands at {address[:80]!r}: addresses are "
            + ", ".join(one.template for one in resources.SHELVES.values())
        )
    if slash and name:
        return resources.read(shelf, unquote(name))
    if shelf not in KINDS:
        raise FlopwiseError(f"{resources.SCHEME}{shelf} needs a name behind it")
    return resources.read_list(shelf)


# ---- prompts -----------------------------------------------------------------------------------

_WRITERS: dict[str, tuple[prompts.Words, Callable[..., str], dict[str, tuple[str, bool]]]] = {
    prompts.ESTIMATE.name: (prompts.ESTIMATE, prompts.estimate_step_by_step, {
        "model": ("A name, or a size alone.", True),
        "tokens": ("Tokens seen in training.", False),
        "question": ("What you want to know of it.", False),
    }),
    prompts.CHECK.name: (prompts.CHECK, prompts.check_my_estimate, {
        "text": ("The estimate, as it stands.", True),
        "subject": ("Whom it is about, where it doesn't say.", False),
    }),
}  # fmt: skip
"""Each prompt: its words, what writes it, and what that takes."""


async def _prompts(*_: Any) -> types.ListPromptsResult:
    return types.ListPromptsResult(
        prompts=[
            types.Prompt(
                name=words.name, title=words.title, description=words.summary,
                arguments=[
                    types.PromptArgument(name=name, description=said, required=needed)
                    for name, (said, needed) in takes.items()
                ],
            )
            for words, _, takes in _WRITERS.values()
        ]
    )  # fmt: skip


async def _prompt(_: Any, asked: types.GetPromptRequestParams) -> types.GetPromptResult:
    if asked.name not in _WRITERS:
        raise MCPError(
            types.INVALID_PARAMS,
            f"unknown prompt {asked.name[:60]!r}: there are {', '.join(_WRITERS)}",
        )
    words, write, takes = _WRITERS[asked.name]
    given = {name: value for name, value in (asked.arguments or {}).items() if value.strip()}
    for name in given:
        if name not in takes:
            raise MCPError(
                types.INVALID_PARAMS, f"{asked.name} takes {', '.join(takes)}, not {name[:60]!r}"
            )
    for name, (said, needed) in takes.items():
        if needed and name not in given:
            raise MCPError(types.INVALID_PARAMS, f"{asked.name} needs {name}: {said}")
    content = types.TextContent(type="text", text=write(**given))
    return types.GetPromptResult(
        description=words.summary, messages=[types.PromptMessage(role="user", content=content)]
    )


async def _completed(_: Any, asked: types.CompleteRequestParams) -> types.CompleteResult:
    """Offer names that come next: of a shelf's things, and of models in prompts."""
    shelf = ""
    if isinstance(asked.ref, types.ResourceTemplateReference):
        shelf = str(asked.ref.uri).removeprefix(resources.SCHEME).partition("/")[0]
    elif asked.argument.name in ("model", "subject"):
        shelf = "models"
    names = resources.completions(shelf, asked.argument.value) if shelf in resources.SHELVES else []
    most = resources.MOST_COMPLETIONS
    return types.CompleteResult(
        completion=types.Completion(
            values=names[:most], total=len(names), has_more=len(names) > most
        )
    )
