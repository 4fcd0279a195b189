"""A recipe becomes a GAN: checked for what it holds and counted first; every error says file, part and key."""

import contextlib
import math
import random

import numpy as np

from kerasgan import builders, checks, datasets, latent, losses, terms, transforms
from kerasgan import recipe as recipes
from kerasgan.games.build import build_gan
from kerasgan.games.cycle_gan import build_cycle_gan
from kerasgan.presets import contents, trial
from kerasgan.training import optimizers

# Numbers that both networks of a recipe may have to learn, and numbers in the batches of one step.
MOST_WEIGHTS, MOST_IN_STEP = 100_000_000, 2**27

NETWORKS = {"generator": builders.build_generator, "discriminator": builders.build_discriminator}

# What a recipe's `game` is built by, and of which of its parts the networks are, in order.
GAMES = {
    "cycle_gan": (build_cycle_gan, ("generator", "generator", "discriminator", "discriminator")),
    "gan": (build_gan, ("generator", "discriminator")),
}

# How the values of the part `gan` become objects; all others are numbers and the like.
OBJECTS = {
    "latent": latent.get,
    "loss": losses.get,
    "g_optimizer": optimizers.get,
    "d_optimizer": optimizers.get,
    "terms": lambda found: [terms.get(one) for one in found],
    "transforms": lambda found: [transforms.get(one) for one in found],
}


def build(recipe, source):
    """Makes the GAN of a recipe, compiled and not yet trained.

    Args:
        recipe: Dict, a copy that may be written into.
        source: String, what the recipe is called in messages: its file.

    Raises:
        ValueError: If it holds what no file may hold, is too large, or does not work out.
    """
    checks.raise_all([f"{source}: {problem}" for problem in held_problems(recipe)])
    arch = recipe["generator"].get("arch")
    make = MAKERS.get(arch, of_networks) if isinstance(arch, str) else of_networks  # whose builder refuses the rest
    return make(recipe, source)


def of_networks(recipe, source):
    """Makes the GAN of two networks of the builders."""
    checks.raise_all([f"{source}: {problem}" for problem in size_problems(recipe, source)])
    return of_games(recipe, source, objects(recipe, source))


def of_games(recipe, source, options):
    """Makes the game that the part `gan` names, of networks of the builders."""
    game = options.pop("game", "gan")
    checks.raise_all([f"{source}: `gan`: {problem}" for problem in checks.one_of("game", game, GAMES)])
    build_game, parts = GAMES[game]
    made = []
    for name in parts:
        with at(source, name):
            made.append(NETWORKS[name](**recipe[name]))
    checks.raise_all([f"{source}: {problem}" for problem in batch_problems(recipe, made)])
    with at(source, "gan"):
        return build_game(*made, **options)


def objects(recipe, source):
    """Returns the part `gan` of a recipe, objects in place of their configs."""
    options = dict(recipe.get("gan", {}))
    for key in [key for key in OBJECTS if options.get(key) is not None]:
        with at(source, "gan", key):
            options[key] = OBJECTS[key](options[key])
    return options


def of_table(recipe, source):
    """Makes the GAN of a table: its columns say how wide the networks are."""
    from kerasgan import tables

    rows, options = data(recipe, source), objects(recipe, source)
    for name, known in TABLE.items():
        part = {key: value for key, value in recipe[name].items() if key != "arch"}
        checks.raise_all([f"{source}: {problem}" for problem in checks.no_unknown(f"`{name}`", part, known)])
        options |= {known[key]: value for key, value in part.items()}
    with at(source, "generator"):
        table = tables.Table.fit(rows.frame, rows.discrete, modes=options.pop("modes", "quantile"))
    weights = tables.networks.weights(table, **options)
    if weights > MOST_WEIGHTS:
        raise ValueError(f"{source}: expected networks of at most {MOST_WEIGHTS:,} weights. Received {weights:,}.")
    with at(source, "gan"):
        return tables.build_gan(table, **options)


# What makes the GAN of a recipe, by the `arch` of its generator, where it is not the builders.
MAKERS = {"table": of_table}

# What the two networks of a table are told, and what `tables.build_gan` calls it.
TABLE = {
    "generator": {
        "noise": "noise",
        "hidden": "g_hidden",
        "temperature": "temperature",
        "strength": "strength",
        "modes": "modes",
    },
    "discriminator": {"hidden": "d_hidden", "dropout": "dropout", "pack": "pack"},
}


def data(recipe, source):
    """Returns the data set of a recipe, as `fit_gan` takes it; arguments as of `build`."""
    with at(source, "data"):
        return datasets.load(recipe["data"]["name"], **recipe["data"].get("options", {}))


@contextlib.contextmanager
def at(source, *keys):
    """Within this context whatever goes wrong with a part of a recipe says where it stands."""
    try:
        yield
    except Exception as error:  # Keras and the backends raise anything at values that are none
        kind = "" if type(error) is ValueError else f"{type(error).__name__}: "
        where = "".join(f"`{key}`: " for key in keys)
        text = str(error).strip() if type(error) is ValueError else (str(error).strip().splitlines() or [""])[0][:300]
        raise ValueError(f"{source}: {where}{kind}{text}") from error


def held_problems(recipe):
    """Returns what a recipe holds that is not to be loaded from a file, with part and key."""
    found = []
    for part in (*NETWORKS, "gan"):
        for key, value in recipe.get(part, {}).items():
            found += [f"`{part}`: `{key}`: {problem}" for problem in contents.config_problems({key: value})]
    return list(dict.fromkeys(found))


def size_problems(recipe, source):
    """Counts what the networks have to learn before memory is given to them."""
    if sum(bound(recipe[name]) for name in NETWORKS) <= MOST_WEIGHTS:
        return []
    needed = {}
    for name, make in NETWORKS.items():
        with at(source, name), untouched():
            needed[name] = trial.weights_of(trial.shadow(lambda make=make, name=name: make(**recipe[name])))
    if sum(needed.values()) <= MOST_WEIGHTS:
        return []
    told = " and ".join(f"`{name}` {count:,}" for name, count in needed.items())
    return [f"expected networks of at most {MOST_WEIGHTS:,} weights together. Received: {told}."]


def bound(part):
    """Returns a number that the weights of a part of a recipe are below, or about."""
    sizes = sorted(whole_numbers(part))[-2:]
    kernel = max([1, *whole_numbers(part.get("kernel_size", 1))])
    return math.prod(sizes) * kernel**2 * 4 * len([*whole_numbers(part)])


def whole_numbers(part):
    """Yields each whole number in a value from JSON, of a list of them their product, too."""
    if isinstance(part, int) and not isinstance(part, bool):
        yield abs(part)
    elif isinstance(part, (list, dict)):
        inner = [
            number for value in (part.values() if isinstance(part, dict) else part) for number in whole_numbers(value)
        ]
        yield from inner
        if isinstance(part, list) and len(part) <= 4:
            yield math.prod(inner)


@contextlib.contextmanager
def untouched():
    """Within this context random numbers are drawn that nothing later misses."""
    before = random.getstate(), np.random.get_state()
    try:
        yield
    finally:
        random.setstate(before[0])
        np.random.set_state(before[1])


def batch_problems(recipe, made):
    """Counts the numbers in the batches of one step."""
    size, d_steps = recipes.training_of(recipe)["batch_size"], recipe.get("gan", {}).get("d_steps", 1)
    if not isinstance(d_steps, int):
        return []  # building says what is wrong with it
    sample = max(math.prod(number or 1 for number in tensor.shape) for one in made for tensor in one.inputs)
    numbers = size * sample * (d_steps + 1)
    if numbers <= MOST_IN_STEP:
        return []
    return [
        f"`training`: `batch_size`: {size:,} samples of {sample:,} numbers are {numbers:,} in one step; expected at "
        f"most {MOST_IN_STEP:,}."
    ]
