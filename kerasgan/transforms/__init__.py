"""Transforms: what happens to samples, real and generated alike, on their way to D; one idea, one file."""

from kerasgan.checks import identifiers
from kerasgan.checks.types import Identifier
from kerasgan.transforms.adaptive import Adaptive
from kerasgan.transforms.diff_augment import DiffAugment
from kerasgan.transforms.flip import Flip
from kerasgan.transforms.instance_noise import InstanceNoise
from kerasgan.transforms.packing import Packing
from kerasgan.transforms.quarter_turns import QuarterTurns
from kerasgan.transforms.transform import Transform

__all__ = [
    "TRANSFORMS",
    "Adaptive",
    "DiffAugment",
    "Flip",
    "InstanceNoise",
    "Packing",
    "QuarterTurns",
    "Transform",
    "get",
]

TRANSFORMS = {
    "adaptive": Adaptive,
    "diff_augment": DiffAugment,
    "flip": Flip,
    "instance_noise": InstanceNoise,
    "packing": Packing,
    "quarter_turns": QuarterTurns,
}


def get(identifier: Identifier) -> Transform:
    """Returns the transform for a name, a config or a transform.

    Args:
        identifier: A name among `TRANSFORMS`, such as `"diff_augment"`, or that of its class, `"DiffAugment"`, for one
            with its defaults; a dict `{"class_name": name, "config": arguments}`, as in a recipe or as Keras saves a
            registered class; or a `Transform`.

    Returns:
        A `Transform`.

    Raises:
        ValueError: If the name or an argument is not known, or it is no transform.

    Example:

    >>> kerasgan.transforms.get({"class_name": "packing", "config": {"size": 3}})
    Packing(size=3)
    """
    return identifiers.find("transforms", identifier, TRANSFORMS, Transform)
