"""Mode regularisation by NumPy: what it costs, who learns by it, and that its encoder is saved with the GAN."""

import keras
import numpy as np
import oracle
import pytest
from helpers import moved, sgd, value, values

import kerasgan
from kerasgan import terms


def linear_encoder():
    return keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)], name="encoder")


def cost(e, g, d, real, distance, reward):
    """The term in float64: `e` is a list of kernel and bias."""
    again = g.forward(real @ e[0] + e[1])[0]
    logits = d.forward(again)[0]
    return distance * ((real - again) ** 2).mean() - reward * np.log(oracle.sigmoid(logits)).mean()


@pytest.fixture
def noise(rng):
    return rng.normal(size=(2, 8, 3)).astype("float32")


def test_g_and_its_encoder_descend_on_the_formula_and_d_does_not(networks, real, noise):
    term = terms.ModeRegularization(linear_encoder(), distance=0.5, reward=0.7, weight=2.0)
    gan = kerasgan.build_gan(*networks, terms=[term], g_optimizer=sgd(), d_optimizer=sgd(), jit_compile=False)
    g = oracle.Dense2(networks[0].get_weights(), "relu")
    d = oracle.Dense2(networks[1].get_weights(), "tanh")
    e = [w.astype("float64") for w in term.encoder.get_weights()]
    x, z = real.astype("float64"), noise.astype("float64")
    oracle.discriminator_update(g, d, oracle.SGD(0.1), x, z[0])

    def loss():
        plain = -np.log(oracle.sigmoid(d.forward(g.forward(z[1])[0])[0])).mean()
        return plain + 2.0 * cost(e, g, d, x, 0.5, 0.7)

    slopes = [oracle.numerical_gradients(loss, weights) for weights in (g.weights, e)]
    logs = gan.train_on_batch(real, noise=noise)
    assert logs["mode_regularization"] == pytest.approx(2.0 * cost(e, g, d, x, 0.5, 0.7), rel=1e-4)
    for network, before, by in zip((networks[0], term.encoder), (g.weights, e), slopes):
        for found, weights, slope in zip(network.get_weights(), before, by):
            np.testing.assert_allclose(found, weights - 0.1 * slope, rtol=1e-3, atol=1e-5)
    for found, expected in zip(networks[1].get_weights(), d.weights):
        np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)


def test_the_encoder_is_frozen_for_everyone_and_learns_all_the_same(networks, real):
    gan = kerasgan.build_gan(*networks, terms=["mode_regularization"])
    encoder = gan.companions[0]
    assert (encoder.input_shape, encoder.output_shape) == ((None, 4), (None, 3))
    assert gan.trainable_variables == gan.generator.trainable_variables
    assert {id(v) for v in encoder.variables} <= {id(v) for v in gan.non_trainable_variables}
    for train in (lambda: gan.fit(real, batch_size=4, verbose=0), lambda: gan.train_on_batch(real)):
        before = values(encoder.variables)
        train()
        assert moved(before, values(encoder.variables)) and not encoder.trainable
    gan.compile(g_optimizer="adam", d_optimizer="adam")
    assert gan.companions == [] and gan.log_names == ["d_loss", "g_loss", "d_accuracy", "jsd"]


def normalised_encoder():
    stack = [keras.layers.Dense(5), keras.layers.BatchNormalization(), keras.layers.Dropout(0.5), keras.layers.Dense(3)]
    stack[0].trainable = False
    return keras.Sequential([keras.Input((4,)), *stack])


def test_what_an_encoder_writes_is_kept_and_what_is_frozen_in_it_stays(networks, real):
    gan = kerasgan.build_gan(*networks, terms=[terms.ModeRegularization(normalised_encoder()), terms.Unrolled(1)])
    frozen, norm, dropout, _ = gan.companions[0].layers
    before = [values(layer.variables) for layer in (frozen, norm, dropout)]
    history = kerasgan.fit_gan(gan, real, steps=4, batch_size=4, steps_per_execution=2, epochs=1, verbose=0, seed=1)
    after = [values(layer.variables) for layer in (frozen, norm, dropout)]
    assert np.isfinite(history.history["mode_regularization"]).all()
    assert not moved(before[0], after[0]) and moved(before[1][2:], after[1][2:])
    assert moved(before[2], after[2]) or keras.backend.backend() == "torch"  # PyTorch's own generator draws its masks
    gan.evaluate(real, verbose=0)
    assert not moved(after[1], values(norm.variables))


def test_the_encoder_and_its_optimizer_are_saved(networks, real, noise, tmp_path):
    some = [terms.ModeRegularization(normalised_encoder(), distance=0.3, name="mdgan")]
    gan = kerasgan.build_gan(*networks, terms=some, g_optimizer="adam", d_optimizer="adam")
    gan.train_on_batch(real, noise=noise)
    gan.save(tmp_path / "gan.keras")
    gan.save_weights(tmp_path / "gan.weights.h5")
    gan.save_to_preset(tmp_path / "preset")
    again = keras.models.load_model(tmp_path / "gan.keras")
    assert (again.terms[0].distance, again.terms[0].name) == (0.3, "mdgan")
    assert len(again.state) == len(gan.state)
    for saved, loaded in zip(gan.state, again.state):
        if saved.name == "seed_generator_state":  # Keras saves no seeds of layers
            continue
        np.testing.assert_array_equal(value(loaded), value(saved))
    learned = [[v.name for v in g.side("generator")[1].learned] for g in (gan, again)]
    assert learned[0] == learned[1] and len(learned[0]) == 4
    from_preset = kerasgan.GAN.from_preset(tmp_path / "preset")
    weights = values(gan.companions[0].weights)
    assert not moved(weights, values(from_preset.companions[0].weights))
    gan.train_on_batch(real, noise=noise)
    assert moved(weights, values(gan.companions[0].weights))
    gan.load_weights(tmp_path / "gan.weights.h5")
    assert not moved(weights, values(gan.companions[0].weights))


def test_a_checkpoint_goes_on_with_the_encoder(networks, real, tmp_path):
    gan = kerasgan.build_gan(*networks, terms=["mode_regularization"], jit_compile=False)
    start = values(gan.state)
    options = {"batch_size": 4, "verbose": 0, "seed": 5, "steps_per_execution": 1}
    whole = kerasgan.fit_gan(gan, real, steps=4, **options).history["mode_regularization"]
    for variable, before in zip(gan.state, start):
        variable.assign(before)
    kerasgan.fit_gan(gan, real, steps=2, checkpoint=tmp_path, **options)
    assert kerasgan.fit_gan(gan, real, steps=4, checkpoint=tmp_path, **options).history["mode_regularization"] == whole


@pytest.mark.parametrize("loss", ["wasserstein", "relativistic"])
def test_d_judges_with_the_loss_of_the_gan_and_sees_packs_and_labels(loss, real):
    pack = kerasgan.transforms.Packing(2)
    g = kerasgan.build_generator("mlp", (4,), 3, hidden=(5,))
    d = kerasgan.build_discriminator("mlp", pack.packed((4,)), hidden=(5,))
    gan = kerasgan.build_gan(g, d, loss=loss, transforms=[pack], terms=["mode_regularization"], run_eagerly=True)
    assert np.isfinite(gan.train_on_batch(real)["mode_regularization"])
    g, d = (build("mlp", (4,), num_classes=3, hidden=(5,)) for build in (build_g, kerasgan.build_discriminator))
    gan = kerasgan.build_gan(g, d, loss=loss, terms=["mode_regularization"], run_eagerly=True)
    assert np.isfinite(gan.train_on_batch(real, np.arange(8) % 3)["mode_regularization"])


def build_g(arch, shape, **options):
    return kerasgan.build_generator(arch, shape, 3, **options)


class Lazy(terms.Term):
    """A term that brings whatever it is given."""

    def __init__(self, model, every=1):
        super().__init__(every=every)
        self.model = model

    def companions(self, gan):
        return [self.model]


@pytest.mark.parametrize(
    "make, message",
    [
        (
            lambda: terms.ModeRegularization(keras.Sequential([keras.Input((2,)), keras.layers.Dense(3)])),
            "`encoder`: expected a Keras model from a sample to a z, (None, 4) to (None, 3). Received: <Sequential "
            "name=sequential, built=True>, from (None, 2) to (None, 3).",
        ),
        (
            lambda: terms.ModeRegularization(distance=-1),
            "`distance`: expected a finite number of at least 0. Received: -1.",
        ),
        (
            lambda: Lazy(linear_encoder(), 2),
            "`terms`: Lazy brings models that learn in each update, so it cannot be applied lazily. Received: every=2.",
        ),
        (lambda: Lazy("encoder"), "`terms`: Lazy brings 'encoder': expected a built Keras model."),
    ],
)
def test_what_cannot_work_is_refused(make, message, networks):
    with pytest.raises(ValueError) as error:
        kerasgan.build_gan(*networks, terms=[make()])
    assert str(error.value) == message


def test_a_generator_without_z_is_refused():
    c, x = keras.Input((2,), name="condition"), keras.Input((4,))
    g = keras.Model(c, keras.layers.Dense(4)(c))
    d = keras.Model([x, c], keras.layers.Dense(1)(keras.layers.Concatenate()([x, c])))
    with pytest.raises(ValueError, match="^`terms`: ModeRegularization leads samples back to their z, and this"):
        kerasgan.build_gan(g, d, latent=None, terms=["mode_regularization"])
