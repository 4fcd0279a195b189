"""The cards of presets and classifiers, and the gallery of the zoo: Markdown from their files, without a backend."""

import contextlib
import functools
import math
import pathlib

from kerasgan import recipe as recipes
from kerasgan.errors import PresetError
from kerasgan.presets import folder as folders
from kerasgan.presets import manifest, usage
from kerasgan.recipe import schedules

# What is to be known of the data sets that come with the package or are easily had.
DATA = {
    "digits": "scikit-learn's 8x8 handwritten digits (E. Alpaydin and C. Kaynak, 1998), CC BY 4.0.",
    "glyphs": "Chinese characters drawn from Noto Sans CJK SC and Noto Serif CJK SC Regular, SIL Open Font License "
    "1.1: 2,000 of the 6,763 of GB 2312 come with kerasgan.",
    "gaussian_2d": "One correlated normal distribution in the plane, drawn fresh for each batch: no licence needed.",
    "grid_25": "25 narrow normal modes on a grid, drawn fresh for each batch: no licence needed.",
    "mnist": "MNIST by Y. LeCun, C. Cortes and C. Burges, CC BY-SA 3.0: 8,000 training digits come with kerasgan.",
    "normal_200d": "Independent normal values, drawn fresh for each batch: no licence needed.",
    "table": "Rows of a file of yours, which does not come with this preset.",
    "ring_8": "Eight narrow normal modes on a circle, drawn fresh for each batch: no licence needed.",
}
UNKNOWN_DATA = "Not said. Ask whoever made this preset before you publish what it makes."

ROUNDING = 1e-5  # spreads that are no more than this of a value are those of sums in another order

FIGURES = "| figure | generated | real | times real | samples |\n|---|---:|---:|---:|---:|"


def card(folder, name):
    """Returns the card of a preset, Markdown.

    Args:
        folder: Path of a preset.
        name: String, what it is called.

    Raises:
        PresetError: If one of its files is damaged, or says what no such file says.
    """
    folder = pathlib.Path(folder)
    config = {"config": read_object(folder / folders.CONFIG)}
    parts = config | {name: part(folder, name) for name in folders.PARTS}

    def made(make, *names):
        with reading(folder, *names):
            return make(*(parts[name] for name in names))

    sections = [
        f"# {name}",
        made(summary, "config", "about", "recipe"),
        "![samples](samples.png)" if (folder / "samples.png").is_file() else "",
        section("How to use it", made(functools.partial(usage.text, name), "config", "recipe", "about")),
        section("Where the method comes from", parts["about"].get("method")),
        section("Data and licence", made(data, "recipe", "about")),
        section("How good it is", made(table, "scores")),
        section("Limits", made(lambda about: bullets(about.get("limits")), "about")),
        section("Known to be wrong", made(lambda about: bullets(about.get("wrong")), "about")),
        section("Training", made(training, "recipe", "about")),
        section("Networks", made(networks, "config")),
    ]
    return "\n\n".join(text for text in sections if text) + "\n"


def part(folder, name):
    """Returns what a file of a preset says, `{}` where there is none."""
    path = folder / f"{name}.json"
    return read_object(path) if path.is_file() else {}


def read_object(path):
    """Returns the object that a file of a preset has to hold."""
    found = manifest.read_json(path)
    if not isinstance(found, dict):
        raise PresetError(f"{path}: expected an object. Received a {type(found).__name__}. {manifest.RESTORE}")
    return found


@contextlib.contextmanager
def reading(folder, *names):
    """Within this context what goes wrong with the parts `names` of a preset becomes one error that names them."""
    try:
        yield
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        files = ", ".join(f"{name}.json" for name in names)
        found = f"{type(error).__name__}: {error}"[:300]
        raise PresetError(f"{folder}: no card can be made of {files}. {found}. {manifest.RESTORE}") from error


def summary(config, about, recipe):
    """Returns what it is, in a sentence or two."""
    told = about.get("summary") or recipe.get("description")
    does, back = ("translates", ", and back") if config["sample"].get("translates") else ("makes", "")
    return str(told or f"A GAN that {does} samples of shape {shape(config)}{back}.")


def section(title, text):
    """Returns a section of Markdown; empty where there is nothing to say."""
    return f"## {title}\n\n{text}" if text else ""


def bullets(texts):
    """Returns a list in Markdown."""
    return "\n".join(f"- {text}" for text in texts or [])


def shape(config):
    """Returns the shape of one sample, as text."""
    return str(tuple(config["sample"]["shape"]))


def data(recipe, about):
    """Returns what the data are, and who has which rights."""
    known = about.get("data") or DATA.get(recipe.get("data", {}).get("name"), UNKNOWN_DATA)
    return f"{known}\n\n{about['licence']}" if about.get("licence") else known


def table(scores):
    """Returns the figures, generated beside real."""
    if not scores.get("figures"):
        return "Not measured."
    rows = [row(figure) for figure in scores["figures"].values()]
    measured = scores["measured"]
    versions = ", ".join(f"{name} {version}" for name, version in measured["versions"].items())
    seeds = ", ".join(map(str, scores["seeds"]))
    return (
        "\n".join([FIGURES, *rows]) + "\n\nMean and standard deviation over the sampling seeds "
        f"{seeds}, of one training run. `real` is the same figure of as many real samples: what is within reach. "
        f"Measured by `kerasgan evaluate` on {measured['backend']} ({versions})."
    )


def row(figure):
    """Returns one figure as a row of a table."""
    columns = [with_spread(figure, "generated", "spread"), with_spread(figure, "real", "real_spread"), ratio(figure)]
    return " | ".join(["| " + figure["title"].replace("|", r"\|"), *columns, f"{figure['samples']:,} |"])


def with_spread(figure, value, spread):
    """Returns a figure with its standard deviation behind it, both as far as the deviation's first digit."""
    if figure[spread] <= ROUNDING * abs(figure[value] or 0):
        return number(figure[value])
    decimals = min(6, max(0, -math.floor(math.log10(figure[spread]))))
    return f"{figure[value]:,.{decimals}f} ± {figure[spread]:,.{decimals}f}"


def number(value):
    """Returns a figure as text, with three digits that count and no exponent."""
    if value is None:
        return "infinite"
    if value == int(value) and abs(value) < 1e6:
        return str(int(value))
    decimals = max(0, 2 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if decimals else text


def ratio(figure):
    """Returns how many times as large as for real samples a distance is; empty for what is no distance."""
    if not figure["title"].endswith("ideal 0") or not figure["real"] or figure["generated"] is None:
        return ""
    times = figure["generated"] / figure["real"]
    return f"{times:.2g}" if times < 10 else f"{times:,.0f}"


def training(recipe, about):
    """Returns how it was trained: what the recipe says, how long it took and where."""
    rows = [*recipe_rows(recipe), *run_rows(about.get("training", {}))]
    return "\n".join(["| | |\n|---|---|", *(f"| {name} | {value} |" for name, value in rows)]) if rows else ""


def recipe_rows(recipe):
    """Returns (name, value) of what a recipe says."""
    if not recipe:
        return []
    gan, rounds = schedules.resolved(recipe).get("gan", {}), recipes.training_of(recipe)
    rows = [("recipe", f"`{recipe['name']}`, all of it in `recipe.json`")]
    rows += [("begun with the weights of", f"`{recipe['start']}`")] if recipe.get("start") else []
    rows += (
        [("loss", f"`{gan['loss']}`" if isinstance(gan.get("loss"), str) else "see `recipe.json`")]
        if "loss" in gan
        else []
    )
    rows += [
        (f"{net}'s optimizer", optimizer(gan[key]))
        for net, key in (("G", "g_optimizer"), ("D", "d_optimizer"))
        if key in gan
    ]
    length = f"{rounds['steps']:,} steps" if rounds.get("steps") else f"{rounds['epochs']} epochs"
    rows.append(("length", f"{length} of batches of {rounds['batch_size']}"))
    rows.append(("updates of D for one of G", gan.get("d_steps", 1)))
    return [*rows, ("training seed", rounds["seed"])]


def optimizer(config):
    """Returns an optimizer in words."""
    if isinstance(config, str):
        return config
    settings = ", ".join(f"{name} {setting(value)}" for name, value in config.get("config", {}).items())
    return f"{config['class_name']}, {settings}"


def setting(value):
    """Returns a setting of an optimizer in words; a schedule as the call that makes it."""
    if not isinstance(value, dict):
        return value
    arguments = ", ".join(f"{name}={part}" for name, part in value.get("config", {}).items())
    return f"{value.get('class_name')}({arguments})"


def run_rows(facts):
    """Returns (name, value) of what a run says of itself."""
    rows = []
    if "seconds" in facts:
        speed = f", {facts['steps_per_second']:.0f} steps/s" if "steps_per_second" in facts else ""
        rows.append(("time", f"{duration(facts['seconds'])}{speed}"))
    if "machine" in facts:
        rows.append(("machine", f"{facts['machine']['system']}, {facts['machine']['cpus']} CPU cores"))
    if "versions" in facts:
        versions = ", ".join(f"{name} {version}" for name, version in facts["versions"].items())
        rows.append(("software", f"{facts['backend']} backend; {versions}"))
    return rows


def duration(seconds):
    """Returns a time in words."""
    if seconds < 120:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 7200 else f"{seconds / 3600:.1f} hours"


def networks(config):
    """Returns the sizes of all networks, and their diagrams."""
    sizes = {name: f"{size:,}" for name, size in config["parameters"].items()}
    first, *others = sizes.items()
    told = "".join(f", the {name} {size}" for name, size in others)
    pictures = " ".join(f"![{name}]({name}.png)" for name in sizes)
    frozen = "D is" if list(sizes) == ["generator", "discriminator"] else "all but the first player's networks are"
    return (
        f"The {first[0]} has {first[1]} parameters{told}.\n\n{pictures}\n\n"
        f"The combined model, in which {frozen} frozen: [gan.png](gan.png)."
    )


# === Classifiers ===


def classifier_card(folder, name):
    """Returns the card of a classifier of the zoo, Markdown."""
    about, scores = part(folder, "about"), part(folder, "scores")
    with reading(folder, "about", "scores"):
        sections = [
            f"# {name}",
            about["summary"],
            "![what it confuses, and the held-out digits that it misreads](samples.png)",
            section("How to use it", classifier_use(name)),
            section("Where the method comes from", about["method"]),
            section("Data and licence", f"{about['data']}\n\n{about['licence']}"),
            section("How good it is", accuracies(scores)),
            section("Limits", bullets(about["limits"])),
            section("Known to be wrong", bullets(about["wrong"])),
            section("Training", about["training"]),
        ]
    return "\n\n".join(sections) + "\n"


def classifier_use(name):
    """Returns how to load a classifier, and to measure with it."""
    return "\n".join(
        [
            "```python",
            "import kerasgan",
            "",
            f'classifier = kerasgan.zoo.load_classifier("{name}")  # a Keras model',
            'digits = kerasgan.zoo.load("mnist_cgan").sample(100, labels=[3] * 100, seed=0)',
            "classifier.predict(digits).argmax(axis=1)  # which digits it recognises",
            "kerasgan.metrics.digits.scores(digits)  # all the figures that rest on it",
            "```",
            "",
            "The same probabilities come out on TensorFlow, JAX and PyTorch.",
        ]
    )


def accuracies(scores):
    """Returns the accuracy of a classifier as two tables: in all, and by class."""
    rows = [accuracy_row(title, scores[name]) for name, title in GROUPS.items()]
    classes = range(len(scores["held_out"]["per_class"]))
    shares = (f"{share:.1%}" for share in scores["held_out"]["per_class"])
    return "\n".join(
        [
            "| digits | accuracy | 95 % interval | how many |\n|---|---:|---:|---:|",
            *rows,
            "\nHeld out, by digit:\n",
            f"| {' | '.join(map(str, classes))} |\n|{'---:|' * len(classes)}\n| {' | '.join(shares)} |",
        ]
    )


GROUPS = {"held_out": "**held out**", "trained_on": "trained on"}


def accuracy_row(title, found):
    """Returns one accuracy as a row of a table."""
    return f"| {title} | {found['accuracy']:.1%} | {found['low']:.1%} to {found['high']:.1%} | {found['samples']:,} |"


# === In short, for lists ===


def classifier_headline(scores):
    """Returns the main figure of a classifier, a short text."""
    found = scores["held_out"]
    return f"accuracy on {found['samples']:,} held-out digits: {found['accuracy']:.1%}"


def headlines(scores):
    """Returns the main figures, each a short text."""
    shown = [scores["figures"][name] for name in scores.get("headline", [])]
    return [f"{short(figure)}: {number(figure['generated'])} ({number(figure['real'])})" for figure in shown]


def short(figure):
    """Returns the title of a figure without its ideal."""
    return figure["title"].split(",")[0].split(" (")[0]
