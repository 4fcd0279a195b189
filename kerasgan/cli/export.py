"""`kerasgan export`."""

import pathlib
from typing import Annotated

import typer

from kerasgan.cli.terminal import Backend, Trained, silenced


def export(
    name: Trained,
    output: Annotated[
        pathlib.Path,
        typer.Option("-o", "--output", help="A .onnx or .tflite file; with --format saved_model a folder."),
    ],
    format: Annotated[
        str | None, typer.Option(help="'onnx', 'saved_model' or 'litert'. Default: by the end of the file's name.")
    ] = None,
    to: Annotated[str | None, typer.Option(help="Of a CycleGAN: 'b' from set a, 'a' from set b. Default: b.")] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace what is there.")] = False,
    backend: Backend = None,
):
    """Write the generator alone to a file that runs elsewhere: noise and conditions in, samples out."""
    from kerasgan.presets import trained

    trained.refuse_unknown(name)
    with silenced():
        path = trained.load(name).gan.export(output, format, to=to, overwrite=overwrite)
    size = sum(file.stat().st_size for file in ([path] if path.is_file() else path.rglob("*")))
    typer.echo(f"{path}: {size / 1e6:.1f} MB" if size >= 1e6 else f"{path}: {size / 1e3:.1f} kB")
