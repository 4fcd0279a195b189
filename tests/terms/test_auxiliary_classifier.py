"""A D that also tells the class: what the two networks minimise, by hand."""

import keras
import numpy as np
import pytest
from cases import some
from helpers import scene_of, sgd

import kerasgan
from kerasgan import networks as networks_of
from kerasgan import terms
from kerasgan.networks.fields import UNKNOWN


def cross_entropy(labels, logits):
    logits = logits - logits.max(1, keepdims=True)
    return -(logits[np.arange(len(labels)), labels] - np.log(np.exp(logits).sum(1))).mean()


@pytest.fixture
def pair():
    g = kerasgan.build_generator("mlp", (4,), 3, num_classes=3, hidden=())
    return g, kerasgan.build_discriminator("mlp", (4,), num_classes=3, condition="auxiliary", hidden=())


@pytest.fixture
def labels():
    return np.arange(8) % 3


@pytest.mark.parametrize("some, fake", [((), True), ([terms.AuxiliaryClassifier(1.0, fake=False)], False)])
def test_class_losses_are_cross_entropies(pair, real, labels, rng, some, fake):
    """It is there by itself; G's loss is taken with the D that its own update left behind."""
    gan = kerasgan.build_gan(*pair, terms=some, g_optimizer=sgd(), d_optimizer=sgd(), jit_compile=False)
    noise = rng.normal(size=(2, 8, 3)).astype("float32")
    g, d = pair[0].get_weights(), [pair[1].get_layer("class_logits").get_weights()]
    logs = gan.train_on_batch(real, labels, noise=noise)
    d.append(pair[1].get_layer("class_logits").get_weights())
    made = [np.concatenate([z, np.eye(3)[labels]], 1) @ g[0] + g[1] for z in noise]
    of_real, of_fake = (cross_entropy(labels, x @ d[0][0] + d[0][1]) for x in (real, made[0]))
    assert logs["d_class_loss"] == pytest.approx(0.5 * (of_real + of_fake) if fake else of_real, rel=1e-4)
    assert logs["g_class_loss"] == pytest.approx(cross_entropy(labels, made[1] @ d[1][0] + d[1][1]), rel=1e-4)


def test_it_trains_samples_and_is_saved(pair, real, labels, tmp_path):
    gan = kerasgan.build_gan(*pair, g_optimizer=sgd(), d_optimizer=sgd(0.5))
    data = np.eye(4)[labels].astype("float32")
    history = kerasgan.fit_gan(gan, data, labels=labels, steps=60, epochs=2, batch_size=8, verbose=0, seed=2).history
    assert history["d_class_loss"][-1] < history["d_class_loss"][0]
    assert gan.sample(3, labels=1).shape == (3, 4)
    logit, classes = gan([np.zeros((2, 3), "float32"), np.zeros(2, "int32")])
    assert tuple(logit.shape) == (2, 1) and tuple(classes.shape) == (2, 3)
    gan.save(tmp_path / "gan.keras")
    again = keras.models.load_model(tmp_path / "gan.keras")
    assert again.log_names == gan.log_names == [*"d_loss g_loss d_accuracy jsd d_class_loss g_class_loss".split()]
    np.testing.assert_allclose(again.sample(3, labels=1, seed=0), gan.sample(3, labels=1, seed=0), rtol=1e-5)


def test_a_sigmoid_in_front_of_the_classes_is_seen():
    d = kerasgan.build_discriminator("mlp", (4,), num_classes=3, condition="auxiliary", output_activation="sigmoid")
    assert networks_of.ends_in_logits(d) is False


def test_heads_without_a_use_and_uses_without_a_head_are_refused(pair, networks):
    with pytest.raises(ValueError) as error:
        kerasgan.build_gan(networks[0], pair[1])
    assert str(error.value) == (
        "`discriminator`: it has 2 outputs, and no term learns from those behind the logit. Add one to `terms=`, "
        "build D with one output, or pass `judgements='all'` if all of them judge."
    )
    with pytest.raises(ValueError) as error:
        kerasgan.build_gan(*networks, terms=["auxiliary_classifier"])
    assert str(error.value) == (
        "2 problems:\n  1. `terms`: an AuxiliaryClassifier needs a GAN with labels. Build the generator with "
        "`num_classes=`.\n  2. `terms`: an AuxiliaryClassifier needs a D with a second output, the logits of the "
        "classes. Build it with `num_classes=` and `condition='auxiliary'`."
    )


# === Few labels: -1 where a class is not known ===

SOME = np.array([0, -1, 2, -1, -1, 1, -1, -1])


@pytest.mark.parametrize("labels", [SOME, np.full(8, -1)], ids=["some known", "none known"])
def test_the_class_is_learned_from_samples_of_which_it_is_known(pair, real, rng, labels):
    gan = kerasgan.build_gan(*pair, terms=[terms.AuxiliaryClassifier(fake=False)], d_optimizer=sgd(), g_optimizer=sgd())
    kernel, bias = pair[1].get_layer("class_logits").get_weights()
    logs = gan.train_on_batch(real, labels)
    known = labels >= 0
    expected = cross_entropy(labels[known], real[known] @ kernel + bias) if known.any() else 0.0
    assert logs["d_class_loss"] == pytest.approx(expected, rel=1e-4, abs=1e-7) and np.isfinite(logs["g_class_loss"])


def test_g_is_asked_for_a_class_that_is_drawn(pair, real):
    gan = kerasgan.build_gan(*pair)
    scene = scene_of(gan, "generator", real, np.zeros((8, 3), "float32"), SOME, {UNKNOWN: np.linspace(0, 0.99, 8)})
    asked, given = (np.array(keras.ops.convert_to_numpy(one)) for one in (scene.asked, scene.labels))
    assert given.tolist() == SOME.tolist()
    assert asked.tolist() == [0, 0, 2, 1, 1, 1, 2, 2]  # floor(3 * uniform) where unknown


@pytest.mark.parametrize("slices", some([1, 2], [2]))
def test_every_way_in_takes_unknown_classes(pair, real, slices):
    gan = kerasgan.build_gan(*pair, gradient_accumulation_steps=slices)
    gan.fit(real, SOME, batch_size=8, verbose=0, validation_data=(real, SOME))
    assert np.isfinite(gan.evaluate(real, SOME, verbose=0)).all()
    history = kerasgan.fit_gan(gan, (real, SOME), steps=2, batch_size=8, verbose=0)
    assert np.isfinite(history.history["d_class_loss"]).all()
    assert gan.label.frequencies == [0.333333] * 3 and gan.sample(6, seed=0).shape == (6, 4)


def test_nobody_samples_an_unknown_class_and_other_gans_take_none(pair, real, tmp_path):
    gan = kerasgan.build_gan(*pair)
    with pytest.raises(ValueError, match="^`labels`: expected integers from 0 to 2, the 3 classes of this GAN. Rec"):
        gan.sample(2, labels=-1)
    with pytest.raises(ValueError, match="of this GAN, or -1 for those not known. Received: -2 to 1."):
        gan.train_on_batch(real, SOME - 1)
    gan.save(tmp_path / "gan.keras")
    assert keras.models.load_model(tmp_path / "gan.keras").label.may_miss
    told = kerasgan.build_gan(pair[0], kerasgan.build_discriminator("mlp", (4,), num_classes=3))
    with pytest.raises(ValueError, match="Received: -1 to 2. Samples of unknown class, -1, are for a D that tells it"):
        told.fit(real, SOME, verbose=0)
