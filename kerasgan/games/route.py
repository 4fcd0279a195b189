"""`Route`: the way from what is given to a sample through one network of a game, as it is used after training."""

import dataclasses
from collections.abc import Callable
from typing import Any

import keras

from kerasgan.networks import scaling, wiring
from kerasgan.networks.fields import Field


@dataclasses.dataclass(frozen=True)
class Route:
    """What a network takes, by name and in its order, and what it makes.

    Args:
        network: Keras model.
        pack: Function of a dict of tensors, as the network takes them, to its inputs.
        latent: Distribution of the noise, or `None` for a network without.
        latent_shape: Tuple, the shape of z, or `None`.
        order: Tuple of the names of the inputs: `"z"`, the noise, or that of a condition.
        conditions: List of the `Field`s among them.
        sample: `Field` of what is made.
        reach: Pair of floats, the values that the network can reach.
        about: Dict of plain types, what else is to be known of the samples.
    """

    network: keras.Model
    pack: Callable[[dict[str, Any]], Any]
    latent: Any
    latent_shape: tuple | None
    order: tuple
    conditions: list
    sample: Field
    reach: tuple
    about: dict

    @classmethod
    def of_generator(cls, game):
        """Returns the route through the generator of a game that samples."""
        return cls(
            game.generator,
            lambda given: game.g_inputs(given.get(wiring.Z), given),
            game.latent,
            game.latent_shape,
            game.g_order,
            game.conditions,
            game.fields[0],
            game.output_range,
            game.facts(),
        )

    @classmethod
    def of_translation(cls, game, network, source, target):
        """Returns the route through a network of a game from samples of one set to those of another."""
        about = {**game.facts(), "shape": target.shape, "dtype": "uint8" if target.pixels else keras.config.floatx()}
        return cls(
            network, lambda given: given[source.name], None, None, (source.name,), [source], target, target.reach, about
        )

    @property
    def inputs(self):
        """List of `keras.InputSpec`, one for each input, in the units of the data: images as uint8, classes single."""
        fields = {field.name: field for field in self.conditions}
        return [self._noise if name == wiring.Z else spec_of(fields[name]) for name in self.order]

    @property
    def _noise(self):
        return keras.layers.InputSpec(shape=(None, *self.latent_shape), dtype="float32", name=wiring.Z)

    def samples(self, given):
        """Returns samples in the units of the data, a tensor, of a dict of tensors by the names of the inputs."""
        fields = {field.name: field for field in self.conditions}
        taken = {name: fields[name].to_network(part) if name in fields else part for name, part in given.items()}
        made = keras.ops.cast(self.network(self.pack(taken), training=False), "float32")
        return scaling.as_pixels(made, self.reach) if self.sample.pixels else made

    @property
    def layers(self):
        """List of all layers on the way, those in other layers included."""
        return [layer for layer in self.network._flatten_layers() if layer is not self.network]


def spec_of(field):
    """Returns the `keras.InputSpec` of a condition in the units of the data."""
    if field.is_class:
        return keras.layers.InputSpec(shape=(None,), dtype="int32", name=field.name)
    dtype = "uint8" if field.pixels else field.dtype
    return keras.layers.InputSpec(shape=(None, *field.shape), dtype=dtype, name=field.name)
