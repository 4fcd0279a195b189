"""Path length regularisation: a step of w moves the picture equally far everywhere."""

import math
from typing import Any

import keras
from keras import ops

from kerasgan import checks
from kerasgan.checks.types import Config, Shape, Tensor
from kerasgan.layers import MovingAverage
from kerasgan.losses.pair import LossPair
from kerasgan.terms.slope import TINY
from kerasgan.terms.term import Term


@keras.saving.register_keras_serializable(package="kerasgan")
class PathLength(Term):
    """Keeps the picture moving as far as ever for a step of w of one length, whatever w and the direction are.

    Formula, w one style for each of L layers, y a picture of N(0, 1), a the moving mean of the lengths:

    ```python
    slope = gradient(sum(synthesis(w) * y) / sqrt(height * width), w)     # (batch, L, style_dim)
    length = sqrt(sum(slope ** 2, over L and style_dim) / L)
    loss = weight * mean((length - a) ** 2)
    ```

    G becomes smoother, and easier to invert. The mean a is kept by a companion, `gan.companions`: it is saved with the
    GAN and resumed to the bit. It is costly, the gradient of a gradient, so it is computed on a part of the batch and
    not on every update.

    Args:
        weight: Float. Defaults to `2.0`, the paper's.
        every: Integer, as for any `Term`. Defaults to `4`, the paper's.
        shrink: Integer n, it is computed for one of n samples. Defaults to `2`, the paper's.
        momentum: Float, of the moving mean. Defaults to `0.99`, the paper's.
        name: String. Defaults to `"path_length"`.

    Raises:
        ValueError: If an argument is not valid, or at compiling if the generator has no w.

    Example:

    >>> g = kerasgan.build_generator("stylegan2", (16, 16, 3), 8, filters=4)
    >>> d = kerasgan.build_discriminator("stylegan2", (16, 16, 3), filters=4)
    >>> gan = kerasgan.build_gan(g, d, terms=[kerasgan.terms.R1(every=16), kerasgan.terms.PathLength()])

    Reference: Karras et al., Analyzing and Improving the Image Quality of StyleGAN, 2020, section 3.2. Its generator is
    one of `mixed_styles` and `synthesis`, as `build_generator("stylegan2")` makes it; one of your own with these two
    will do.
    """

    networks = ("generator",)
    companions_learn = False

    def __init__(
        self, weight: float = 2.0, every: int = 4, shrink: int = 2, momentum: float = 0.99, name: str | None = None
    ) -> None:
        super().__init__(weight, every, name)
        checks.raise_all(checks.positive_integer("shrink", shrink))
        self.shrink, self.momentum = shrink, momentum
        self.mean = keras.Sequential([keras.Input((1,)), MovingAverage(momentum, name="mean")], name="path_length_mean")

    def companions(self, gan: keras.Model) -> list[keras.Model]:
        """Returns the model that keeps the mean of the lengths."""
        return [self.mean]

    def draw(self, shape: Shape, seed: Any) -> Tensor | None:
        """Returns the pictures y."""
        return keras.random.normal(shape, seed=seed)

    def __call__(self, scene):
        """Returns the mean squared distance of the lengths from their mean."""
        lengths = self.lengths(scene)
        scene.play(self.mean, ops.stop_gradient(lengths)[:, None])
        mean = ops.convert_to_tensor(self.mean.layers[-1].average)
        return ops.mean(ops.square(lengths - mean))

    def lengths(self, scene: Any) -> Tensor:
        """Returns how far a step of w moves the picture, of one of `shrink` samples, `(batch / shrink,)`."""
        gan, shape = scene.game, scene.game.data_shape
        count = (ops.shape(scene.noise)[0] + self.shrink - 1) // self.shrink
        given = {name: values[:count] for name, values in scene.conditions.items()}
        styles = scene.play(gan.generator.mixed_styles(), gan.g_inputs(scene.noise[:count], given))
        y = ops.reshape(scene.drawn, (-1, *shape))[:count] / math.sqrt(shape[0] * shape[1])

        def weighed(styles):
            return ops.sum(ops.cast(scene.play(gan.generator.synthesis, styles), y.dtype) * y)

        slopes = ops.cast(scene.gradient(weighed, styles), keras.config.floatx())
        return ops.sqrt(ops.mean(ops.sum(ops.square(slopes), axis=2), axis=1) + TINY)

    def problems(self, gan: keras.Model, pair: LossPair, terms: list) -> list[str]:
        """Refuses a generator without w."""
        if all(hasattr(gan.generator, part) for part in ("mixed_styles", "synthesis")):
            return []
        return [
            f"`terms`: PathLength measures how far a step of w moves the picture, and {gan.generator.name!r} has no w. "
            "Build the generator with `build_generator('stylegan2', ...)`, or leave the term out."
        ]

    def get_config(self) -> Config:
        """Returns what `from_config` needs; the mean is saved with the GAN."""
        return {**super().get_config(), "shrink": self.shrink, "momentum": self.momentum}
