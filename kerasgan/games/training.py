"""`Training`: what `fit` and single steps are for any game."""

import inspect
from typing import Any

import keras
import numpy as np
from keras import ops

from kerasgan import checks
from kerasgan.checks.types import Tensor
from kerasgan.games import feeding
from kerasgan.training import epochs_guard, heap, monitoring, team, weights
from kerasgan.training.backend import engine
from kerasgan.training.steps import steps


class Training:
    """How a compiled game learns: Keras's `fit`, one step, or many steps in one call."""

    def fit(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        *arguments: Any,
        check_range: bool = True,
        **options: Any,
    ) -> keras.callbacks.History:
        """Trains as any Keras model does; see `keras.Model.fit`. All data, or their first batch, are checked first.

        In several processes each trains on its part of each batch, `batch_size` is that of all together, and only the
        first writes files; see `docs/scaling.md`. `check_range=False` trains on data out of the generator's reach.

        Raises:
            ValueError: If the data don't fit this game, by the checks of `fit_gan`: shape, values, conditions; if
                samples have weights; if its batches, the last one too, make no whole packs and slices, or no equal
                parts for several processes.
            ProcessesDifferError: If several processes train together that were not given the same.
            ProcessLostError: If one of them ends.
            TrainingDivergedError: If a loss becomes NaN; the game then has the weights of its last good epoch.
        """
        given = inspect.signature(super().fit).bind(x, y, batch_size, *arguments, **options).arguments
        given["x"], given["y"] = feeding.checked_for_fit(self, given, check_range)
        monitoring.say_directions(self, given.get("callbacks"))
        with feeding.batches_told(self), engine.whole(self), heap.kept():
            if not team.among_processes():
                given["callbacks"] = epochs_guard.added(self, given.get("callbacks"))
                return super().fit(**given)
            from kerasgan.training import shared_fit

            return shared_fit.fit(self, super().fit, given)

    def evaluate(self, x: Any = None, y: Any = None, *arguments: Any, check_range: bool = True, **options: Any) -> Any:
        """Returns the losses of held-out data; see `keras.Model.evaluate`. The data are checked as those of `fit`."""
        if not options.get("_use_cached_eval_dataset"):  # `fit` calls it so, and has looked at them
            self._assert_compile_called("evaluate")
            given = inspect.signature(super().evaluate).bind(x, y, *arguments, **options).arguments
            checks.raise_all(weights.problems(given))
            with feeding.unremembered(self):
                x, y = feeding.checked(self, x, y, check_range, given.get("batch_size"))
        with feeding.batches_told(self), engine.whole(self), feeding.unremembered(self):
            return super().evaluate(x, y, *arguments, **options)

    def test_on_batch(self, x: Any, y: Any = None, sample_weight: Any = None, return_dict: bool = False) -> Any:
        """Returns the losses of one held-out batch; see `keras.Model.test_on_batch`. It is checked as data of `fit`."""
        checks.raise_all(weights.problems({"sample_weight": sample_weight}))
        with engine.whole(self), feeding.unremembered(self):
            x, y = feeding.checked(self, x, y, batch_size=0)
            return super().test_on_batch(x, y, return_dict=return_dict)

    def predict(self, *arguments: Any, **options: Any) -> Any:
        """Returns what D says of what G makes of noise; see `keras.Model.predict`."""
        with engine.whole(self):
            return super().predict(*arguments, **options)

    def unpack(self, data):
        """Returns the dict of fields in what Keras's `fit` hands to `train_step`."""
        return feeding.unpack(self, data)

    def make_train_function(self, force=False):
        """Makes what `fit` calls: with `steps_per_execution`, a compiled loop on each backend.

        Keras has that loop on TensorFlow; on JAX it calls one step after the other, and on PyTorch it refuses.
        """
        if self.steps_per_execution == 1 or steps.loop_for_fit is None:
            super().make_train_function(force)
        elif self.train_function is None or force:
            self.train_function = steps.loop_for_fit(self)

    def train_step(self, *arguments):
        """One adversarial step, as Keras's `fit` calls it on each backend."""
        return steps.train_step(self, *arguments)

    def test_step(self, *arguments):
        """The losses of held-out data without an update, as Keras's `evaluate` and `validation_data` call it."""
        return steps.test_step(self, *arguments)

    def train_on_batch(
        self,
        x: Any,
        y: Any = None,
        *,
        noise: Any = None,
        check_range: bool = True,
        return_dict: bool = True,
        **weighed: Any,
    ) -> dict[str, float] | list[float]:
        """Carries out one whole adversarial step: every move once.

        Args:
            x: Array of real samples, `(batch, *shape)`: each move sees the same. Or `(batches, batch, *shape)`: one
                batch for each number in `Move.batch`. uint8 images are scaled to the range of G.
            y: What stands beside `x`, likewise: an array, a tuple of them, or a dict by name. Defaults to `None`.
            noise: Array `(noises, batch, *latent_shape)`, each z of the step; to compare steps. Defaults to `None`,
                fresh noise.
            check_range: Boolean, whether samples out of the generator's reach are an error. Defaults to `True`.
            return_dict: Boolean, as in Keras: `False` gives the values as a list. Defaults to `True`.
            **weighed: Keras's `sample_weight` and `class_weight`, which are refused.

        Returns:
            Dict of floats, the logs of the step.

        Raises:
            ValueError: If `x`, `y` or `noise` does not fit, by the checks of `fit_gan`, or samples have weights.
        """
        self._assert_compile_called("train_on_batch")
        checks.raise_all(checks.no_unknown("`train_on_batch`", weighed, weights.NAMES))
        checks.raise_all(weights.problems(weighed))
        batch = self.as_batch(x, y, noise, check_range=check_range)
        logs = self.train_on_batches(keras.tree.map_structure(lambda values: values[None], batch))
        logs = {name: float(ops.convert_to_numpy(value)[0]) for name, value in logs.items()}
        return logs if return_dict else list(logs.values())

    def train_on_batches(self, batches: Any) -> dict[str, Tensor]:
        """Carries out several adversarial steps in one compiled call.

        Args:
            batches: Dict of arrays whose first axis counts the steps: `given`, a dict by the names of the fields, and
                `noise` where used, each row as `as_batch` returns it. Or the fields themselves: `real`, `labels`.

        Returns:
            Dict of tensors `(steps,)`, the logs of each step; on JAX and on a GPU they may still be on their way.
        """
        if self._many_steps is None:
            self._many_steps = steps.many_steps(self)
        logs = self._many_steps(feeding.as_batches(self, batches))
        return {name: logs[name] for name in self.log_names}

    @property
    def compiles_steps(self):
        """Whether a traced step is compiled as well: where asked for, and in runs so long that it pays."""
        wanted = self._compile_arguments["jit_compile"]
        if wanted != "auto":
            return wanted
        return self.expected_steps >= engine.steps_worth_compiling(self)

    def expect(self, count):
        """Takes note of how many steps the run has that is about to begin: whether they are compiled depends on it."""
        before, self.expected_steps = self.compiles_steps, count
        if self.compiles_steps is not before:
            self._many_steps = None

    def as_batch(self, x, y=None, noise=None, look=True, check_range=True):
        """Returns the checked dict of arrays for one step, `given` and `noise`; see `train_on_batch`.

        With `look=False` shapes and classes are checked, and no values of samples.
        """
        return feeding.as_batch(self, x, y, noise, look, check_range)

    def reseed(self, seed: int) -> None:
        """Restarts the random numbers of the noise and of layers such as `Dropout` from one integer."""
        seeds = [variable for variable in self.variables if variable.name == "seed_generator_state"]
        # Drawn, not counted up: PyTorch adds the two numbers of a state, so neighbouring seeds would share their noise.
        drawn = np.random.SeedSequence(seed).generate_state(len(seeds) + 1) % 2**31
        for variable, start in zip(seeds, drawn):
            variable.assign(np.array([start, 0], variable.dtype))
        engine.reseed(int(drawn[-1]))
