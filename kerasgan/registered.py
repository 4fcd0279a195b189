"""Everything of ours that a saved GAN can hold: importing this registers it with Keras.

What reads a saved GAN imports this first, so that one list serves all readers.
"""

import keras

from kerasgan import builders, gan, latent, layers, losses, terms, transforms
from kerasgan.builders import spectral_normalization
from kerasgan.training import optimizers

__all__ = [
    "builders", "find", "gan", "latent", "layers", "losses", "optimizers", "spectral_normalization", "terms",
    "transforms",
]  # fmt: skip


def find(name):
    """Returns the class or function registered under a name, ours or a user's, or `None`."""
    return keras.saving.get_registered_object(name)
