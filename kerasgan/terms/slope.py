"""What the penalties on D's slope share: the gradient of D by its input, and when that is in question."""

import warnings
from typing import Any

import keras
from keras import ops

from kerasgan.checks.types import Tensor
from kerasgan.losses.pair import LossPair
from kerasgan.terms.term import Term

# Inside a root, where its slope would be infinite at 0.
TINY = 1e-12


class SlopePenalty(Term):
    """Base of the penalties on the slope of D, sample by sample; a subclass says where and which slope is wanted.

    Of a D that gives a map of logits it is the slope of their sum, as in others' code, while the adversarial loss takes
    their mean: of m logits that agree, m times the slope of one, and a squared penalty m * m times as large.
    """

    warns_of_batch_norm = True

    def slopes(self, scene: Any, samples: Tensor) -> Tensor:
        """Returns the squared length of D's gradient by each of `samples`, `(batch,)`, in float32."""
        gradients = ops.cast(scene.gradient(scene.judge, samples), keras.config.floatx())
        return ops.sum(ops.square(gradients), axis=tuple(range(1, len(gradients.shape))))

    def problems(self, gan: keras.Model, pair: LossPair, terms: list) -> list[str]:
        """Warns of a batch normalisation in D: a sample's slope then depends on the others of its batch."""
        if not self.warns_of_batch_norm:
            return []
        batch_norms = [layer.name for layer in gan.discriminator._flatten_layers() if is_batch_norm(layer)]
        if batch_norms:
            warnings.warn(
                f"{type(self).__name__} limits D's slope at each sample, but with batch normalisation "
                f"({', '.join(batch_norms)}) D's output for one sample depends on all of its batch. Build D with "
                "`normalization='layer'` or None.",
                stacklevel=4,
            )
        return []


def is_batch_norm(layer):
    """Tells whether a layer normalises over the batch."""
    return isinstance(layer, keras.layers.BatchNormalization)


def towards(squared, target):
    """Returns the mean squared distance of lengths, given squared, from `target`."""
    if target == 0:
        return ops.mean(squared)
    return ops.mean(ops.square(ops.sqrt(squared + TINY) - target))
