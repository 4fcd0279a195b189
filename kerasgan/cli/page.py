"""`kerasgan page`."""

import pathlib
from typing import Annotated

import typer

from kerasgan.cli.terminal import Backend, silenced


def page(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME|RUN...", help="Entries of the zoo, run folders, presets.")
    ] = None,
    output: Annotated[
        pathlib.Path | None,
        typer.Option("-o", "--output", help="The HTML file. Default: page.html; with --zoo a folder, gallery."),
    ] = None,
    zoo: Annotated[bool, typer.Option("--zoo", help="A page for each entry of the zoo, and an index.")] = False,
    precision: Annotated[
        str | None,
        typer.Option(help="'float32', pixels as in Python; 'float16', half the size. Default: float32, of a zoo 16."),
    ] = None,
    real: Annotated[
        bool, typer.Option(help="Show some of the data of a run: the page then holds them. --no-real: none.")
    ] = True,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a file that is there.")] = False,
    backend: Backend = None,
):
    """Write a page in which generators run: sliders, classes, seeds. One HTML file that opens offline."""
    from kerasgan import checks
    from kerasgan.presets import trained

    if zoo == bool(names):
        checks.raise_all(["`names`: expected what to show, or `--zoo` for all entries of the zoo, not both."])
    for name in names or ():
        trained.refuse_unknown(name)
    if zoo:
        return write_zoo(output or pathlib.Path("gallery"), precision or "float16", real, overwrite)
    with silenced():
        from kerasgan.recipe import page as pages

        options = {"precision": precision or "float32", "real": real, "overwrite": overwrite}
        made = pages.write(names, output or "page.html", **options)
    typer.echo(f"Page: {made} ({made.stat().st_size / 1e6:.1f} MB)")


def write_zoo(folder, precision, real, overwrite):
    """Writes the pages of the zoo, and says what was left out."""
    with silenced():
        from kerasgan.recipe.page import gallery

        made, left_out = gallery.write(folder, precision=precision, real=real, overwrite=overwrite)
    for name, why in left_out.items():
        typer.secho(f"{name} is left out: {why}", fg="yellow", err=True)
    typer.echo(f"Pages: {made}")
