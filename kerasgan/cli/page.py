"""`kerasgan page`."""

import pathlib
from typing import Annotated

import typer

from kerasgan.cli.terminal import Backend, silenced


def page(
    names: Annotated[
        list[str], typer.Argument(metavar="NAME|RUN...", help="Entries of the zoo, run folders, presets.")
    ],
    output: Annotated[
        pathlib.Path, typer.Option("-o", "--output", help="The HTML file.")
    ] = pathlib.Path("page.html"),
    precision: Annotated[
        str, typer.Option(help="'float32', pixels as in Python; 'float16', half the size.")
    ] = "float32",
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a file that is there.")] = False,
    backend: Backend = None,
):
    """Write a page in which generators run: sliders, classes, seeds. One HTML file that opens offline."""
    from kerasgan.presets import trained

    for name in names:
        trained.refuse_unknown(name)
    with silenced():
        from kerasgan.recipe import page as pages

        made = pages.write(names, output, precision=precision, overwrite=overwrite)
    typer.echo(f"Page: {made} ({made.stat().st_size / 1e6:.1f} MB)")
