"""What the architectures share: the order of a block, its normalisations, and the checks of common options."""

import keras
from keras import layers

from kerasgan import checks
from kerasgan.layers import MinibatchDiscrimination, MinibatchStdDev
from kerasgan.layers.normalization import (
    NORMALIZATIONS,
    normalization,
    spectrally_normalized,
)  # fmt: skip

MINIBATCH = {"discrimination": MinibatchDiscrimination, "std_dev": MinibatchStdDev}
_NOT_ACTIVATIONS = ("deserialize", "get", "serialize")


def default_output_activation(output_shape):
    """Returns the last activation of a generator: linear for vectors, tanh for images."""
    return None if len(output_shape) == 1 else "tanh"


def block(
    layer,
    *sizes,
    activation,
    name,
    normalize=None,
    synchronized=False,
    images=False,
    crop=None,
    spectral=False,
    **options,
):
    """Returns the layers of one block: `layer`, crop, normalisation, activation, each where asked for.

    Without a normalisation the activation is the layer's own. No bias stands before a normalisation, which has one.
    """
    own = None if normalize else activation
    first = layer(*sizes, use_bias=normalize is None, activation=own, name=name, **options)
    found = [spectrally_normalized(first) if spectral else first]
    if crop:
        found.append(layers.Cropping2D(crop, name=f"{name}_crop"))
    if normalize:
        found.append(normalization(normalize, images, f"{name}_norm", synchronized=synchronized))
        found.append(layers.Activation(activation, name=f"{name}_activation"))
    return found


def compared(kind):
    """Returns the layers, one or none, by which a discriminator compares the samples of a batch before its logit."""
    return [MINIBATCH[kind](name="minibatch")] if kind else []


def kept(normalize, size):
    """Returns the normalisation of a map of a size, height and width: over one pixel `"instance"` leaves nothing."""
    return None if normalize == "instance" and tuple(size) == (1, 1) else normalize


def as_tuple(sizes):
    """Returns one size or several as a tuple."""
    return tuple(sizes) if isinstance(sizes, (tuple, list)) else (sizes,)


def problems(options):
    """Returns what is wrong with the options that mean the same in every architecture."""
    found = []
    if options.get("normalization") is not None:
        found += checks.one_of("normalization", options["normalization"], NORMALIZATIONS)
    if options.get("minibatch") is not None:
        found += checks.one_of("minibatch", options["minibatch"], MINIBATCH)
    for name in ("activation", "output_activation"):
        if name in options and options[name] is not None and not callable(options[name]):
            found += checks.one_of(name, options[name], activation_names())
    return found


def dropout_problems(options):
    """Checks that `dropout` is a share below all."""
    return checks.within("dropout", options.get("dropout", 0.0), 0, 1, below=True)


def activation_names():
    """Returns the names of Keras's activations."""
    return [name for name in dir(keras.activations) if name[0] != "_" and name not in _NOT_ACTIVATIONS]
