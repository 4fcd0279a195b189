"""A whole step in one `tf.function`, by hand, on Keras's layers and optimizers."""

import functools

import tensorflow as tf

from benchmarks.competitors import keras_networks


def variants(workload):
    """With XLA and without."""
    return {f"jit_compile={jit}": functools.partial(TfFunction, jit=jit) for jit in (True, False)}


def cross_entropy(label, logits):
    """Returns the mean binary cross entropy of logits that should say `label`."""
    labels = tf.fill(tf.shape(logits), label)
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels, logits))


class TfFunction:
    """Both updates, with noise drawn inside."""

    chunk = 1

    def __init__(self, workload, data, jit):
        self.workload, self.data = workload, data
        self.generator = keras_networks.generator(workload)
        self.discriminator = keras_networks.discriminator(workload)
        self.g_optimizer, self.d_optimizer = keras_networks.adam(workload), keras_networks.adam(workload)
        self.g_optimizer.build(self.generator.trainable_variables)
        self.d_optimizer.build(self.discriminator.trainable_variables)
        self.step = tf.function(self.update, jit_compile=jit, autograph=False)

    def run(self, steps):
        for _ in range(steps):
            losses = self.step(tf.convert_to_tensor(self.data.take()))
        losses[0].numpy()

    def update(self, real):
        return self.update_d(real), self.update_g()

    def update_d(self, real):
        fake = self.generator(self.noise(), training=True)
        weights = self.discriminator.trainable_variables
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch([weight.value for weight in weights])
            real_logits, fake_logits = self.judge(real, fake)
            loss = cross_entropy(1.0, real_logits) + cross_entropy(0.0, fake_logits)
        self.d_optimizer.apply(tape.gradient(loss, [weight.value for weight in weights]), weights)
        return loss

    def update_g(self):
        weights = self.generator.trainable_variables
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch([weight.value for weight in weights])
            loss = cross_entropy(1.0, self.discriminator(self.generator(self.noise(), training=True), training=True))
        self.g_optimizer.apply(tape.gradient(loss, [weight.value for weight in weights]), weights)
        return loss

    def judge(self, real, fake):
        if self.workload.joint:
            return tf.split(self.discriminator(tf.concat([real, fake], 0), training=True), 2)
        return self.discriminator(real, training=True), self.discriminator(fake, training=True)

    def noise(self):
        return tf.random.uniform((self.workload.batch, self.workload.latent), -1.0, 1.0)

    def close(self):
        """Nothing to end."""
