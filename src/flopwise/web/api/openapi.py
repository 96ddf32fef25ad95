"""The description of the API (OpenAPI 3.1), made from the same table as the API itself."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flopwise import schemas
from flopwise.operations.options import FLAG, QUANTITY
from flopwise.operations.requests import DETAILS, request_schema
from flopwise.operations.table import KINDS, LONG, OPERATIONS
from flopwise.version import VERSION
from flopwise.web import replies
from flopwise.web.api.addresses import BASE, address, kind_address
from flopwise.web.limits import Limits

if TYPE_CHECKING:
    from flopwise.operations.options import Option
    from flopwise.operations.table import Kind, Operation
    from flopwise.progress import Progress
    from flopwise.web.replies import Reply

_Object = dict[str, Any]

_DETAIL: _Object = {
    "type": "string", "enum": list(DETAILS), "default": DETAILS[-1],
    "description": "How much is sent: a sentence and figures, the steps too, or all.",
}  # fmt: skip
_PROBLEMS = {
    HTTPStatus.BAD_REQUEST: "The body is no JSON.",
    HTTPStatus.NOT_FOUND: "Nothing bears that name; `matches` come near.",
    HTTPStatus.REQUEST_TIMEOUT: "The request did not arrive in time.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is too long.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "The body is not sent as JSON.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "A name or a value is wrong; `detail` says which and why.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "An error of the program.",
    HTTPStatus.SERVICE_UNAVAILABLE: "Too much is asked at once; Retry-After says when to come again.",
    HTTPStatus.GATEWAY_TIMEOUT: "It takes longer than one request may.",
}
_OF_READING = (422, 500, 503, 504)
_OF_WORK = (400, 408, 413, 415, *_OF_READING)


def described(*, progress: Progress) -> Reply:
    """Return the description as a reply."""
    del progress
    return replies.answer(description())


def description() -> _Object:
    """Return the whole description."""
    paths = {
        **{BASE + address(one): {"post": _operation(one)} for one in OPERATIONS.values()},
        **{BASE + place: {"get": what} for kind in KINDS.values() for place, what in _kind(kind)},
        f"{BASE}/schemas/{{name}}": {"get": _schema()},
        f"{BASE}/health": {"get": _health()},
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Flopwise",
            "version": VERSION,
            "summary": "What does it take to train this model?",
            "description": "FLOPs, step by step, with units, sources and uncertainty.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": schemas.components(),
            "responses": {str(int(status)): _problem(status) for status in _PROBLEMS},
        },
    }


def _operation(operation: Operation) -> _Object:
    asked = request_schema(operation.name)
    examples = asked.pop("examples")
    asked["properties"]["detail"] = _DETAIL
    sent: _Object = {"application/json": {"schema": _ref(operation.gives)}}
    if operation.pace == LONG:
        sent["text/event-stream"] = _EVENTS
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "tags": ["operations"],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": asked,
                    "examples": {
                        f"example-{number}": {"value": value}
                        for number, value in enumerate(examples, 1)
                    },
                }
            },
        },
        "responses": {"200": {"description": "What it gives.", "content": sent}, **_refs(_OF_WORK)},
    }


_EVENTS: _Object = {
    "schema": {
        "type": "string",
        "description": "Server-sent events for those who accept them: `progress` with `done`, "
        "`total` and `label`, then `result` with the same object, or `problem`.",
    }
}


def _kind(kind: Kind) -> list[tuple[str, _Object]]:
    place = kind_address(kind)
    listed = {
        "operationId": f"list_{kind.name}",
        "summary": kind.summary,
        "tags": ["catalog"],
        "parameters": [*map(_filter, kind.filters), *_PAGING, _asked("detail", _DETAIL)],
        "responses": {**_given("list"), "304": _KNOWN, **_refs(_OF_READING)},
    }
    shown = {
        "operationId": f"show_{kind.name}",
        "summary": f"Show {kind.one}.",
        "tags": ["catalog"],
        "parameters": [
            {
                "name": "id", "in": "path", "required": True, "schema": {"type": "string"},
                "description": "Its id or a name that it goes by; a slash may stand in it.",
                "examples": {name.replace("/", "."): {"value": name} for name in kind.shown},
            },
            _asked("detail", _DETAIL),
        ],
        "responses": {**_given("card"), "304": _KNOWN, **_refs((404, 422, 500))},
    }  # fmt: skip
    return [(place, listed), (f"{place}/{{id}}", shown)]


def _filter(option: Option) -> _Object:
    schema: _Object = {"type": "boolean" if option.kind == FLAG else "string"}
    if option.kind == QUANTITY:
        schema = {"type": ["integer", "string"]}
    if option.choices:
        schema["enum"] = list(option.choices)
    found = _asked(option.name, schema | {"description": option.help})
    return found | ({"example": option.example} if option.example is not None else {})


def _asked(name: str, schema: _Object) -> _Object:
    """Make a parameter of the query."""
    schema = dict(schema)
    return {"name": name, "in": "query", "description": schema.pop("description"), "schema": schema}


_PAGING = (
    _asked("limit", {"type": "integer", "minimum": 1, "maximum": Limits().page, "description":
                     "How many at most; all of them where it is absent."}),
    _asked("offset", {"type": "integer", "minimum": 0, "maximum": 999_999_999, "default": 0,
                      "description": "How many are left out before."}),
)  # fmt: skip
_KNOWN: _Object = {"description": "It is still what If-None-Match names."}


def _schema() -> _Object:
    return {
        "operationId": "show_schema",
        "summary": "Show the JSON Schema of an object that is sent.",
        "tags": ["description"],
        "parameters": [
            {
                "name": "name", "in": "path", "required": True, "description": "The object's name.",
                "schema": {"type": "string", "enum": list(schemas.names())},
                "example": "estimate",
            }
        ],
        "responses": {
            "200": {
                "description": "The schema (draft 2020-12).",
                "content": {"application/schema+json": {"schema": {"type": "object"}}},
            },
            "304": _KNOWN, **_refs((404, 422, 500)),
        },
    }  # fmt: skip


def _health() -> _Object:
    whole = {"type": "integer", "minimum": 0}
    properties = {
        "status": {"const": "ok"}, "flopwise": {"type": "string"}, "catalog": {"type": "string"},
        "working": whole | {"description": "Workers at work."},
        "waiting": whole | {"description": "Requests that wait for one."},
        "cached": whole | {"description": "Bytes of finished replies that are kept."},
    }  # fmt: skip
    schema = {"type": "object", "properties": properties, "required": list(properties)}
    return {
        "operationId": "health",
        "summary": "Whether the server is well, and how busy.",
        "tags": ["description"],
        "responses": {
            "200": {"description": "It is.", "content": {"application/json": {"schema": schema}}}
        },
    }


def _given(name: str) -> _Object:
    content = {"application/json": {"schema": _ref(name)}}
    tag = {"description": "Names this content.", "schema": {"type": "string"}}
    return {"200": {"description": "What is known.", "content": content, "headers": {"ETag": tag}}}


def _problem(status: HTTPStatus) -> _Object:
    found: _Object = {
        "description": _PROBLEMS[status],
        "content": {"application/problem+json": {"schema": _ref("problem")}},
    }
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        retry = {"description": "Seconds to wait.", "schema": {"type": "integer"}}
        found["headers"] = {"Retry-After": retry}
    return found


def _ref(name: str) -> _Object:
    return {"$ref": f"#/components/schemas/{name}"}


def _refs(statuses: tuple[int, ...]) -> _Object:
    return {str(status): {"$ref": f"#/components/responses/{status}"} for status in statuses}
