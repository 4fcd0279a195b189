"""Networks that are built to be given their weights: nothing is drawn for them, and nothing else is touched."""

import threading

import keras
import numpy as np
import pytest

import kerasgan
from kerasgan.presets import blank

RANDOM = ["glorot_uniform", "he_normal", "random_normal", "random_uniform", "truncated_normal", "orthogonal"]


def kernel(initializer, shape=(3, 4), **options):
    layer = keras.layers.Dense(shape[1], kernel_initializer=initializer, **options)
    layer.build((None, shape[0]))
    return keras.ops.convert_to_numpy(layer.kernel)


@pytest.mark.parametrize("initializer", RANDOM)
def test_what_would_be_drawn_is_zero_inside_and_drawn_outside(initializer):
    with blank.weights():
        assert not kernel(initializer).any()
    assert kernel(initializer).any()


def test_constants_are_what_they_are_and_dtypes_too():
    with blank.weights():
        assert (kernel(keras.initializers.Constant(2.0)) == 2).all()
        assert (kernel("ones") == 1).all() and (kernel("zeros") == 0).all()
        layer = keras.layers.Dense(2, dtype="float16")
        layer.build((None, 3))
    assert layer.kernel.dtype == "float16"


def test_the_configuration_still_names_the_initialiser():
    with blank.weights():
        layer = keras.layers.Dense(2, kernel_initializer="he_normal")
        layer.build((None, 3))
    assert layer.get_config()["kernel_initializer"]["class_name"] == "HeNormal"


def test_an_error_inside_leaves_the_initialisers_as_they_were():
    before = keras.initializers.RandomNormal.__call__
    with pytest.raises(KeyError), blank.weights():
        raise KeyError
    assert keras.initializers.RandomNormal.__call__ is before


def test_another_thread_goes_on_drawing():
    found = []
    with blank.weights():
        thread = threading.Thread(target=lambda: found.append(kernel("random_normal")))
        thread.start()
        thread.join()
    assert found[0].any()


def test_one_inside_of_another_ends_with_the_outer_one():
    with blank.weights():
        with blank.weights():
            assert not kernel("random_normal").any()
        assert not kernel("random_normal").any()
    assert kernel("random_normal").any()


def test_a_preset_is_loaded_without_a_random_number(gan, tmp_path, monkeypatch):
    gan.save_to_preset(tmp_path / "preset")
    expected = gan.sample(4, seed=1)

    def drawn(*arguments, **options):
        raise AssertionError("an initialiser has drawn")

    monkeypatch.setattr(keras.initializers.VarianceScaling, "__call__", drawn)
    loaded = kerasgan.GAN.from_preset(tmp_path / "preset")
    np.testing.assert_allclose(loaded.sample(4, seed=1), expected, atol=1e-6)
