"""Consistency: D should say the same of a sample and of its augmented twin."""

from typing import Any

import keras
from keras import ops

from kerasgan import transforms
from kerasgan.checks.types import Config, Identifier, Shape, Tensor
from kerasgan.losses.pair import LossPair
from kerasgan.networks import formats
from kerasgan.terms.term import Term


@keras.saving.register_keras_serializable(package="kerasgan")
class Consistency(Term):
    """Penalises what D says differently of samples and of the same samples augmented, real and generated ones.

    Formula:

    ```python
    loss = weight * (mean((D(real) - D(T(real))) ** 2) + mean((D(fake) - D(T(fake))) ** 2))
    ```

    Augmented samples never count as real, so nothing of T leaks into what G makes.

    Args:
        weight: Float, the paper's lambda. Defaults to `10.0`.
        transform: A `kerasgan.transforms.Transform` with random numbers, or its name: T. Defaults to `"diff_augment"`.
        every: Integer, as for any `Term`. Defaults to `1`.
        name: String. Defaults to `"consistency"`.

    Example:

    >>> term = kerasgan.terms.Consistency(transform=kerasgan.transforms.DiffAugment("translation"))

    Reference: Zhao et al., Improved Consistency Regularization for GANs, 2020 (bCR, both lambdas 10).
    """

    def __init__(
        self, weight: float = 10.0, transform: Identifier = "diff_augment", every: int = 1, name: str | None = None
    ) -> None:
        super().__init__(weight, every, name)
        self.transform = transforms.get(transform)

    def draw(self, shape: Shape, seed: Any) -> Tensor | None:
        """Returns the random numbers of T for real and for generated samples, side by side."""
        return ops.stack([self.transform.draw(shape, seed) for _ in ("real", "fake")], axis=1)

    def __call__(self, scene):
        """Returns the sum of the two mean squared differences."""
        transform = self.transform.at(scene.game.optimizer.iterations)
        sides = ((scene.real, scene.real_logits, 0), (scene.fake, scene.fake_logits, 1))
        twins = [scene.judge(samples, then=(transform, scene.drawn[:, number])) for samples, _, number in sides]
        return sum(ops.mean(ops.square(said - twin)) for (_, said, _), twin in zip(sides, twins))

    def problems(self, gan: keras.Model, pair: LossPair, terms: list) -> list[str]:
        """Refuses a transform that joins samples, and one that D's samples have not the shape for."""
        if self.transform.group > 1:
            return [
                f"`transform`: expected one that changes each sample by itself. Received: {self.transform!r}. Put it "
                "into the `transforms` of the GAN."
            ]
        if self.transform.companions():
            return [
                f"`transform`: expected one without a state of its own. Received: {self.transform!r}. Put it into the "
                "`transforms` of the GAN, and what it does, such as 'diff_augment', here."
            ]
        ((_, *shape),), _ = formats.shapes_seen((1, *gan.view_shape), [self.transform], gan.fields[0].data_format)
        return self.transform.problems(tuple(shape))

    def get_config(self) -> Config:
        """Returns what `from_config` needs."""
        return {**super().get_config(), "transform": keras.saving.serialize_keras_object(self.transform)}
