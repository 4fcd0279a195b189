"""Keras's guide "Customizing what happens in `fit()` with PyTorch", its GAN, under `fit` with default settings."""

import keras
import torch

from benchmarks.competitors import keras_guide


def variants(workload):
    """One setting, the default."""
    return keras_guide.variants(GAN)


class GAN(keras.Model):
    """The guide's GAN; its latent values are U(-1, 1) here, and D sees no noise on its labels."""

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

    def train_step(self, real_images):
        real_images = real_images[0] if isinstance(real_images, (tuple, list)) else real_images
        batch_size = real_images.shape[0]
        generated_images = self.generator(self.noise(batch_size))
        combined_images = torch.concat([generated_images, real_images], dim=0)
        labels = torch.concat([torch.zeros((batch_size, 1)), torch.ones((batch_size, 1))], dim=0)
        self.zero_grad()
        d_loss = self.loss_fn(labels, self.discriminator(combined_images, training=True))
        d_loss.backward()
        grads = [v.value.grad for v in self.discriminator.trainable_weights]
        with torch.no_grad():
            self.d_optimizer.apply(grads, self.discriminator.trainable_weights)

        self.zero_grad()
        predictions = self.discriminator(self.generator(self.noise(batch_size), training=True), training=True)
        g_loss = self.loss_fn(torch.ones((batch_size, 1)), predictions)
        g_loss.backward()
        grads = [v.value.grad for v in self.generator.trainable_weights]
        with torch.no_grad():
            self.g_optimizer.apply(grads, self.generator.trainable_weights)

        self.d_loss_tracker.update_state(d_loss)
        self.g_loss_tracker.update_state(g_loss)
        return {"d_loss": self.d_loss_tracker.result(), "g_loss": self.g_loss_tracker.result()}

    def noise(self, batch_size):
        return keras.random.uniform((batch_size, self.latent_dim), -1.0, 1.0, seed=self.seed_generator)
