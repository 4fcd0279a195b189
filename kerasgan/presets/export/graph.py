"""`Graph`: the model that is written, named inputs to samples in the units of the data."""

import keras
import numpy as np
from keras import ops

from kerasgan import latent as latents
from kerasgan.networks import wiring
from kerasgan.training.backend import engine

# Width and height of pictures where a network takes any.
ANY_SIZE = 64


class Graph(keras.Model):
    """What is given on the way in, a network in between, and samples in the units of the data on the way out.

    Args:
        route: A `games.route.Route`.
    """

    def __init__(self, route):
        super().__init__(name="generator", dtype="float32")
        self.network = route.network
        self.route = _Untracked(route)
        with engine.no_gradients():
            self(self.packed(self.examples(2)))

    def call(self, inputs, training=None):
        """Returns samples `(batch, *shape)`; `inputs` is a tensor, or a list of them in the order of the route."""
        route = self.route.of
        return route.samples(dict(zip(route.order, inputs if isinstance(inputs, (list, tuple)) else [inputs])))

    @property
    def signature(self):
        """What Keras's exporters ask for: a list of what `call` takes, `keras.InputSpec`s."""
        return [self.packed(self.route.of.inputs)]

    def packed(self, parts):
        """Returns what `call` takes of a list of one part for each input."""
        return parts if len(parts) > 1 else parts[0]

    def examples(self, n, seed=0):
        """Returns something to try the model with, a list of arrays of `n`, one for each input."""
        rng, route = np.random.default_rng(seed), self.route.of
        fields = {field.name: field for field in route.conditions}
        return [example(spec, fields.get(spec.name), route, n, rng) for spec in route.inputs]

    def expected(self, examples):
        """Returns what Python makes of a list of arrays, the samples, an array."""
        with engine.no_gradients():
            return np.asarray(ops.convert_to_numpy(self(self.packed([ops.convert_to_tensor(one) for one in examples]))))


class _Untracked:
    """Keeps Keras from taking what is in it for parts of the model: the game, and with it D."""

    def __init__(self, of):
        self.of = of


def example(spec, field, route, n, rng):
    """Returns an array of `n` for one input."""
    shape = (n, *(size or ANY_SIZE for size in spec.shape[1:]))
    if spec.name == wiring.Z:
        return latents.draw(route.latent, shape, rng).astype("float32")
    if field.is_class:
        return (np.arange(n) % (field.classes or 1)).astype("int32")
    if "int" in spec.dtype:
        return rng.integers(0, 256 if field.pixels else 2, shape).astype(spec.dtype)
    return rng.uniform(*field.limits, shape).astype(spec.dtype)
