"""InfoGAN: codes in z, and what it costs not to tell them, by hand."""

import keras
import numpy as np
import pytest
from helpers import sgd

import kerasgan
from kerasgan.latent import Codes


def test_codes_are_one_hot_categories_and_uniform_numbers():
    codes = Codes(noise=3, categorical=(4, 2), continuous=1)
    z = keras.ops.convert_to_numpy(codes((500, 10), seed=3))
    assert codes.size == 10 and codes.code_size == 7 and z.shape == (500, 10)
    for start, size in ((3, 4), (7, 2)):
        one_hot = z[:, start : start + size]
        assert set(np.unique(one_hot)) == {0, 1} and (one_hot.sum(1) == 1).all()
        np.testing.assert_allclose(one_hot.mean(0), 1 / size, atol=0.08)
    assert z[:, [0, 1, 2, 9]].min() < -0.9 and z[:, [0, 1, 2, 9]].max() > 0.9
    assert [part.shape for part in codes.split(z)] == [(500, 4), (500, 2), (500, 1)]


@pytest.fixture
def codes():
    return Codes(noise=2, categorical=(3,), continuous=2)


@pytest.fixture
def pair(codes):
    g = kerasgan.build_generator("mlp", (4,), codes.size, hidden=())
    return g, kerasgan.build_discriminator("mlp", (4,), num_classes=codes.code_size, condition="auxiliary", hidden=())


def test_the_cost_is_the_formula_and_the_gan_is_saved(codes, pair, real, rng, tmp_path):
    gan = kerasgan.build_gan(
        *pair, latent=codes, terms=["mutual_information"], g_optimizer=sgd(), d_optimizer=sgd(), jit_compile=False
    )
    noise = np.stack([keras.ops.convert_to_numpy(codes((8, 7), seed=n)) for n in (1, 2)])
    g, d = pair[0].get_weights(), pair[1].get_layer("class_logits").get_weights()
    logs = gan.train_on_batch(real, noise=noise)
    q = (noise[0] @ g[0] + g[1]) @ d[0] + d[1]
    category = np.exp(q[:, :3]) / np.exp(q[:, :3]).sum(1, keepdims=True)
    cost = -np.log((category * noise[0][:, 2:5]).sum(1)) + 0.5 * ((q[:, 3:] - noise[0][:, 5:]) ** 2).sum(1)
    assert logs["d_code_loss"] == pytest.approx(cost.mean(), rel=1e-4)
    kerasgan.fit_gan(gan, real, steps=2, batch_size=4, verbose=0)
    gan.save(tmp_path / "gan.keras")
    again = keras.models.load_model(tmp_path / "gan.keras")
    assert repr(again.latent) == repr(codes) and again.log_names == gan.log_names
    assert gan.sample(3).shape == (3, 4)


def test_missing_codes_and_heads_are_refused(codes, pair, networks):
    with pytest.raises(ValueError, match="^`terms`: MutualInformation needs codes in z. Pass `latent="):
        kerasgan.build_gan(*pair, terms=["mutual_information"])
    d = kerasgan.build_discriminator("mlp", (4,), num_classes=9, condition="auxiliary")
    with pytest.raises(ValueError) as error:
        kerasgan.build_gan(pair[0], d, latent=codes, terms=["mutual_information"])
    assert str(error.value) == (
        "`discriminator`: MutualInformation needs a second output of 5 numbers, one for each category and continuous "
        "code. Received: [(None, 9)]."
    )


def test_packs_are_refused():
    codes = kerasgan.latent.Codes(noise=2, categorical=(3,), continuous=1)
    d = kerasgan.build_discriminator("mlp", (8,), num_classes=codes.code_size, condition="auxiliary")
    with pytest.raises(ValueError, match="MutualInformation tells the codes of each sample, and D sees packs of 2."):
        kerasgan.build_gan(
            kerasgan.build_generator("mlp", (4,), codes.size),
            d,
            latent=codes,
            terms=["mutual_information"],
            transforms=[kerasgan.transforms.Packing(2)],
        )
