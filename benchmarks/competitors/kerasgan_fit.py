"""kerasgan's own way: one long `fit_gan` with its defaults."""

import keras

import kerasgan
from benchmarks.competitors import keras_networks
from benchmarks.competitors.long_run import LongRun


def variants(workload):
    """One setting, the default."""
    return {"default": make}


def half(workload):
    """The same with Keras's policy `mixed_bfloat16`."""
    return {"default": make_half}


def make_half(workload, data):
    """Returns the competitor in mixed precision."""
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        return make(workload, data)
    finally:
        keras.config.set_dtype_policy(before)


def make(workload, data):
    """Returns the competitor."""
    gan = kerasgan.build_gan(
        keras_networks.generator(workload),
        keras_networks.discriminator(workload),
        latent="uniform",
        g_optimizer=keras_networks.adam(workload),
        d_optimizer=keras_networks.adam(workload),
    )
    return LongRun(lambda callback: fit(gan, workload, data, callback), workload.entry)


def fit(gan, workload, data, callback):
    """Trains on a sampler, or on the array, until the callback ends it."""
    endless = 10**6
    if data.fresh:
        steps, source = endless * workload.entry, data.draw
    else:
        steps, source = None, data.array
    options = {"batch_size": workload.batch, "callbacks": [callback]}
    kerasgan.fit_gan(gan, source, steps=steps, epochs=endless, **options)
