"""A pool of generated samples: the discriminator also sees what the generator made some time ago."""

from collections.abc import Sequence
from typing import Any

import keras
from keras import layers, ops

from kerasgan import checks
from kerasgan.checks.types import Config, Shape, Tensor


@keras.saving.register_keras_serializable(package="kerasgan")
class SamplePool(layers.Layer):
    """Keeps some samples, and gives older ones in exchange for half of those that come.

    The first samples fill the pool, and are given back as they came. Once it is full each sample stays with a chance of
    one half, in the place of a random one, which is given back instead; of two that want one place the later one stays.

    Args:
        size: Integer, how many are kept.
        shapes: List of tuples, the shapes of what belongs to one sample: itself, then what stands beside it.
        **options: As for any Keras layer.

    Raises:
        ValueError: If `size` is not positive.

    Example:

    >>> pool = SamplePool(2, [(1,)])
    >>> (first,) = pool([np.array([[1.0], [2.0]])], np.zeros((2, 2)))
    >>> (later,) = pool([np.array([[3.0]])], np.array([[0.6, 0.1]]))  # its place, and whether it stays
    >>> np.asarray(first).ravel().tolist(), np.asarray(later).ravel().tolist()
    ([1.0, 2.0], [2.0])

    Reference: Shrivastava et al., Learning from Simulated and Unsupervised Images through Adversarial Training, 2017,
    as Zhu et al., 2017, have it for CycleGAN; theirs goes through a batch one by one.
    """

    def __init__(self, size: int, shapes: Sequence[Shape], **options: Any) -> None:
        super().__init__(**{"trainable": False, **options})
        checks.raise_all(checks.positive_integer("size", size))
        self.size = size
        self.shapes = [tuple(shape) for shape in shapes]
        given = {"initializer": "zeros", "trainable": False}
        self.kept = [self.add_weight((size, *shape), name=f"kept_{n}", **given) for n, shape in enumerate(self.shapes)]
        self.count = self.add_weight((), dtype="int32", name="count", **given)
        self.built = True

    def call(self, samples: Sequence[Tensor], chance: Tensor) -> list[Tensor]:
        """Returns a list of what belongs to the samples to be shown.

        Args:
            samples: List of tensors `(batch, *shape)`.
            chance: Tensor `(batch, 2)`, uniform from 0 to 1: for each sample its place, and whether it stays.
        """
        count, order = ops.convert_to_tensor(self.count), ops.arange(ops.shape(samples[0])[0], dtype="int32")
        fills = count + order < self.size
        stays = ops.logical_and(count >= self.size, chance[:, 1] < 0.5)
        drawn = ops.cast(ops.floor(chance[:, 0] * self.size), "int32")
        place = ops.minimum(ops.where(fills, count + order, drawn), self.size - 1)
        shown = [
            ops.where(_wide(stays, new), ops.cast(ops.take(ops.convert_to_tensor(kept), place, axis=0), new.dtype), new)
            for kept, new in zip(self.kept, samples)
        ]
        self._keep(samples, ops.where(ops.logical_or(fills, stays), place, -1), order)
        self.count.assign(ops.minimum(count + ops.shape(samples[0])[0], self.size))
        return shown

    def _keep(self, samples, place, order):
        """Puts samples in their places, -1 for none."""
        here = ops.equal(place[:, None], ops.arange(self.size, dtype="int32")[None])
        last = ops.max(ops.where(here, order[:, None] + 1, 0), axis=0)  # which sample stays in each place, from 1
        for kept, new in zip(self.kept, samples):
            stored = ops.take(new, ops.maximum(last - 1, 0), axis=0)
            old = ops.convert_to_tensor(kept)
            kept.assign(ops.where(_wide(last > 0, stored), ops.cast(stored, old.dtype), old))

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        return {**super().get_config(), "size": self.size, "shapes": [list(shape) for shape in self.shapes]}


def _wide(truths, like):
    """Returns truth values, one for each sample, in a shape that goes with that of `like`."""
    return ops.reshape(truths, (-1, *[1] * (len(like.shape) - 1)))
