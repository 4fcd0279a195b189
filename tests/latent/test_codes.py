"""Codes in z by their names: chosen when sampling, kept in files."""

import keras
import numpy as np
import pytest

import kerasgan
from kerasgan.latent import Codes


@pytest.fixture
def gan():
    """G shows its z: samples are z itself."""
    codes = Codes(noise=2, categorical={"digit": 3, "style": 2}, continuous=["slant"])
    g = keras.Sequential([keras.Input((codes.size,)), keras.layers.Dense(8, use_bias=False)])
    g.set_weights([np.eye(8, dtype="float32")])
    d = kerasgan.build_discriminator("mlp", (8,), num_classes=codes.code_size, condition="auxiliary")
    return kerasgan.build_gan(g, d, latent=codes, terms=["mutual_information"])


def test_codes_are_chosen_by_name_and_the_rest_of_z_stays(gan):
    drawn = gan.sample(4, seed=0)
    found = gan.sample(4, seed=0, codes={"style": [0, 1, 1, 0], "slant": 0.5})
    np.testing.assert_array_equal(found[:, :5], drawn[:, :5])
    assert found[:, 5:].tolist() == [[1, 0, 0.5], [0, 1, 0.5], [0, 1, 0.5], [1, 0, 0.5]]
    assert gan.sample(2, seed=0, codes={"digit": 2})[:, 2:5].tolist() == [[0, 0, 1]] * 2


@pytest.mark.parametrize(
    "codes, says",
    [
        ({"digits": 1}, "expected one of 'digit', 'slant', 'style'. Received: 'digits'. Did you mean 'digit'?"),
        ({"digit": 3}, "expected for 'digit' a category from 0 to 2, or one for each of the 4 samples. Received: 3."),
        ({"digit": 0.5}, "expected for 'digit' a category from 0 to 2"),
        ({"slant": np.nan}, "expected for 'slant' a finite number, in training from -1 to 1"),
        ({"slant": [0.0, 1.0]}, "Received: 'shape (2,) of float64'."),
        ([1, 2], "expected a dict by name, of ['digit', 'style', 'slant']. Received: [1, 2]."),
    ],
)
def test_other_codes_are_refused(gan, codes, says):
    with pytest.raises(ValueError) as error:
        gan.sample(4, codes=codes)
    assert str(error.value).startswith("`codes`: ") and says in str(error.value)


def test_a_gan_without_codes_says_so():
    with pytest.raises(ValueError, match="^`codes`: the z of this GAN has none. Build it with `latent=kerasgan.latent"):
        kerasgan.build_gan().sample(2, codes={"digit": 1})


def test_names_are_kept_and_numbered_where_nobody_gives_any(gan, tmp_path):
    assert Codes().names == ["category_1", "continuous_1", "continuous_2"]
    assert Codes.from_config({"noise": 2, "categorical": [3], "continuous": 1}).names == ["category_1", "continuous_1"]
    gan.save(tmp_path / "gan.keras")
    again = keras.models.load_model(tmp_path / "gan.keras")
    assert again.latent.names == ["digit", "style", "slant"] and again.latent.categorical == (3, 2)
    chosen = {"digit": 1, "slant": -1.0}
    np.testing.assert_allclose(again.sample(3, seed=1, codes=chosen), gan.sample(3, seed=1, codes=chosen))


def test_two_codes_of_one_name_are_refused():
    with pytest.raises(ValueError, match="two codes are called 'a'"):
        Codes(categorical={"a": 3}, continuous=["a"])


def test_a_seed_draws_the_same_on_every_backend():
    codes, rng = kerasgan.latent.Codes(2, [3, 2], 1), np.random.default_rng(4)
    z = kerasgan.latent.draw(codes, (50, 8), np.random.default_rng(4))
    np.testing.assert_array_equal(z[:, :2], rng.uniform(-1, 1, (50, 2)).astype("float32"))
    for start, size in ((2, 3), (5, 2)):
        np.testing.assert_array_equal(z[:, start : start + size].argmax(1), rng.integers(size, size=50))
        assert (z[:, start : start + size].sum(1) == 1).all()
    np.testing.assert_array_equal(z[:, 7:], rng.uniform(-1, 1, (50, 1)).astype("float32"))
