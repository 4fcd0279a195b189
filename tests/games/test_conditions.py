"""Conditions of any kind: whatever stands beside a sample, from every kind of data, through every way in."""

import cases
import keras
import numpy as np
import pytest
from helpers import sgd, value

import kerasgan
from kerasgan import losses
from kerasgan.presets import samples

layers = keras.layers
N = 24


def flat(tensor):
    return layers.Flatten()(tensor) if len(tensor.shape) != 2 else tensor


def network(inputs, shape, name, outputs=1):
    """A small model that looks at all its inputs, classes by a one-hot code."""
    seen = [layers.CategoryEncoding(3, output_mode="one_hot")(x) if "int" in x.dtype else flat(x) for x in inputs]
    values = layers.Concatenate()(seen) if len(seen) > 1 else seen[0]
    size = int(np.prod(shape))
    weights = [keras.initializers.GlorotUniform(seed=5 + number) for number in range(outputs)]
    ends = [layers.Reshape(shape)(layers.Dense(size, kernel_initializer=start)(values)) for start in weights]
    return keras.Model(inputs if len(inputs) > 1 else inputs[0], ends if outputs > 1 else ends[0], name=name)


CONDITIONS = {
    "class": lambda: [keras.Input((), dtype="int32", name="label")],
    "vector": lambda: [keras.Input((5,), name="style")],
    "attributes": lambda: [keras.Input((), dtype="int32", name="hair"), keras.Input((), dtype="int32", name="eyes")],
    "image": lambda: [keras.Input((4, 4, 1), name="condition")],
    "image and class": lambda: [keras.Input((4, 4, 1), name="mask"), keras.Input((), dtype="int32", name="label")],
}
KINDS = pytest.mark.parametrize("kind", CONDITIONS)
# For what takes half a second: all that there is in two of them.
TWO_KINDS = pytest.mark.parametrize("kind", cases.some(CONDITIONS, ["vector", "image and class"]))


def pair(kind, noise=True):
    z = [keras.Input((3,), name="z")] if noise else []
    g = network([*z, *CONDITIONS[kind]()], (2,), "generator")
    return g, network([keras.Input((2,), name="x"), *CONDITIONS[kind]()], (1,), "discriminator")


def gan_of(kind, noise=True, **options):
    return kerasgan.build_gan(*pair(kind, noise), g_optimizer=sgd(), d_optimizer=sgd(), **options)


def beside(gan, n=N, seed=1):
    """What stands beside `n` samples, by name."""
    rng = np.random.default_rng(seed)
    return {
        field.name: rng.integers(0, 3, n).astype("int32")
        if field.is_class
        else rng.normal(size=(n, *field.shape)).astype("float32")
        for field in gan.conditions
    }


def real(n=N):
    return np.random.default_rng(0).normal(size=(n, 2)).astype("float32")


def as_one(given):
    """Conditions as a user hands them over without names: one by itself, several in a tuple."""
    parts = tuple(given.values())
    return parts[0] if len(parts) == 1 else parts


# === What a game takes, and is found to take ===


@KINDS
@pytest.mark.parametrize("noise", [True, False], ids=["noise", "no noise"])
def test_each_kind_is_seen_for_what_it_is(kind, noise):
    gan = gan_of(kind, noise)
    expected = [(tensor.name, tuple(tensor.shape[1:]), "int" in tensor.dtype) for tensor in CONDITIONS[kind]()]
    assert [(field.name, field.shape, field.is_class) for field in gan.conditions] == expected
    assert (gan.latent is not None, gan.latent_dim) == ((True, 3) if noise else (False, 0))
    assert gan.conditional and (gan.label is not None) == (kind == "class")
    assert gan.num_classes == (3 if kind == "class" else None)


def test_an_input_called_z_is_the_noise_wherever_it_stands():
    z, c, x = keras.Input((3,), name="z"), keras.Input((5,), name="style"), keras.Input((2,), name="x")
    gan = kerasgan.build_gan(network([c, z], (2,), "g"), network([c, x], (1,), "d"))
    assert gan.g_order == ("style", "z") and gan._orders[1] == ("style", "x")
    assert np.isfinite(list(gan.train_on_batch(real(), np.ones((N, 5), "float32")).values())).all()


def test_unnamed_inputs_are_matched_in_their_order():
    z, x = keras.Input((3,)), keras.Input((2,))
    g = network([z, keras.Input((5,)), keras.Input((4, 4, 1))], (2,), "g")
    d = network([x, keras.Input((5,)), keras.Input((4, 4, 1))], (1,), "d")
    assert [field.name for field in kerasgan.build_gan(g, d).conditions] == ["condition_1", "condition_2"]


def test_latent_none_says_that_there_is_no_noise():
    g = network([keras.Input((5,))], (2,), "g")
    d = keras.Sequential([keras.Input((2,)), layers.Dense(1)])
    assert kerasgan.build_gan(g, d).latent_dim == 5
    message = "the generator takes the conditions \\['condition'\\], the discriminator the sample alone"
    with pytest.raises(ValueError, match=message):
        kerasgan.build_gan(g, d, latent=None)


@pytest.mark.parametrize(
    "d_inputs, says",
    [
        (lambda: [keras.Input((2,), name="x"), keras.Input((7,), name="style")], "has the shape (None, 7)"),
        (
            lambda: [keras.Input((2,), name="x"), keras.Input((5,), name="style"), keras.Input((1,), name="more")],
            "do not take the same conditions. The generator's inputs: z (None, 3), style (None, 5)",
        ),
        (
            lambda: [keras.Input((2,), name="x"), keras.Input((5,), name="mood"), keras.Input((5,), name="style")],
            "The discriminator's: x (None, 2), mood (None, 5), style (None, 5), the sample first.",
        ),
    ],
    ids=["another shape", "one more", "other names"],
)
def test_conditions_that_the_networks_do_not_share_show_both_sides(d_inputs, says):
    g = network([keras.Input((3,), name="z"), keras.Input((5,), name="style")], (2,), "g")
    with pytest.raises(ValueError) as error:
        kerasgan.build_gan(g, network(d_inputs(), (1,), "d"))
    assert says in str(error.value)


# === Training, by every way in ===


@TWO_KINDS
@pytest.mark.parametrize("noise", [True, False], ids=["noise", "no noise"])
def test_a_step_is_the_two_updates_by_hand(kind, noise):
    """Logits, losses and gradients of a linear D and G in NumPy."""
    gan = gan_of(kind, noise)
    given = beside(gan)
    z = np.random.default_rng(2).normal(size=(2, N, 3)).astype("float32")
    code = [np.eye(3)[c] if c.dtype == "int32" else c.reshape(N, -1) for c in given.values()]
    g_kernel, g_bias = (value(v) for v in gan.generator.trainable_variables)
    d_kernel, d_bias = (value(v) for v in gan.discriminator.layers[-2].weights)
    x = real()

    def made(number, kernel, bias):
        return np.concatenate([*([z[number]] if noise else []), *code], axis=1) @ kernel + bias

    def seen(samples):
        return np.concatenate([samples, *code], axis=1)

    fake = made(0, g_kernel, g_bias)
    on_real, on_fake = (seen(samples) @ d_kernel + d_bias for samples in (x, fake))
    d_loss = 0.5 * (np.log1p(np.exp(-on_real)).mean() + np.log1p(np.exp(on_fake)).mean())
    by_real, by_fake = -0.5 / (1 + np.exp(on_real)) / N, 0.5 / (1 + np.exp(-on_fake)) / N  # slopes of d_loss by logits
    d_kernel = d_kernel - 0.1 * (seen(x).T @ by_real + seen(fake).T @ by_fake)
    d_bias = d_bias - 0.1 * (by_real + by_fake).sum(0)
    g_loss = np.log1p(np.exp(-(seen(made(1, g_kernel, g_bias)) @ d_kernel + d_bias))).mean()
    logs = gan.train_on_batch(x, given, noise=z if noise else None)
    np.testing.assert_allclose([logs["d_loss"], logs["g_loss"]], [d_loss, g_loss], rtol=1e-4)
    np.testing.assert_allclose(value(gan.discriminator.layers[-2].weights[0]), d_kernel, rtol=1e-3, atol=1e-5)


def tf_data(x, given):
    tf = pytest.importorskip("tensorflow")
    return tf.data.Dataset.from_tensor_slices((x, given)).batch(8)


def loader(x, given):
    data = pytest.importorskip("torch").utils.data
    rows = [(x[number], {name: c[number] for name, c in given.items()}) for number in range(len(x))]
    return data.DataLoader(rows, batch_size=8)


class Batches(keras.utils.PyDataset):
    def __init__(self, x, given):
        super().__init__()
        self.x, self.given = x, given

    def __len__(self):
        return len(self.x) // 8

    def __getitem__(self, index):
        rows = slice(8 * index, 8 * index + 8)
        return self.x[rows], {name: c[rows] for name, c in self.given.items()}


def some(x, given, rows):
    return x[rows], {name: c[rows] for name, c in given.items()}


WAYS = {
    "arrays by name": lambda x, given: (x, given),
    "arrays in a tuple": lambda x, given: (x, as_one(given)),
    "one dict": lambda x, given: {"real": x, **given},
    "tf.data": tf_data,
    "PyDataset": Batches,
    "DataLoader": loader,
    "iterator": lambda x, given: iter([some(x, given, slice(start, start + 8)) for start in (0, 8, 16)]),
    "sampler": lambda x, given: lambda n, rng: some(x, given, rng.permutation(len(x))[:n]),
}


# Each kind of condition in one way, and each way with one kind.
@pytest.mark.parametrize(
    "kind, way", cases.pairs(CONDITIONS, WAYS, lambda kind, way: kind == "attributes" or way == "sampler")
)
def test_conditions_come_from_every_kind_of_data(kind, way):
    gan = gan_of(kind)
    history = kerasgan.fit_gan(gan, WAYS[way](real(), beside(gan)), steps=3, batch_size=8, verbose=0)
    assert len(history.history["d_loss"]) == 3 and np.isfinite(history.history["d_loss"]).all()


KERAS_WAYS = ("arrays by name", "arrays in a tuple", "tf.data", "PyDataset")


@pytest.mark.parametrize(
    "kind, way", cases.pairs(CONDITIONS, KERAS_WAYS, lambda kind, way: kind == "attributes" or way == "tf.data")
)
def test_keras_s_fit_takes_them_too(kind, way):
    gan = gan_of(kind)
    data = WAYS[way](real(), beside(gan))
    given = data if isinstance(data, tuple) else (data,)
    options = {"shuffle": False} if way == "tf.data" else {"batch_size": 8}
    history = gan.fit(*given, epochs=1, verbose=0, **options)
    assert np.isfinite(history.history["d_loss"]).all()


def test_the_order_of_names_does_not_matter():
    logs = []
    for turn in (1, -1):
        gan = gan_of("image and class")
        given = dict(list(beside(gan).items())[::turn])
        logs.append(gan.train_on_batch(real(), given, noise=np.ones((2, N, 3))))
    assert logs[0] == logs[1]


@TWO_KINDS
def test_slices_and_several_d_updates_share_conditions_out(kind):
    whole, sliced = (gan_of(kind, d_steps=2, gradient_accumulation_steps=count) for count in (1, 4))
    given = {name: np.stack([c, c[::-1]]) for name, c in beside(whole).items()}
    x, z = np.stack([real(), real()]), np.random.default_rng(3).normal(size=(3, N, 3))
    for gan in (whole, sliced):
        gan.train_on_batch(x, given, noise=z)
    for ours, theirs in zip(sliced.generator.weights, whole.generator.weights):
        np.testing.assert_allclose(value(ours), value(theirs), rtol=1e-4, atol=1e-6)


# === Using, saving ===


@TWO_KINDS
@pytest.mark.parametrize("noise", [True, False], ids=["noise", "no noise"])
def test_a_trained_gan_is_saved_with_its_conditions_and_makes_the_same(kind, noise, tmp_path, monkeypatch):
    monkeypatch.setattr("kerasgan.plots.sampling.plot", lambda gan, folder: [])  # a second each
    gan = gan_of(kind, noise)
    kerasgan.fit_gan(gan, (real(), beside(gan)), steps=2, batch_size=8, verbose=0)
    given = beside(gan, 5)
    gan.save(tmp_path / "gan.keras")
    gan.save_to_preset(tmp_path / "preset")
    for again in (keras.models.load_model(tmp_path / "gan.keras"), kerasgan.GAN.from_preset(tmp_path / "preset")):
        for condition in (given, as_one(given)):
            made = again.sample(5, condition=condition, seed=0)
            np.testing.assert_allclose(made, gan.sample(5, condition=given, seed=0), rtol=1e-5, atol=1e-6)
        np.testing.assert_allclose(again.translate(given, seed=0), gan.translate(given, seed=0), rtol=1e-5, atol=1e-6)
        assert again.get_config()["data"] == gan.get_config()["data"]


def test_a_preset_of_a_gan_that_needs_its_conditions_has_diagrams_and_no_picture_of_samples(tmp_path):
    gan_of("image").save_to_preset(tmp_path / "preset")
    there = {path.name for path in (tmp_path / "preset").iterdir()}
    assert {"gan.png", "generator.png", "discriminator.png"} <= there and "samples.png" not in there
    assert samples.reproduction_error(kerasgan.GAN.from_preset(tmp_path / "preset"), tmp_path / "preset") < 1e-5
    card = (tmp_path / "preset" / "README.md").read_text()
    assert "samples.png" not in card and 'gan.translate({"condition": condition}, seed=0)' in card


def test_the_doctor_sees_whether_d_heeds_a_condition():
    gan = gan_of("vector")
    given, z = beside(gan, 8), np.zeros((8, 3), "float32")
    x = {"real": real(8), **given}
    with gan.in_play():
        found = gan.look(
            {name: keras.ops.convert_to_tensor(v) for name, v in x.items()}, keras.ops.convert_to_tensor(z)
        )
    kernel, bias = (value(v) for v in gan.discriminator.layers[-2].weights)
    others = np.concatenate([x["real"], np.roll(given["style"], 1, axis=0)], axis=1)
    np.testing.assert_allclose(value(found["wrong_logits"]), others @ kernel + bias, rtol=1e-4, atol=1e-5)


def test_a_run_that_was_cut_off_goes_on_with_the_same_conditions(tmp_path):
    def run(steps, folder):
        keras.utils.set_random_seed(4)
        gan = gan_of("image and class")
        options = {"batch_size": 8, "seed": 3, "verbose": 0, "checkpoint": kerasgan.Checkpoint(folder, steps=2)}
        kerasgan.fit_gan(gan, (real(), beside(gan)), steps=steps, **options)
        return gan

    run(4, tmp_path / "cut")
    resumed, whole = run(7, tmp_path / "cut"), run(7, tmp_path / "whole")
    for ours, theirs in zip(resumed.state, whole.state):
        np.testing.assert_array_equal(value(ours), value(theirs))


def test_classes_are_drawn_as_frequent_as_in_the_data(tmp_path):
    gan = gan_of("class")
    assert gan.label.frequencies is None
    before = gan.label.draw(3000, np.random.default_rng(0))
    np.testing.assert_allclose(np.bincount(before) / 3000, [1 / 3] * 3, atol=0.03)
    labels = np.repeat([0, 1, 2], [18, 6, 0])
    kerasgan.fit_gan(gan, (real(), labels), steps=1, batch_size=8, verbose=0)
    assert gan.label.frequencies == [0.75, 0.25, 0.0]
    gan.save(tmp_path / "gan.keras")
    again = keras.models.load_model(tmp_path / "gan.keras")
    drawn = again.label.draw(4000, np.random.default_rng(0))
    np.testing.assert_allclose(np.bincount(drawn, minlength=3) / 4000, [0.75, 0.25, 0], atol=0.03)
    np.testing.assert_allclose(again.sample(6, seed=2), gan.sample(6, seed=2), rtol=1e-5)


@pytest.mark.parametrize("data", ["iterator", "tf.data"])
def test_classes_of_a_stream_are_counted_as_they_come(data):
    gan = gan_of("class")
    labels = np.tile([0, 0, 0, 1], 6).astype("int32")
    kerasgan.fit_gan(gan, WAYS[data](real(), {"label": labels}), steps=3, verbose=0)
    assert gan.label.frequencies == [0.75, 0.25, 0.0]


def test_uint8_conditions_are_scaled_as_images_are_and_floats_keep_their_range(tmp_path):
    """G passes its condition on, so that what it was given can be seen."""
    c, x = keras.Input((2, 2, 1), name="condition"), keras.Input((2, 2, 1), name="x")
    g = keras.Model(c, layers.Activation("tanh")(layers.Dense(1, use_bias=False, kernel_initializer="ones")(c)))
    gan = kerasgan.build_gan(g, network([x, c], (1,), "d"), g_optimizer=sgd(0.0), d_optimizer=sgd(0.0))
    pixels = np.array([0, 51, 204, 255], "uint8").reshape(1, 2, 2, 1).repeat(8, 0)
    floats = gan.translate(np.full((1, 2, 2, 1), 0.5, "float32"))
    np.testing.assert_allclose(floats, np.tanh(0.5), rtol=1e-5)
    kerasgan.fit_gan(gan, (pixels, pixels), steps=1, batch_size=8, verbose=0, doctor=False)
    assert gan.fields[0].pixels and gan.conditions[0].pixels
    gan.save(tmp_path / "gan.keras")
    again = keras.models.load_model(tmp_path / "gan.keras")
    expected = np.rint((np.tanh(pixels[:1] / 127.5 - 1) + 1) * 127.5)
    np.testing.assert_array_equal(again.translate(pixels[:1]), expected)
    with pytest.raises(ValueError, match="`condition`: this GAN was trained on uint8 images there, from 0 to 255"):
        again.translate(np.zeros((1, 2, 2, 1), "float32"))


# === What D may end in ===


def test_a_map_of_logits_is_judged_by_the_mean_and_penalised_by_the_sum(rng):
    """D is one convolution of kernel 1, so a patch is a pixel: the loss is a mean over pixels, R1 by hand."""
    g = kerasgan.build_generator("mlp", (4, 4, 1), 3)
    end = layers.Conv2D(1, 1, kernel_initializer=keras.initializers.Constant(0.7))
    d = keras.Sequential([keras.Input((4, 4, 1)), end])
    gan = kerasgan.build_gan(g, d, g_optimizer=sgd(0.0), d_optimizer=sgd(0.0), terms=["r1"])
    x, z = rng.uniform(-1, 1, (6, 4, 4, 1)).astype("float32"), rng.normal(size=(2, 6, 3)).astype("float32")
    fake = gan.decode(z[0])
    logs = gan.train_on_batch(x, noise=z)
    expected = 0.5 * (np.log1p(np.exp(-0.7 * x)).mean() + np.log1p(np.exp(0.7 * fake)).mean())
    assert logs["d_loss"] == pytest.approx(expected, rel=1e-5)
    # each sample's sum of logits has the slope 0.7 in each of 16 pixels; weight 5, half of the mean squared slope
    assert logs["r1"] == pytest.approx(5 * 0.5 * 16 * 0.7**2, rel=1e-5)


@pytest.mark.parametrize("sigmoid", [False, True], ids=["logits", "probabilities"])
def test_several_outputs_all_judge_and_the_loss_is_the_mean_over_them(sigmoid, rng):
    x = keras.Input((4, 4, 1))
    end = "sigmoid" if sigmoid else None
    fine = layers.Conv2D(1, 1, activation=end, kernel_initializer=keras.initializers.Constant(0.7))(x)
    coarse = layers.Conv2D(1, 2, 2, activation=end, kernel_initializer=keras.initializers.Constant(0.3))(x)
    g = kerasgan.build_generator("mlp", (4, 4, 1), 3)
    options = {"g_optimizer": sgd(0.0), "d_optimizer": sgd(0.0)}
    gan = kerasgan.build_gan(g, keras.Model(x, [fine, coarse]), judgements="all", **options)
    real, z = rng.uniform(-1, 1, (6, 4, 4, 1)).astype("float32"), rng.normal(size=(2, 6, 3)).astype("float32")
    fake = gan.decode(z[0])
    sums = [s.reshape(6, 2, 2, 2, 2).sum((2, 4)) for s in (real, fake)]
    logits = [(0.7 * real, 0.7 * fake), (0.3 * sums[0], 0.3 * sums[1])]
    by_scale = [0.5 * (np.log1p(np.exp(-a)).mean() + np.log1p(np.exp(b)).mean()) for a, b in logits]
    assert gan.train_on_batch(real, noise=z)["d_loss"] == pytest.approx(np.mean(by_scale), rel=1e-5)


@pytest.mark.parametrize("loss", losses.PAIRS)
def test_every_loss_takes_a_map(loss, rng):
    g = kerasgan.build_generator("mlp", (4, 4, 1), 3)
    d = keras.Sequential([keras.Input((4, 4, 1)), layers.Conv2D(1, 2)])
    gan = kerasgan.build_gan(g, d, loss=loss)
    logs = gan.train_on_batch(rng.uniform(-1, 1, (6, 4, 4, 1)).astype("float32"))
    assert np.isfinite(list(logs.values())).all()


# === Bad input: found before training, both sides shown ===


def wrong(gan, given):
    """Hands conditions over by every way in; returns the messages."""
    x, before, found = real(), [value(v) for v in gan.state], []
    for use in (
        lambda: gan.train_on_batch(x, given),
        lambda: kerasgan.fit_gan(gan, (x, given), steps=1, batch_size=8, verbose=0),
        lambda: gan.fit(x, given, batch_size=8, verbose=0),
        lambda: kerasgan.fit_gan(gan, iter([(x, given)]), steps=1, verbose=0),
    ):
        with pytest.raises(ValueError) as error:
            use()
        found.append(str(error.value))
    for now, then in zip(gan.state, before):
        np.testing.assert_array_equal(value(now), then)
    return found


def test_a_condition_that_is_missing_or_one_too_many_is_named():
    gan = gan_of("image and class")
    given = beside(gan)
    expected = "`data`: expected the conditions ['mask', 'label']. Received: ['mask']."
    assert set(wrong(gan, {"mask": given["mask"]})) == {expected}
    expected = "`data`: expected the conditions ['mask', 'label']. Received: ['mask', 'label', 'more']."
    assert set(wrong(gan, {**given, "more": given["label"]})) == {expected}
    expected = (
        "`data`: expected 2 conditions beside the samples, ['mask', 'label']. Received 1. Pass them in a tuple, "
        "`(x, (c1, c2))`, or by name, `(x, {'name': c})`."
    )
    assert set(wrong(gan, given["mask"])) == {expected}
    with pytest.raises(ValueError, match="beside the samples, `\\(x, c\\)` or .* Received the samples alone."):
        kerasgan.fit_gan(gan, real(), steps=1, batch_size=8, verbose=0)


def test_a_near_miss_of_a_name_is_suggested():
    gan = gan_of("vector")
    expected = "`data`: expected the conditions ['style']. Received: ['stile']. Did you mean 'style'?"
    assert set(wrong(gan, {"stile": beside(gan)["style"]})) == {expected}


@pytest.mark.parametrize(
    "change, says",
    [
        (lambda c: c[:, :4], "`style`: expected shape (24, 5). Received: (24, 4)."),
        (lambda c: np.where(c > 0, c, np.nan), "`style`: expected finite numbers. Received "),
        (lambda c: c.astype(str), "`style`: expected numbers. Received: "),
    ],
    ids=["shape", "NaN", "text"],
)
def test_a_condition_of_a_wrong_shape_dtype_or_value_is_named(change, says):
    gan = gan_of("vector")
    assert all(message.startswith(says) for message in wrong(gan, change(beside(gan)["style"])))


def test_too_few_conditions_are_counted():
    gan = gan_of("vector")
    with pytest.raises(ValueError, match="^`style`: expected one for each of the 24 samples. Received 23.$"):
        kerasgan.fit_gan(gan, (real(), beside(gan)["style"][:-1]), steps=1, batch_size=8, verbose=0)


def test_what_sampling_needs_is_said():
    gan = gan_of("image and class")
    with pytest.raises(ValueError) as error:
        gan.sample(2)
    assert "`condition`: this GAN needs 'mask', values of shape (None, 4, 4, 1)." in str(error.value)
    assert "`condition`: this GAN needs 'label', a class from 0 to 2." in str(error.value)
    given = beside(gan, 2)
    with pytest.raises(ValueError, match="^`labels`: pass `condition=` by name, \\['mask', 'label'\\].$"):
        gan.sample(2, labels=given["label"])
    with pytest.raises(ValueError, match="^`mask`: expected one for each of the 3 samples. Received 2.$"):
        gan.sample(3, condition={**given, "label": [0, 1, 2]})
    with pytest.raises(ValueError, match="^`condition`: this GAN takes none. Leave it out.$"):
        kerasgan.build_gan().sample(2, condition=given["mask"])
    with pytest.raises(ValueError, match="^`translate`: this GAN takes no condition"):
        kerasgan.build_gan().translate(given["mask"])
    with pytest.raises(ValueError, match="^`condition`: expected at least one. Received an empty array.$"):
        gan.translate({name: values[:0] for name, values in given.items()})
    for ask in (gan.translate, lambda given, **options: gan.decode(np.zeros((2, 3)), condition=given, **options)):
        with pytest.raises(ValueError, match="^`batch_size`: expected a whole number of at least 1. Received: 0.$"):
            ask(given, batch_size=0)


def test_a_generator_without_noise_and_without_conditions_is_no_generator():
    constant = keras.Input((3,), name="condition")
    d = keras.Sequential([keras.Input((2,)), layers.Dense(1)])
    with pytest.raises(ValueError, match="so G would never learn what they mean"):
        kerasgan.build_gan(network([constant], (2,), "g"), d)


def test_pictures_in_another_range_than_trained_on_are_refused(rng, tmp_path):
    """Floats from 0 to 255, as Keras's loaders give them, to a GAN that was trained on -1 to 1."""
    generator = kerasgan.build_generator("upscale", input_shape=(4, 4, 1), filters=1, blocks=1)
    discriminator = kerasgan.build_discriminator("patch", (8, 8, 1), receptive_field=1, filters=1)
    gan = kerasgan.build_gan(generator, discriminator, terms=["reconstruction"])
    c, x = rng.uniform(-1, 1, (4, 4, 4, 1)).astype("float32"), rng.uniform(-1, 1, (4, 8, 8, 1)).astype("float32")
    kerasgan.fit_gan(gan, (x, c), steps=1, batch_size=4, verbose=0, doctor=False)
    gan.save(tmp_path / "gan.keras")
    for one in (gan, keras.models.load_model(tmp_path / "gan.keras")):
        assert one.translate(1.2 * c).shape == (4, 8, 8, 1)
        for wrong in (127.5 * (c + 1), np.full((4, 4, 4, 1), 3, "uint8")):
            with pytest.raises(
                ValueError, match="`condition`: this GAN was trained on values from -0.9.* to 0.9.* there."
            ):
                one.translate(wrong)


@pytest.mark.parametrize("kind", ["vector", "image"])
@pytest.mark.parametrize("n", [1, 3])
def test_a_list_may_be_one_condition_with_a_part_for_each_sample(kind, n):
    gan = gan_of(kind)
    (given,) = beside(gan, n).values()
    wanted = gan.sample(n, condition=given, seed=0)
    for condition in (list(given), given.tolist(), (given,), [given]):
        np.testing.assert_allclose(gan.sample(n, condition=condition, seed=0), wanted, rtol=1e-5, atol=1e-6)


def test_a_list_of_classes_is_one_condition():
    gan = gan_of("class")
    for condition in ([2], ([2],), [np.array([2])]):
        np.testing.assert_array_equal(gan.sample(1, condition=condition, seed=0), gan.sample(1, labels=[2], seed=0))


def test_a_condition_without_the_axis_of_samples_says_how_it_gets_one():
    gan = gan_of("image")
    with pytest.raises(ValueError) as error:
        gan.translate(np.zeros((4, 4, 1)))
    assert str(error.value) == (
        "`condition`: expected shape (n, 4, 4, 1), one for each sample. Received: (4, 4, 1). Of a single sample it is "
        "`np.asarray(condition)[None]`."
    )
