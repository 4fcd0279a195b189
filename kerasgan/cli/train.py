"""`kerasgan train`."""

import os
import pathlib
from typing import Annotated

import typer

from kerasgan.cli import complete
from kerasgan.cli.terminal import Backend, show, silenced


def train(
    name: Annotated[
        str,
        typer.Argument(
            help="A recipe by name (`kerasgan recipes` lists them) or a JSON file.", autocompletion=complete.recipes
        ),
    ],
    recipe: Annotated[str, typer.Option(help="A variant of the recipe, such as `book` for normal_200d.")] = "",
    out: Annotated[pathlib.Path | None, typer.Option(help="The run folder. Default: runs/NAME.")] = None,
    steps: Annotated[int | None, typer.Option(help="How many steps in all. Default: as the recipe says.")] = None,
    batch_size: Annotated[int | None, typer.Option(help="Samples in a batch. Default: as the recipe says.")] = None,
    seed: Annotated[int | None, typer.Option(help="The seed of the run. Default: as the recipe says.")] = None,
    seeds: Annotated[str | None, typer.Option(help="Several runs, such as 0,1,2 or 0-4, in one report.")] = None,
    data: Annotated[
        str | None, typer.Option(help="A folder or zip of images, or a table, for recipes that need one.")
    ] = None,
    size: Annotated[int | None, typer.Option(help="Of `pictures`: how many pixels wide and high. Default: 64.")] = None,
    classes: Annotated[bool, typer.Option("--classes", help="Of `pictures`: the folders are classes.")] = False,
    settings: Annotated[
        list[str] | None, typer.Option("--set", help="Any value of the recipe: --set discriminator.filters=64.")
    ] = None,
    evaluate_every: Annotated[int | None, typer.Option(help="Measure the quality every so many steps.")] = None,
    keep: Annotated[str | None, typer.Option(help="'best': end with the best generator that was measured.")] = None,
    patience: Annotated[int | None, typer.Option(help="Stop after so many measurements without a better one.")] = None,
    log: Annotated[list[str] | None, typer.Option(help="'tensorboard' or 'wandb': send the figures there.")] = None,
    backend: Backend = None,
    show_report: Annotated[bool, typer.Option("--open", help="Open the report in a browser at the end.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing while training.")] = False,
    devices: Annotated[str, typer.Option(help="'one', or 'all' devices of this machine share each batch.")] = "one",
    coordinator: Annotated[str | None, typer.Option(help="HOST:PORT of process 0, for several processes.")] = None,
    num_processes: Annotated[int, typer.Option(help="How many processes train together.")] = 1,
    process_id: Annotated[int, typer.Option(help="The number of this one, from 0 on.")] = 0,
):
    """Train a GAN by a recipe; leaves a run folder with the model, figures, diagrams and a report.

    A run that was cut off goes on where it was when the same command is given again. A finished one goes on with
    `--out` and a larger `--steps`.
    """
    from kerasgan import recipe as recipes

    measured = {"every": evaluate_every, "keep": keep, "patience": patience}
    training = {"steps": steps, "batch_size": batch_size, "seed": seed}
    chosen = chosen_recipe(f"{name}_{recipe}" if recipe else name, data, size, classes, settings, measured, training)
    wanted = recipes.seeds_of(seeds)
    with silenced():
        from kerasgan.training import devices as engines

    scope = engines.join(devices, coordinator, num_processes, process_id)
    options = {"verbose": 0 if quiet else "auto", "scope": scope, "log": log or ()}
    report = carried_out(chosen, wanted, out, options)
    if show_report:
        typer.launch(os.path.abspath(report))


def chosen_recipe(name, data, size, classes, settings, measured, training):
    """Returns the recipe of that name with all that the options say, checked."""
    from kerasgan import checks
    from kerasgan import recipe as recipes
    from kerasgan.recipe import pictures, setting

    chosen = recipes.load(name)
    with silenced():  # it looks at the pictures
        chosen = pictures.fitted(chosen, data, size, classes)
    chosen = setting.with_settings(chosen, settings or ())
    chosen = recipes.changed(chosen, data=data, evaluate=measured, **training)
    checks.raise_all(recipes.missing_data(chosen))
    return chosen


def carried_out(chosen, wanted, out, options):
    """Trains, once or with several seeds, says how close the samples are, and returns the path of the report."""
    with silenced():
        from kerasgan.recipe import run, several
        from kerasgan.training import guard

    with guard.ending() as ending:
        if wanted:
            report = several.train(chosen, wanted, out, **options)
        else:
            out = out or run.choose_folder(chosen)
            report, summary = out / "report.html", run.train(chosen, out, **options)
    if wanted:
        typer.echo(f"Report: {report}")
    elif summary:  # the first process has it
        show(summary, out)
    if ending.number:  # as a shell tells of a program that a signal ended
        raise typer.Exit(128 + ending.number)
    return report
