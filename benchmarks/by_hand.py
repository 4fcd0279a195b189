"""A step as it is written by hand, on each backend: D's update, then G's, of any two Keras networks.

`c` is what G is given, noise or a picture. Of Pix2Pix D sees it, too, and G is to be near `x` besides.
"""

import keras
import numpy as np

L1 = 100.0  # Pix2Pix's weight


def adam():
    """Returns the optimizer of either network."""
    return keras.optimizers.Adam(2e-4, beta_1=0.5)


def step_of(generator, discriminator, translates=False):
    """Returns the step, a function of a batch `(x, c)`, float32 arrays, to both losses.

    Args:
        generator: Keras model of `c`.
        discriminator: Keras model of `x`, or of `[x, c]`.
        translates: Boolean, whether D sees `c`, and G's loss has the term of Pix2Pix. Defaults to `False`.
    """
    steps = {"jax": jax_step, "tensorflow": tensorflow_step, "torch": torch_step}
    shown, l1 = (both, L1) if translates else (samples_alone, 0.0)
    return steps[keras.backend.backend()](generator, discriminator, shown, l1)


def both(x, c):
    """What D sees of samples beside conditions."""
    return [x, c]


def samples_alone(x, c):
    """What D sees of samples alone."""
    return x


def batch_of(data, size, rng):
    """Returns a batch as a loop by hand draws it: bytes to -1..1."""
    rows = rng.integers(len(data[0]), size=size)
    return tuple(part[rows] / np.float32(127.5) - 1 for part in data)


def tensorflow_step(generator, discriminator, shown, l1):
    """A `tf.function` with two tapes."""
    import tensorflow as tf

    g_optimizer, d_optimizer = adam(), adam()

    def entropy(logits, wanted):
        return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(tf.fill(tf.shape(logits), wanted), logits))

    @tf.function
    def step(x, c):
        fake = generator(c, training=True)
        with tf.GradientTape() as tape:
            d_loss = entropy(discriminator(shown(x, c), training=True), 1.0)
            d_loss += entropy(discriminator(shown(fake, c), training=True), 0.0)
        learned = discriminator.trainable_variables
        d_optimizer.apply(tape.gradient(d_loss, learned), learned)
        with tf.GradientTape() as tape:
            fake = generator(c, training=True)
            g_loss = entropy(discriminator(shown(fake, c), training=True), 1.0)
            g_loss += l1 * tf.reduce_mean(tf.abs(x - fake)) if l1 else 0.0
        learned = generator.trainable_variables
        g_optimizer.apply(tape.gradient(g_loss, learned), learned)
        return d_loss, g_loss

    return step


def jax_step(generator, discriminator, shown, l1):
    """A jitted function from state to state."""
    import jax
    import jax.numpy as jnp

    g_optimizer, d_optimizer = adam(), adam()

    def entropy(logits, wanted):
        return jnp.mean(jax.nn.softplus(-logits if wanted else logits))

    def d_loss(d, d_kept, fake, x, c):
        real, d_kept = discriminator.stateless_call(d, d_kept, shown(x, c), training=True)
        made, d_kept = discriminator.stateless_call(d, d_kept, shown(fake, c), training=True)
        return entropy(real, 1) + entropy(made, 0), d_kept

    def g_loss(g, g_kept, d, d_kept, x, c):
        fake, g_kept = generator.stateless_call(g, g_kept, c, training=True)
        made, d_kept = discriminator.stateless_call(d, d_kept, shown(fake, c), training=True)
        near = l1 * jnp.mean(jnp.abs(x - fake)) if l1 else 0.0
        return entropy(made, 1) + near, (g_kept, d_kept)

    @jax.jit
    def update(state, x, c):
        g, g_kept, g_state, d, d_kept, d_state = state
        fake, g_kept = generator.stateless_call(g, g_kept, c, training=True)
        (d_value, d_kept), slopes = jax.value_and_grad(d_loss, has_aux=True)(d, d_kept, fake, x, c)
        d, d_state = d_optimizer.stateless_apply(d_state, slopes, d)
        (g_value, kept), slopes = jax.value_and_grad(g_loss, has_aux=True)(g, g_kept, d, d_kept, x, c)
        g, g_state = g_optimizer.stateless_apply(g_state, slopes, g)
        return (g, kept[0], g_state, d, kept[1], d_state), (d_value, g_value)

    state = []
    for network, optimizer in ((generator, g_optimizer), (discriminator, d_optimizer)):
        optimizer.build(network.trainable_variables)
        groups = network.trainable_variables, network.non_trainable_variables, optimizer.variables
        state += [[variable.value for variable in group] for group in groups]

    def step(x, c, held=[tuple(state)]):  # noqa: B006 - the state from one step to the next
        held[0], losses = update(held[0], x, c)
        return losses

    return step


def torch_step(generator, discriminator, shown, l1):
    """Two backward passes, as PyTorch's tutorial has them, with Keras's optimizers."""
    import torch
    from torch.nn.functional import softplus

    g_optimizer, d_optimizer = adam(), adam()
    g_learned, d_learned = generator.trainable_variables, discriminator.trainable_variables

    def apply(loss, optimizer, learned):
        slopes = torch.autograd.grad(loss, [variable.value for variable in learned])
        with torch.no_grad():
            optimizer.apply(list(slopes), learned)

    def step(x, c):
        x, c = torch.from_numpy(x), torch.from_numpy(c)
        fake = generator(c, training=True)
        real, made = discriminator(shown(x, c), training=True), discriminator(shown(fake.detach(), c), training=True)
        d_loss = softplus(-real).mean() + softplus(made).mean()
        apply(d_loss, d_optimizer, d_learned)
        fake = generator(c, training=True)
        g_loss = softplus(-discriminator(shown(fake, c), training=True)).mean()
        g_loss = g_loss + l1 * (x - fake).abs().mean() if l1 else g_loss
        apply(g_loss, g_optimizer, g_learned)
        return d_loss, g_loss

    return step
