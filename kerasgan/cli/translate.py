"""`kerasgan translate`."""

import pathlib
from typing import Annotated

import typer

from kerasgan.cli.terminal import Backend, Trained, silenced

NAMED = 5  # how many files a message names


def translate(
    name: Trained,
    path: Annotated[pathlib.Path, typer.Argument(help="A picture, or a folder or zip of pictures.")],
    output: Annotated[pathlib.Path, typer.Option("-o", "--output", help="A folder, or for one picture a .png.")],
    to: Annotated[str, typer.Option(help="Of a CycleGAN: 'b' from set a, 'a' from set b.")] = "b",
    seed: Annotated[
        int | None, typer.Option(help="For a generator with noise: the same seed, the same picture.")
    ] = None,
    resize: Annotated[
        str, typer.Option(help="'crop', 'pad' or 'stretch', where the network takes one size only.")
    ] = "crop",
    backend: Backend = None,
):
    """Translate pictures with a trained GAN: image in, image out."""
    from kerasgan.presets import trained

    trained.refuse_unknown(name)
    with silenced():
        from kerasgan.datasets.translated_files import Translator

        translator = Translator(trained.load(name).gan, to, seed, resize)
    translator.run(path, output)
    typer.echo(f"{output}: {len(translator.written)} translated.")
    if translator.resized:
        size = "x".join(map(str, translator.fields[0].shape[:2]))
        typer.echo(f"{len(translator.resized)} brought to {size} pixels, the size that the network takes ({resize}).")
    if translator.skipped:
        shown = [f"{file} ({why})" for file, why in translator.skipped.items()][:NAMED]
        more = ", ..." if len(translator.skipped) > NAMED else ""
        typer.secho(f"{len(translator.skipped)} skipped: {', '.join(shown)}{more}", fg="yellow", err=True)
    if not translator.written:
        raise typer.Exit(1)
