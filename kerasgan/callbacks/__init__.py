"""Keras callbacks for GANs: one callback, one file."""

from kerasgan.callbacks.progress import Progress

__all__ = ["Progress"]
