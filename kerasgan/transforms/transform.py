"""What all transforms share: `Transform`, something that happens to samples on their way to D."""

from typing import Any, Self

import keras

from kerasgan.checks.types import Config, Shape, Tensor
from kerasgan.losses.pair import LossPair


def is_picture(condition):
    """Says whether a condition, a tensor `(batch, ...)`, is a picture: rows, columns and channels."""
    return len(condition.shape) == 4


class Transform:
    """Something that samples, real and generated alike, pass on their way to D: augmentation, packing.

    It has to be differentiable, since G learns through it. Where nothing was drawn (`gan(z)`, diagrams), `random` is
    `None`, and a transform that changes values leaves them alone.

    Example:

    >>> class Mirror(kerasgan.transforms.Transform):
    ...     "Turns each sample around with a probability of one half."
    ...     def draw(self, shape, seed):
    ...         return keras.random.uniform((shape[0], *[1] * (len(shape) - 1)), seed=seed)
    ...     def __call__(self, samples, random=None):
    ...         return samples if random is None else ops.where(random < 0.5, samples, ops.flip(samples, axis=1))
    >>> gan = kerasgan.build_gan(transforms=[Mirror()])
    """

    serves_several = False  # whether several GANs may have one object of this transform in spite of its companions
    group = 1  # how many samples D sees as one
    logs: tuple[str, ...] = ()  # the names of what `heed` returns; without any it is not called

    def __call__(self, samples, random=None):
        """Returns samples as D sees them.

        Args:
            samples: Tensor `(batch, *shape)`, in the range of G; of images the channels come last, whatever the
                networks take.
            random: Tensor, what `draw` returned, or `None`.
        """
        raise NotImplementedError(
            f"{type(self).__name__} has to say in `__call__(self, samples, random)` what it does."
        )

    def draw(self, shape: Shape, seed: Any) -> Tensor | None:
        """Returns the random numbers for one batch, a tensor, or `None`; see `terms.Term.draw`.

        Args:
            shape: Tuple, that of the samples, batch axis first.
            seed: `keras.random.SeedGenerator`, the GAN's.
        """
        return None  # a body of words alone is more than TensorFlow's AutoGraph can read

    def at(self, step: Tensor) -> Self:
        """Returns the transform as it is at a step: itself, or one whose schedules have their values of then.

        Args:
            step: Integer tensor, the number of steps so far.
        """
        return self

    def shape_of(self, shape: Shape) -> Shape:
        """Returns the shape that samples of `shape`, batch axis first, have afterwards; the same by default."""
        return shape

    def beside(self, condition: Tensor, random: Tensor | None = None) -> Tensor:
        """Returns a condition as D sees it beside the samples; the same by default.

        What moves or hides pixels of a sample has to do the same to a picture beside it, or the two no longer match.

        Args:
            condition: Tensor `(batch, ...)`, no class; of a picture the channels come last.
            random: Tensor, what the samples were given, or `None`.
        """
        return condition

    def beside_problems(self, shape: Shape, condition: Shape) -> list[str]:
        """Returns why a picture beside samples can't be shown as they are, a list of messages; none by default.

        Args:
            shape: Tuple, that of a sample.
            condition: Tuple, that of a picture, as samples without the batch axis and with the channels last.
        """
        return []

    def companions(self) -> list[keras.layers.Layer]:
        """Returns layers whose variables this transform writes to, a list: saved with the GAN, resumed to the bit."""
        return []

    def heed(self, verdicts: Tensor, count: Tensor) -> dict[str, Tensor]:
        """Takes note, in each update of D, of what it said of real samples; returns scalars to log, named in `logs`.

        What is written to variables of `companions` is averaged over devices and slices of a batch, whole numbers but.

        Args:
            verdicts: Tensor `(batch, m)`, D's logits on real samples, above 0 where it takes them for real; of the part
                of the batch that is on this device.
            count: Scalar tensor, how many real samples the update has in all.
        """
        return {}

    def problems(self, shape: Shape) -> list[str]:
        """Returns what speaks against samples of `shape`, without a batch axis, a list of messages."""
        return []

    def loss_problems(self, pair: LossPair) -> list[str]:
        """Returns what speaks against this loss pair, a list of messages."""
        return []

    def get_config(self) -> Config:
        """Returns what `from_config` needs, in plain types."""
        return {}

    @classmethod
    def from_config(cls, config: Config) -> Self:
        """Returns the transform that `get_config` described."""
        return cls(**config)

    def __repr__(self):
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.get_config().items())})"
