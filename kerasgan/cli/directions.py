"""`kerasgan directions`."""

import pathlib
from typing import Annotated

import typer

from kerasgan.cli.terminal import Backend, Trained, silenced


def directions(
    name: Trained,
    output: Annotated[
        pathlib.Path,
        typer.Option("-o", "--output", help="A picture, or a folder for one picture of each direction."),
    ] = pathlib.Path("directions.png"),
    k: Annotated[int, typer.Option("-k", help="How many directions.")] = 10,
    how: Annotated[str, typer.Option(help="'sefa', of the first weights, or 'pca', of samples.")] = "sefa",
    label: Annotated[int | None, typer.Option(help="The class to show, of a GAN with classes.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed shows the same samples.")] = 0,
    backend: Backend = None,
):
    """Find the directions in the latent space along which samples change most, and draw them."""
    from kerasgan import checks
    from kerasgan.presets import trained

    checks.raise_all(checks.positive_integer("k", k))
    trained.refuse_unknown(name)
    with silenced():
        from kerasgan.plots import exploring

        gan = trained.load(name).gan
    for line in exploring.directions(gan, output, k, how, label, seed):
        typer.echo(line)
