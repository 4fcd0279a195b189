"""`kerasgan report`."""

import pathlib
from typing import Annotated

import typer

from kerasgan.cli.terminal import silenced


def report(
    runs: Annotated[list[pathlib.Path], typer.Argument(help="Run folders; several are compared.")],
    out: Annotated[
        pathlib.Path | None, typer.Option(help="The HTML file. Default: report.html in the first run.")
    ] = None,
):
    """Write a report of one run, or of several side by side: one HTML file that opens offline."""
    from kerasgan import report as reports

    with silenced():
        made = reports.write(runs, out, generator=True)
    typer.echo(f"Report: {made}")
