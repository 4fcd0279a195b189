"""Transforms: what happens to samples, real and generated alike, on their way to D; one idea, one file."""

import keras

from kerasgan import checks
from kerasgan.transforms.diff_augment import DiffAugment
from kerasgan.transforms.packing import Packing
from kerasgan.transforms.transform import Transform

__all__ = ["TRANSFORMS", "DiffAugment", "Packing", "Transform", "get"]

TRANSFORMS = {"diff_augment": DiffAugment, "packing": Packing}


def get(identifier):
    """Returns the transform for a name, a config or a transform.

    Args:
        identifier: A name among `TRANSFORMS`, for one with its defaults; a dict `{"class_name": name, "config":
            arguments}`, as in a recipe or as Keras saves a registered class; or a `Transform`.

    Returns:
        A `Transform`.

    Raises:
        ValueError: If the name is not known.

    Example:

    >>> kerasgan.transforms.get({"class_name": "packing", "config": {"size": 3}})
    Packing(size=3)
    """
    if isinstance(identifier, Transform):
        return identifier
    if isinstance(identifier, dict) and identifier.get("class_name") in TRANSFORMS:
        return TRANSFORMS[identifier["class_name"]](**identifier.get("config", {}))
    if isinstance(identifier, dict):
        return keras.saving.deserialize_keras_object(identifier)
    checks.raise_all(checks.one_of("transforms", identifier, TRANSFORMS))
    return TRANSFORMS[identifier]()
