"""A classifier of the zoo, loaded: a network whose features and classes the metrics use."""

import keras

from kerasgan import checks
from kerasgan.errors import PresetError
from kerasgan.presets import keras_file, manifest, shelf

OUTPUTS = ("features", "probabilities")


def load(name, output="probabilities"):
    """Returns a classifier, once its files are what their manifest says; see `zoo.load_classifier`."""
    if not shelf.classifiers():
        raise PresetError(
            f"{shelf.FOLDER / name} is missing. {manifest.RESTORE} Or pass a classifier of your own as `features`, or "
            "'raw'."
        )
    checks.raise_all(checks.one_of("name", name, shelf.classifiers()) + checks.one_of("output", output, OUTPUTS))
    path = shelf.checked_folder(name) / shelf.CLASSIFIER
    manifest.check(path.parent, [shelf.CLASSIFIER])
    network = keras_file.load(path, compile=False)
    return keras.Model(network.inputs[0], network.get_layer(output).output, name=f"{name}_{output}")
