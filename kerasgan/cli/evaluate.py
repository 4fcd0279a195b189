"""`kerasgan evaluate`."""

from typing import Annotated

import typer

from kerasgan.cli.terminal import Backend, Trained, silenced


def evaluate(
    name: Trained,
    seeds: Annotated[int, typer.Option(help="How many sampling seeds to average over.")] = 3,
    data: Annotated[str | None, typer.Option(help="A folder or zip of images, for recipes that need one.")] = None,
    backend: Backend = None,
):
    """Measure a trained GAN, and as many real samples for comparison."""
    from kerasgan.presets import trained

    trained.refuse_unknown(name)
    with silenced():
        from kerasgan.cli import tables
        from kerasgan.zoo import curate

        found = trained.load(name)
    tables.show(tables.of_scores(found.name, curate.evaluate(found, seeds, data)))
