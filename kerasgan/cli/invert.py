"""`kerasgan invert`."""

import pathlib
from typing import Annotated

import typer

from kerasgan.cli.terminal import Backend, Trained, silenced


def invert(
    name: Trained,
    picture: Annotated[pathlib.Path, typer.Argument(help="A picture file.")],
    output: Annotated[
        pathlib.Path,
        typer.Option("-o", "--output", help="A picture of both, side by side, or .npy for z alone."),
    ] = pathlib.Path("inverted.png"),
    label: Annotated[int | None, typer.Option(help="Its class, of a GAN with classes.")] = None,
    steps: Annotated[int, typer.Option(help="How many steps each z is moved.")] = 300,
    starts: Annotated[int, typer.Option(help="From how many z.")] = 4,
    resize: Annotated[
        str | None, typer.Option(help="'crop', 'pad' or 'stretch' a picture of another size. Default: refuse it.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed finds the same z.")] = 0,
    backend: Backend = None,
):
    """Find the z of which a trained GAN makes the picture nearest to yours."""
    from kerasgan import checks
    from kerasgan.presets import trained

    checks.raise_all([*checks.positive_integer("steps", steps), *checks.positive_integer("starts", starts)])
    trained.refuse_unknown(name)
    with silenced():
        from kerasgan.plots import exploring

        gan = trained.load(name).gan
    typer.echo(exploring.invert(gan, picture, output, label, resize, {"steps": steps, "starts": starts, "seed": seed}))
