"""The models that terms bring along, and the files of their weights; apart from `folder.py`, which needs no backend."""

from kerasgan.layers import SamplePool
from kerasgan.presets.folder import COMPANION


def companion_files(gan):
    """Returns (model, name of the file of its weights) for each model that a term brings along.

    Pools of samples stay behind: like optimizers they belong to a run, and begin anew.
    """
    travelling = [model for model in gan.companions if not isinstance(model, SamplePool)]
    return [(model, COMPANION.format(number)) for number, model in enumerate(travelling, 1)]
