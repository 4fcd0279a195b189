"""The normalisations that networks are built with: over the batch, over a sample, of the weights."""

from keras import layers

from kerasgan import checks
from kerasgan.layers.spectral_normalization import SpectralNormalization
from kerasgan.layers.synchronized_batch_normalization import SynchronizedBatchNormalization

NORMALIZATIONS = ("batch", "instance", "layer")


def normalization(kind, images, name, dtype=None, synchronized=False):
    """Returns a normalisation layer.

    `"layer"` is over all values of a sample, an image's too; `"instance"` over the pixels of each channel of an image.

    The figures of `"batch"` are those of the DCGAN authors' code: Keras's momentum, 0.99, would have `gan.sample` lag
    behind G by hundreds of steps, and Keras's epsilon, 0.001, is as large as the variances that weights of 0.02 make.
    """
    if kind == "batch":
        normalize = SynchronizedBatchNormalization if synchronized else layers.BatchNormalization
        return normalize(momentum=0.9, epsilon=1e-5, name=name, dtype=dtype)
    if images:
        return layers.GroupNormalization(groups=-1 if kind == "instance" else 1, name=name, dtype=dtype)
    return layers.LayerNormalization(name=name, dtype=dtype)


def spectrally_normalized(layer):
    """Returns `layer` in a wrapper that divides its kernel by its largest singular value."""
    return SpectralNormalization(layer, name=layer.name)


def synchronization_problems(synchronized, normalization):
    """Returns what is wrong with `synchronized` beside a kind of normalisation, a list of messages."""
    found = checks.boolean("synchronized", synchronized)
    if found or not synchronized or normalization == "batch":
        return found
    return [
        "`synchronized`: expected False where there is no batch normalisation to synchronise. Received: True, with "
        f"normalization={normalization!r}. Pass `normalization='batch'` too, or leave it out."
    ]
