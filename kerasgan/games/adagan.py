"""AdaGAN: one GAN after the other, each on the data that those before it have missed, and a mixture of all."""

import contextlib
import pathlib
import random
from collections.abc import Callable
from typing import Any, Self

import keras
import numpy as np
from numpy.typing import ArrayLike

from kerasgan import checks
from kerasgan.checks.types import PathLike
from kerasgan.networks import scaling
from kerasgan.presets import mixtures
from kerasgan.training.fit import fit_gan
from kerasgan.training.sources.values import as_numpy

# Of the classifier between data and mixture.
CLASSIFIER_STEPS, LEARNING_RATE = 1000, 1e-3


class AdaGAN:
    """A mixture of GANs, trained in rounds.

    In each round a classifier tells data from samples of the mixture so far; points that it is sure are data, since the
    mixture makes nothing like them, get large weights; a fresh GAN trains on the weighted data and joins the mixture.

    Formula:

    ```python
    h = (1 - d) / d                                        # d: the classifier's probability that a point is data
    weights = maximum(lam - (1 - beta) * h, 0) / (n * beta)   # lam such that they sum to 1
    mixture = (1 - beta) * mixture + beta * new_gan
    ```

    Args:
        make_gan: Function without arguments that returns a fresh compiled `kerasgan.GAN`, without classes.
        make_classifier: Function without arguments that returns a fresh Keras model from a sample, in the range of G,
            to one logit. Defaults to `None`: a fresh D of `make_gan`.
        beta: Float between 0 and 1, the share of each new GAN. Defaults to `None`: `1 / (t + 1)` beside t others, so
            that all have the same share in the end.

    Attributes:
        gans: List of the trained GANs.
        shares: Array of their shares in the mixture, which sum to 1.
        weights: List of arrays `(n,)`, the weights of the data that each was trained on.

    Raises:
        ValueError: If an argument is not valid.

    Example:

    >>> data = kerasgan.datasets.load("ring_8")(256, np.random.default_rng(0))
    >>> def make_gan(): return kerasgan.build_gan(kerasgan.build_generator("mlp", (2,), 4))
    >>> ada = kerasgan.AdaGAN(make_gan).fit(data, rounds=2, steps=5, classifier_steps=5, batch_size=32, verbose=0)
    >>> ada.sample(10, seed=0).shape, ada.shares.tolist()
    ((10, 2), [0.5, 0.5])

    Reference: Tolstikhin, Gelly, Bousquet, Simon-Gabriel, Schoelkopf, AdaGAN: Boosting Generative Models, 2017,
    algorithm 1 with the Jensen-Shannon divergence and `beta` as in its experiments. Ours solves for lambda exactly.
    """

    def __init__(
        self,
        make_gan: Callable[[], Any],
        make_classifier: Callable[[], keras.Model] | None = None,
        beta: float | None = None,
    ) -> None:
        checks.raise_all(_made_by(make_gan, make_classifier, beta))
        self.make_gan = make_gan
        self.make_classifier = make_classifier
        self.beta = beta
        self.gans, self.shares, self.weights = [], np.zeros(0), []

    def fit(
        self,
        data: ArrayLike,
        rounds: int,
        *,
        steps: int,
        batch_size: int = 128,
        classifier_steps: int = CLASSIFIER_STEPS,
        seed: int | None = None,
        checkpoint: PathLike | None = None,
        **options: Any,
    ) -> Self:
        """Trains `rounds` GANs more.

        Args:
            data: Array `(n, *shape)`, uint8 images included. Of a sampler, draw as many samples as you would weigh.
            rounds: Integer, how many GANs.
            steps: Integer, steps of each.
            batch_size: Integer. Defaults to `128`.
            classifier_steps: Integer, steps of the classifier before each GAN but the first. Defaults to `1000`.
            seed: Integer, for the order of the data, the noise and the samples. Defaults to `None`, another each time.
            checkpoint: Path of a folder, in which each round has one of its own. Defaults to `None`.
            **options: Others of `kerasgan.fit_gan`, such as `callbacks` and `verbose`.

        Returns:
            The `AdaGAN` itself. Ctrl-C ends it with the rounds made so far: a GAN that was cut off does not join. The
            same call on a fresh `AdaGAN`, with the same `seed` and `checkpoint`, goes on from there.

        Raises:
            ValueError: If an argument or the data don't fit.
        """
        data = _as_data(data)
        sizes = {"rounds": rounds, "steps": steps, "batch_size": batch_size, "classifier_steps": classifier_steps}
        wrong = [p for name, size in sizes.items() for p in checks.positive_integer(name, size)]
        checks.raise_all([*wrong, *checks.seed(seed, optional=True)])
        rng = np.random.default_rng(seed)
        for _ in range(rounds):
            weights = self.weigh(data, batch_size, classifier_steps, rng)
            gan = self.make_gan()
            checks.raise_all(_not_unconditional(gan))
            folder = None if checkpoint is None else pathlib.Path(checkpoint) / f"round_{len(self.gans) + 1}"
            given = {"steps": steps, "batch_size": batch_size, "checkpoint": folder, "seed": int(rng.integers(2**31))}
            if fit_gan(gan, Weighted(data, weights), **given, **options).interrupted:
                break
            self.add(gan, weights)
        return self

    def add(self, gan: keras.Model, weights: np.ndarray) -> None:
        """Lets a trained `gan` join the mixture."""
        beta = self.next_share()
        self.shares = np.append((1 - beta) * self.shares, beta)
        self.gans.append(gan)
        self.weights.append(weights)

    def next_share(self) -> float:
        """Returns the share that the next GAN will have, a float; the first one has all."""
        if not self.gans:
            return 1.0
        return self.beta or 1.0 / (len(self.gans) + 1)

    def weigh(self, data: Any, batch_size: int, classifier_steps: int, rng: np.random.Generator) -> np.ndarray:
        """Returns the weights `(n,)` of the data for the next GAN: all alike for the first one."""
        if not self.gans:
            return np.full(len(data), 1.0 / len(data))
        logits = self.classify(data, batch_size, classifier_steps, rng)
        # (1 - d) / d, kept finite where the classifier is sure
        return weights_of(np.exp(np.minimum(-logits, 100.0)), self.next_share())

    def classify(self, data: Any, batch_size: int, steps: int, rng: np.random.Generator) -> np.ndarray:
        """Returns the logits `(n,)` of "is data" for each point, of a classifier trained on data and mixture."""
        with random_numbers_of_its_own(int(rng.integers(2**31))):
            return self._classify(data, batch_size, steps, rng)

    def _classify(self, data, batch_size, steps, rng):
        model, from_logits = self._classifier()
        fake = self.sample(len(data), seed=int(rng.integers(2**31)))
        real, fake = (self._in_range(part) for part in (data, fake))
        loss = keras.losses.BinaryCrossentropy(from_logits=from_logits)
        model.compile(optimizer=keras.optimizers.Adam(LEARNING_RATE), loss=loss)
        # Keras may ask for batches ahead: by a generator of their own, so that `rng` goes on alike
        batches = labelled(real, fake, batch_size, np.random.default_rng(int(rng.integers(2**31))))
        model.fit(batches, steps_per_epoch=steps, shuffle=False, verbose=0)
        said = model.predict(real, batch_size=batch_size, verbose=0).reshape(-1).astype("float64")
        if from_logits:
            return said
        said = np.clip(said, 1e-7, 1 - 1e-7)
        return np.log(said) - np.log1p(-said)

    def _classifier(self):
        """Returns a fresh classifier, and whether it ends in a logit."""
        if self.make_classifier is not None:
            return self.make_classifier(), True
        gan = self.make_gan()
        if gan.transforms or gan.heads:
            raise ValueError(
                "`make_classifier`: the D of `make_gan` does not judge single samples by one output. Pass a function "
                "that returns a Keras model from a sample to one logit."
            )
        gan.discriminator.trainable = True
        return gan.discriminator, gan.from_logits

    def _in_range(self, samples):
        tensor = keras.ops.convert_to_tensor(samples)
        return keras.ops.convert_to_numpy(scaling.to_network(tensor, self.gans[0].output_range))

    def sample(
        self, n: int, seed: int | None = None, batch_size: int = 256, truncation: float | None = None
    ) -> np.ndarray:
        """Generates samples of the mixture.

        Args:
            n: Integer, how many.
            seed: Integer; the same seed gives the same samples. Defaults to `None`, other samples each time.
            batch_size: Integer, how many to make at a time. Defaults to `256`.
            truncation: Float from 0 to 1, as of `GAN.sample`. Defaults to `None`.

        Returns:
            NumPy array `(n, *shape)` in the units of the data, as of `GAN.sample`.

        Raises:
            ValueError: If `n` is not positive, or nothing has been trained.
        """
        wrong = [*checks.positive_integer("n", n), *checks.seed(seed, optional=True)]
        checks.raise_all([*wrong, *self._untrained("sample")])
        rng = np.random.default_rng(seed)
        who = rng.choice(len(self.gans), size=n, p=self.shares)
        made = None
        for number, gan in enumerate(self.gans):
            places, start = np.flatnonzero(who == number), int(rng.integers(2**31))
            if len(places):
                samples = gan.sample(len(places), seed=start, batch_size=batch_size, truncation=truncation)
                made = np.empty((n, *samples.shape[1:]), samples.dtype) if made is None else made
                made[places] = samples
        return made

    def save_to_preset(self, folder: PathLike) -> None:
        """Saves the mixture as a folder: a preset of each GAN, their shares, and the weights of the data.

        It holds no code: `make_gan` and `make_classifier` are not saved.

        Args:
            folder: Path of a folder: a new or an empty one, or a preset, which is replaced.

        Raises:
            ValueError: If nothing has been trained, the folder can't be written to or holds something else, or a layer
                can't be saved.

        Example:

        >>> data = kerasgan.datasets.load("ring_8")(64, np.random.default_rng(0))
        >>> def make_gan(): return kerasgan.build_gan(kerasgan.build_generator("mlp", (2,), 4))
        >>> kerasgan.AdaGAN(make_gan).fit(data, rounds=1, steps=2, verbose=0).save_to_preset("my_mixture")
        >>> kerasgan.AdaGAN.from_preset("my_mixture").sample(10, seed=0).shape
        (10, 2)
        """
        checks.raise_all(self._untrained("save_to_preset"))
        mixtures.save(mixtures.Mixture(self.gans, self.shares, self.weights, self.beta), folder)

    @classmethod
    def from_preset(
        cls,
        folder: PathLike,
        make_gan: Callable[[], Any] | None = None,
        make_classifier: Callable[[], keras.Model] | None = None,
    ) -> Self:
        """Returns a mixture that `save_to_preset` wrote, ready to sample and to train further.

        Args:
            folder: Path of the folder.
            make_gan: As for `AdaGAN`, for the rounds to come. Defaults to `None`: fresh GANs like the last one there.
            make_classifier: As for `AdaGAN`. Defaults to `None`: a fresh D of `make_gan`.

        Returns:
            An `AdaGAN`.

        Raises:
            ValueError: If an argument is not valid, or there is no mixture in `folder`.
            PresetError: If it is damaged, incomplete, or needs a newer kerasgan.

        Example:

        >>> def make_gan(): return kerasgan.build_gan(kerasgan.build_generator("mlp", (2,), 4))
        >>> kerasgan.AdaGAN(make_gan).fit(np.zeros((64, 2)), 1, steps=2, verbose=0).save_to_preset("my_mixture")
        >>> len(kerasgan.AdaGAN.from_preset("my_mixture").fit(np.zeros((64, 2)), 1, steps=2, verbose=0).gans)
        2
        """
        checks.raise_all(_made_by(make_gan or cls, make_classifier, None))
        saved = mixtures.load(folder)
        ada = cls(make_gan or like(saved.gans[-1]), make_classifier, saved.beta)
        ada.gans, ada.shares, ada.weights = saved.gans, saved.shares, saved.weights
        return ada

    def _untrained(self, call):
        return [] if self.gans else [f"`{call}`: there is no GAN in the mixture yet. Call `fit` first."]


def like(gan):
    """Returns a function that makes fresh compiled GANs of the configuration of `gan`, with first weights."""
    config, compiled = gan.get_config(), gan.get_compile_config()

    def make_gan():
        fresh = type(gan).from_config(config)
        fresh.compile_from_config(compiled)
        return fresh

    return make_gan


@contextlib.contextmanager
def random_numbers_of_its_own(seed):
    """Within this context first weights and dropout follow from `seed`; afterwards the caller's numbers go on.

    Keras takes the seeds of layers that have none from Python's generator; on PyTorch dropout draws from PyTorch's.
    """
    before = random.getstate()
    random.seed(seed)
    try:
        with _pytorchs(seed):
            yield
    finally:
        random.setstate(before)


@contextlib.contextmanager
def _pytorchs(seed):
    if keras.backend.backend() != "torch":
        yield
        return
    import torch

    with torch.random.fork_rng(devices=range(torch.cuda.device_count())):
        torch.manual_seed(seed)
        yield


def labelled(real, fake, size, rng):
    """Yields batches of `size` points of data, labelled 1, beside as many generated ones, labelled 0, for ever."""
    labels = np.repeat([1.0, 0.0], size)[:, None].astype("float32")
    while True:
        picked = [side[rng.integers(len(side), size=size)] for side in (real, fake)]
        yield np.concatenate(picked), labels


class Weighted:
    """A sampler of data whose points have weights: `f(batch_size, rng)`, for `fit_gan`.

    Args:
        data: Array `(n, *shape)`.
        weights: Array `(n,)` that sums to 1.
    """

    def __init__(self, data, weights):
        self.data = data
        self.until = np.cumsum(weights)

    def __call__(self, batch_size, rng):
        """Returns a batch, points drawn by their weights, with replacement."""
        rows = np.searchsorted(self.until, rng.random(batch_size) * self.until[-1], side="right")
        return self.data[np.minimum(rows, len(self.data) - 1)]


def weights_of(h, beta):
    """Returns the weights of data for the next GAN.

    Formula:

    ```python
    weights = maximum(lam - (1 - beta) * h, 0) / (n * beta)
    ```

    It is what a bath of water does: `beta * n` of it over a ground of heights `(1 - beta) * h` stands at `lam`.

    Args:
        h: Array `(n,)`, how much denser the mixture is than the data at each point, 0 where there is none of it.
        beta: Float above 0, at most 1, the share of the next GAN.

    Returns:
        Array `(n,)`, which sums to 1.
    """
    ground = (1.0 - beta) * np.asarray(h, "float64")
    heights = np.sort(ground)
    levels = (beta * len(h) + np.cumsum(heights)) / np.arange(1, len(h) + 1)
    # The level over the k lowest is the right one for the last k that it covers.
    level = levels[np.flatnonzero(levels > heights)[-1]]
    weights = np.maximum(level - ground, 0.0)
    return weights / weights.sum()


def _made_by(make_gan, make_classifier, beta):
    found = [] if callable(make_gan) else [f"`make_gan`: expected a function. Received: {make_gan!r}."]
    if make_classifier is not None and not callable(make_classifier):
        found.append(f"`make_classifier`: expected a function or None. Received: {make_classifier!r}.")
    if beta is not None and (checks.finite_number("beta", beta) or not 0 < beta < 1):
        found.append(f"`beta`: expected a number between 0 and 1. Received: {beta!r}.")
    return found


def _not_unconditional(gan):
    if not getattr(gan, "conditional", False):
        return []
    return ["`make_gan`: AdaGAN weighs data without classes. Make a GAN without them."]


def _as_data(data):
    if callable(data) or not (hasattr(data, "shape") or isinstance(data, list)):
        raise ValueError(
            f"`data`: expected an array, whose points can be weighed. Received: {data!r}. Of a sampler draw one, such "
            "as `sampler(10_000, np.random.default_rng(0))`."
        )
    return as_numpy(data)
