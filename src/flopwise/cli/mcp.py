"""`flopwise mcp`."""

from __future__ import annotations

import importlib.util
from typing import Any

import click

from flopwise.cli.options import catalog_option, use_catalogs
from flopwise.errors import MissingExtraError


@click.command()
@click.option("--http", is_flag=True, help="Streamable HTTP at /mcp, not standard streams.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="The port."
)
@click.option(
    "--token", metavar="TEXT", envvar="FLOPWISE_TOKEN",
    help="Answer only those who bear it (also from FLOPWISE_TOKEN).",
)  # fmt: skip
@catalog_option
def mcp(http: bool, host: str, port: int, token: str | None, catalog: tuple[Any, ...]) -> None:
    """The operations as tools of an assistant, by the Model Context Protocol.

    \b
    flopwise mcp
    flopwise mcp --http --port 8001
    """  # noqa: D301
    use_catalogs(catalog)
    if importlib.util.find_spec("mcp") is None:
        raise MissingExtraError("mcp", "mcp")
    from flopwise.mcp import serving

    if not http:
        serving.over_streams()
        return
    from flopwise.cli.serve import announced

    opened = announced(host, port, token, "/mcp", in_address=False)
    serving.over_http(opened, host, token or "")
