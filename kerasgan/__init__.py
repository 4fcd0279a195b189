"""kerasgan: build, train, look at, measure and share GANs in Keras 3.

The names below are the whole public API. Each is imported from its home on first use, so that `kerasgan --help`
answers without a backend.
"""

import importlib
import pathlib
import sys

__version__ = "0.1.0"

_HOMES = {
    "AdaGAN": "kerasgan.adagan",
    "Checkpoint": "kerasgan.training.checkpoint",
    "GAN": "kerasgan.gan",
    "build_discriminator": "kerasgan.builders",
    "build_gan": "kerasgan.build",
    "build_generator": "kerasgan.builders",
    "builders": "kerasgan.builders",
    "callbacks": "kerasgan.callbacks",
    "datasets": "kerasgan.datasets",
    "devices": "kerasgan.devices",
    "errors": "kerasgan.errors",
    "fit_gan": "kerasgan.training.fit",
    "latent": "kerasgan.latent",
    "layers": "kerasgan.layers",
    "losses": "kerasgan.losses",
    "metrics": "kerasgan.metrics",
    "plot_distribution": "kerasgan.plots",
    "plot_history": "kerasgan.plots",
    "plot_model": "kerasgan.plots",
    "plot_samples": "kerasgan.plots",
    "plots": "kerasgan.plots",
    "presets": "kerasgan.presets",
    "recipe": "kerasgan.recipe",
    "report": "kerasgan.report",
    "terms": "kerasgan.terms",
    "transforms": "kerasgan.transforms",
    "zoo": "kerasgan.zoo",
}

__all__ = sorted(_HOMES)


def __getattr__(name):
    if name not in _HOMES:
        raise AttributeError(f"module 'kerasgan' has no attribute {name!r}")
    home = importlib.import_module(_HOMES[name])
    return home if _HOMES[name] == f"kerasgan.{name}" else getattr(home, name)


def __dir__():
    return sorted([*__all__, "__version__"])


# Keras can load a saved GAN only once its classes are registered: import them now. The command line alone waits.
if pathlib.Path(getattr(sys, "argv", [""])[0]).stem != "kerasgan":
    importlib.import_module("kerasgan.registered")
