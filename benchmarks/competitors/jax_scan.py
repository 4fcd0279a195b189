"""Many steps in one `lax.scan`, by hand: pure JAX, networks and Adam included."""

import functools
import math
from types import SimpleNamespace

import jax
import numpy as np
from jax import lax
from jax import numpy as jnp

from benchmarks.workloads import Conv, Dense, shapes

LAYOUT = ("NHWC", "HWIO", "NHWC")
ACTIVATIONS = {
    None: lambda x: x,
    "relu": jax.nn.relu,
    "leaky_relu": lambda x: jax.nn.leaky_relu(x, 0.2),
    "tanh": jnp.tanh,
    "sigmoid": jax.nn.sigmoid,
}


def variants(workload):
    """Fifty steps per call; where a step is long, one: XLA's convolutions are many times slower in a loop on a CPU."""
    steps = 1 if workload.convolves else 50
    return {f"{steps} steps per call": functools.partial(JaxScan, chunk=steps)}


def initial(layers, shape, rng):
    """Returns the parameters and the moving statistics of a network, lists with a dict for each layer."""
    parameters, statistics = [], []
    for layer, before in zip(layers, shapes(layers, shape)):
        kernel = (math.prod(before), layer.units) if isinstance(layer, Dense) else (4, 4, before[-1], layer.units)
        scale = 1 / math.sqrt(math.prod(kernel[:-1]))
        held = {"kernel": jnp.asarray(scale * rng.standard_normal(kernel), "float32"), "bias": jnp.zeros(layer.units)}
        parameters.append({**held, "gamma": jnp.ones(layer.units)} if layer.norm else held)
        statistics.append({"mean": jnp.zeros(layer.units), "var": jnp.ones(layer.units)} if layer.norm else {})
    return parameters, statistics


def apply(layers, parameters, statistics, x):
    """Returns a network's outputs in training mode and its new moving statistics."""
    kept = []
    for layer, p, s in zip(layers, parameters, statistics):
        x = linear(layer, p["kernel"], x)
        x, s = normalised(p, s, x) if layer.norm else (x + p["bias"], s)
        x = ACTIVATIONS[layer.activation](x)
        x = x.reshape(-1, *layer.shape) if getattr(layer, "shape", None) else x
        kept.append(s)
    return x, kept


def linear(layer, kernel, x):
    """Returns the product or the convolution of one layer."""
    if isinstance(layer, Dense):
        return x.reshape(x.shape[0], -1) @ kernel
    if isinstance(layer, Conv):
        return lax.conv_general_dilated(x, kernel, (2, 2), "SAME", dimension_numbers=LAYOUT)
    return lax.conv_transpose(x, kernel, (2, 2), "SAME", dimension_numbers=LAYOUT)


def normalised(p, s, x):
    """Returns batch normalisation by the batch's own statistics, and the moving ones."""
    axes = tuple(range(x.ndim - 1))
    mean, var = x.mean(axes), x.var(axes)
    moving = {"mean": 0.99 * s["mean"] + 0.01 * mean, "var": 0.99 * s["var"] + 0.01 * var}
    return (x - mean) * (p["gamma"] * lax.rsqrt(var + 1e-3)) + p["bias"], lax.stop_gradient(moving)


def adam(workload, state, gradients, count):
    """Returns parameters and both moments after one step of Adam."""
    b1, b2 = workload.beta_1, 0.999
    rate = workload.learning_rate * jnp.sqrt(1 - b2**count) / (1 - b1**count)
    tree = jax.tree.map
    m = tree(lambda m, g: m + (1 - b1) * (g - m), state[1], gradients)
    v = tree(lambda v, g: v + (1 - b2) * (g * g - v), state[2], gradients)
    return tree(lambda p, m, v: p - rate * m / (jnp.sqrt(v) + 1e-7), state[0], m, v), m, v


class JaxScan:
    """A jitted scan whose state is donated; noise is drawn inside."""

    def __init__(self, workload, data, chunk):
        self.workload, self.data, self.chunk = workload, data, chunk
        self.state = self.initial_state(np.random.default_rng(0))
        scan = functools.partial(lax.scan, self.step)
        self.many_steps = jax.jit(self.one_step if chunk == 1 else scan, donate_argnums=0)

    def initial_state(self, rng):
        state = {"key": jax.random.key(0), "count": jnp.float32(0)}
        for name, shape in (("generator", (self.workload.latent,)), ("discriminator", self.workload.data_shape)):
            parameters, statistics = initial(getattr(self.workload, name), shape, rng)
            zeros = [jax.tree.map(jnp.zeros_like, parameters) for _ in range(2)]
            state[name], state[name + "_kept"] = (parameters, *zeros), statistics
        return state

    def run(self, steps):
        for _ in range(steps // self.chunk):
            self.state, losses = self.many_steps(self.state, self.data.take_many(self.chunk))
        jax.block_until_ready(losses)

    def one_step(self, state, batches):
        return self.step(state, batches[0])

    def step(self, state, real):
        s = SimpleNamespace(**state)
        s.key, *keys = jax.random.split(s.key, 3)
        shape = (self.workload.batch, self.workload.latent)
        z, fresh = (jax.random.uniform(key, shape, minval=-1.0, maxval=1.0) for key in keys)
        s.count = s.count + 1
        fake, _ = apply(self.workload.generator, s.generator[0], s.generator_kept, z)
        differentiate = jax.value_and_grad(self.d_loss, has_aux=True)
        (d_loss, s.discriminator_kept), gradients = differentiate(s.discriminator[0], s, real, fake)
        s.discriminator = adam(self.workload, s.discriminator, gradients, s.count)
        differentiate = jax.value_and_grad(self.g_loss, has_aux=True)
        (g_loss, s.generator_kept), gradients = differentiate(s.generator[0], s, fresh)
        s.generator = adam(self.workload, s.generator, gradients, s.count)
        return vars(s), (d_loss, g_loss)

    def d_loss(self, parameters, s, real, fake):
        judge = functools.partial(apply, self.workload.discriminator, parameters)
        if self.workload.joint:
            logits, kept = judge(s.discriminator_kept, jnp.concatenate([real, fake]))
            real_logits, fake_logits = jnp.split(logits, 2)
        else:
            real_logits, kept = judge(s.discriminator_kept, real)
            fake_logits, kept = judge(kept, fake)
        return jnp.mean(jax.nn.softplus(-real_logits)) + jnp.mean(jax.nn.softplus(fake_logits)), kept

    def g_loss(self, parameters, s, z):
        fake, kept = apply(self.workload.generator, parameters, s.generator_kept, z)
        logits, _ = apply(self.workload.discriminator, s.discriminator[0], s.discriminator_kept, fake)
        return jnp.mean(jax.nn.softplus(-logits)), kept

    def close(self):
        """Nothing to end."""
