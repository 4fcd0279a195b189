"""What a page holds of one GAN, as plain types: its generator and what the panel of its kind needs."""

import math

import numpy as np

from kerasgan import latent
from kerasgan.networks import scaling
from kerasgan.recipe.page import examples, latents, lowering, tables
from kerasgan.recipe.page import real as real_samples
from kerasgan.recipe.page.packing import packed

# Sliders over directions, and the side of a picture whose size may be any.
DIRECTIONS, ANY_SIZE = 8, 64


def read(gan, name, precision, recipe=None, real=False, begun=True):
    """Returns all that a page shows of a GAN, a dict of plain types.

    Args:
        gan: A game with a network `generator`.
        name: String.
        precision: `"float16"` or `"float32"`, of large weights.
        recipe: Dict, by which it was trained. Defaults to `None`, not known.
        real: Whether pictures and points of its data are shown, or an array of some. Defaults to `False`.
        begun: Boolean, whether a place to draw begins with examples of its data. Defaults to `True`.

    Raises:
        ValueError: If the game, or a layer of its networks, is none that a page knows.
    """
    if is_cycle(gan):
        return cycle(gan, name, precision, recipe if begun else None)
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
        "real": real_samples.of(recipe, gan, real) if real is not False and found in ("pictures", "points") else None,
        "table": tables.about(gan.table) if found == "table" else None,
        "examples": examples.of(recipe, gan.conditions) if begun and found == "translation" else [],
        "conditions": [condition(field) for field in gan.conditions if found in ("translation", "table")],
    }


def is_cycle(gan):
    """Tells whether a game translates between two sets, both ways."""
    return len(getattr(gan, "translates", ())) == 2 and getattr(gan, "generator", None) is None


def cycle(gan, name, precision, recipe):
    """Returns what `read` does of a game that translates between two sets: `ways`, one for each."""
    pictures = examples.of_sets(recipe, gan.fields)
    ways = []
    for to, program in lowering.of_ways(gan, precision).items():
        _, source, target = gan.way(to)
        ways.append(
            {
                "to": to,
                "given": {**condition(source), "size": math.prod(picture_shape(source.shape))},
                "range": list(scaling.pixel_range(target.reach)),
                "generator": program.as_plain(),
                "examples": pictures[source.name],
            }
        )
    return {"name": name, "kind": "cycle", "ways": ways}


def count(gan):
    """Returns how many weights all that a page would run of a GAN have."""
    networks = [gan.way(to)[0] for to in gan.translates] if is_cycle(gan) else [gan.generator]
    return sum(network.count_params() for network in networks)


def size(found):
    """Returns how many bytes the weights of all generators in what `read` returned have."""
    return sum(len(one["generator"]["data"]) for one in found.get("ways", [found])) * 3 // 4


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
    if is_cycle(gan):
        return cycle_problems(gan, name)
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


def cycle_problems(gan, name):
    """Returns what keeps a page from showing a game that translates both ways, a list of messages."""
    strange = [field.name for field in gan.fields if not picture_shape(field.shape)]
    if strange:
        return [
            f"`page`: {name!r} translates samples of {gan.fields[0].shape} and {gan.fields[1].shape}. Of such games a "
            "page knows those of pictures. Leave it out."
        ]
    return [problem for to in gan.translates for problem in lowering.problems(gan.way(to)[0])]
