"""kerasgan: build, train, look at, measure and share GANs in Keras 3.

The names below are the whole public API. Each is imported from its home on first use, so that `kerasgan --help`
answers without a backend.
"""

import importlib
import pathlib
import sys
from typing import TYPE_CHECKING

__version__ = "0.2.0"

# Where each name is defined; a room is named by itself.
_HOMES = {
    "AdaGAN": "kerasgan.games.adagan",
    "CycleGAN": "kerasgan.games.cycle_gan",
    "Checkpoint": "kerasgan.training.checkpoint",
    "GAN": "kerasgan.games.gan",
    "Game": "kerasgan.games.game",
    "ScheduledAdam": "kerasgan.training.scheduled_adam",
    "build_cycle_gan": "kerasgan.games.cycle_gan",
    "build_discriminator": "kerasgan.builders",
    "build_gan": "kerasgan.games.build",
    "build_generator": "kerasgan.builders",
    "fit_gan": "kerasgan.training.fit",
    "plot_distribution": "kerasgan.plots",
    "plot_history": "kerasgan.plots",
    "plot_model": "kerasgan.plots",
    "plot_samples": "kerasgan.plots",
    "plot_translations": "kerasgan.plots",
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
    "schedules": "kerasgan.training.schedules",
}  # fmt: skip

__all__ = sorted([*_HOMES, *_ROOMS])

if TYPE_CHECKING:  # what editors and type checkers read of the two tables
    from kerasgan import builders as builders
    from kerasgan import callbacks as callbacks
    from kerasgan import datasets as datasets
    from kerasgan import errors as errors
    from kerasgan import games as games
    from kerasgan import latent as latent
    from kerasgan import layers as layers
    from kerasgan import losses as losses
    from kerasgan import metrics as metrics
    from kerasgan import plots as plots
    from kerasgan import presets as presets
    from kerasgan import recipe as recipe
    from kerasgan import tables as tables
    from kerasgan import terms as terms
    from kerasgan import transforms as transforms
    from kerasgan import zoo as zoo
    from kerasgan.builders import build_discriminator as build_discriminator
    from kerasgan.builders import build_generator as build_generator
    from kerasgan.games.adagan import AdaGAN as AdaGAN
    from kerasgan.games.build import build_gan as build_gan
    from kerasgan.games.cycle_gan import CycleGAN as CycleGAN
    from kerasgan.games.cycle_gan import build_cycle_gan as build_cycle_gan
    from kerasgan.games.game import Game as Game
    from kerasgan.games.gan import GAN as GAN
    from kerasgan.plots import plot_distribution as plot_distribution
    from kerasgan.plots import plot_history as plot_history
    from kerasgan.plots import plot_model as plot_model
    from kerasgan.plots import plot_samples as plot_samples
    from kerasgan.plots import plot_translations as plot_translations
    from kerasgan.recipe import report as report
    from kerasgan.training import devices as devices
    from kerasgan.training import schedules as schedules
    from kerasgan.training.checkpoint import Checkpoint as Checkpoint
    from kerasgan.training.fit import fit_gan as fit_gan
    from kerasgan.training.scheduled_adam import ScheduledAdam as ScheduledAdam


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
