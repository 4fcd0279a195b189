"""Presets: a GAN as a folder of small named files, without code and without pickles.

| file | what it holds |
|---|---|
| `config.json` | both networks, the latent distribution, losses and optimizers, as Keras writes them down |
| `generator.weights.h5` | the weights to sample with: the averages where the optimizer keeps them |
| `discriminator.weights.h5` | the weights of D |
| `companion_1.weights.h5`, ... | the weights of models that terms bring along, such as an encoder, if any |
| `samples.json` | what G makes of a fixed seed, to compare with |
| `recipe.json`, `scores.json`, `about.json` | how it was trained, how good it is, what else is known, if anything |
| `samples.png`, `generator.png`, `discriminator.png`, `gan.png` | pictures |
| `README.md` | the card, generated from the other files |
| `manifest.json` | size and SHA-256 of each |

A preset can be somebody else's file: loading one runs no code of it. Keras's safe mode is on, only what Keras and
kerasgan bring along, or what you registered yourself, is built, and each file has to be what the manifest says.
"""

import contextlib
import json
import os
import pathlib
import shutil
import tempfile

import keras
import numpy as np

import kerasgan
from kerasgan import checks, hub, latent, manifest, registered, sampling, trial, zoo
from kerasgan.errors import PresetError
from kerasgan.plots import files

CONFIG = "config.json"
GENERATOR = "generator.weights.h5"
DISCRIMINATOR = "discriminator.weights.h5"
COMPANION = "companion_{}.weights.h5"
SAMPLES = "samples.json"
CARD = "README.md"
MIXTURE = "mixture.json"  # of `kerasgan.mixtures`
NEEDED = (CONFIG, GENERATOR, DISCRIMINATOR)

# Layers that carry code, or read other files than their own.
REFUSED = (
    "FlaxLayer", "Hashing", "IntegerLookup", "JaxLayer", "Lambda", "StringLookup", "TFSMLayer", "TextVectorization",
    "TorchModuleWrapper", "__lambda__",
)  # fmt: skip

# What h5py, Keras and the backends raise at files and configs that are no good: anything, TensorFlow and zipfile errors
# of their own kinds too, and a warning where warnings are errors.
UNREADABLE = Exception

# Samples and numbers of each that `samples.json` keeps.
KEPT_SAMPLES, KEPT_VALUES = 8, 16


# === Loading ===


def load(preset):
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
    folder, config = opened(preset, NEEDED)
    with building(folder):
        try_out(folder, config)
        gan = kerasgan.GAN.from_config(config["gan"])
        if config["compile"]:
            gan.compile_from_config(config["compile"])
    load_weights(gan.generator, folder / GENERATOR)
    load_weights(gan.discriminator, folder / DISCRIMINATOR)
    for model, name in companion_files(gan):
        manifest.check(folder, [name])
        load_weights(model, folder / name)
    return gan


def load_generator(preset):
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
    folder, config = opened(preset, (CONFIG, GENERATOR))
    with building(folder):
        trial.check(config["gan"]["generator"], folder / GENERATOR)
        generator = keras.saving.deserialize_keras_object(config["gan"]["generator"], safe_mode=True)
    load_weights(generator, folder / GENERATOR)
    return generator


def opened(preset, needed):
    """Returns the folder of a preset and its checked config, once the needed files are what the manifest says."""
    folder = locate(preset)
    manifest.check(folder, needed)
    return folder, read_config(folder)


def locate(preset):
    """Returns the folder of a preset, fetched from the hub where it is there.

    Raises:
        ValueError: If there is no such preset.
    """
    if str(preset).startswith(hub.PREFIX):
        return hub.download(str(preset))
    if isinstance(preset, str) and preset in zoo.names() + zoo.classifiers():
        return zoo.checked_folder(zoo.known(preset))  # of a classifier it says what loads it
    folder = pathlib.Path(preset)
    if (folder / MIXTURE).is_file():
        raise ValueError(
            f"`preset`: {str(preset)!r} is a mixture of several GANs. `kerasgan.AdaGAN.from_preset` loads it; single "
            "ones are in its folders 'gan_1' and so on."
        )
    if (folder / manifest.NAME).is_file() or (folder / CONFIG).is_file():
        return folder
    if folder.is_dir():
        raise ValueError(
            f"`preset`: {str(preset)!r} is a folder, but no preset: it has no {CONFIG}. `gan.save_to_preset(folder)` "
            "makes one, `kerasgan zoo add` turns a run into one."
        )
    raise ValueError(
        f"{checks.unknown('preset', str(preset), zoo.names())} A preset of your own is the path of its folder, one on "
        "the hub is 'hf://user/repository'."
    )


def read_config(folder):
    """Returns what a preset says of its model, once it is known to be harmless."""
    path = folder / CONFIG
    config = manifest.read_object(path)
    parts = {name: config.get(name) for name in ("gan", "compile")}
    if not all(isinstance(part, dict) for part in parts.values()) or not isinstance(
        parts["gan"].get("generator"), dict
    ):
        raise PresetError(f"{path}: expected the parts `gan` and `compile`. {manifest.RESTORE}")
    found = sorted(set(config_problems(config)))
    if found:
        lines = "".join(f"\n  {problem}" for problem in found)
        raise PresetError(f"{path} holds what is not loaded from a file:{lines}")
    return config


def config_problems(part):
    """Returns what a config holds that is neither Keras's, nor kerasgan's, nor registered here."""
    if isinstance(part, list):
        return [problem for value in part for problem in config_problems(value)]
    if not isinstance(part, dict):
        return []
    found = [problem for value in part.values() for problem in config_problems(value)]
    return found + (object_problems(part) if "class_name" in part else [])


def object_problems(part):
    """Returns what is wrong with one object of a config."""
    name, module, full_name = (part.get(key) for key in ("class_name", "module", "registered_name"))
    if name in REFUSED:
        return [f"{name}: it carries code, or reads other files. Write it as a registered layer of your own."]
    if module is None or str(module).split(".")[0] in ("keras", "builtins"):
        return []
    if not isinstance(full_name or name, str):
        return [f"{full_name or name!r}: expected the name of a class."]
    if registered.find(full_name or name) is not None:
        return []
    return [
        f"{full_name or name} (of {module}): it is not registered. Import what defines it, and decorate it there with "
        "`@keras.saving.register_keras_serializable()`."
    ]


def try_out(folder, config):
    """Compares each network of a preset's config with its weights, before any of them is given memory."""
    trial.check(config["gan"]["generator"], folder / GENERATOR)
    trial.check(config["gan"].get("discriminator"), folder / DISCRIMINATOR)
    companions = sorted(folder.glob(COMPANION.format("*")))
    for network in trial.networks_in(config["compile"]):
        trial.check(network, *companions)


@contextlib.contextmanager
def building(folder):
    """Within this context what Keras raises at a config becomes one clear error."""
    try:
        yield
    except PresetError:
        raise
    except UNREADABLE as error:
        raise PresetError(f"{folder / CONFIG}: no GAN can be built from it. {first_line(error)}") from error


def load_weights(network, path):
    """Loads weights, and says which file is no good."""
    try:
        network.load_weights(path)
    except UNREADABLE as error:
        raise PresetError(f"{path}: these are not the weights of this network. {first_line(error)}") from error


def first_line(error):
    """Returns what an error says, without the pages that Keras adds."""
    text = str(error).strip().splitlines() or [""]
    return f"{type(error).__name__}: {text[0][:300]}"


# === Saving ===


def save(gan, folder, **parts):
    """Saves a GAN as a preset: a folder with its configuration, its weights, pictures and a card.

    Optimizers are saved by their settings, without their state; `gan.save("gan.keras")` keeps that too.

    Args:
        gan: A `kerasgan.GAN`.
        folder: Path of a folder: a new or an empty one, or a preset, which is replaced.
        **parts: Dicts for the files of these names: `recipe`, `scores`, `about`; what they say is on the card.

    Raises:
        ValueError: If the folder can't be written to or holds something else, or a layer can't be saved.

    Example:

    >>> kerasgan.presets.save(kerasgan.build_gan(), "my_gan")
    >>> pathlib.Path("my_gan/README.md").is_file()
    True
    """
    folder = pathlib.Path(folder)
    checks.raise_all([*checks.no_unknown("A preset", parts, PARTS), *folder_problems(folder)])
    with replacing(folder) as beside:
        fill(gan, beside, folder.name, parts)


PARTS = ("about", "recipe", "scores")


def upload(gan, uri, private=False, **parts):
    """Saves a GAN as a preset in a repository of the Hugging Face hub.

    Args:
        gan: A `kerasgan.GAN`.
        uri: String, `"hf://user/repository"`; the repository is made where there is none.
        private: Boolean, whether a new repository is for you alone. Defaults to `False`.
        **parts: As in `save`.

    Returns:
        String, the address of the commit.

    Raises:
        ValueError: If `uri` is none.
        ImportError: If `huggingface_hub` is not installed.
        OSError: If the hub refuses.
    """
    repository, _ = hub.parse(uri)
    hub.client()
    with tempfile.TemporaryDirectory() as parent:
        folder = pathlib.Path(parent) / repository.split("/")[1]
        save(gan, folder, **parts)
        return hub.upload(folder, uri, private=private)


@contextlib.contextmanager
def replacing(folder):
    """Yields a new folder beside `folder` that takes its place at the end, or is gone where something fails."""
    beside = folder.with_name(f".{folder.name}.{os.getpid()}")
    checks.raise_all(files.make_folder("folder", beside))
    try:
        yield beside
        if folder.exists():
            shutil.rmtree(folder)
        beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def folder_problems(folder):
    """Checks that nothing would be lost: `folder` is new, empty, or a preset."""
    if not folder.exists() or (folder.is_dir() and (not any(folder.iterdir()) or (folder / manifest.NAME).is_file())):
        return []
    return [
        f"`folder`: expected a new or an empty folder, or a preset to replace. Received: {str(folder)!r}, which is "
        "something else. Choose another."
    ]


def fill(gan, folder, name, parts):
    """Writes the files of a preset."""
    config = to_config(gan)
    write_json(folder / CONFIG, config)
    with averaged(gan):
        gan.generator.save_weights(folder / GENERATOR)
    gan.discriminator.save_weights(folder / DISCRIMINATOR)
    for model, file in companion_files(gan):
        model.save_weights(folder / file)
    for part, value in parts.items():
        write_json(folder / f"{part}.json", value)
    write_json(folder / SAMPLES, reference(gan))
    sampling.plot(gan, folder)
    finish(folder, name)


def finish(folder, name):
    """Writes what follows from the other files: the card and the manifest."""
    from kerasgan import cards

    (folder / CARD).write_text(cards.card(folder, name), encoding="utf-8")
    manifest.write(folder)


def to_config(gan):
    """Returns what `config.json` says.

    Raises:
        ValueError: If it holds what could not be loaded again.
    """
    config = {
        "format": manifest.FORMAT,
        "kerasgan": kerasgan.__version__,
        "keras": keras.__version__,
        "gan": gan.get_config(),
        "compile": gan.get_compile_config(),
        "parameters": {name: player.network.count_params() for name, player in gan.players.items()},
        "sample": {
            "shape": gan.data_shape,
            "dtype": "uint8" if gan.pixels else keras.config.floatx(),
            "classes": classes_of(gan) if gan.conditional else 0,
        },
    }
    try:
        config = json.loads(json.dumps(config))
    except TypeError as error:
        raise ValueError(
            f"`gan`: it can't be written down as JSON: {error}. Register your layers with Keras."
        ) from None
    checks.raise_all([f"`gan`: {problem}" for problem in sorted(set(config_problems(config)))])
    return config


def companion_files(gan):
    """Returns (model, name of the file of its weights) for each model that a term brings along."""
    return [(model, COMPANION.format(number)) for number, model in enumerate(gan.companions, 1)]


@contextlib.contextmanager
def averaged(gan):
    """Within this context the generator has the weights that `gan.sample` uses."""
    averages = gan._averages()
    before = [np.array(keras.ops.convert_to_numpy(variable)) for variable, _ in averages]
    try:
        for variable, average in averages:
            variable.assign(average)
        yield
    finally:
        for (variable, _), value in zip(averages, before):
            variable.assign(value)


def write_json(path, value):
    """Writes `value` as JSON."""
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


# === Samples to compare with ===


def reference(gan):
    """Returns some of the numbers that G makes of a fixed seed, before they become pixels."""
    labels = [number % classes_of(gan) for number in range(KEPT_SAMPLES)] if gan.conditional else None
    values = generate(gan, 0, labels)
    return {"seed": 0, "labels": labels, "shape": list(values.shape), "values": spread(values).tolist()}


def generate(gan, seed, labels):
    """Returns `KEPT_SAMPLES` samples in the range of G."""
    noise = latent.draw(gan.latent, (KEPT_SAMPLES, *gan.latent_shape), np.random.default_rng(seed))
    return gan._generate_once([noise] if labels is None else [noise, np.asarray(labels, "int32")])


def spread(values):
    """Returns up to `KEPT_VALUES` values of each sample, evenly spaced."""
    flat = values.reshape(len(values), -1)
    columns = np.linspace(0, flat.shape[1] - 1, min(KEPT_VALUES, flat.shape[1])).astype(int)
    return np.round(flat[:, columns].astype("float64"), 6)


def reproduction_error(gan, folder):
    """Returns the largest difference of what `gan` makes now and what the preset's `samples.json` says."""
    kept = manifest.read_json(pathlib.Path(folder) / SAMPLES)
    try:
        values = spread(generate(gan, kept["seed"], kept["labels"]))
        return float(np.abs(values - np.asarray(kept["values"], "float64")).max())
    except UNREADABLE as error:
        raise PresetError(f"{folder}/{SAMPLES}: not what a preset has. {first_line(error)}") from error


def classes_of(gan):
    """Returns the number of classes of a conditional GAN, as its generator's layers say."""
    sizes = [
        getattr(operation, "num_classes", None) or getattr(operation, "input_dim", None)
        for operation in (getattr(gan.generator, "operations", None) or gan.generator.layers)
    ]
    return next((size for size in sizes if size), 1)
