"""Adaptive: augmentation as strong as D's overfitting asks for."""

import copy
import math
from collections.abc import Sequence
from typing import Any, Self

import keras
from keras import ops

from kerasgan import checks
from kerasgan.checks import identifiers
from kerasgan.checks.types import Config, Identifier, Shape, Tensor
from kerasgan.losses.pair import LossPair
from kerasgan.transforms.diff_augment import DiffAugment
from kerasgan.transforms.flip import Flip
from kerasgan.transforms.instance_noise import InstanceNoise
from kerasgan.transforms.quarter_turns import QuarterTurns
from kerasgan.transforms.transform import Transform

# What it can be given by name.
KNOWN = {
    "diff_augment": DiffAugment,
    "flip": Flip,
    "instance_noise": InstanceNoise,
    "quarter_turns": QuarterTurns,
}

# Up to this chance, by the paper, what is done to the pictures can be told from the pictures themselves.
NO_LEAK = 0.8
LOG = "augmentation"


@keras.saving.register_keras_serializable(package="kerasgan")
class Adaptive(Transform):
    """Applies other transforms with a probability, and moves it so that D is as sure of real samples as is healthy.

    Formula, every `every` updates of D, r the mean over them:

    ```python
    r = mean(sign(D(real)))                  # 0: D can't tell real samples; 1: D knows them by heart
    p = clip(p + sign(r - target) * every * batch / images, 0, most)
    ```

    Each transform is applied to each sample, real or generated, with the probability p, by itself. What is done to a
    part of the pictures alone does not leak: as long as those that nothing is done to are the most frequent, G has to
    make such ones for all to look like the real ones. That holds for turns and mirrors too, which always applied would
    make G draw turned pictures.

    The probability is a part of the GAN's state, the same on all devices: `.keras` files and checkpoints hold it, and
    the logs have it as `augmentation`. A GAN from a preset begins with `probability` again, as its optimizers do.

    Args:
        transforms: A transform, its name or config, or a list of them: `"diff_augment"`, `"flip"`, `"quarter_turns"`
            or objects, which leave the shape of a sample as it is. Defaults to `None`: `Flip`, `QuarterTurns`, and the
            translation and the colours of `DiffAugment`.
        target: Float between -1 and 1, the r that p is moved towards; `None` keeps p as it is. Defaults to `0.6`.
        images: Integer, how many real samples D sees while p moves from 0 to 1. Defaults to `500_000`, the paper's; a
            run of fewer than that needs less, a fifth of its samples for example.
        every: Integer, how many updates of D a move of p waits for. Defaults to `4`.
        probability: Float, the p at the beginning. Defaults to `0.0`.
        most: Float, the largest p. Defaults to `0.8`; up to that the paper found no leaks.

    Raises:
        ValueError: If an argument is not valid, or a transform can't be applied to some samples only.

    Example:

    >>> adaptive = kerasgan.transforms.Adaptive(kerasgan.transforms.DiffAugment("color"), images=50_000)
    >>> gan = kerasgan.build_gan(
    ...     kerasgan.build_generator("dcgan", (8, 8, 3), filters=4),
    ...     kerasgan.build_discriminator("dcgan", (8, 8, 3), filters=4),
    ...     transforms=[adaptive],
    ... )
    >>> gan.train_on_batch(np.zeros((4, 8, 8, 3), "float32"))["augmentation"]
    0.0

    Reference: Karras et al., Training Generative Adversarial Networks with Limited Data, 2020. Its pipeline also has
    scaling, rotation by any angle, and the filters and noise that it found to help little; those of ours are applied as
    a whole, its colours one by one. Its code stops at no largest p.
    """

    def __init__(
        self,
        transforms: Identifier | Sequence[Identifier] | None = None,
        target: float | None = 0.6,
        images: int = 500_000,
        every: int = 4,
        probability: float = 0.0,
        most: float = NO_LEAK,
    ) -> None:
        given = default_transforms() if transforms is None else transforms
        given = given if isinstance(given, (list, tuple)) else [given]
        found, unknown = checks.tried(identifiers.several, "transforms", given, get)
        problems = [*(unknown or part_problems(found)), *checks.positive_integer("images", images)]
        problems += [*checks.positive_integer("every", every), *checks.within("most", most, 0, 1)]
        problems += checks.within("probability", probability, 0, 1) or excess(probability, most)
        problems += [] if target is None else checks.within("target", target, -1, 1)
        checks.raise_all(problems)
        self.transforms = list(found)
        self.target, self.images, self.every, self.probability, self.most = target, images, every, probability, most
        self.logs = (LOG,)
        self.state = None  # made where the GAN is compiled, on its devices
        self._drawn = {}  # the shapes of what each transform draws, by how many numbers that are

    def companions(self) -> list[keras.layers.Layer]:
        """Returns the layer that holds the probability."""
        if self.state is None:
            self.state = Probability(self.probability)
        return [self.state]

    def heed(self, verdicts: Tensor, count: Tensor) -> dict[str, Tensor]:
        """Moves the probability by what D said of real samples; returns what it is then."""
        if self.target is not None:
            sign = ops.mean(ops.sign(ops.cast(verdicts, self.state.sign.dtype)))
            self.state.follow(sign, count * self.every / self.images, self)
        return {LOG: ops.stop_gradient(self.state.probability.value)}

    def draw(self, shape: Shape, seed: Any) -> Tensor | None:
        """Returns what decides about each transform and what each draws itself, side by side, `(batch, n)`."""
        drawn = [transform.draw(shape, seed) for transform in self.transforms]
        flat = [ops.reshape(part, (-1, math.prod(part.shape[1:]))) for part in drawn if part is not None]
        random = ops.concatenate([keras.random.uniform((shape[0], len(drawn)), seed=seed), *flat], axis=1)
        self._drawn[random.shape[1]] = [None if part is None else tuple(part.shape[1:]) for part in drawn]
        return random

    def at(self, step: Tensor) -> Self:
        """Returns one whose transforms are as they are at a step; both have one probability."""
        now = copy.copy(self)
        now.transforms = [transform.at(step) for transform in self.transforms]
        return now

    def __call__(self, samples, random=None):
        """Returns the samples, some of them changed, or without random numbers all as they are."""
        return self._some(samples, random, lambda transform: transform)

    def beside(self, condition: Tensor, random: Tensor | None = None) -> Tensor:
        """Returns a condition as the same transforms leave it that were applied to the sample."""
        return self._some(condition, random, lambda transform: transform.beside)

    def _some(self, values, random, changing):
        """Returns values through what `changing` gives of each transform, where it was chosen for a sample."""
        if random is None:
            return values
        chance = self.probability if self.state is None else ops.cast(self.state.probability, random.dtype)
        place = len(self.transforms)
        for number, (transform, shape) in enumerate(zip(self.transforms, self._drawn[random.shape[1]])):
            width = 0 if shape is None else math.prod(shape)
            part = None if shape is None else ops.reshape(random[:, place : place + width], (-1, *shape))
            chosen = ops.reshape(random[:, number] < chance, (-1, *[1] * (len(values.shape) - 1)))
            values, place = ops.where(chosen, changing(transform)(values, part), values), place + width
        return values

    def problems(self, shape: Shape) -> list[str]:
        """Refuses samples that its transforms are not for."""
        found = [problem for transform in self.transforms for problem in transform.problems(shape)]
        if not found or len(shape) == 3:
            return found
        names = ", ".join(type(transform).__name__ for transform in self.transforms)
        return [
            f"`transforms`: Adaptive with {names} is for images, (height, width, channels). Received samples of shape "
            f"{tuple(shape)}. Leave it out, or give it a transform of your own for such samples."
        ]

    def beside_problems(self, shape: Shape, condition: Shape) -> list[str]:
        """Refuses pictures that its transforms can't show as the samples."""
        return [problem for transform in self.transforms for problem in transform.beside_problems(shape, condition)]

    def loss_problems(self, pair: LossPair) -> list[str]:
        """Refuses losses whose D says of no sample by itself whether it is real."""
        if pair.threshold is not None or self.target is None:
            return []
        return [
            f"`transforms`: Adaptive follows how many real samples D takes for real, and with {pair.name!r} D's "
            "outputs mean something only beside one another. Choose another loss, such as 'non_saturating' or 'hinge', "
            "or pass `target=None`, which keeps `probability` as it is."
        ]

    def get_config(self) -> Config:
        """Returns what `from_config` needs, the probability as it was at the beginning."""
        names = ("target", "images", "every", "probability", "most")
        inside = [keras.saving.serialize_keras_object(transform) for transform in self.transforms]
        return {"transforms": inside, **{name: getattr(self, name) for name in names}}

    def __repr__(self):
        told = {**self.get_config(), "transforms": self.transforms}
        return f"Adaptive({', '.join(f'{name}={value!r}' for name, value in told.items())})"


def excess(probability, most):
    """Refuses a probability that begins above its largest value."""
    if checks.within("most", most, 0, 1) or probability <= most:
        return []
    return [f"`probability`: expected at most `most`, {most}. Received: {probability!r}. Lower it, or raise `most`."]


class Probability(keras.layers.Layer):
    """The state of an `Adaptive`: its probability, and what it has heard since it moved it.

    What is heard is averaged over devices behind each update, so the next update moves all probabilities alike.
    """

    def __init__(self, start, **options):
        super().__init__(**{"trainable": False, "name": "adaptive", **options})
        given = {"trainable": False, "autocast": False}
        begin = keras.initializers.Constant(start)
        self.probability = self.add_weight((), initializer=begin, name="probability", **given)
        self.sign = self.add_weight((), initializer="zeros", name="sign", **given)
        self.count = self.add_weight((), dtype="int32", initializer="zeros", name="count", **given)
        self.built = True

    def follow(self, sign, step, rule):
        """Moves the probability by `step` where `rule.every` signs have been heard, and hears one more."""
        chance, heard, count = (part.value for part in (self.probability, self.sign, self.count))
        full = ops.equal(count, rule.every)
        moved = ops.clip(chance + ops.sign(heard - rule.target) * ops.cast(step, chance.dtype), 0.0, rule.most)
        self.probability.assign(ops.where(full, moved, chance))
        self.sign.assign(ops.where(full, 0.0, heard) + sign / rule.every)
        self.count.assign(ops.where(full, 0, count) + 1)


def default_transforms():
    """Returns what changes place, orientation and colours of images."""
    return [Flip(), QuarterTurns(), DiffAugment("translation"), DiffAugment("color")]


def get(identifier):
    """Returns the transform for a name among `KNOWN`, a config or a transform."""
    return identifiers.find("transforms", identifier, KNOWN, Transform)


def part_problems(transforms):
    """Refuses transforms that can't be applied to some samples and not to others."""
    found = [] if transforms else ["`transforms`: expected at least one. Received none."]
    for transform in transforms:
        if transform.group > 1 or transform.companions():
            found.append(
                f"`transforms`: Adaptive changes some samples and leaves others, which {type(transform).__name__} does "
                "not allow. Put it beside Adaptive into the list of the GAN."
            )
    return found
