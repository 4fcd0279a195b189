"""A GAN out of the folder of a preset: checked, tried out, built, and given its weights."""

import contextlib

import keras

from kerasgan import checks
from kerasgan.checks.types import PathLike
from kerasgan.errors import PresetError
from kerasgan.presets import blank, contents, manifest, shelf, trial
from kerasgan.presets.companions import companion_files
from kerasgan.presets.folder import COMPANION, CONFIG, GENERATOR, UNREADABLE, WEIGHTS, first_line


def load(preset: PathLike) -> keras.Model:
    """Returns the GAN of a preset, compiled, ready to sample and to train further.

    Args:
        preset: String or path: a name of the zoo (`kerasgan.zoo.names()`), a folder, or `"hf://user/repository"` on the
            Hugging Face hub, optionally with `@revision`.

    Returns:
        A `kerasgan.GAN`. Both optimizers start afresh.

    Raises:
        ValueError: If there is no such preset.
        PresetError: If it is damaged, incomplete, or needs a newer kerasgan.

    Example:

    >>> kerasgan.build_gan().save_to_preset("my_gan")
    >>> kerasgan.presets.load("my_gan").sample(2, seed=0).shape
    (2, 200)
    """
    return load_folder(shelf.locate(preset))


def load_folder(folder):
    """Returns the GAN of a preset's folder; see `load`."""
    config = opened(folder, [CONFIG])
    manifest.check(folder, [WEIGHTS.format(name) for name in networks_of(config)])
    with building(folder):
        try_out(folder, config)
        gan = game_class(config).from_config(config["gan"])
        if config["compile"]:
            gan.compile_from_config(config["compile"])
    for name, network in gan.networks.items():
        load_weights(network, folder / WEIGHTS.format(name))
    for model, name in companion_files(gan):
        manifest.check(folder, [name])
        load_weights(model, folder / name)
    return gan


def load_generator(preset: PathLike) -> keras.Model:
    """Returns the generator of a preset alone, a Keras model from noise to samples in its own range.

    `kerasgan.zoo.load(name).sample(n)` is what gives uint8 images.

    Args:
        preset: As in `load`.

    Returns:
        A `keras.Model`.

    Raises:
        ValueError: If there is no such preset.
        PresetError: If it is damaged, incomplete, or needs a newer kerasgan.

    Example:

    >>> kerasgan.build_gan().save_to_preset("my_gan")
    >>> kerasgan.presets.load_generator("my_gan").output_shape
    (None, 200)
    """
    return load_generator_of(shelf.locate(preset))


def networks_of(config):
    """Returns the names of the networks in the config of a preset."""
    names = config.get("networks", ["generator", "discriminator"])
    known = isinstance(names, list) and all(isinstance(name, str) and name.isidentifier() for name in names)
    if known and all(isinstance(config["gan"].get(name), dict) for name in names):
        return names
    raise PresetError(
        f"{CONFIG}: expected `networks`, names of parts of `gan`. Received: {names!r}. {manifest.RESTORE}"
    )


def game_class(config):
    """Returns the class of the game in a preset, once it is one."""
    name = config.get("class", "kerasgan>GAN")
    found = contents.find(name) if isinstance(name, str) else None
    if contents.is_game(found):
        return found
    raise PresetError(
        f"{CONFIG}: {name!r} is no game that is known here. Import what defines it, and decorate it there with "
        "`@keras.saving.register_keras_serializable()`."
    )


def load_generator_of(folder):
    """Returns the generator of a preset's folder; see `load_generator`."""
    config = opened(folder, [CONFIG])
    checks.raise_all(generator_problems(folder, config))
    manifest.check(folder, [GENERATOR])
    if not isinstance(config["gan"].get("generator"), dict):
        raise PresetError(f"{folder / CONFIG}: it has no generator. {manifest.RESTORE}")
    with building(folder):
        trial.check(config["gan"]["generator"], folder / GENERATOR)
        generator = keras.saving.deserialize_keras_object(config["gan"]["generator"], safe_mode=True)
    load_weights(generator, folder / GENERATOR)
    return generator


def generator_problems(folder, config):
    """Checks that one of the networks is called `generator`."""
    names = config.get("networks", ["generator"])
    if not isinstance(names, list) or "generator" in names:
        return []
    told = ", ".join(map(str, names))
    return [f"`preset`: {folder.name!r} has no network called `generator`, but {told}. Load it as a whole."]


def opened(folder, needed):
    """Returns the checked config of a preset, once the needed files are what the manifest says."""
    manifest.check(folder, needed)
    return read_config(folder)


def read_config(folder):
    """Returns what a preset says of its model, once it is known to be harmless."""
    path = folder / CONFIG
    config = contents.portable(manifest.read_object(path))
    parts = {name: config.get(name) for name in ("gan", "compile")}
    if not all(isinstance(part, dict) for part in parts.values()):
        raise PresetError(f"{path}: expected the parts `gan` and `compile`. {manifest.RESTORE}")
    found = contents.config_problems(config)
    if found:
        lines = "".join(f"\n  {problem}" for problem in found)
        raise PresetError(f"{path} holds what is not loaded from a file:{lines}")
    return config


def try_out(folder, config):
    """Compares each network of a preset's config with its weights, before any of them is given memory."""
    for name in networks_of(config):
        trial.check(config["gan"][name], folder / WEIGHTS.format(name))
    companions = sorted(folder.glob(COMPANION.format("*")))
    for network in trial.networks_in(config["compile"]):
        trial.check(network, *companions)


@contextlib.contextmanager
def building(folder):
    """Within this context what Keras raises at a config becomes one clear error; weights wait to be loaded."""
    try:
        with blank.weights():
            yield
    except (PresetError, ImportError):  # the latter of an extra that is not installed, and says so
        raise
    except UNREADABLE as error:
        raise PresetError(f"{folder / CONFIG}: no GAN can be built from it. {first_line(error)}") from error


def load_weights(network, path):
    """Loads weights, and says which file is no good."""
    try:
        network.load_weights(path)
    except UNREADABLE as error:
        raise PresetError(f"{path}: these are not the weights of this network. {first_line(error)}") from error
