"""docs/cures.md: each line of its tables runs as printed, names all there is, and all of it is true."""

import pathlib
import re
import warnings

import keras
import numpy as np
import pytest
from cases import some
from helpers import scene_of, sgd, value

import kerasgan
from kerasgan import losses, terms, transforms

PATH = pathlib.Path(__file__).parents[2] / "docs" / "cures.md"
PAGE = PATH.read_text()
LINES = dict(re.findall(r"^\| ([^|]+) \| `((?:build_gan|kerasgan\.AdaGAN)\(.*?\))` \|", PAGE, re.MULTILINE))
SHAPE = (8, 8, 1)

# Terms that are no cures but belong to one kind of data, and the page on that.
ELSEWHERE = {
    "condition_match": "tables.md",
    "pair_match": "tables.md",
    "perceptual": "translation.md",
    "reconstruction": "translation.md",
}


# One of each sort in a hurry: a loss, a term, a transform, a layer, a latent space, optimizers, and another game.
FIRST = ["hinge", "R1", "packing", "minibatch discrimination", "InfoGAN", "two time scales", "AdaGAN"]


@pytest.mark.parametrize("name", some(LINES, FIRST))
def test_each_line_of_the_page_builds_and_plays(name, rng):
    g = kerasgan.build_generator("mlp", SHAPE, 3, hidden=4)
    d = kerasgan.build_discriminator("mlp", SHAPE, hidden=4)
    codes = kerasgan.latent.Codes(noise=6, categorical=(10,), continuous=2)
    names = {name: getattr(kerasgan, name) for name in ("build_gan", "build_discriminator", "terms", "transforms")}
    made = eval(
        LINES[name], {"g": g, "d": d, "shape": SHAPE, "keras": keras, "kerasgan": kerasgan, "codes": codes, **names}
    )
    gan = made.make_gan() if isinstance(made, kerasgan.AdaGAN) else made
    if name in ("residual networks", "spectral normalisation", "R3GAN", "self-attention", "hierarchical z"):
        return  # trained in the tests of the builders
    gan.run_eagerly = True
    labels = None if gan.label is None else np.array([0, 1, 2, 0])
    logs = gan.train_on_batch(rng.uniform(-1, 1, (4, *SHAPE)).astype("float32"), labels)
    assert np.isfinite(list(logs.values())).all()


def test_the_page_has_all_losses_terms_and_transforms():
    told = " ".join(LINES.values())
    classes = {**terms.TERMS, **transforms.TRANSFORMS}
    missing = [name for name, kind in classes.items() if name not in told and f".{kind.__name__}(" not in told]
    missing += [name for name in losses.PAIRS if name not in (told + "non_saturating")]
    assert missing == ["auxiliary_classifier", *ELSEWHERE]  # the first is for classes, and there by itself


@pytest.mark.parametrize("name", ELSEWHERE)
def test_what_is_for_tables_or_translation_is_on_their_page(name):
    page = PATH.with_name(ELSEWHERE[name]).read_text()
    assert f"`terms.{terms.TERMS[name].__name__}" in page


def test_two_time_scales_are_two_optimizers_whose_ratio_stays(networks, real, rng):
    """One step of SGD at 0.1 and 0.4 by hand is in test_optimizers; here D moves four times as far as at G's rate."""
    noise, start = rng.normal(size=(2, 8, 3)).astype("float32"), networks[1].get_weights()
    moves = []
    for rate in (0.1, 0.4):
        networks[1].set_weights(start)
        gan = kerasgan.build_gan(*networks, g_optimizer=sgd(0.1), d_optimizer=sgd(rate), jit_compile=False)
        g = networks[0].get_weights()
        gan.train_on_batch(real, noise=noise)
        networks[0].set_weights(g)
        moves.append([after - before for after, before in zip(networks[1].get_weights(), start)])
    for slow, fast in zip(*moves):
        np.testing.assert_allclose(fast, 4 * slow, rtol=1e-3, atol=1e-6)
    gan.optimizer.learning_rate = 0.05
    assert float(value(gan.optimizer.d.learning_rate)) == pytest.approx(0.2)


# === What does not go together ===


def refusal(call):
    with pytest.raises(ValueError) as error:
        call()
    return str(error.value)


KERNEL = np.array([[3.0], [0.0], [-4.0], [0.0]], "float32")


@pytest.mark.parametrize(
    "name, slope", [("gradient_penalty", (5 - 1) ** 2), ("r1", 12.5), ("r2", 12.5), ("dragan", 16)]
)
def test_a_penalty_on_a_conditional_d_takes_the_slope_by_the_sample_alone(name, slope, real, rng):
    """D(x, label) = x @ KERNEL * (1 + label): its slope is 5, 10 or 15 long by the label; here all are of class 0."""
    x, label = keras.Input((4,)), keras.Input((), dtype="int32")
    scale = keras.layers.Embedding(3, 1, name="scale")(label)
    logit = keras.layers.Multiply()([keras.layers.Dense(1, use_bias=False, name="kernel")(x), scale])
    d = keras.Model([x, label], keras.layers.Dense(1, use_bias=False, name="last")(logit))
    d.get_layer("scale").set_weights([np.array([[1.0], [2.0], [3.0]])])
    d.get_layer("kernel").set_weights([KERNEL])
    d.get_layer("last").set_weights([np.ones((1, 1))])
    g = kerasgan.build_generator("mlp", (4,), 3, num_classes=3, hidden=2)
    gan = kerasgan.build_gan(g, d, terms=[name], jit_compile=False)
    term, labels = gan.terms[0], np.array([0, 1, 2, 0, 1, 2, 0, 0], "int32")
    noise, drawn = rng.normal(size=(8, 3)).astype("float32"), gan.draws(gan.moves[0], 8)
    scene = scene_of(gan, "discriminator", real, noise, labels, drawn)
    lengths = np.sqrt(value(term.slopes(scene, scene.real)))
    np.testing.assert_allclose(lengths, 5.0 * (1 + labels), rtol=1e-4)
    logs = gan.train_on_batch(real, np.zeros(8, "int32"))
    assert logs[name] == pytest.approx(term.weight * slope, rel=1e-4)


def test_packs_that_are_not_whole_are_refused_by_fit_and_evaluate_too(networks, real):
    d = kerasgan.build_discriminator("mlp", (8,), hidden=3)
    gan = kerasgan.build_gan(networks[0], d, transforms=["packing"], run_eagerly=True)
    for call in (lambda: gan.fit(real, batch_size=3, verbose=0), lambda: gan.evaluate(real[:3], verbose=0)):
        assert "D sees 2 samples at once, so a batch has to be divisible by 2. Received 3" in refusal(call)


@pytest.mark.parametrize(
    "size, received",
    [
        (8, "5 samples in the last batch. Leave some out, `x[:20]`."),
        (7, "7 samples. Choose another `batch_size`."),
        (None, "21 samples in the last batch. Leave some out, `x[:20]`."),
    ],
)
def test_a_last_batch_that_makes_no_whole_packs_is_refused_before_training(networks, rng, size, received):
    gan = kerasgan.build_gan(networks[0], kerasgan.build_discriminator("mlp", (8,), hidden=3), transforms=["packing"])
    before = networks[0].get_weights()[0].copy()
    data = rng.normal(size=(21, 4)).astype("float32")
    assert refusal(lambda: gan.fit(data, batch_size=size, verbose=0)) == (
        f"`x`: D sees 2 samples at once, so a batch has to be divisible by 2. Received {received}"
    )
    np.testing.assert_array_equal(networks[0].get_weights()[0], before)


class Batches(keras.utils.PyDataset):
    """Three batches of 4 and one of 1."""

    def __len__(self):
        return 4

    def __getitem__(self, index):
        return THIRTEEN[4 * index : 4 * index + 4]


THIRTEEN = np.zeros((13, 4), "float32")
OF_FOUR = {
    "PyDataset": lambda: Batches(),
    "DataLoader": lambda: pytest.importorskip("torch").utils.data.DataLoader(THIRTEEN, batch_size=4),
    "tf.data": lambda: pytest.importorskip("tensorflow").data.Dataset.from_tensor_slices(THIRTEEN).batch(4),
    "generator": lambda: (THIRTEEN[start : start + 4] for start in range(0, 13, 4)),
    "iterator": lambda: iter([THIRTEEN[start : start + 4] for start in range(0, 13, 4)]),
}


@pytest.mark.parametrize("kind", some(OF_FOUR, ["generator", "PyDataset"]))
def test_a_last_batch_of_a_data_set_that_makes_no_packs_is_told_of(networks, kind):
    gan = kerasgan.build_gan(networks[0], kerasgan.build_discriminator("mlp", (8,), hidden=3), transforms=["packing"])
    before = networks[0].get_weights()[0].copy()
    with pytest.raises(ValueError, match="divisible by 2. Received .* in a batch, perhaps the last one. Leave"):
        gan.fit(OF_FOUR[kind](), verbose=0, shuffle=False)
    if kind in ("PyDataset", "DataLoader"):  # they say beforehand how they end
        np.testing.assert_array_equal(networks[0].get_weights()[0], before)
    kerasgan.fit_gan(gan, OF_FOUR[kind](), steps=1, verbose=0, doctor=False)  # which leaves it out


@pytest.mark.filterwarnings("ignore:Your input ran out of data")
@pytest.mark.parametrize("kind", some(OF_FOUR, ["generator", "PyDataset"]))
def test_bare_batches_are_samples_in_fit_too(networks, kind):
    gan = kerasgan.build_gan(*networks, run_eagerly=True)
    assert len(gan.fit(OF_FOUR[kind](), verbose=0, shuffle=False).history["d_loss"]) == 1


def test_both_parts_of_a_validation_split_make_whole_packs(networks):
    gan = kerasgan.build_gan(networks[0], kerasgan.build_discriminator("mlp", (8,), hidden=3), transforms=["packing"])
    gan.fit(THIRTEEN[:12], validation_split=0.3, verbose=0)  # 8 and 4
    says = refusal(lambda: gan.fit(THIRTEEN, validation_split=0.3, batch_size=4, verbose=0))
    assert "Received 1 sample in the last batch of a part, since `validation_split` makes parts of 9 and 4" in says
    says = refusal(lambda: gan.fit(THIRTEEN[:12], batch_size=4, validation_data=(THIRTEEN,), verbose=0))
    assert says.endswith("Received 1 sample in the last batch. Leave some out, `x[:12]`.")
    says = refusal(lambda: gan.evaluate(THIRTEEN, batch_size=4, verbose=0))
    assert says.endswith("Received 1 sample in the last batch. Leave some out, `x[:12]`.")


@pytest.mark.parametrize("name", ["gradient_penalty", "zero_centered_penalty", "r2", "dragan"])
def test_batch_normalisation_under_a_penalty_is_warned_of_and_layer_normalisation_is_not(name, networks):
    d = kerasgan.build_discriminator("mlp", (4,), normalization="batch")
    with pytest.warns(UserWarning, match="limits D's slope at each sample, but with batch normalisation"):
        kerasgan.build_gan(networks[0], d, terms=[name])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        kerasgan.build_gan(networks[0], kerasgan.build_discriminator("mlp", (4,), normalization="layer"), terms=[name])


def test_a_conditional_batch_normalisation_is_one_too():
    x, label = keras.Input((4,)), keras.Input((), dtype="int32")
    hidden = kerasgan.layers.ConditionalBatchNormalization(3)(keras.layers.Dense(5)(x), label)
    d = keras.Model([x, label], keras.layers.Dense(1)(hidden))
    with pytest.warns(UserWarning, match="^R2 limits D's slope at each sample"):
        kerasgan.build_gan(kerasgan.build_generator("mlp", (4,), 3, num_classes=3), d, terms=["r2"])


def test_r1_and_batch_normalisation_go_together(networks):
    """As in the recipe `mnist_dcgan`: all warnings are errors here."""
    kerasgan.build_gan(networks[0], kerasgan.build_discriminator("mlp", (4,), normalization="batch"), terms=["r1"])


def test_under_a_minibatch_layer_a_sample_s_slope_has_its_share_in_the_others(networks, real, rng):
    """Against differences of the sum of D's outputs over the batch, by the first value of each sample."""
    d = kerasgan.build_discriminator("mlp", (4,), minibatch="std_dev", hidden=(3,), activation="tanh")
    gan = kerasgan.build_gan(networks[0], d, terms=["r1"], jit_compile=False)
    scene = scene_of(gan, "discriminator", real, rng.normal(size=(8, 3)).astype("float32"))
    found = value(scene.gradient(scene.judge, scene.real))[:, 0]
    for row in range(8):
        step = np.zeros_like(real)
        step[row, 0] = 2e-3
        ends = [float(value(d(x)).astype("float64").sum()) for x in (real + step, real - step)]
        assert found[row] == pytest.approx((ends[0] - ends[1]) / 4e-3, rel=2e-2, abs=1e-2)


@pytest.mark.parametrize("name", ["gradient_penalty", "zero_centered_penalty", "r1", "r2", "dragan"])
def test_weight_clipping_is_refused_beside_each_penalty(name, networks):
    message = refusal(lambda: kerasgan.build_gan(*networks, loss="wasserstein", terms=[name, "weight_clipping"]))
    assert "both limit D's slope, by rules that contradict each other" in message
