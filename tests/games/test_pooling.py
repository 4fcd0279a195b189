"""Pools of generated samples: what D is shown beside which conditions, resumed to the bit, refused where need be."""

import keras
import numpy as np
import pytest
from helpers import sgd, value, values

import kerasgan
from kerasgan.presets.companions import companion_files


def network(inputs, outputs, seed, condition=0):
    x = keras.Input((inputs,), name="x" if condition else "condition")
    tensors = [x, keras.Input((condition,), name="condition")] if condition else [x]
    joined = keras.layers.Concatenate()(tensors) if condition else x
    model = keras.Model(tensors if condition else x, keras.layers.Dense(outputs)(joined))
    rng = np.random.default_rng(seed)
    model.set_weights([rng.normal(size=weight.shape) for weight in model.weights])
    return model


def pix2pix(pool=4, rate=0.0, **options):
    return kerasgan.build_gan(
        network(3, 2, 0), network(2, 1, 1, 3), pool=pool, g_optimizer=sgd(rate), d_optimizer=sgd(rate), **options
    )


def cycle_gan(pool=4, rate=0.0, **options):
    nets = [network(2, size, seed) for seed, size in enumerate((2, 2, 1, 1))]
    return kerasgan.build_cycle_gan(*nets, pool=pool, g_optimizer=sgd(rate), d_optimizer=sgd(rate), **options)


def pool_of(game):
    return game._pools.of[list(game.players)[1]][0]


def test_d_sees_older_samples_beside_their_own_conditions(rng):
    gan = pix2pix()
    drawn = np.float32([[0.3, 0.1]] * 4)  # each goes to place 1
    gan.draws = lambda move, size: {"pool": keras.ops.convert_to_tensor(drawn)}
    c, x = rng.normal(size=(2, 4, 3)).astype("float32"), rng.normal(size=(2, 4, 2)).astype("float32")
    first, second = (gan.train_on_batch(*pair)["d_loss"] for pair in zip(x, c))
    old = np.repeat(c[0][1:2], 4, axis=0)
    for given, found in ((c[0], first), (old, second)):
        made = gan.generator.predict(given, verbose=0)
        real = gan.discriminator.predict(
            [x[0] if found == first else x[1], c[0] if found == first else c[1]], verbose=0
        )
        fake = gan.discriminator.predict([made, given], verbose=0)
        expected = gan.loss_pair.discriminator(*(keras.ops.convert_to_tensor(said) for said in (real, fake)))
        assert found == pytest.approx(float(value(expected)), rel=1e-4)
    np.testing.assert_allclose(value(pool_of(gan).kept[1])[1], c[1][3], rtol=1e-6)  # the last of four stayed there


@pytest.mark.parametrize("build", [pix2pix, cycle_gan])
def test_a_run_that_was_cut_off_goes_on_to_the_bit(build, rng, tmp_path):
    data = tuple(rng.normal(size=(24, size)).astype("float32") for size in ((2, 3) if build is pix2pix else (2, 2)))
    options = {"batch_size": 4, "seed": 0, "verbose": 0, "doctor": False}
    whole, parts = build(rate=0.01), build(rate=0.01)
    kerasgan.fit_gan(whole, data, steps=6, **options)
    kerasgan.fit_gan(parts, data, steps=3, checkpoint=tmp_path, **options)
    again = build(rate=0.01)
    kerasgan.fit_gan(again, data, steps=6, checkpoint=tmp_path, **options)
    assert int(value(pool_of(whole).count)) == 4
    for one, other in zip(values(whole.state), values(again.state)):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("build", [pix2pix, cycle_gan])
def test_a_keras_file_has_the_pool_and_a_preset_has_not(build, rng, tmp_path):
    game = build()
    samples = [rng.normal(size=(4, size)).astype("float32") for size in ((2, 3) if build is pix2pix else (2, 2))]
    game.train_on_batch(*samples)
    game.save(tmp_path / "game.keras")
    again = keras.models.load_model(tmp_path / "game.keras")
    for one, other in zip(pool_of(game).variables, pool_of(again).variables):
        np.testing.assert_array_equal(value(one), value(other))
    assert np.abs(value(pool_of(again).kept[0])).max() > 0
    assert companion_files(game) == []


def test_what_has_no_pool_is_told():
    with pytest.raises(ValueError, match="^`pool`: expected a whole number of at least 0. Received: -1.$"):
        pix2pix(-1)
    with pytest.raises(
        ValueError, match="^`pool`: a batch in slices has none. Received: gradient_accumulation_steps=2"
    ):
        pix2pix(gradient_accumulation_steps=2)
    with pytest.raises(
        ValueError, match="^`pool`: a batch in slices has none. Received: gradient_accumulation_steps=2"
    ):
        cycle_gan(gradient_accumulation_steps=2)
    with pytest.raises(
        ValueError, match="^`pool`: GradientPenalty.* would see older samples beside conditions of others"
    ):
        pix2pix(terms=["gradient_penalty"])
    assert pix2pix(terms=["r1"]).pool == 4
    assert not cycle_gan(0)._pools.of


def test_codes_of_a_z_are_no_partners_of_older_samples():
    """D would be taught to read from a sample of before the codes of one of now."""
    latent = kerasgan.latent.Codes(2, (3,), 1)
    g = kerasgan.build_generator("mlp", (4,), latent.size)
    d = kerasgan.build_discriminator("mlp", (4,))
    with pytest.raises(ValueError, match="^`pool`: MutualInformation.* beside codes of others. Leave one of them out."):
        kerasgan.build_gan(g, d, latent=latent, terms=["mutual_information"], pool=8)
