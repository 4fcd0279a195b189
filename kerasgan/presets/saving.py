"""A GAN into the folder of a preset: configuration, weights, pictures, card and manifest."""

import contextlib
import json
import pathlib
import tempfile
from collections.abc import Callable
from typing import Any

import keras
import numpy as np

import kerasgan
from kerasgan import checks
from kerasgan.checks.types import PathLike
from kerasgan.plots import sampling
from kerasgan.presets import cards, contents, hub, manifest, samples, swapping
from kerasgan.presets.companions import companion_files
from kerasgan.presets.folder import (
    CARD,
    CONFIG,
    PARTS,
    SAMPLES,
    WEIGHTS,
    folder_problems,
    write_json,
)  # fmt: skip


def save(
    gan: keras.Model, folder: PathLike, *, before: Callable | None = None, draw: Callable | None = None, **parts: Any
) -> None:
    """Saves a GAN as a preset: a folder with its configuration, its weights, pictures and a card.

    Optimizers are saved by their settings, without their state; `gan.save("gan.keras")` keeps that too.

    Args:
        gan: A `kerasgan.GAN`.
        folder: Path of a folder: a new or an empty one, or a preset, which is replaced.
        before: Function `(made, name)`, called with the folder that is ready before it takes the place of `folder`, and
            with its name. Defaults to `None`.
        draw: Function of the folder that draws `samples.png` of a GAN that makes none of noise alone. Defaults to
            `None`.
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
    with swapping.replacing(folder) as beside:
        fill(gan, beside, folder.name, parts, draw)
        if before:
            before(beside, folder.name)


def upload(gan: keras.Model, uri: str, private: bool = False, **parts: Any) -> str:
    """Saves a GAN as a preset in a repository of the Hugging Face hub.

    Args:
        gan: A `kerasgan.GAN`.
        uri: String, `"hf://user/repository"`; the repository is made where there is none.
        private: Boolean, whether a new repository is for you alone. Defaults to `False`.
        **parts: As in `save`.

    Returns:
        String, the address of the commit.

    Raises:
        ValueError: If `uri` is not valid, or names a revision.
        ImportError: If `huggingface_hub` is not installed.
        OSError: If the hub refuses.
    """
    repository = hub.target(uri)
    hub.client()
    with tempfile.TemporaryDirectory() as parent:
        folder = pathlib.Path(parent) / repository.split("/")[1]
        save(gan, folder, **parts)
        return hub.upload(folder, uri, private=private)


def fill(gan, folder, name, parts, draw=None):
    """Writes the files of a preset."""
    config = to_config(gan)
    write_json(folder / CONFIG, config)
    with averaged(gan):
        for part, network in gan.networks.items():
            network.save_weights(folder / WEIGHTS.format(part))
    for model, file in companion_files(gan):
        model.save_weights(folder / file)
    for part, value in parts.items():
        write_json(folder / f"{part}.json", value)
    if gan.unpaired or getattr(gan, "generator", None) is not None:
        write_json(folder / SAMPLES, samples.reference(gan))
    sampling.plot(gan, folder)
    if draw is not None:
        draw(folder)
    finish(folder, name)


def finish(folder, name):
    """Writes what follows from the other files: the card and the manifest."""
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
        "class": keras.saving.get_registered_name(type(gan)),
        "networks": list(gan.networks),
        "gan": gan.get_config(),
        "compile": gan.get_compile_config(),
        "parameters": {name: network.count_params() for name, network in gan.networks.items()},
        "sample": gan.facts(),
    }
    try:
        config = contents.portable(json.loads(json.dumps(config)))
    except TypeError as error:
        raise ValueError(
            f"`gan`: it can't be written down as JSON: {error}. Register your layers with Keras."
        ) from None
    checks.raise_all([f"`gan`: {problem}" for problem in contents.config_problems(config)])
    return config


@contextlib.contextmanager
def averaged(gan):
    """Within this context what makes samples has the weights that `gan.sample` and `translate` use."""
    averages = gan._averages()
    before = [np.array(keras.ops.convert_to_numpy(variable)) for variable, _ in averages]
    try:
        for variable, average in averages:
            variable.assign(average)
        yield
    finally:
        for (variable, _), value in zip(averages, before):
            variable.assign(value)
