"""`flopwise site DIR`."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import click

from flopwise.cli.options import catalog_option, use_catalogs
from flopwise.errors import MissingExtraError


@click.command(short_help="The public pages as a static site.")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--address", default="http://localhost:8000", show_default=True, metavar="URL",
    help="Where it will be published: the sitemap needs that.",
)  # fmt: skip
@catalog_option
def site(folder: Path, address: str, catalog: tuple[Any, ...]) -> None:
    """Write the public pages to DIR: challenges, answers, audits, models, hardware, terms.

    Any host of files can publish them: there is no server, no script, and nothing is loaded from
    elsewhere. Your own answers are among them.

    \b
    flopwise site public --address https://example.org/flopwise
    """  # noqa: D301
    use_catalogs(catalog)
    for library in ("starlette", "jinja2"):
        if importlib.util.find_spec(library) is None:
            raise MissingExtraError(library, "web")
    from flopwise.web.site import write

    hidden = not sys.stderr.isatty()
    with click.progressbar(length=1, label="site", file=sys.stderr, hidden=hidden) as bar:

        def progress(done: int, total: int, label: str = "") -> None:
            del label
            bar.length = total
            bar.update(done - bar.pos)

        found = write(folder, address, progress)
    click.echo(f"{found.pages} pages in {found.folder}")
