"""`flopwise serve`."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any

import click

from flopwise.cli.options import catalog_option, use_catalogs
from flopwise.errors import InvalidValueError, MissingExtraError

if TYPE_CHECKING:
    import socket


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="The port."
)
@click.option(
    "--token", metavar="TEXT", envvar="FLOPWISE_TOKEN",
    help="Answer only those who bear it (also from FLOPWISE_TOKEN).",
)  # fmt: skip
@catalog_option
def serve(host: str, port: int, token: str | None, catalog: tuple[Any, ...]) -> None:
    """The web application and the HTTP API, on this machine.

    It listens at 127.0.0.1 unless told otherwise, keeps nothing of what is asked, and loads nothing
    from elsewhere. Ctrl-C ends it.

    \b
    flopwise serve
    flopwise serve --port 8765
    flopwise serve --host 0.0.0.0 --token "$(openssl rand -hex 16)"
    """  # noqa: D301
    use_catalogs(catalog)
    for library in ("starlette", "uvicorn", "jinja2", "orjson"):
        if importlib.util.find_spec(library) is None:
            raise MissingExtraError(library, "web")
    from flopwise.web import serving

    serving.serve(announced(host, port, token, "/"), host, token or "")


def announced(
    host: str, port: int, token: str | None, path: str, *, in_address: bool = True
) -> socket.socket:
    """Open the port and say where the server is, and plainly who can reach it."""
    from flopwise.listening import is_local, opened

    if token is not None and not (token.isascii() and token.isalnum()):
        raise InvalidValueError("a token is made of letters and digits")
    if not is_local(host):
        warned = "" if token else " and there is no token"
        click.echo(
            f"flopwise: {host} can be reached from other machines{warned}; what they ask is neither "
            "encrypted nor limited to whom you know", err=True,
        )  # fmt: skip
    found = opened(host, port)
    shown = f"[{host}]" if ":" in host else host
    asked = f"?token={token}" if token and in_address else ""
    address = f"http://{shown}:{found.getsockname()[1]}{path}{asked}"
    click.echo(f"Flopwise is at {address} (Ctrl-C ends it)", err=True)
    return found
