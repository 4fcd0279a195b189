"""`kerasgan sample`."""

import pathlib
from typing import Annotated

import typer

from kerasgan.cli.terminal import Backend, Trained, silenced

# What rows of a table are not asked for.
NO_LABELS = "`labels`: a table has none. Ask for rows with `--where COLUMN=VALUE`."
NO_WALK = "`interpolate`: rows of a table are no walk. Leave it out."


def sample(
    name: Trained,
    n: Annotated[int | None, typer.Option("-n", help="How many samples. Default: as many as fill a picture.")] = None,
    seed: Annotated[
        int | None, typer.Option(help="The same seed makes the same samples. Default: a new one each time.")
    ] = None,
    output: Annotated[
        pathlib.Path | None,
        typer.Option(
            "-o",
            "--output",
            help="A picture, .npy, .csv, or a folder for single images; of a table .csv or .parquet. Default: "
            "samples.png, samples.csv.",
        ),
    ] = None,
    labels: Annotated[str | None, typer.Option(help="Classes to make, such as 0-9 or 3,5.")] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(help='Of a table: what rows are to be, "income=>50K", "age=30..40"; again for further columns.'),
    ] = None,
    backend: Backend = None,
    interpolate: Annotated[
        int | None, typer.Option(help="Animate a walk through this many points of the latent space: .gif or .webp.")
    ] = None,
    truncation: Annotated[
        float | None, typer.Option(help="From 0 to 1: below 1 more typical and less different samples.")
    ] = None,
):
    """Make samples with a trained GAN."""
    import random

    from kerasgan import checks
    from kerasgan.presets import trained

    checks.raise_all(checks.positive_integer("n", n, optional=True))
    wanted = None if labels is None else checks.whole_numbers("labels", labels, "'0-9' or '3,5,7-9'")
    trained.refuse_unknown(name)
    drawn = seed is None
    seed = random.randrange(2**31) if drawn else seed
    with silenced():
        from kerasgan.plots import sampling

        gan = trained.load(name).gan
    if hasattr(gan, "table"):
        from kerasgan.games import asking
        from kerasgan.tables import files

        wrong = [told for told, value in ((NO_LABELS, labels), (NO_WALK, interpolate)) if value is not None]
        checks.raise_all(wrong + asking.truncation_problems(gan, truncation))
        output = output or pathlib.Path("samples.csv")
        typer.echo(files.sampled(gan, n, where, seed, output))
        return told_seed(seed, drawn)
    checks.raise_all(["`where`: only rows of a table can be asked for. Leave it out."] if where else [])
    output = output or pathlib.Path("samples.png")
    if interpolate is None:
        made = sampling.make(gan, n or sampling.default_count(gan), seed, wanted, truncation=truncation)
        sampling.write(gan, made, output)
    else:
        sampling.walk(gan, interpolate, output, seed, wanted, n, truncation=truncation)
    typer.echo(f"{output}")
    told_seed(seed, drawn)


def told_seed(seed, drawn):
    """Says which seed was drawn where none was given."""
    if drawn:
        typer.echo(f"Made with --seed {seed}.")
