"""Mismatch by hand, for classes and for vectors, with any pair of losses; what it teaches D; what it needs."""

import keras
import numpy as np
import pytest
from helpers import sgd, value

import kerasgan
from kerasgan import terms

LABELS = np.arange(8) % 3


def softplus(x):
    return np.log1p(np.exp(x))


LOSSES = {
    "non_saturating": lambda real, fake: 0.5 * (softplus(-real).mean() + softplus(fake).mean()),
    "hinge": lambda real, fake: np.maximum(0, 1 - real).mean() + np.maximum(0, 1 + fake).mean(),
    "relativistic": lambda real, fake: softplus(fake - real).mean(),
}


def of_vectors():
    z, c, x = keras.Input((3,), name="z"), keras.Input((2,), name="condition"), keras.Input((4,))
    g = keras.Model([z, c], keras.layers.Dense(4)(keras.layers.Concatenate()([z, c])))
    return g, keras.Model([x, c], keras.layers.Dense(1)(keras.layers.Concatenate()([x, c])))


@pytest.fixture
def of_classes():
    g = kerasgan.build_generator("mlp", (4,), 3, num_classes=3, hidden=(5,))
    return g, kerasgan.build_discriminator("mlp", (4,), num_classes=3, hidden=(6,))


@pytest.mark.parametrize("loss", LOSSES)
def test_a_real_sample_beside_the_condition_of_the_one_before_counts_as_generated(real, rng, loss):
    g, d = of_vectors()
    gan = kerasgan.build_gan(g, d, loss=loss, terms=[terms.Mismatch(0.3)], g_optimizer=sgd(), d_optimizer=sgd())
    kernel, bias = (np.asarray(value(one), "float64") for one in d.weights)
    c = rng.normal(size=(8, 2)).astype("float32")
    logs = gan.train_on_batch(real, c)
    right, wrong = (np.concatenate([real, beside], 1) @ kernel + bias for beside in (c, c[[7, *range(7)]]))
    assert logs["mismatch"] == pytest.approx(0.3 * LOSSES[loss](right, wrong), rel=1e-4)


def test_classes_are_moved_on_by_one_place(of_classes, real):
    gan = kerasgan.build_gan(*of_classes, terms=["mismatch"], g_optimizer=sgd(), d_optimizer=sgd())
    right, wrong = (value(gan.discriminator([real, labels])) for labels in (LABELS, np.roll(LABELS, 1)))
    expected = 0.1 * LOSSES["non_saturating"](right, wrong)
    assert gan.train_on_batch(real, LABELS)["mismatch"] == pytest.approx(expected, rel=1e-4)


def test_d_may_be_a_subclass(of_classes, real):
    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(1)

        def build(self, shapes):
            self.dense.build((None, 7))

        def call(self, inputs):
            return self.dense(keras.ops.concatenate([inputs[0], keras.ops.one_hot(inputs[1], 3)], axis=1))

    d = Own()
    d([real, LABELS])
    gan = kerasgan.build_gan(of_classes[0], d, terms=["mismatch"], g_optimizer=sgd(), d_optimizer=sgd())
    right, wrong = (value(d([real, labels])) for labels in (LABELS, np.roll(LABELS, 1)))
    expected = 0.1 * LOSSES["non_saturating"](right, wrong)
    assert gan.train_on_batch(real, LABELS)["mismatch"] == pytest.approx(expected, rel=1e-4)


def test_it_moves_d_alone(of_classes, real):
    """After the same D update, G's is the same: its loss has no part of this."""
    gan = kerasgan.build_gan(*of_classes, terms=["mismatch"], g_optimizer=sgd(), d_optimizer=sgd(0.0))
    start, noise = gan.get_weights(), np.ones((2, 8, 3), "float32")
    gan.train_on_batch(real, LABELS, noise=noise)
    moved = gan.generator.get_weights()
    gan.set_weights(start)
    gan.compile(g_optimizer=sgd(), d_optimizer=sgd(0.0))
    gan.train_on_batch(real, LABELS, noise=noise)
    for one, other in zip(moved, gan.generator.get_weights()):
        np.testing.assert_allclose(one, other, rtol=1e-6)


def test_d_learns_that_good_samples_beside_wrong_classes_are_wrong(rng):
    """Where G makes nothing but zeros, D needs no classes to tell all apart; with the term it tells these as well."""
    g = kerasgan.build_generator("mlp", (3,), 2, num_classes=3)
    d = kerasgan.build_discriminator("mlp", (3,), num_classes=3, hidden=(16,))
    for variable in g.trainable_variables:
        variable.assign(0 * variable)
    gan = kerasgan.build_gan(
        g, d, terms=[terms.Mismatch(0.5)], g_optimizer=sgd(0.0), d_optimizer=keras.optimizers.Adam(0.05)
    )
    labels = rng.permutation(np.arange(120) % 3)
    data = (3 * np.eye(3)[labels] + rng.normal(0, 0.1, (120, 3))).astype("float32")
    kerasgan.fit_gan(gan, data, labels=labels, steps=60, batch_size=24, verbose=0, doctor=False)
    right, wrong = (value(gan.discriminator([data, beside])) for beside in (labels, (labels + 1) % 3))
    assert np.all(right > 0) and np.all(wrong < 0)


def test_it_is_saved(of_classes, real, tmp_path):
    gan = kerasgan.build_gan(*of_classes, terms=[terms.Mismatch(kerasgan.schedules.Linear(0.5, 0.1, 10), every=2)])
    gan.train_on_batch(real, LABELS)
    gan.save(tmp_path / "gan.keras")
    (again,) = keras.models.load_model(tmp_path / "gan.keras").terms
    assert again.get_config() == gan.terms[0].get_config() and again.every == 2


NEEDED = (
    "`terms`: Mismatch needs a D that sees conditions beside the samples. Build both networks with `num_classes=`, or "
    "with a condition; D not with `condition='auxiliary'`."
)


def test_a_d_that_sees_no_condition_is_refused(networks):
    g = kerasgan.build_generator("mlp", (4,), 3, num_classes=3)
    telling = kerasgan.build_discriminator("mlp", (4,), num_classes=3, condition="auxiliary")
    for pair in (networks, (g, telling)):
        with pytest.raises(ValueError) as error:
            kerasgan.build_gan(*pair, terms=["mismatch"])
        assert str(error.value) == NEEDED


def test_one_sample_alone_has_no_other_s_condition(of_classes):
    gan = kerasgan.build_gan(*of_classes, terms=["mismatch"])
    with pytest.raises(ValueError, match="^`batch_size`: Mismatch needs two samples or more in a batch, in each"):
        gan.train_on_batch(np.zeros((1, 4), "float32"), LABELS[:1])
