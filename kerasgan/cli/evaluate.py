"""`kerasgan evaluate`."""

from typing import Annotated

import typer

from kerasgan.cli.terminal import Backend, Trained, silenced


def evaluate(
    name: Trained,
    seeds: Annotated[int, typer.Option(help="Over how many sampling seeds.")] = 3,
    data: Annotated[str | None, typer.Option(help="A folder or zip of images, for recipes that need one.")] = None,
    backend: Backend = None,
):
    """Measure a trained GAN on its data, beside as many real samples."""
    from kerasgan.presets import trained

    trained.refuse_unknown(name)
    with silenced():
        from kerasgan.cli import tables
        from kerasgan.zoo import curate

        found = trained.load(name)
    tables.show(tables.of_scores(found.name, curate.evaluate(found, seeds, data)))
