"""How a preset is used: the code and the commands on its card. It needs no backend."""

import json
import shlex

from kerasgan import recipe as recipes

# How many samples the code on a card makes, and how wide and high it takes pictures to be where a network takes any.
COUNT, ANY_SIZE = 64, 64

MOST_WIDTH = 120  # of a line of code

# What a preset has that does not say so.
NETWORKS = ("generator", "discriminator")


def text(name, config, recipe, about):
    """Returns how to load a preset and to use it, in Python and on the command line.

    Args:
        name: String, what the preset is called.
        config: Dict, what its `config.json` says.
        recipe: Dict, its recipe; empty where there is none.
        about: Dict, what its `about.json` says; empty where there is none.
    """
    networks = config.get("networks", NETWORKS)
    makes = "generator" in networks
    lines = sampled(name, config, recipe, about) if makes else played(name, config, about)
    told = commands(name, config["sample"], recipe, about) if makes or config["sample"].get("translates") else []
    further = (
        f"{'The same samples come out on TensorFlow, JAX and PyTorch. ' * is_drawn_alike(config)}It can be trained "
        f"further by `kerasgan.fit_gan`; {'both' if len(networks) == 2 else 'all'} optimizers then start afresh."
    )
    return "\n".join(["```python", *lines, "```", "", *told, *foreign(config), further])


def is_drawn_alike(config):
    """Tells whether all backends draw the same z from a seed: a function of the user's own each carries out."""
    drawn = config.get("gan", {}).get("latent")
    return not isinstance(drawn, dict) or str(drawn.get("registered_name", "")).startswith("kerasgan>")


def sampled(name, config, recipe, about):
    """Returns lines of Python that make samples."""
    sample = config["sample"]
    alone = "kerasgan.zoo" if about.get("zoo") else "kerasgan.presets"
    size = ", ".join(map(str, (COUNT, *sample["shape"])))
    what = f"a DataFrame of {len(sample['columns'])} columns" if "columns" in sample else f"{sample['dtype']} ({size})"
    made = [f"samples = gan.sample({COUNT}{beside(sample)}, seed=0)  # {what}"]
    return [
        "import kerasgan",
        "",
        f"gan = {loaded(name, about)}",
        *(translated(sample, recipe) if sample.get("conditions") else made),
        f"generator = {alone}.load_generator({quoted(name)})  # the Keras model alone",
    ]


def translated(sample, recipe):
    """Returns lines of Python that make one sample for each condition: for held-out ones where the data are ours."""
    data, size = recipe.get("data", {}), ", ".join(map(str, ("n", *sample["shape"])))
    told = f"  # {sample['dtype']} ({size}), one for each"
    if data.get("name") not in recipes.PACKAGED:
        parts = ", ".join(f'"{name}": {name}' for name in sample["conditions"])
        return [f"made = gan.translate({{{parts}}}, seed=0){told}"]
    options = {name: value for name, value in data.get("options", {}).items() if value is not None}
    load = held_out(", ".join([quoted(data["name"]), *(f"{name}={written(value)}" for name, value in options.items())]))
    return [*load, f"made = gan.translate(condition, seed=0){told}"]


def held_out(arguments):
    """Returns the lines that load the part of a data set which is kept back, broken where they would be too long."""
    begun, ended = "wanted, condition = kerasgan.datasets.load(", ").held_out"
    whole = f"{begun}{arguments}{ended}"
    return [whole] if len(whole) <= MOST_WIDTH else [begun, f"    {arguments}", ended]


def played(name, config, about):
    """Returns lines of Python for a game without a network called `generator`: what it translates, and its networks."""
    sample, names = config["sample"], ", ".join(config["networks"])
    game = ["import kerasgan", "", f"game = {loaded(name, about)}"]
    networks = [f"networks = game.networks  # a dict of Keras models: {names}"]
    if not sample.get("translates"):
        return game + networks
    to, back = sample["translates"]
    shape = ", ".join(str(size or ANY_SIZE) for size in (4, *sample["shape"]))
    return [
        "import numpy as np",
        *game,
        f'{back} = np.zeros(({shape}), "{sample["dtype"]}")  # samples of yours of set {back}',
        f'{to} = game.translate({back}, to="{to}")  # and the other way round',
        *networks,
    ]


def loaded(name, about):
    """Returns the call that loads a preset."""
    return f"kerasgan.zoo.load({quoted(name)})" if about.get("zoo") else f"kerasgan.GAN.from_preset({quoted(name)})"


def written(value):
    """Returns a value of an option as Python writes it."""
    return quoted(value) if isinstance(value, str) else repr(value)


def quoted(name):
    """Returns a name as Python writes it between double quotes."""
    return json.dumps(name, ensure_ascii=False)


def foreign(config):
    """Returns what is said of a game that kerasgan doesn't know by itself, in a list."""
    package, known, name = config.get("class", "kerasgan>GAN").rpartition(">")
    own = known and package == "kerasgan"
    return [] if own else [f"Import first what defines and registers `{name}`.", ""]


def beside(sample):
    """Returns what `sample` is given besides: classes, or the value of a column."""
    if sample.get("asked"):
        column, value = sample["asked"]
        return f", where={{{written(column)}: {written(value)}}}"
    return f", labels=[{min(3, sample['classes'] - 1)}] * {COUNT}" if sample["classes"] else ""


def commands(name, sample, recipe, about):
    """Returns the lines of the command line, none for a GAN of conditions that are neither classes nor pictures."""
    if sample.get("translates") and len(sample["shape"]) == 3:
        called = shlex.quote(name)
        return ["```sh", f"kerasgan translate {called} PICTURES -o FOLDER --to {sample['translates'][0]}", "```", ""]
    if sample.get("conditions") and "input_shape" not in recipe.get("generator", {}):
        return []
    given, called = " --data PATH" if recipes.needs_path(recipe.get("data", {})) else "", shlex.quote(name)
    picture = "grid.png" if len(sample["shape"]) == 3 else "samples.png"
    picture = "samples.csv" if "columns" in sample else picture
    made = f"kerasgan sample {called}{labels(sample['classes'])} --seed 0 -o {picture}"
    again = about.get("zoo") and about.get("recipe_shipped")
    return [
        "```sh",
        f"kerasgan translate {called} PICTURES -o FOLDER" if sample.get("conditions") else made,
        f"kerasgan evaluate {called}{given}",
        *([made_again(recipe, given)] if again else []),
        "```",
        "",
    ]


def made_again(recipe, given):
    """Returns the command that carries out a recipe that comes with kerasgan as the run was."""
    start, told = (" --start RUN", f"; RUN is one of {recipe['start']}") if recipe.get("start") else ("", "")
    return f"kerasgan train {shlex.quote(recipe['name'])}{given}{start}{changes(recipe)}  # makes it again{told}"


def changes(recipe):
    """Returns the options by which a run differed from the recipe of its name that comes with kerasgan."""
    if recipe["name"] not in recipes.names():
        return ""
    shipped, own = (recipes.training_of(one) for one in (recipes.load(recipe["name"]), recipe))
    names = [name for name in ("steps", "batch_size", "seed") if own.get(name) not in (None, shipped.get(name))]
    return "".join(f" --{name.replace('_', '-')} {own[name]}" for name in names)


def labels(classes):
    """Returns the option for all of so many classes."""
    last = f"-{classes - 1}" if classes > 1 else ""
    return f" --labels 0{last}" if classes else ""
