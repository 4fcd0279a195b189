"""How a preset is used: the code and the commands on its card. It needs no backend."""

import json
import shlex

# How many samples the code on a card makes, and how wide and high it takes pictures to be where a network takes any.
COUNT, ANY_SIZE = 64, 64

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
    lines = sampled(name, config, about) if makes else played(name, config, about)
    told = commands(name, config["sample"], recipe, about) if makes else []
    further = (
        "The same samples come out on TensorFlow, JAX and PyTorch. It can be trained further by `kerasgan.fit_gan`; "
        f"{'both' if len(networks) == 2 else 'all'} optimizers then start afresh."
    )
    return "\n".join(["```python", *lines, "```", "", *told, *foreign(config), further])


def sampled(name, config, about):
    """Returns lines of Python that make samples."""
    sample = config["sample"]
    alone = "kerasgan.zoo" if about.get("zoo") else "kerasgan.presets"
    size = ", ".join(map(str, (COUNT, *sample["shape"])))
    return [
        "import kerasgan",
        "",
        f"gan = {loaded(name, about)}",
        f"samples = gan.sample({COUNT}{beside(sample)}, seed=0)  # {sample['dtype']} ({size})",
        f"generator = {alone}.load_generator({quoted(name)})  # the Keras model alone",
    ]


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


def quoted(name):
    """Returns a name as Python writes it between double quotes."""
    return json.dumps(name, ensure_ascii=False)


def foreign(config):
    """Returns what is said of a game that kerasgan doesn't know by itself, in a list."""
    package, known, name = config.get("class", "kerasgan>GAN").rpartition(">")
    own = known and package == "kerasgan"
    return [] if own else [f"Import first what defines and registers `{name}`.", ""]


def beside(sample):
    """Returns what `sample` is given besides: classes, or other conditions."""
    if sample.get("conditions"):
        parts = ", ".join(f'"{name}": {name}' for name in sample["conditions"])
        return f", condition={{{parts}}}"
    return f", labels=[{min(3, sample['classes'] - 1)}] * {COUNT}" if sample["classes"] else ""


def commands(name, sample, recipe, about):
    """Returns the lines of the command line, none for a GAN that needs more than classes."""
    if sample.get("conditions"):
        return []
    given = " --data PATH" if has_no_path(recipe) else ""
    picture = "grid.png" if len(sample["shape"]) == 3 else "samples.png"
    again = about.get("zoo") and about.get("recipe_shipped")
    return [
        "```sh",
        f"kerasgan sample {shlex.quote(name)}{labels(sample['classes'])} --seed 0 -o {picture}",
        f"kerasgan evaluate {shlex.quote(name)}{given}",
        *([f"kerasgan train {shlex.quote(recipe['name'])}{given}  # makes it again"] if again else []),
        "```",
        "",
    ]


def labels(classes):
    """Returns the option for all of so many classes."""
    last = f"-{classes - 1}" if classes > 1 else ""
    return f" --labels 0{last}" if classes else ""


def has_no_path(recipe):
    """Tells whether the data of a recipe are a folder of the user's own, whose path is still to be given."""
    options = recipe.get("data", {}).get("options", {})
    return "path" in options and options["path"] is None
