"""Noise for what is random in a picture: one number for each pixel, the same for all channels."""

from typing import Any

import keras
from keras import layers, ops

from kerasgan.checks.types import Config, Shape, Tensor
from kerasgan.layers import counted_noise


@keras.saving.register_keras_serializable(package="kerasgan")
class NoiseInjection(layers.Layer):
    """Adds a picture of noise to the maps, as strongly as it has learned to.

    Formula:

    ```python
    outputs = inputs + strength * noise      # noise (batch, height, width, 1), strength a number that begins at 0
    ```

    In training the noise is N(0, 1), drawn anew each time. Outside of training it is one picture that belongs to the
    layer, drawn when the layer is made and saved with its weights: a sample follows from z alone, `gan.sample(seed=)`
    is the same on every backend, and detail stands still while z walks.

    What is drawn in training follows from the state of a Keras `SeedGenerator` by arithmetic that is the same on every
    backend (`layers/counted_noise.py`). Where TensorFlow or PyTorch share a batch among devices, each draws the same
    pictures for its part.

    Args:
        seed: Integer. Defaults to `None`, a random one; `fit_gan(seed=)` sets it as it does the seeds of all layers.
        **options: As for any Keras layer.

    Example:

    >>> tuple(NoiseInjection()(np.zeros((2, 4, 4, 3), "float32")).shape)
    (2, 4, 4, 3)

    Reference: Karras et al., A Style-Based Generator Architecture for Generative Adversarial Networks, 2019; with one
    strength for all channels: Karras et al., Analyzing and Improving the Image Quality of StyleGAN, 2020, whose code
    also samples with a fixed picture where it is asked for `noise_mode="const"`.
    """

    def __init__(self, seed: int | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)

    def build(self, input_shape: Shape) -> None:
        """Creates the strength and the picture for samples."""
        self.strength = self.add_weight((), initializer="zeros", name="strength")
        still = {"initializer": keras.initializers.RandomNormal(stddev=1.0), "trainable": False}
        self.picture = self.add_weight((*input_shape[1:-1], 1), name="picture", **still)

    def call(self, inputs: Tensor, training: bool | None = None) -> Tensor:
        """Returns the maps with noise."""
        noise = self.picture
        if training:
            shape = (ops.shape(inputs)[0], *self.picture.shape)
            noise = ops.cast(counted_noise.normal(self.seed_generator.next(), shape), inputs.dtype)
        return inputs + self.strength * noise

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Returns the shape of the maps, which stays."""
        return input_shape

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        return {**super().get_config(), "seed": self.seed}
