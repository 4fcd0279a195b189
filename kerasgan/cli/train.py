"""`kerasgan train`."""

import os
import pathlib
from typing import Annotated

import typer

from kerasgan.cli import complete
from kerasgan.cli.terminal import Backend, let_in_tensorflow, show, silenced

Settings = Annotated[
    list[str] | None, typer.Option("--set", help="Change any value of the recipe: --set discriminator.filters=64.")
]
Start = Annotated[
    str | None,
    typer.Option(
        help="Begin with the weights of a trained GAN of the same networks: an entry of the zoo, a run, a preset.",
        autocompletion=complete.trained,
    ),
]
Seeds = Annotated[
    str | None, typer.Option(help="Seeds of several runs, such as 0,1,2 or 0-4; one report compares them.")
]
Watched = Annotated[
    bool, typer.Option("--watch", help="Open a page in which curves, samples and findings grow as it trains.")
]
Browser = Annotated[
    bool, typer.Option("--browser/--no-browser", help="With --watch: open a browser, or print the address alone.")
]


def train(
    name: Annotated[
        str,
        typer.Argument(
            help="A recipe by name (`kerasgan recipes` lists them) or a JSON file.", autocompletion=complete.recipes
        ),
    ],
    recipe: Annotated[str, typer.Option(help="A variant of the recipe, such as `book` for normal_200d.")] = "",
    out: Annotated[pathlib.Path | None, typer.Option("-o", "--out", help="The run folder. Default: runs/NAME.")] = None,
    steps: Annotated[int | None, typer.Option(help="Number of steps in all. Default: the recipe's.")] = None,
    batch_size: Annotated[int | None, typer.Option(help="Samples in a batch. Default: the recipe's.")] = None,
    seed: Annotated[int | None, typer.Option(help="The seed of the run. Default: the recipe's.")] = None,
    seeds: Seeds = None,
    data: Annotated[
        str | None, typer.Option(help="A folder or zip of images, or a table, for recipes that need one.")
    ] = None,
    start: Start = None,
    size: Annotated[int | None, typer.Option(help="For `pictures`: width and height in pixels. Default: 64.")] = None,
    classes: Annotated[bool, typer.Option("--classes", help="For `pictures`: the folders are classes.")] = False,
    settings: Settings = None,
    evaluate_every: Annotated[int | None, typer.Option(help="Measure the quality every so many steps.")] = None,
    keep: Annotated[str | None, typer.Option(help="'best': end with the best generator measured.")] = None,
    patience: Annotated[
        int | None, typer.Option(help="Stop after this many measurements without a better one.")
    ] = None,
    log: Annotated[list[str] | None, typer.Option(help="'tensorboard' or 'wandb': send the figures there.")] = None,
    backend: Backend = None,
    show_report: Annotated[bool, typer.Option("--open", help="Open the report in a browser at the end.")] = False,
    watch: Watched = False,
    browser: Browser = True,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing while training.")] = False,
    devices: Annotated[
        str, typer.Option(help="'one', or 'all': the devices of this machine share each batch.")
    ] = "one",
    coordinator: Annotated[str | None, typer.Option(help="HOST:PORT of process 0, for several processes.")] = None,
    num_processes: Annotated[int, typer.Option(help="How many processes train together.")] = 1,
    process_id: Annotated[int, typer.Option(help="The number of this process, from 0.")] = 0,
):
    """Train a GAN by a recipe and leave a run folder with the model, figures, diagrams and a report.

    A run that was cut off goes on where it was when the same command is given again. A finished one goes on with
    `--out` and a larger `--steps`.
    """
    from kerasgan import checks
    from kerasgan import recipe as recipes

    measured = {"every": evaluate_every, "keep": keep, "patience": patience}
    training = {"steps": steps, "batch_size": batch_size, "seed": seed}
    beside = {"data": data, "start": start, "evaluate": measured}
    chosen = chosen_recipe(f"{name}_{recipe}" if recipe else name, size, classes, settings, beside, training)
    wanted = recipes.seeds_of(seeds)
    checks.raise_all(several_problems(wanted, watch, seed))
    with silenced():
        from kerasgan.training import devices as engines

    scope = engines.join(devices, coordinator, num_processes, process_id)
    options = {
        "verbose": 0 if quiet else "auto",
        "scope": scope,
        "log": log or (),
        "watch": shown(browser) if watch else None,
    }
    report = carried_out(chosen, wanted, out, options)
    if show_report and report:
        typer.launch(os.path.abspath(report))


def several_problems(wanted, watch, seed):
    """Checks what makes no sense beside several seeds."""
    if not wanted:
        return []
    told = {
        "`watch`: a page shows one run. Leave `--seeds` or `--watch` out.": watch,
        "`seed`: `--seeds` says them all. Leave one of the two out.": seed is not None,
    }
    return [problem for problem, there in told.items() if there]


def chosen_recipe(name, size, classes, settings, beside, training):
    """Returns the recipe of that name with all that the options say, checked."""
    from kerasgan import checks
    from kerasgan import recipe as recipes
    from kerasgan.recipe import pictures, setting

    chosen = recipes.load(name)
    with silenced():  # it looks at the pictures
        chosen = pictures.fitted(chosen, beside["data"], size, classes)
    chosen = setting.with_settings(chosen, settings or ())
    chosen = recipes.changed(chosen, **beside, **training)
    checks.raise_all(recipes.missing_data(chosen) + recipes.missing_start(chosen))
    if beside["start"]:
        refuse_unknown(beside["start"])
    return chosen


def refuse_unknown(start):
    """Raises a `ValueError` where there is no trained GAN to begin with, before a backend is imported."""
    from kerasgan.presets import trained

    try:
        trained.refuse_unknown(start)
    except ValueError as error:
        raise ValueError(str(error).replace("`preset`", "`start`", 1)) from None


def shown(browser):
    """Returns the function of a run folder to a context in which a page shows the run."""
    from kerasgan.recipe.report import server

    def tell(address):
        typer.echo(f"Watch: {address}")

    return lambda folder: server.serving(folder, tell, browser)


CUT_OFF = "Cut off. The same command goes on from here.\n"


def carried_out(chosen, wanted, out, options):
    """Trains, once or with several seeds, and says how close the samples are; returns where the report is, if here."""
    with silenced():
        from kerasgan.recipe import run, several
        from kerasgan.training import guard, team

    if "tensorboard" in options["log"]:
        let_in_tensorflow()  # Keras's callback writes by it
    with guard.ending() as ending:
        if wanted:
            report = several.train(chosen, wanted, out, **options)
        else:
            out = out or run.choose_folder(chosen)
            summary = run.train(chosen, out, **options)
            report = out / "report.html" if team.writes() else None
    if report and wanted:
        typer.echo(f"{CUT_OFF if ending.number else ''}Report: {report}")
    elif report:
        show(summary, out)
    if ending.number:  # as a shell tells of a program that a signal ended
        raise typer.Exit(128 + ending.number)
    return report
