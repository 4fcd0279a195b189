"""Presets: a GAN as a folder of small named files, without code and without pickles.

| file | what it holds |
|---|---|
| `config.json` | both networks, the latent distribution, losses and optimizers, as Keras writes them down |
| `generator.weights.h5` | the weights to sample with: the averages where the optimizer keeps them |
| `discriminator.weights.h5` | the weights of D |
| `companion_1.weights.h5`, ... | the weights of models that terms bring along, such as an encoder, if any |
| `samples.json` | what G makes of a fixed seed, to compare with |
| `recipe.json`, `scores.json`, `about.json` | how it was trained, how good it is, what else is known, if anything |
| `samples.png`, `generator.png`, `discriminator.png`, `gan.png` | pictures |
| `README.md` | the card, generated from the other files |
| `manifest.json` | size and SHA-256 of each |

A preset can be somebody else's file: loading one runs no code of it. Keras's safe mode is on, only what Keras and
kerasgan bring along, or what you registered yourself, is built, and each file has to be what the manifest says.
"""

import importlib
from typing import TYPE_CHECKING

# Names, cards and manifests are read without a backend, so what loads and saves networks is imported on first use.
_HOMES = {
    "load": "kerasgan.presets.loading",
    "load_generator": "kerasgan.presets.loading",
    "save": "kerasgan.presets.saving",
    "upload": "kerasgan.presets.saving",
}

__all__ = sorted(_HOMES)

if TYPE_CHECKING:  # what editors and type checkers read of the table
    from kerasgan.presets.loading import load as load
    from kerasgan.presets.loading import load_generator as load_generator
    from kerasgan.presets.saving import save as save
    from kerasgan.presets.saving import upload as upload


def __getattr__(name):
    if name not in _HOMES:
        raise AttributeError(f"module 'kerasgan.presets' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__():
    return __all__
