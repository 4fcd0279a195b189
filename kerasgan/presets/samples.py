"""`samples.json`: a few numbers of a fixed seed, by which a loaded preset shows that it is what was saved."""

import pathlib

import numpy as np

from kerasgan import latent
from kerasgan.errors import PresetError
from kerasgan.presets import manifest
from kerasgan.presets.folder import SAMPLES, UNREADABLE, first_line

# Samples and numbers of each that `samples.json` keeps.
KEPT_SAMPLES, KEPT_VALUES = 8, 16

ANY_SIZE = 32  # of conditions that may have any


def reference(gan):
    """Returns some of the numbers that G makes of a fixed seed, before they become pixels."""
    classes = gan.num_classes or 1 if getattr(gan, "label", None) else 0
    labels = [number % classes for number in range(KEPT_SAMPLES)] if classes else None
    values = generate(gan, 0, labels)
    return {"seed": 0, "labels": labels, "shape": list(values.shape), "values": spread(values).tolist()}


def generate(gan, seed, labels):
    """Returns `KEPT_SAMPLES` samples in the range of G; of a game without pairs what becomes of random ones, joined."""
    if gan.unpaired:
        given = drawn(gan.fields, np.random.default_rng([seed, 1]))
        ways = [gan.translated_values(given[gan.way(to)[1].name], to) for to in gan.translates]
        return np.concatenate([made.reshape(KEPT_SAMPLES, -1) for made in ways], axis=1)
    noise = None
    if gan.latent is not None:
        noise = latent.draw(gan.latent, (KEPT_SAMPLES, *gan.latent_shape), np.random.default_rng(seed))
    given = beside(gan, seed) if labels is None else {gan.label.name: np.asarray(labels, "int32")}
    return gan.generated(noise, given, KEPT_SAMPLES)


def beside(gan, seed):
    """Returns what stands beside samples that nothing is asked of, and random conditions where that cannot be."""
    given = gan.unasked(KEPT_SAMPLES)
    return conditions(gan, seed) if given is None else given


def conditions(gan, seed):
    """Returns random conditions of the shapes that a GAN takes, a dict by name."""
    return drawn(gan.conditions, np.random.default_rng([seed, 1]))


def drawn(fields, rng):
    """Returns random values of fields, a dict by name; of pictures of any size small ones."""
    found = {}
    for field in fields:
        shape = (KEPT_SAMPLES, *(size or ANY_SIZE for size in field.shape))
        values = rng.integers(field.classes or 1, size=shape) if field.is_class else rng.uniform(*field.limits, shape)
        found[field.name] = values.astype(field.dtype)
    return found


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
