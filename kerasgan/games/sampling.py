"""`Sampling`: what a trained generator makes, in the units of the data."""

import contextlib
import functools
from collections.abc import Callable, Iterator
from typing import Any

import keras
import numpy as np
from keras import ops

from kerasgan import checks, networks
from kerasgan import latent as latents
from kerasgan.games import asking
from kerasgan.games.route import Route
from kerasgan.latent import styles
from kerasgan.networks import scaling, wiring
from kerasgan.training import averages
from kerasgan.training.backend import engine


class Sampling:
    """How a game with a network `generator` makes samples, by noise, by conditions, or by both."""

    @property
    def g_order(self):
        """Tuple of the names of the generator's inputs in their order: `"z"`, the noise, or a condition."""
        return (wiring.Z,)

    @property
    def output_range(self) -> tuple[float, float]:
        """Pair of floats, the values that the last activation of the generator can reach."""
        return networks.output_range(self.generator)

    @property
    def pixels(self):
        """Boolean, whether the data are uint8 images; `fit_gan` finds out by itself."""
        return self.fields[0].pixels

    @pixels.setter
    def pixels(self, value):
        self.fields[0].pixels = value

    def g_inputs(self, noise, conditions):
        """Returns what the generator is given, in its own order: noise, and a dict of conditions, tensors."""
        given = {wiring.Z: noise, **conditions}
        return wiring.packed(self.generator, [given[name] for name in self.g_order])

    def sample(
        self,
        n: int,
        labels: Any = None,
        condition: Any = None,
        seed: int | None = None,
        batch_size: int = 256,
        codes: Any = None,
        truncation: float | None = None,
    ) -> np.ndarray:
        """Generates samples, by the averaged weights where the generator's optimizer keeps an average (`use_ema`).

        Args:
            n: Integer, how many.
            labels: Integer or integer array `(n,)`, the classes to make. Defaults to `None`: of a GAN with classes as
                many of each as in the data that it was trained on, equally many where that is not known.
            condition: What stands beside the samples: an array `(n, ...)`, a tuple of several in the order of
                `gan.conditions`, or a dict by their names. uint8 images are scaled as in training. Defaults to `None`.
            seed: Integer; the same seed gives the same samples, on every backend to float32 accuracy. Defaults to
                `None`, other samples each time.
            batch_size: Integer, how many to make at a time. Defaults to `256`.
            codes: Dict by name, of a GAN whose z has codes (`latent.Codes`): a category, or a number, for all samples
                or `(n,)` for each. Defaults to `None`: all are drawn.
            truncation: Float from 0 to 1, how far from the mean z samples lie, in shares of what was drawn: 0.7 makes
                more typical and less different ones. A generator with styles (`generator.mapping`) is truncated about
                its mean w. Defaults to `None`, as drawn; see `latent.truncated`.

        Returns:
            NumPy array `(n, *shape)` in the units of the data: uint8 from 0 to 255 for a GAN trained on uint8 images.

        Raises:
            ValueError: If `n` or `batch_size` is not positive, or `labels`, `condition`, `codes` or `truncation` are
                not what the GAN takes.

        Example:

        >>> kerasgan.build_gan().sample(3, seed=0).shape
        (3, 200)
        """
        sizes = [*checks.positive_integer("n", n), *checks.positive_integer("batch_size", batch_size)]
        given, problems = asking.asked(self, labels, condition, None if sizes else n, may_draw=True)
        problems += asking.code_problems(self, codes, n) + asking.truncation_problems(self, truncation)
        sizes += checks.seed(seed, optional=True)
        checks.raise_all([*sizes, *(asking.generator_problems(self) or problems)])
        rng = np.random.default_rng(seed)
        noise = None
        if self.latent is not None:
            noise = latents.draw(self.latent, (n, *self.latent_shape), rng)
        noise = self.latent.chosen(noise, codes) if codes is not None else noise
        return self._decoded(noise, self._drawn(given, n, rng), n, batch_size, truncation)

    def _drawn(self, given, n, rng):
        return {name: self.label.draw(n, rng) if values is None else values for name, values in given.items()}

    def beside(self, n: int, labels: Any = None, condition: Any = None, rng: Any = None) -> dict[str, np.ndarray]:
        """Returns what stands beside `n` samples, checked, a dict of arrays of n by the names of the conditions.

        Args:
            n: Integer.
            labels: As of `sample`.
            condition: As of `sample`.
            rng: `numpy.random.Generator` that draws classes where none are given. Defaults to `None`: they have to be.

        Raises:
            ValueError: If they are not what the GAN takes.
        """
        given, problems = asking.asked(self, labels, condition, n, may_draw=rng is not None)
        checks.raise_all(problems)
        given = self._drawn(given, n, rng)
        return {name: np.broadcast_to(values, (n,)) if values.ndim == 0 else values for name, values in given.items()}

    def translate(self, condition: Any, seed: int | None = None, batch_size: int = 32) -> np.ndarray:
        """Makes one output for each given condition: image in, image out.

        Args:
            condition: Array `(n, ...)`, a tuple of several, or a dict by their names, as in `sample`.
            seed: Integer, for a generator with noise. Defaults to `None`, another output each time.
            batch_size: Integer, how many to make at a time. Defaults to `32`.

        Returns:
            NumPy array `(n, *shape)` in the units of the data.

        Raises:
            ValueError: If the condition is not what the GAN takes or is empty, or the GAN takes none.

        Example:

        >>> c, x = keras.Input((4,), name="condition"), keras.Input((2,))
        >>> g = keras.Model(c, keras.layers.Dense(2)(c))
        >>> d = keras.Model([x, c], keras.layers.Dense(1)(keras.layers.Concatenate()([x, c])))
        >>> kerasgan.build_gan(g, d).translate(np.zeros((3, 4))).shape
        (3, 2)
        """
        sizes = checks.positive_integer("batch_size", batch_size)
        checks.raise_all([*sizes, *asking.translate_problems(self)])
        given, problems = asking.asked(self, None, condition, None)
        checks.raise_all(problems or asking.none_given("condition", asking.length(given)))
        return self.sample(asking.length(given), condition=given, seed=seed, batch_size=batch_size)

    def decode(
        self,
        noise: Any,
        labels: Any = None,
        condition: Any = None,
        batch_size: int = 256,
        truncation: float | None = None,
    ) -> np.ndarray:
        """Turns noise of your own into samples, as `sample` does with noise that it draws.

        Args:
            noise: Array `(n, *latent_shape)`.
            labels: Integer or integer array `(n,)`, for a conditional GAN. Defaults to `None`.
            condition: What else stands beside the samples, as in `sample`. Defaults to `None`.
            batch_size: Integer, how many to make at a time. Defaults to `256`.
            truncation: Float from 0 to 1, as in `sample`. Defaults to `None`.

        Returns:
            NumPy array `(n, *shape)` in the units of the data, as of `sample`.

        Raises:
            ValueError: If `noise`, `labels`, `condition`, `batch_size` or `truncation` does not fit.

        Example:

        >>> kerasgan.build_gan().decode(np.zeros((3, 200))).shape
        (3, 200)
        """
        noise = np.asarray(noise, keras.config.floatx())
        n = len(noise) if noise.ndim else 0
        given, problems = asking.asked(self, labels, condition, n)
        sizes = checks.positive_integer("batch_size", batch_size)
        problems += asking.truncation_problems(self, truncation)
        checks.raise_all([*sizes, *problems, *asking.noise_problems(self, noise)])
        return self._decoded(noise, given, n, batch_size, truncation)

    def _decoded(self, noise, given, n, batch_size, truncation=None):
        if truncation is None:
            return self.in_units(self.generated(noise, given, n, batch_size))
        if styles.has_styles(self.generator):
            return self.in_units(styles.truncated(self, noise, given, n, truncation, batch_size))
        return self.in_units(self.generated(latents.truncated(noise, truncation, self.latent), given, n, batch_size))

    def in_units(self, samples: np.ndarray) -> np.ndarray:
        """Returns samples in the generator's own range, an array, in the units of the data."""
        return scaling.to_data(samples, self.output_range) if self.pixels else samples

    def generated(
        self, noise: Any, given: dict[str, Any], n: int, batch_size: int = 256, through: Callable | None = None
    ) -> np.ndarray:
        """Returns samples in the generator's own range, made a batch at a time, a NumPy array.

        Args:
            noise: Array `(n, *latent_shape)`, or `None` for a generator without noise.
            given: Dict of the conditions, arrays of `n` or single classes.
            n: Integer, how many.
            batch_size: Integer. Defaults to `256`.
            through: Function of the game, a batch of noise and a dict of conditions, tensors as the networks take them,
                to a tensor. Defaults to `None`, the generator.
        """
        program = self.program(_from_given, through or _generated)
        given = {name: np.broadcast_to(values, (n,)) if values.ndim == 0 else values for name, values in given.items()}

        def make(rows):
            z = None if noise is None else ops.convert_to_tensor(noise[rows])
            return program(z, {name: ops.convert_to_tensor(values[rows]) for name, values in given.items()})

        return self.in_batches(make, n, batch_size)

    def program(self, function: Callable, *fixed: Any) -> Callable:
        """Returns `function(game, *fixed, *tensors)` as a function of nests of tensors alone, to be run between steps.

        On JAX it is compiled in one, once for each shape: by themselves operations are as many programs.
        """
        if self._programs.watched or not (engine.COMPILES_LOOKS and self.jit_compile) or self.run_eagerly:
            return functools.partial(function, self, *fixed)
        found, key = self._programs.found, (function, *fixed)
        if key not in found:
            variables = [variable for model in self.networks.values() for variable in model.variables]
            found[key] = engine.compiled(functools.partial(function, self, *fixed), list(zip(variables, variables)))
        return found[key]

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        """Within this context samples are made operation by operation, so that layers can be watched at work."""
        self._programs.watched = True
        try:
            yield
        finally:
            self._programs.watched = False

    def in_batches(self, make: Callable, n: int, batch_size: int = 256) -> np.ndarray:
        """Returns what `make` makes of each slice of `n` rows, joined, a NumPy array; by averaged weights."""
        made = []
        with engine.no_gradients(), keras.StatelessScope(self._averages(), initialize_variables=False):
            for start in range(0, n, batch_size):
                part = ops.cast(make(slice(start, start + batch_size)), keras.config.floatx())
                made.append(np.asarray(ops.convert_to_numpy(part)))
        return np.concatenate(made)

    def figures_of(self, real: np.ndarray, fake: np.ndarray) -> dict[str, Any]:
        """Returns what else the doctor can measure of samples of this game, a dict; nothing by default.

        Args:
            real: Array of real samples, in the range of G.
            fake: Array of as many generated ones.
        """
        return {}

    def unasked(self, n: int) -> dict[str, Any] | None:
        """Returns what stands beside `n` samples that nothing is asked of, a dict; `None` where that cannot be."""
        return {} if not self.conditions else None

    def route(self, to: str | None = None) -> Route:
        """Returns the `Route` from noise and conditions to samples, for `export`; `to` is for games with several."""
        return Route.of_generator(self)

    def averaged_generator(self) -> keras.Model:
        """Returns a copy of the generator with the weights that `gan.sample` uses, to be exported or used by itself.

        Where G's optimizer keeps an average (`use_ema`) these are the averaged ones, while `gan.generator` has those
        that learn; elsewhere they are the same. Later training does not change the copy.

        Returns:
            A Keras model from noise, conditions, or both, to samples in the generator's own range.

        Raises:
            ValueError: If this game has no network called `generator`.

        Example:

        >>> kerasgan.build_gan().averaged_generator().output_shape
        (None, 200)
        """
        checks.raise_all(asking.generator_problems(self))
        with self.learner_of("generator").thawed():
            copy = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(self.generator))
        for variable, (_, value) in zip(copy.variables, self.weights_of_samples()):
            variable.assign(np.array(ops.convert_to_numpy(value)))  # JAX uses up an array that two variables share
        return copy

    def weights_of_samples(self) -> list[tuple]:
        """Returns (variable, the one whose value it has when samples are made) for each variable of the generator."""
        averages = {id(variable): average for variable, average in self._averages()}
        return [(variable, averages.get(id(variable), variable)) for variable in self.generator.variables]

    def _averages(self):
        """Returns (variable, its average) for each weight of the makers of which an optimizer keeps an average."""
        makers = self.makers if self.compiled else []
        return [pair for player in makers for pair in averages.of(self.optimizer_of(player.name), player.learned)]


def _from_given(game, through, noise, given):
    """Returns what `through` makes of noise and conditions, tensors as users give them."""
    return through(game, noise, {field.name: field.to_network(given[field.name]) for field in game.conditions})


def _generated(game, noise, conditions):
    return game.generator(game.g_inputs(noise, conditions), training=False)
