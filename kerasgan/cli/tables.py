"""What the commands about trained GANs print."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from kerasgan import recipe as recipes
from kerasgan.presets import cards, shelf

CONSOLE = {"highlight": False}


def show(what):
    """Prints something to the terminal."""
    Console(**CONSOLE).print(what)


def of_scores(name, scores):
    """Returns a table of the scores of one GAN."""
    seeds = len(scores["seeds"])
    table = Table(title=f"{name}: mean and deviation over {seeds} sampling seed{'s' if seeds > 1 else ''}")
    table.title_justify = "left"
    for column in ("figure", "generated", "real", "times real", "samples"):
        table.add_column(column, justify="left" if column == "figure" else "right")
    for figure in scores["figures"].values():
        made, real = cards.with_spread(figure, "generated", "spread"), cards.with_spread(figure, "real", "real_spread")
        table.add_row(escape(figure["title"]), made, real, cards.ratio(figure), f"{figure['samples']:,}")
    return table


def of_zoo():
    """Returns a table of the entries of the zoo, with their main scores."""
    table = Table(title="The zoo", title_justify="left", show_lines=True)
    for column in ("name", "makes", "MB", "scores (real samples in brackets)"):
        table.add_column(column, justify="right" if column == "MB" else "left")
    for name in shelf.names():
        folder = shelf.folder_of(name)
        config, scores = cards.part(folder, "config"), cards.part(folder, "scores")
        size = sum(path.stat().st_size for path in folder.glob("*.weights.h5")) / 1e6
        with cards.reading(folder, "config", "scores"):
            told = [makes(config["sample"]), f"{size:.1f}", "\n".join(cards.headlines(scores))]
        table.add_row(f"[bold]{name}[/]", *map(escape, told))
    for name in shelf.classifiers():
        table.add_row(f"[bold]{name}[/]", *map(escape, of_classifier(shelf.folder_of(name))))
    return table


def of_recipes():
    """Returns a table of the recipes: their data and length, the time and the main score of the zoo's entry."""
    table = Table(title="Recipes", title_justify="left", show_lines=True, caption=RECIPES, caption_justify="left")
    for column in ("name", "data, length, time", "score (real samples in brackets)", "what it is"):
        table.add_column(column, no_wrap=column == "name")
    made = entries()
    for name in recipes.names():
        recipe = recipes.load(name)
        training = recipes.training_of(recipe)
        told = recipe.get("description", "").split(". ")[0].split(": ")[0].rstrip(".")
        data = recipe["data"]["name"] + (", `--data`" if recipes.missing_data(recipe) else "")
        data += ", `--start`" if recipes.missing_start(recipe) else ""
        long = f"{training['steps']:,}" if "steps" in training else f"{training['epochs']} epochs"
        length = f"{long} x {training['batch_size']}"
        time, score = of_entry(made.get(name))
        run = "\n".join(filter(None, [data, length, time]))  # one below the other: a terminal has 80 columns
        table.add_row(f"[bold]{name}[/]", *map(escape, [run, score, told]))
    return table


RECIPES = (
    "length: steps, or passes over the data, x batch; time and score: of the zoo's entry of that name. `kerasgan train "
    "NAME` trains one, `kerasgan recipes show NAME` prints it; docs/recipes.md explains the format."
)


def entries():
    """Returns the folder of the zoo's entry that a recipe has made, the first one, by the name of the recipe."""
    folders = [shelf.folder_of(name) for name in shelf.names()]
    return {cards.part(folder, "recipe").get("name"): folder for folder in reversed(folders)}


def of_entry(folder):
    """Returns how long an entry of the zoo took to train, and its main score; empty where there is none, `None`."""
    if folder is None:
        return "", ""
    training, scores = cards.part(folder, "about").get("training", {}), cards.part(folder, "scores")
    time = cards.duration(training["seconds"]) if "seconds" in training else ""
    return time, next(iter(cards.headlines(scores)), "")


def of_classifier(folder):
    """Returns what the table of the zoo says of a classifier."""
    size = (folder / shelf.CLASSIFIER).stat().st_size / 1e6
    with cards.reading(folder, "scores"):
        return "which digit it is", f"{size:.1f}", cards.classifier_headline(cards.part(folder, "scores"))


def makes(sample):
    """Returns what an entry makes, in words."""
    shape = "x".join(map(str, sample["shape"]))
    classes = f", {sample['classes']} classes" if sample["classes"] else ""
    return f"{shape} {sample['dtype']}{classes}"


def show_checks(checks):
    """Prints each check as it is done; returns whether all passed."""
    console, passed = Console(**CONSOLE), True
    for check in checks:
        mark = "[green]ok[/]    " if check.passed else "[red]FAILED[/]"
        console.print(f"{mark} [bold]{check.entry}[/] {check.check}: ", end="")
        console.print(check.found, markup=False, soft_wrap=True)
        passed = passed and check.passed
    return passed
