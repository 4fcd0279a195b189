"""`Given`: what one step of any game is given, batches and noise, and how a move finds its part."""

import types

import keras
from keras import ops

from kerasgan.training import sources


class Given:
    """How a game takes its batches apart, draws its noise, and draws real samples where the step does that itself."""

    def source_of(self, data, labels, batch_size, rng):
        """Returns the `training.sources.Source` of what a step is given, for data of any kind; see `fit_gan`."""
        if self.unpaired:
            return sources.apart(data, self.fields, batch_size, rng)
        return sources.of(data, self.fields, labels, batch_size, rng)

    def draw_noise(self, batch_size):
        """Returns fresh noise `(batch_size, *latent_shape)`, the next of the game's own sequence."""
        noise = self.latent((batch_size, *self.latent_shape), seed=self.noise_seed)
        return ops.cast(noise, keras.config.floatx())

    def draw_in_step(self, draw, batch_size, seed=None):
        """Lets the step draw real samples by a function `(batch_size, seed) -> tensor`; `None` as `draw` ends that."""
        if draw is None and self._in_step.draw is None:
            return
        self._many_steps = None  # a compiled step has the function and its seed inside
        generator = None if draw is None else keras.random.SeedGenerator(seed)
        self._in_step = types.SimpleNamespace(draw=draw, batch_size=batch_size, seed=generator)

    def draw_given(self):
        """Returns real samples drawn in the step, a batch for each number in `Move.batch`."""
        drawn = [self._in_step.draw(self._in_step.batch_size, self._in_step.seed) for _ in range(self.batches)]
        return {self.fields[0].name: ops.stack(drawn) if self.batches > 1 else drawn[0]}

    def batch_size_of(self, given):
        """Returns the batch size of what one step is given, a dict of tensors; `None` stands for drawn in the step."""
        if given is None:
            return self._in_step.batch_size
        first = given[self.fields[0].name]
        axis = int(self.is_split(given))
        return first.shape[axis] or ops.shape(first)[axis]

    def is_split(self, given):
        """Tells whether a step is given several batches, along a first axis, one for each number in `Move.batch`."""
        return len(given[self.fields[0].name].shape) > len(self.data_shape) + 1

    def batch_of(self, number, given):
        """Returns one batch of what a step is given, a dict of tensors as the networks take them."""
        if self.is_split(given):
            given = {name: values[number] for name, values in given.items()}
        return {field.name: field.to_network(given[field.name]) for field in self.fields}
