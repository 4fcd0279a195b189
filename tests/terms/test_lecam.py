"""LeCam by hand, its averages saved and resumed."""

import keras
import numpy as np
import pytest
from helpers import sgd, value

import kerasgan
from kerasgan import terms


def test_verdicts_are_drawn_to_the_average_of_the_other_kind(networks, real, rng):
    gan = kerasgan.build_gan(
        *networks, terms=[terms.LeCam(0.5, decay=0.75)], g_optimizer=sgd(0.0), d_optimizer=sgd(0.0)
    )
    noise = rng.normal(size=(3, 2, 8, 3)).astype("float32")
    logs = gan.train_on_batches({"real": np.stack([real] * 3), "noise": noise})
    d_real = np.asarray(value(gan.discriminator(real)), "float64")
    alpha, expected = None, []
    for z in noise:
        d_fake = np.asarray(value(gan.discriminator(gan.generator(z[0]))), "float64")
        means = np.array([d_real.mean(), d_fake.mean()])
        alpha = means if alpha is None else 0.75 * alpha + 0.25 * means
        expected.append(0.5 * (((d_real - alpha[1]) ** 2).mean() + ((d_fake - alpha[0]) ** 2).mean()))
    np.testing.assert_allclose(keras.ops.convert_to_numpy(logs["lecam"]), expected, rtol=1e-4)
    np.testing.assert_allclose(value(gan.terms[0].averages.layers[-1].average), alpha, rtol=1e-4)


def test_averages_are_saved_and_resumed(networks, rng, tmp_path):
    data = rng.normal(size=(32, 4)).astype("float32")
    gan = kerasgan.build_gan(*networks, terms=["lecam"], jit_compile=False)
    start = [value(variable) for variable in gan.state]
    options = {"batch_size": 8, "verbose": 0, "seed": 5, "steps_per_execution": 1}
    whole = kerasgan.fit_gan(gan, data, steps=4, **options).history["lecam"]
    for variable, before in zip(gan.state, start):
        variable.assign(before)
    kerasgan.fit_gan(gan, data, steps=2, checkpoint=tmp_path / "run", **options)
    assert kerasgan.fit_gan(gan, data, steps=4, checkpoint=tmp_path / "run", **options).history["lecam"] == whole
    gan.save(tmp_path / "gan.keras")
    again = keras.models.load_model(tmp_path / "gan.keras")
    averages = [value(one.terms[0].averages.layers[-1].average) for one in (gan, again)]
    np.testing.assert_array_equal(*averages)
    assert averages[0].any()


def test_what_keeps_something_of_a_gan_is_not_passed_on_to_another(networks):
    """As an optimizer is not: the second GAN would begin with the averages of the first."""
    lecam, r1 = terms.LeCam(), terms.R1()
    gan = kerasgan.build_gan(*networks, terms=[lecam, r1])
    gan.compile(loss="hinge", terms=gan.terms)
    pair = kerasgan.build_generator("mlp", (4,), 3), kerasgan.build_discriminator("mlp", (4,))
    with pytest.raises(ValueError) as error:
        kerasgan.build_gan(*pair, terms=[lecam, r1])
    assert str(error.value) == (
        "`terms`: this LeCam is in use in another GAN, whose state it holds. Create a new one, for example with "
        "`LeCam.from_config(one.get_config())`, or pass its name."
    )
    kerasgan.build_gan(*pair, terms=[terms.LeCam.from_config(lecam.get_config()), r1])


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="^`decay`: expected a number from 0 to below 1. Received: 1.$"):
        terms.LeCam(decay=1)
