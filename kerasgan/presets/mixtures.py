"""Presets of mixtures: what an `AdaGAN` has trained as a folder of presets, without code and without pickles.

| file | what it holds |
|---|---|
| `mixture.json` | the share of each GAN, and `beta` |
| `gan_1/`, `gan_2/`, ... | each GAN, a preset of its own |
| `weights_1.npy`, ... | the weights of the data that each was trained on |
| `manifest.json` | size and SHA-256 of each file, those inside the presets included |
"""

import pathlib
from typing import NamedTuple

import numpy as np

import kerasgan
from kerasgan import checks
from kerasgan.checks import arrays, files
from kerasgan.errors import PresetError
from kerasgan.presets import folder as folders
from kerasgan.presets import loading, manifest, saving, swapping

CONFIG = folders.MIXTURE


class Mixture(NamedTuple):
    """What a folder holds.

    Args:
        gans: List of compiled `kerasgan.GAN`.
        shares: Array `(len(gans),)` that sums to 1.
        weights: List of arrays `(n,)`, one for each GAN.
        beta: Float, or `None`; see `kerasgan.AdaGAN`.
    """

    gans: list
    shares: np.ndarray
    weights: list
    beta: float | None


def names(number):
    """Returns the names of the folder and of the weights of one GAN, counted from 1."""
    return f"gan_{number}", f"weights_{number}.npy"


# === Saving ===


def save(mixture, folder):
    """Saves a `Mixture` in a folder that is new, empty, or a preset to replace.

    Raises:
        ValueError: If the folder can't be written to or holds something else, or a GAN can't be saved.
    """
    folder = pathlib.Path(folder)
    checks.raise_all(folders.folder_problems(folder))
    with swapping.replacing(folder) as beside:
        for number, (gan, weights) in enumerate(zip(mixture.gans, mixture.weights), 1):
            preset, file = names(number)
            saving.save(gan, beside / preset)
            np.save(beside / file, np.asarray(weights, "float64"))
        about = {"format": manifest.FORMAT, "kerasgan": kerasgan.__version__}
        shares = {"shares": mixture.shares.tolist(), "beta": mixture.beta}
        folders.write_json(beside / CONFIG, {**about, **shares})
        manifest.write(beside)


# === Loading ===


def load(folder):
    """Returns the `Mixture` of a folder, each file checked against the manifest first.

    Raises:
        ValueError: If there is no mixture in `folder`.
        PresetError: If it is damaged, incomplete, or needs a newer kerasgan.
    """
    folder = pathlib.Path(folder)
    checks.raise_all(_no_mixture(folder))
    manifest.check(folder, [CONFIG])
    config = read_config(folder)
    parts = [names(number) for number in range(1, len(config["shares"]) + 1)]
    manifest.check(folder, [file for part in parts for file in needed(*part)])
    gans = [loading.load_folder(folder / preset) for preset, _ in parts]
    _raise_first(folder, _misfits(gans))
    weights = [read_weights(folder / file) for _, file in parts]
    return Mixture(gans, np.asarray(config["shares"], "float64"), weights, config["beta"])


def needed(preset, weights):
    """Returns what the mixture's manifest answers for: the weights of data, and the preset's own manifest."""
    return [weights, f"{preset}/{manifest.NAME}"]


def read_config(folder):
    """Returns what a mixture says of itself, once it makes sense."""
    path = folder / CONFIG
    config = manifest.read_object(path)
    _raise_first(path, [*_bad_shares(config.get("shares")), *_bad_beta(config.get("beta"))])
    return {"beta": None, **config}


def read_weights(path):
    """Returns the weights of the data in one file, which is never unpickled."""
    try:
        with files.opened(path) as file:
            weights = arrays.read_array(file, path.stat().st_size)
    except folders.UNREADABLE as error:
        raise PresetError(f"{path}: these are no weights of data. {folders.first_line(error)}") from error
    if weights.ndim != 1 or weights.dtype != "float64" or not np.isfinite(weights).all():
        raise PresetError(f"{path}: expected finite numbers of shape (n,). {manifest.RESTORE}")
    return weights


def _no_mixture(folder):
    if (folder / CONFIG).is_file():
        return []
    if (folder / folders.CONFIG).is_file():
        return [f"`folder`: {str(folder)!r} is a preset of a single GAN. `kerasgan.GAN.from_preset` loads it."]
    return [
        f"`folder`: expected the folder of a mixture. Received: {str(folder)!r}, which has no {CONFIG}. "
        "`AdaGAN.save_to_preset(folder)` makes one."
    ]


def _raise_first(where, problems):
    if problems:
        raise PresetError(f"{where}: {problems[0]} {manifest.RESTORE}")


def _bad_shares(shares):
    numbers = isinstance(shares, list) and shares and not any(checks.finite_number("", s, at_least=0) for s in shares)
    if numbers and abs(sum(shares) - 1) < 1e-6:
        return []
    return ["expected `shares`, numbers that sum to 1, one for each GAN."]


def _bad_beta(beta):
    if beta is None or (not checks.finite_number("", beta) and 0 < beta < 1):
        return []
    return ["expected a `beta` between 0 and 1, or null."]


def _misfits(gans):
    found = [f"GAN {number} is conditional." for number, gan in enumerate(gans, 1) if gan.conditions]
    shapes = {(gan.data_shape, gan.pixels) for gan in gans}
    return found + ([] if len(shapes) == 1 else ["its GANs make samples of different kinds."])
