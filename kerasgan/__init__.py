"""kerasgan: build, train, look at, measure and share GANs in Keras 3.

The names below are the whole public API. Each is imported from its home on first use, so that `kerasgan --help`
answers without a backend.
"""

import importlib
import pathlib
import sys

__version__ = "0.1.0"

# Where each name is defined; a room is named by itself.
_HOMES = {
    "AdaGAN": "kerasgan.games.adagan",
    "CycleGAN": "kerasgan.games.cycle_gan",
    "Checkpoint": "kerasgan.training.checkpoint",
    "GAN": "kerasgan.games.gan",
    "Game": "kerasgan.games.game",
    "build_cycle_gan": "kerasgan.games.cycle_gan",
    "build_discriminator": "kerasgan.builders",
    "build_gan": "kerasgan.games.build",
    "build_generator": "kerasgan.builders",
    "fit_gan": "kerasgan.training.fit",
    "plot_distribution": "kerasgan.plots",
    "plot_history": "kerasgan.plots",
    "plot_model": "kerasgan.plots",
    "plot_samples": "kerasgan.plots",
}
_ROOMS = {
    **{
        room: f"kerasgan.{room}"
        for room in (
            "builders", "callbacks", "datasets", "errors", "games", "latent", "layers", "losses", "metrics", "plots",
            "presets", "recipe", "tables", "terms", "transforms", "zoo",
        )
    },
    "devices": "kerasgan.training.devices",
    "report": "kerasgan.recipe.report",
}  # fmt: skip

__all__ = sorted([*_HOMES, *_ROOMS])


def __getattr__(name):
    if name in _ROOMS:
        return importlib.import_module(_ROOMS[name])
    if name not in _HOMES:
        raise AttributeError(f"module 'kerasgan' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__():
    return sorted([*__all__, "__version__"])


# Keras can load a saved GAN only once its classes are registered: import them now. The command line alone waits.
if not (pathlib.Path(getattr(sys, "argv", [""])[0]).stem == "kerasgan" or sys.orig_argv[1:3] == ["-m", "kerasgan"]):
    importlib.import_module("kerasgan.presets.contents").register()
