"""The models that terms bring along, and the files of their weights; apart from `folder.py`, which needs no backend."""

import keras

from kerasgan.presets.folder import COMPANION


def companion_files(gan):
    """Returns (model, name of the file of its weights) for each model that a term brings along.

    What is a layer, pools of samples and the state of transforms, stays behind: like optimizers it belongs to a run,
    and begins anew.
    """
    travelling = [model for model in gan.companions if isinstance(model, keras.Model)]
    return [(model, COMPANION.format(number)) for number, model in enumerate(travelling, 1)]
