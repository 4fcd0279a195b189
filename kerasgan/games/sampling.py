"""`Sampling`: what a trained generator makes, in the units of the data."""

import keras
import numpy as np
from keras import ops

from kerasgan import checks, networks
from kerasgan import latent as latents
from kerasgan.games import asking
from kerasgan.networks import scaling, wiring
from kerasgan.training.backend import engine


class Sampling:
    """How a game with a network `generator` makes samples, by noise, by conditions, or by both."""

    @property
    def g_order(self):
        """Tuple of the names of the generator's inputs in their order: `"z"`, the noise, or a condition."""
        return (wiring.Z,)

    @property
    def output_range(self):
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

    def sample(self, n, labels=None, condition=None, seed=None, batch_size=256):
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

        Returns:
            NumPy array `(n, *shape)` in the units of the data: uint8 from 0 to 255 for a GAN trained on uint8 images.

        Raises:
            ValueError: If `n` or `batch_size` is not positive, or `labels` or `condition` are not what the GAN takes.

        Example:

        >>> kerasgan.build_gan().sample(3, seed=0).shape
        (3, 200)
        """
        sizes = [*checks.positive_integer("n", n), *checks.positive_integer("batch_size", batch_size)]
        given, problems = asking.asked(self, labels, condition, None if sizes else n, may_draw=True)
        checks.raise_all([*sizes, *asking.generator_problems(self), *problems])
        rng = np.random.default_rng(seed)
        noise = None
        if self.latent is not None:
            noise = latents.draw(self.latent, (n, *self.latent_shape), rng)
        given = {name: self.label.draw(n, rng) if values is None else values for name, values in given.items()}
        return self._decoded(noise, given, n, batch_size)

    def translate(self, condition, seed=None, batch_size=32):
        """Makes one output for each given condition: image in, image out.

        Args:
            condition: Array `(n, ...)`, a tuple of several, or a dict by their names, as in `sample`.
            seed: Integer, for a generator with noise. Defaults to `None`, another output each time.
            batch_size: Integer, how many to make at a time. Defaults to `32`.

        Returns:
            NumPy array `(n, *shape)` in the units of the data.

        Raises:
            ValueError: If the condition is not what the GAN takes, or it takes none.

        Example:

        >>> c, x = keras.Input((4,), name="condition"), keras.Input((2,))
        >>> g = keras.Model(c, keras.layers.Dense(2)(c))
        >>> d = keras.Model([x, c], keras.layers.Dense(1)(keras.layers.Concatenate()([x, c])))
        >>> kerasgan.build_gan(g, d).translate(np.zeros((3, 4))).shape
        (3, 2)
        """
        checks.raise_all(asking.translate_problems(self))
        given, problems = asking.asked(self, None, condition, None)
        checks.raise_all(problems)
        return self.sample(asking.length(given), condition=given, seed=seed, batch_size=batch_size)

    def decode(self, noise, labels=None, condition=None, batch_size=256):
        """Turns noise of your own into samples, as `sample` does with noise that it draws.

        Args:
            noise: Array `(n, *latent_shape)`.
            labels: Integer or integer array `(n,)`, for a conditional GAN. Defaults to `None`.
            condition: What else stands beside the samples, as in `sample`. Defaults to `None`.
            batch_size: Integer, how many to make at a time. Defaults to `256`.

        Returns:
            NumPy array `(n, *shape)` in the units of the data, as of `sample`.

        Raises:
            ValueError: If the shape of `noise`, `labels` or `condition` does not fit.

        Example:

        >>> kerasgan.build_gan().decode(np.zeros((3, 200))).shape
        (3, 200)
        """
        noise = np.asarray(noise, keras.config.floatx())
        n = len(noise) if noise.ndim else 0
        given, problems = asking.asked(self, labels, condition, n)
        checks.raise_all([*problems, *asking.noise_problems(self, noise)])
        return self._decoded(noise, given, n, batch_size)

    def _decoded(self, noise, given, n, batch_size):
        samples = self.generated(noise, given, n, batch_size)
        return scaling.to_data(samples, self.output_range) if self.pixels else samples

    def generated(self, noise, given, n, batch_size=256):
        """Returns samples in the generator's own range, made a batch at a time, a NumPy array.

        Args:
            noise: Array `(n, *latent_shape)`, or `None` for a generator without noise.
            given: Dict of the conditions, arrays of `n` or single classes.
            n: Integer, how many.
            batch_size: Integer. Defaults to `256`.
        """
        given = {name: np.broadcast_to(values, (n,)) if values.ndim == 0 else values for name, values in given.items()}
        rows = [slice(start, start + batch_size) for start in range(0, n, batch_size)]
        parts = [
            self._generate_once(None if noise is None else noise[row], {name: c[row] for name, c in given.items()})
            for row in rows
        ]
        return np.concatenate(parts)

    def _generate_once(self, noise, given):
        z = None if noise is None else ops.convert_to_tensor(noise)
        taken = {field.name: field.to_network(ops.convert_to_tensor(given[field.name])) for field in self.conditions}
        with engine.no_gradients(), keras.StatelessScope(self._averages(), initialize_variables=False):
            made = self.generator(self.g_inputs(z, taken), training=False)
        return np.asarray(ops.convert_to_numpy(ops.cast(made, keras.config.floatx())))

    def unasked(self, n):
        """Returns what stands beside `n` samples that nothing is asked of, a dict; `None` where that cannot be."""
        return {} if not self.conditions else None

    def averaged_generator(self):
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
        averages = {id(variable): average for variable, average in self._averages()}
        for variable, own in zip(copy.variables, self.generator.variables):
            value = averages.get(id(own), own.value)
            variable.assign(np.array(ops.convert_to_numpy(value)))  # JAX uses up an array that two variables share
        return copy

    def _averages(self, player="generator"):
        """Returns (variable, average) for each weight of a player, G's, of which its optimizer keeps an average."""
        player = self.players.get(player)
        optimizer = self.optimizer_of(player.name) if self.compiled and player else None
        optimizer = getattr(optimizer, "inner_optimizer", optimizer)
        if not getattr(optimizer, "use_ema", False) or not int(ops.convert_to_numpy(optimizer.iterations)):
            return []
        averages = zip(player.learned, optimizer._model_variables_moving_average)
        return [(variable, average.value) for variable, average in averages if average is not None]
