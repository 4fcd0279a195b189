"""`kerasgan plot`."""

import pathlib
from typing import Annotated

import typer

from kerasgan.cli.terminal import Backend, Trained, silenced


def plot(
    name: Trained,
    out: Annotated[pathlib.Path, typer.Option(help="The folder for the pictures.")] = pathlib.Path(),
    backend: Backend = None,
):
    """Draw the diagrams of a trained GAN and of both networks, and a sheet of samples."""
    from kerasgan.presets import trained

    trained.refuse_unknown(name)
    with silenced():
        from kerasgan.plots import sampling

        gan = trained.load(name).gan
    for file in sampling.plot(gan, out):
        typer.echo(f"{file}")
