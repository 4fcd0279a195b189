"""What Keras's three guides have in common: a `keras.Model` with a `train_step` of its own, under `fit`."""

import functools

import keras

from benchmarks.competitors import keras_networks
from benchmarks.competitors.long_run import LongRun


def variants(model):
    """Returns one setting, the default, for a guide's class."""
    return {"fit": functools.partial(make, model)}


def make(model, workload, data):
    """Returns the competitor: the guide's class on a workload's networks."""
    gan = model(keras_networks.discriminator(workload), keras_networks.generator(workload), workload.latent)
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    gan.compile(keras_networks.adam(workload), keras_networks.adam(workload), loss)
    return LongRun(lambda callback: fit(gan, workload, data, callback), workload.entry)


def fit(gan, workload, data, callback):
    """Trains on a generator of fresh batches, or on the array, until the callback ends it."""
    endless = 10**6
    if data.fresh:
        batches = ((batch,) for batch in data.batches())
        gan.fit(batches, steps_per_epoch=workload.entry, epochs=endless, callbacks=[callback])
    else:
        gan.fit(data.array, batch_size=workload.batch, epochs=endless, callbacks=[callback])
