"""Feature matching and consistency, by hand."""

import keras
import numpy as np
import pytest
from helpers import drawing, sgd

import kerasgan
from kerasgan import losses, terms


@pytest.mark.parametrize("layer", [None, "hidden_1"])
def test_g_matches_the_mean_features_of_d(networks, real, rng, layer):
    """The last layer before the logit is the hidden one; the features are those of the D that its update left."""
    alone = losses.LossPair(losses.discriminator_cross_entropy, losses.no_generator, name="features_only")
    gan = kerasgan.build_gan(
        *networks, loss=alone, terms=[terms.FeatureMatching(2.0, layer)], g_optimizer=sgd(), d_optimizer=sgd()
    )
    noise = rng.normal(size=(2, 8, 3)).astype("float32")
    g = gan.generator.get_weights()
    logs = gan.train_on_batch(real, noise=noise)
    d = gan.discriminator.get_weights()
    fake = np.maximum(noise[1] @ g[0] + g[1], 0) @ g[2] + g[3]
    of_real, of_fake = (np.tanh(x @ d[0] + d[1]).mean(0) for x in (real, fake))
    assert logs["feature_matching"] == pytest.approx(2 * ((of_real - of_fake) ** 2).mean(), rel=1e-4)
    assert logs["g_loss"] == 0
    assert not np.allclose(gan.generator.get_weights()[0], g[0])


class Shift(kerasgan.transforms.Transform):
    """Adds what is drawn."""

    def __call__(self, samples, random=None):
        return samples if random is None else samples + random


def test_consistency_is_the_mean_squared_difference_of_both_sides(networks, real, rng):
    shifts = rng.normal(size=(2, 8, 4)).astype("float32")
    term = drawing(terms.Consistency(3.0, Shift()), np.stack(shifts, axis=1))
    gan = kerasgan.build_gan(*networks, terms=[term], g_optimizer=sgd(), d_optimizer=sgd(), jit_compile=False)
    noise = rng.normal(size=(2, 8, 3)).astype("float32")
    g, d = gan.generator.get_weights(), gan.discriminator.get_weights()

    def logits(x):
        return np.tanh(x @ d[0] + d[1]) @ d[2] + d[3]

    fake = np.maximum(noise[0] @ g[0] + g[1], 0) @ g[2] + g[3]
    expected = sum(((logits(x) - logits(x + shift)) ** 2).mean() for x, shift in zip((real, fake), shifts))
    assert gan.train_on_batch(real, noise=noise)["consistency"] == pytest.approx(3 * expected, rel=1e-4)


def test_a_d_that_hides_its_layers_is_refused(networks):
    inner = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3), keras.layers.Dense(1)])
    outer = keras.Sequential([keras.Input((4,)), inner], name="outer")
    with pytest.raises(ValueError) as error:
        kerasgan.build_gan(networks[0], outer, terms=["feature_matching"])
    assert str(error.value) == (
        "`layer`: what the logit of 'outer' is made of cannot be seen. Pass the name of a layer of a functional or "
        "sequential D."
    )
