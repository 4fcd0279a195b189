"""What a page holds of one GAN, as plain types: its generator and what the panel of its kind needs."""

import math

import numpy as np

from kerasgan import latent
from kerasgan.networks import scaling
from kerasgan.recipe.page import examples, latents, lowering, tables
from kerasgan.recipe.page.packing import packed

# Sliders over directions, and the side of a picture whose size may be any.
DIRECTIONS, ANY_SIZE = 8, 64


def read(gan, name, precision, recipe=None):
    """Returns all that a page shows of a GAN, a dict of plain types.

    Args:
        gan: A game with a network `generator`.
        name: String.
        precision: `"float16"` or `"float32"`, of large weights.
        recipe: Dict, by which it was trained. Defaults to `None`, not known.

    Raises:
        ValueError: If the game, or a layer of its networks, is none that a page knows.
    """
    found, shape = kind(gan), picture_shape(gan.data_shape)
    low, high = scaling.pixel_range(gan.output_range)
    noise = latents.about(gan)
    vectors = directions(gan) if noise else np.zeros((0, 1), "float32")
    return {
        "name": name,
        "kind": found,
        "generator": lowering.of_generator(gan, precision).as_plain(),
        "discriminator": discriminator(gan, precision) if found == "points" else None,
        "latent": noise,
        "seeds": bool(noise) and noise["kind"] != "stored",
        "directions": {"count": len(vectors), "vectors": packed(vectors)},
        "shape": list(shape or gan.data_shape),
        "range": [low, high],
        "classes": (gan.num_classes or 1) if gan.label else 0,
        "label": gan.label.name if gan.label else None,
        "table": tables.about(gan.table) if found == "table" else None,
        "examples": examples.of(recipe, gan.conditions) if found == "translation" else [],
        "conditions": [condition(field) for field in gan.conditions if found in ("translation", "table")],
    }


def directions(gan):
    """Returns the vectors `(count, latent_dim)` of the sliders; none where there are none to be told."""
    most = min(DIRECTIONS, gan.latent_dim)
    try:
        found = latent.directions(gan, most)
    except ValueError:
        return np.zeros((0, gan.latent_dim), "float32")
    return found.vectors.reshape(most, -1).astype("float32")


def kind(gan):
    """Returns which panel shows a game: `"pictures"`, `"points"`, `"table"`, `"translation"` or `"vectors"`."""
    if hasattr(gan, "table"):
        return "table"
    if gan.conditions and not gan.label:
        return "translation"
    if picture_shape(gan.data_shape):
        return "pictures"
    return "points" if tuple(gan.data_shape) == (2,) else "vectors"


def picture_shape(shape):
    """Returns height, width and channels of samples that are pictures, else `None`."""
    shape = tuple(ANY_SIZE if size is None else size for size in shape)
    if len(shape) == 2:
        return (*shape, 1)
    return shape if len(shape) == 3 and shape[-1] in (1, 3, 4) else None


def condition(field):
    """Returns what a panel has to know of a condition."""
    shape = picture_shape(field.shape) or field.shape
    return {"name": field.name, "shape": list(shape), "range": list(field.limits), "size": math.prod(shape)}


def discriminator(gan, precision):
    """Returns the program of D, `None` where a page can't carry it out, and whether it ends in a logit."""
    program = lowering.of_discriminator(gan, precision)
    return program and {**program.as_plain(), "logits": bool(gan.from_logits)}


def problems(gan, name):
    """Returns what keeps a page from showing a GAN, a list of messages."""
    if getattr(gan, "generator", None) is None:
        return [
            f"`page`: {name!r} is a {type(gan).__name__} without a network called `generator`, which is what a page "
            "runs. Leave it out."
        ]
    strange = [field.name for field in gan.conditions if not field.is_class and not picture_shape(field.shape)]
    found = lowering.problems(gan.generator)
    if strange and not hasattr(gan, "table"):
        found.append(f"`page`: {name!r} takes {strange}. A page knows classes and pictures. Leave it out.")
    return found
