"""What has been saved can be loaded: samples of any shape, networks of any class; or saving says why not."""

import keras
import numpy as np
import pytest

import kerasgan

layers = keras.layers

SHAPES = [(1,), (16, 1), (16, 3), (8, 6), (8, 6, 2), (8, 6, 8), (3, 8, 6), (4, 5, 6, 1), (3, 8, 6, 3), (2, 2, 3, 3, 1)]


def gan_of(shape, *more):
    g = [keras.Input((3,)), layers.Dense(int(np.prod(shape)), "tanh"), layers.Reshape(shape), *more]
    d = [keras.Input(shape), layers.Flatten(), layers.Dense(1)]
    return kerasgan.build_gan(keras.Sequential(g), keras.Sequential(d))


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_samples_of_any_shape_are_saved_drawn_and_loaded(shape, tmp_path, monkeypatch):
    monkeypatch.setattr("kerasgan.plots.plot_model", lambda model, to_file: None)
    gan = gan_of(shape)
    gan.save_to_preset(tmp_path / "preset")
    again = kerasgan.GAN.from_preset(tmp_path / "preset")
    np.testing.assert_allclose(again.sample(3, seed=0), gan.sample(3, seed=0), rtol=1e-5, atol=1e-6)
    assert (tmp_path / "preset" / "samples.png").stat().st_size > 100


@keras.saving.register_keras_serializable(package="test_saving")
class Subclassed(keras.Model):
    def __init__(self, units, **options):
        super().__init__(**options)
        self.units = units
        self.dense = layers.Dense(units)

    def call(self, inputs):
        return self.dense(inputs)

    def get_config(self):
        return {**super().get_config(), "units": self.units}


def test_registered_networks_of_one_s_own_class_are_loaded_from_a_preset(tmp_path, monkeypatch):
    monkeypatch.setattr("kerasgan.plots.plot_model", lambda model, to_file: None)
    g, d = Subclassed(4, name="g"), Subclassed(1, name="d")
    g(np.zeros((1, 3))), d(np.zeros((1, 4)))
    gan = kerasgan.build_gan(g, d, latent_dim=3, from_logits=True)
    gan.save_to_preset(tmp_path / "preset")
    again = kerasgan.GAN.from_preset(tmp_path / "preset")
    np.testing.assert_allclose(again.sample(3, seed=0), gan.sample(3, seed=0), rtol=1e-5, atol=1e-6)
    assert np.isfinite(list(again.train_on_batch(np.zeros((4, 4), "float32")).values())).all()


class Unregistered(layers.Layer):
    def call(self, inputs):
        return inputs


def test_a_layer_that_is_not_registered_is_named(tmp_path):
    gan = gan_of((4,), Unregistered())
    says = r"`gan`: Unregistered( \(of .*\))?: it is not registered. Import what defines it, and decorate it there with"
    with pytest.raises(ValueError, match=says):
        gan.save_to_preset(tmp_path / "preset")
    assert not (tmp_path / "preset").exists()


@pytest.mark.parametrize("name", ["gan.h5", "gan.hdf5", "gan.H5"])
def test_a_file_from_which_keras_could_load_nothing_is_refused(gan, tmp_path, name):
    with pytest.raises(ValueError, match=r"^`filepath`: expected a file that ends in .keras") as error:
        gan.save(tmp_path / name)
    assert "gan.keras'" in str(error.value) and not (tmp_path / name).exists()
    gan.save_weights(tmp_path / "gan.weights.h5")
