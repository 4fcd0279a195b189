"""The loop of the first GAN books, made to train: D's `trainable` is set around the calls, as Keras 3 asks for."""

import keras
import numpy as np

from benchmarks.competitors import keras_networks


def as_printed(workload):
    """The loop as printed: fakes by `predict`."""
    return {"predict": lambda *arguments: BookLoop(*arguments, generate=predicted)}


def direct(workload):
    """The same loop, with the generator called instead."""
    return {"calls": lambda *arguments: BookLoop(*arguments, generate=called)}


def predicted(generator, noise):
    """Returns fakes as the book makes them."""
    return generator.predict(noise, verbose=0)


def called(generator, noise):
    """Returns fakes by a direct call."""
    return keras.ops.convert_to_numpy(generator(noise, training=True))


class BookLoop:
    """D learns from a batch of real and generated samples, then G through D, which is frozen meanwhile."""

    chunk = 1

    def __init__(self, workload, data, generate):
        self.workload, self.data, self.generate = workload, data, generate
        self.rng = np.random.default_rng(0)
        self.generator = keras_networks.generator(workload)
        self.discriminator = keras_networks.discriminator(workload)
        loss = keras.losses.BinaryCrossentropy(from_logits=True)
        self.combined = keras.Sequential([self.generator, self.discriminator])
        self.discriminator.compile(keras_networks.adam(workload), loss)
        self.discriminator.trainable = False
        self.combined.compile(keras_networks.adam(workload), loss)

    def run(self, steps):
        for _ in range(steps):
            self.step()

    def step(self):
        batch = self.workload.batch
        x = np.concatenate([self.data.take(), self.generate(self.generator, self.noise())])
        y = np.concatenate([np.ones((batch, 1), "float32"), np.zeros((batch, 1), "float32")])
        self.discriminator.trainable = True
        self.discriminator.train_on_batch(x, y)
        self.discriminator.trainable = False
        self.combined.train_on_batch(self.noise(), np.ones((batch, 1), "float32"))

    def noise(self):
        return self.rng.uniform(-1, 1, (self.workload.batch, self.workload.latent)).astype("float32")

    def close(self):
        """Nothing to end."""
