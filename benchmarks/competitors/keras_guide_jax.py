"""Keras's guide "Customizing what happens in `fit()` with JAX", applied to a GAN, under `fit` with default settings.

Keras has no such guide for a GAN: this is its stateless `train_step`, with the step of the other two guides.
"""

import types

import jax
import keras

from benchmarks.competitors import keras_guide


def variants(workload):
    """One setting, the default."""
    return keras_guide.variants(GAN)


class GAN(keras.Model):
    """The same GAN from state to state: the trainer hands over all variables and takes back their new values."""

    def __init__(self, discriminator, generator, latent_dim):
        super().__init__()
        self.discriminator = discriminator
        self.generator = generator
        self.latent_dim = latent_dim
        self.d_loss_tracker = keras.metrics.Mean(name="d_loss")
        self.g_loss_tracker = keras.metrics.Mean(name="g_loss")
        self.seed_generator = keras.random.SeedGenerator(1337)
        self.built = True

    @property
    def metrics(self):
        return [self.d_loss_tracker, self.g_loss_tracker]

    def compile(self, d_optimizer, g_optimizer, loss_fn):
        super().compile()
        self.d_optimizer = d_optimizer
        self.g_optimizer = g_optimizer
        self.loss_fn = loss_fn
        d_optimizer.build(self.discriminator.trainable_variables)
        g_optimizer.build(self.generator.trainable_variables)
        self.optimizer = types.SimpleNamespace(variables=[*g_optimizer.variables, *d_optimizer.variables], built=True)

    def d_loss(self, d, d_kept, images, labels):
        predictions, d_kept = self.discriminator.stateless_call(d, d_kept, images, training=True)
        return self.loss_fn(labels, predictions), d_kept

    def g_loss(self, g, g_kept, d, d_kept, noise):
        images, g_kept = self.generator.stateless_call(g, g_kept, noise, training=True)
        predictions, d_kept = self.discriminator.stateless_call(d, d_kept, images, training=True)
        return self.loss_fn(jax.numpy.ones_like(predictions), predictions), (g_kept, d_kept)

    def train_step(self, state, real_images):
        real_images = real_images[0] if isinstance(real_images, (tuple, list)) else real_images
        batch = real_images.shape[0]
        values = self.by_variable(state)
        g, g_kept = self.values_of(values, self.generator)
        d, d_kept = self.values_of(values, self.discriminator)
        g_state = [values[id(v)] for v in self.g_optimizer.variables]
        d_state = [values[id(v)] for v in self.d_optimizer.variables]
        with keras.StatelessScope([(self.seed_generator.state, values[id(self.seed_generator.state)])]) as scope:
            noises = [self.noise(batch), self.noise(batch)]
        fakes, _ = self.generator.stateless_call(g, g_kept, noises[0])
        images = jax.numpy.concatenate([fakes, real_images])
        labels = jax.numpy.concatenate([jax.numpy.zeros((batch, 1)), jax.numpy.ones((batch, 1))])
        differentiate = jax.value_and_grad(self.d_loss, has_aux=True)
        (d_loss, d_kept), grads = differentiate(d, d_kept, images, labels)
        d, d_state = self.d_optimizer.stateless_apply(d_state, grads, d)
        differentiate = jax.value_and_grad(self.g_loss, has_aux=True)
        (g_loss, (g_kept, d_kept)), grads = differentiate(g, g_kept, d, d_kept, noises[1])
        g, g_state = self.g_optimizer.stateless_apply(g_state, grads, g)

        values[id(self.seed_generator.state)] = scope.get_current_value(self.seed_generator.state)
        self.write(values, self.generator, g, g_kept)
        self.write(values, self.discriminator, d, d_kept)
        values.update(zip(map(id, self.optimizer.variables), [*g_state, *d_state]))
        logs = self.track(values, {"d_loss": d_loss, "g_loss": g_loss})
        return logs, tuple([values[id(v)] for v in group] for group in self.groups())

    def groups(self):
        mine = self.trainable_variables, self.non_trainable_variables
        return *mine, self.optimizer.variables, self.metrics_variables

    def by_variable(self, state):
        return {id(v): value for group, held in zip(self.groups(), state) for v, value in zip(group, held)}

    def values_of(self, values, network):
        groups = network.trainable_variables, network.non_trainable_variables
        return [[values[id(v)] for v in group] for group in groups]

    def write(self, values, network, learned, kept):
        values.update(zip(map(id, network.trainable_variables), learned))
        values.update(zip(map(id, network.non_trainable_variables), kept))

    def track(self, values, losses):
        logs = {}
        for metric in self.metrics:
            before = [values[id(v)] for v in metric.variables]
            after = metric.stateless_update_state(before, losses[metric.name])
            values.update(zip(map(id, metric.variables), after))
            logs[metric.name] = metric.stateless_result(after)
        return logs

    def noise(self, batch_size):
        return keras.random.uniform((batch_size, self.latent_dim), -1.0, 1.0, seed=self.seed_generator)
