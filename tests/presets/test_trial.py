"""What a stranger's config asks for: more than its file of weights holds is refused before any memory is given."""

import json

import h5py
import keras
import numpy as np
import pytest

import kerasgan
from kerasgan import presets
from kerasgan.errors import PresetError
from kerasgan.presets import hdf5, trial


@pytest.fixture
def network(tmp_path):
    """A small network's config, and the file of its 4 x 6 + 6 + 3 x 2 weights."""
    model = keras.Sequential(
        [keras.Input((4,)), keras.layers.Dense(6), keras.layers.Dropout(0.1), keras.layers.Dense(2, use_bias=False)],
        name="small",
    )
    model.save_weights(tmp_path / "small.weights.h5")
    return keras.saving.serialize_keras_object(model), tmp_path / "small.weights.h5"


def test_weights_are_counted_as_they_are_in_the_file(network):
    config, path = network
    assert hdf5.numbers_in(path) == 4 * 6 + 6 + 6 * 2
    trial.check(config, path)


def test_a_gigantic_layer_is_refused_before_it_is_built(network):
    config, path = network
    config = json.loads(json.dumps(config).replace('"units": 6', '"units": 2000000000'))
    for layer in config["config"]["layers"]:
        layer.pop("build_config", None)
    with pytest.raises(PresetError) as error:
        trial.check(config, path)
    assert str(error.value) == (
        f"{path}: these are not the weights of this network. 'small' needs 14,000,000,000 numbers; there are 42. "
        "Nothing was loaded; get config and weights from the same source."
    )


def test_a_file_that_claims_more_numbers_than_it_has_bytes_for_holds_none(network):
    config, path = network
    with h5py.File(path, "a") as file:
        file.create_dataset("more", shape=(10**12,), dtype="float32")
    assert path.stat().st_size < 100_000
    assert hdf5.numbers_in(path) == 0
    with pytest.raises(PresetError, match="'small' needs 42 numbers; there are 0. Nothing"):
        trial.check(config, path)


def test_gigantic_samples_are_refused(tmp_path):
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(6), keras.layers.RepeatVector(10**9)], name="wide")
    model.save_weights(tmp_path / "wide.weights.h5")
    path = tmp_path / "wide.weights.h5"
    with pytest.raises(PresetError) as error:
        trial.check(keras.saving.serialize_keras_object(model), path)
    assert str(error.value) == (
        f"{path}: 'wide', the network of these weights, has 6,000,000,000 values in one of its "
        "layers; expected at most 33,554,432. Nothing was loaded."
    )


def test_a_file_that_is_no_hdf5_is_named(network):
    config, path = network
    path.write_bytes(b"no")
    with pytest.raises(PresetError, match="small.weights.h5: these are not the weights of a network. OSError: "):
        trial.check(config, path)


def test_networks_are_found_anywhere_in_a_config(network):
    config, _ = network
    assert trial.networks_in({"terms": [{"class_name": "Term", "config": {"encoder": config}}, 3], "loss": "x"}) == [
        config
    ]
    assert trial.networks_in({"terms": []}) == []


@pytest.mark.parametrize("load", [presets.load, presets.load_generator])
def test_a_preset_with_a_gigantic_layer_names_the_file(gan, tmp_path, load, monkeypatch):
    from kerasgan.plots import sampling
    from kerasgan.presets import manifest

    monkeypatch.setattr(sampling, "plot", lambda gan, folder: None)
    folder = tmp_path / "preset"
    presets.save(gan, folder)
    config = json.loads((folder / "config.json").read_text())
    layers = config["gan"]["generator"]["config"]["layers"]
    for layer in layers:
        layer.pop("build_config", None)
        if layer["config"].get("units") == 5:
            layer["config"]["units"] = 10**10
    (folder / "config.json").write_text(json.dumps(config))
    manifest.write(folder)
    with pytest.raises(PresetError, match="generator.weights.h5: .* 'generator' needs 80,000,000,004 numbers"):
        load(folder)


def test_so_is_the_network_that_a_term_brings_along(networks, tmp_path, monkeypatch):
    from kerasgan.plots import sampling
    from kerasgan.presets import manifest

    monkeypatch.setattr(sampling, "plot", lambda gan, folder: None)
    encoder = keras.Sequential([keras.Input((4,)), keras.layers.Dense(7), keras.layers.Dense(3)], name="encoder")
    gan = kerasgan.build_gan(*networks, terms=[kerasgan.terms.ModeRegularization(encoder)])
    folder = tmp_path / "preset"
    presets.save(gan, folder)
    assert np.isfinite(presets.load(folder).sample(2, seed=0)).all()
    text = (folder / "config.json").read_text()
    config = json.loads(text)
    (found,) = trial.networks_in(config["compile"])
    for layer in found["config"]["layers"]:
        layer.pop("build_config", None)
        if layer["config"].get("units") == 7:
            layer["config"]["units"] = 10**10
    (folder / "config.json").write_text(json.dumps(config))
    manifest.write(folder)
    with pytest.raises(PresetError, match="companion_1.weights.h5: .* 'encoder' needs 80,000,000,003 numbers"):
        presets.load(folder)
