"""One adversarial step against oracles: NumPy by hand, plain Keras with `trainable` toggled, the other backends."""

import itertools
import sys

import keras
import numpy as np
import oracle
import pytest
from comparison import in_comparison, on_each_backend
from helpers import conv_pair, image_gan, moved, sgd, value, values

import kerasgan
from kerasgan.training import step
from kerasgan.training.backend import engine
from kerasgan.training.steps import steps

OPTIMIZERS = {
    "sgd": (lambda: keras.optimizers.SGD(0.1), lambda: oracle.SGD(0.1)),
    "nesterov": (
        lambda: keras.optimizers.SGD(0.05, momentum=0.9, nesterov=True),
        lambda: oracle.SGD(0.05, momentum=0.9, nesterov=True),
    ),
    "adam": (lambda: keras.optimizers.Adam(0.01), lambda: oracle.Adam(0.01)),
}


def draw(rng, d_steps=1, steps=10):
    real = rng.normal(1.0, 0.5, (steps, d_steps, 8, 4)).astype("float32")
    noise = rng.normal(size=(steps, d_steps + 1, 8, 3)).astype("float32")
    return real, noise


# Each optimizer, number of updates and loss in a hurry; compiled as a user's GAN is.
FIRST = [("sgd", 1, "minimax"), ("nesterov", 1, "non_saturating"), ("adam", 3, "non_saturating")]
CASES = list(itertools.product(OPTIMIZERS, [1, 3], ["non_saturating", "minimax"]))


@pytest.mark.xla
@pytest.mark.parametrize(
    "name, d_steps, loss", [pytest.param(*case, marks=() if case in FIRST else pytest.mark.full) for case in CASES]
)
def test_ten_steps_agree_with_numpy_by_hand(networks, rng, name, d_steps, loss):
    ours, theirs = OPTIMIZERS[name]
    gan = kerasgan.build_gan(*networks, g_optimizer=ours(), d_optimizer=ours(), d_steps=d_steps, loss=loss)
    g = oracle.Dense2(networks[0].get_weights(), "relu")
    d = oracle.Dense2(networks[1].get_weights(), "tanh")
    g_optimizer, d_optimizer = theirs(), theirs()
    real, noise = draw(rng, d_steps)
    for x, z in zip(real, noise):
        logs = gan.train_on_batch(x if d_steps > 1 else x[0], noise=z)
        for update in range(d_steps):
            d_loss, accuracy = oracle.discriminator_update(g, d, d_optimizer, x[update], z[update])
        g_loss = oracle.generator_update(g, d, g_optimizer, z[-1], saturating=loss == "minimax")
        np.testing.assert_allclose(logs["d_loss"], d_loss, rtol=2e-5)
        np.testing.assert_allclose(logs["g_loss"], g_loss, rtol=2e-5)
        np.testing.assert_allclose(logs["d_accuracy"], accuracy, atol=1e-6)
        np.testing.assert_allclose(logs["jsd"], np.log(2) - d_loss, atol=2e-5)
    for network, expected in ((gan.generator, g), (gan.discriminator, d)):
        for ours, theirs in zip(network.get_weights(), expected.weights):
            np.testing.assert_allclose(ours, theirs, rtol=2e-4, atol=2e-5)


@pytest.mark.xla
def test_many_steps_in_one_call_equal_single_steps(networks, rng):
    real, noise = draw(rng)
    gan = kerasgan.build_gan(*networks, g_optimizer="adam", d_optimizer="adam")
    start = values(gan.state)
    singles = [gan.train_on_batch(x[0], noise=z) for x, z in zip(real, noise)]
    single_weights = values(gan.state)
    for variable, before in zip(gan.state, start):
        variable.assign(before)
    logs = gan.train_on_batches({"real": real[:, 0], "noise": noise})
    for name, found in logs.items():
        np.testing.assert_allclose(found, [single[name] for single in singles], rtol=1e-4, atol=1e-5)
    for found, expected in zip(values(gan.state), single_weights):
        np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)


def test_steps_agree_with_plain_keras_and_trainable_toggled(networks, real, rng):
    """The classic idiom, made to work: `trainable` set around each call, as nobody's book prints it."""
    generator, discriminator = networks
    noise = rng.normal(size=(2, 8, 3)).astype("float32")
    start = generator.get_weights(), discriminator.get_weights()

    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    discriminator.compile(sgd(), loss)
    fake = keras.ops.convert_to_numpy(generator(keras.ops.convert_to_tensor(noise[0])))
    discriminator.train_on_batch(np.concatenate([real, fake]), np.repeat([[1.0], [0.0]], 8, axis=0))
    discriminator.trainable = False
    combined = keras.Sequential([keras.Input((3,)), generator, discriminator])
    combined.compile(sgd(), loss)
    combined.train_on_batch(noise[1], np.ones((8, 1)))
    expected = generator.get_weights(), discriminator.get_weights()

    discriminator.trainable = True
    generator.set_weights(start[0])
    discriminator.set_weights(start[1])
    gan = kerasgan.build_gan(generator, discriminator, g_optimizer=sgd(), d_optimizer=sgd())
    gan.train_on_batch(real, noise=noise)
    for network, weights in zip((generator, discriminator), expected):
        assert moved(start[0] + start[1], weights)
        for found, wanted in zip(network.get_weights(), weights):
            np.testing.assert_allclose(found, wanted, rtol=1e-5, atol=1e-6)


def test_one_batch_serves_all_d_updates(networks, real, rng):
    noise = rng.normal(size=(3, 8, 3)).astype("float32")
    gan = kerasgan.build_gan(*networks, g_optimizer=sgd(), d_optimizer=sgd(), d_steps=2)
    start = values(gan.state)
    gan.train_on_batch(real, noise=noise)
    once = values(gan.state)
    for variable, before in zip(gan.state, start):
        variable.assign(before)
    gan.train_on_batch(np.stack([real, real]), noise=noise)
    for found, expected in zip(values(gan.state), once):
        np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-7)


# === G learns from the samples that D has just judged ===


@pytest.mark.parametrize("d_steps", [1, 3])
def test_with_reused_fakes_g_learns_from_the_last_noise_of_d(networks, rng, d_steps):
    optimizers = {"g_optimizer": sgd(), "d_optimizer": sgd()}
    gan = kerasgan.build_gan(*networks, **optimizers, d_steps=d_steps, reuse_fakes=True)
    g = oracle.Dense2(networks[0].get_weights(), "relu")
    d = oracle.Dense2(networks[1].get_weights(), "tanh")
    real, noise = draw(rng, d_steps, steps=4)
    noise = noise[:, :-1]
    logs = gan.train_on_batches({"real": real if d_steps > 1 else real[:, 0], "noise": noise})
    for number, (x, z) in enumerate(zip(real, noise)):
        for update in range(d_steps):
            oracle.discriminator_update(g, d, oracle.SGD(0.1), x[update], z[update])
        expected = oracle.generator_update(g, d, oracle.SGD(0.1), z[-1])
        np.testing.assert_allclose(keras.ops.convert_to_numpy(logs["g_loss"])[number], expected, rtol=2e-5)
    for network, expected in ((gan.generator, g), (gan.discriminator, d)):
        for ours, theirs in zip(network.get_weights(), expected.weights):
            np.testing.assert_allclose(ours, theirs, rtol=2e-4, atol=2e-5)


def test_with_reused_fakes_a_step_draws_one_noise_less(networks, real):
    seeds = {}
    for reuse in (False, True):
        gan = kerasgan.build_gan(*networks, d_steps=2, reuse_fakes=reuse)
        with gan.in_play():
            seeds[reuse] = step.noise_of(gan, 8).shape
        gan.train_on_batch(real)  # and it trains on what it draws
    assert seeds == {False: (3, 8, 3), True: (2, 8, 3)}


def test_reused_fakes_are_asked_for_and_saved_like_any_option(networks, real, tmp_path):
    with pytest.raises(ValueError, match="^`reuse_fakes`: expected True or False. Received: 'yes'"):
        kerasgan.build_gan(*networks, reuse_fakes="yes")
    gan = kerasgan.build_gan(*networks, reuse_fakes=True)
    wrong = r"^`noise`: expected shape \(1, 8, 3\), one z for each update, G's the one of D's last. Received: \(2, 8, 3"
    with pytest.raises(ValueError, match=wrong):
        gan.train_on_batch(real, noise=np.zeros((2, 8, 3)))
    gan.save(tmp_path / "gan.keras")
    assert keras.models.load_model(tmp_path / "gan.keras").reuse_fakes is True


# === Who moves when ===


def update(gan, player, real, noise):
    """Carries out a single move, outside any compiled function."""
    real, noise = keras.ops.convert_to_tensor(real), keras.ops.convert_to_tensor(noise)
    move = next(move for move in gan.moves if move.player == player)
    with gan.in_play():
        return step.update(gan, move, {"given": {"real": real}, "noise": noise, "random": {}})


def eventful_pair():
    """G and D with everything that writes in a forward pass: BatchNorm, Dropout, SpectralNormalization."""
    layers = keras.layers
    generator = keras.Sequential(
        [keras.Input((3,)), layers.Dense(5), layers.BatchNormalization(), layers.Dropout(0.3), layers.Dense(4)]
    )
    discriminator = keras.Sequential(
        [
            keras.Input((4,)),
            layers.SpectralNormalization(layers.Dense(6)),
            layers.BatchNormalization(),
            layers.Dropout(0.3),
            layers.Dense(1),
        ]
    )
    return generator, discriminator


@pytest.mark.parametrize("pair", [eventful_pair, conv_pair])
@pytest.mark.parametrize("player", ["discriminator", "generator"])
def test_an_update_changes_its_own_network_and_nothing_of_the_other(pair, player, rng):
    gan = kerasgan.build_gan(*pair(), g_optimizer=sgd(), d_optimizer=sgd())
    learner = getattr(gan, player)
    other = gan.generator if learner is gan.discriminator else gan.discriminator
    optimizers = {"generator": gan.optimizer.g, "discriminator": gan.optimizer.d}
    other_optimizer = gan.optimizer.d if learner is gan.generator else gan.optimizer.g
    real = rng.uniform(-1, 1, (8, *gan.data_shape)).astype("float32")
    before = values(learner.variables), values(other.variables), values(other_optimizer.variables)
    update(gan, player, real, rng.normal(size=(8, 3)).astype("float32"))
    assert moved(before[0], values(learner.variables))
    assert not moved(before[1], values(other.variables))
    assert not moved(before[2], values(other_optimizer.variables))
    assert int(value(optimizers[player].iterations)) == 1


def test_both_updates_normalise_by_batch_statistics(rng):
    """D's loss is recomputed by hand with the batch's own mean and variance, though D is frozen for everyone to see."""
    batch_norm = keras.layers.BatchNormalization(epsilon=1e-3)
    discriminator = keras.Sequential([keras.Input((4,)), batch_norm, keras.layers.Dense(1)])
    generator = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4)])
    gan = kerasgan.build_gan(generator, discriminator, g_optimizer=sgd(), d_optimizer=sgd())
    real, noise = rng.normal(3.0, 2.0, (8, 4)).astype("float32"), rng.normal(size=(8, 3)).astype("float32")
    kernel, bias = discriminator.layers[-1].get_weights()

    def logits(x):
        return (x - x.mean(0)) / np.sqrt(x.var(0) + 1e-3) @ kernel + bias

    fake = noise @ generator.get_weights()[0] + generator.get_weights()[1]
    expected = 0.5 * (np.log1p(np.exp(-logits(real))).mean() + np.log1p(np.exp(logits(fake))).mean())
    g_expected = np.log1p(np.exp(-logits(fake))).mean()
    moving = values([batch_norm.moving_mean, batch_norm.moving_variance])
    g_logs = update(gan, "generator", real, noise)
    assert not moved(moving, values([batch_norm.moving_mean, batch_norm.moving_variance]))
    np.testing.assert_allclose(float(g_logs["g_loss"]), g_expected, rtol=1e-5)

    fake = noise @ generator.get_weights()[0] + generator.get_weights()[1]
    expected = 0.5 * (np.log1p(np.exp(-logits(real))).mean() + np.log1p(np.exp(logits(fake))).mean())
    d_logs = update(gan, "discriminator", real, noise)
    np.testing.assert_allclose(float(d_logs["d_loss"]), expected, rtol=1e-5)
    mean = 0.99 * (0.99 * moving[0] + 0.01 * real.mean(0)) + 0.01 * fake.mean(0)  # real first, then generated
    np.testing.assert_allclose(value(batch_norm.moving_mean), mean, rtol=1e-4, atol=1e-6)


def test_regularisation_of_the_learner_counts_and_is_not_logged(real, rng):
    """With an L2 penalty of weight 1 on D's only kernel, SGD moves it by an extra 2 * rate * kernel."""

    def train(penalty):
        keras.utils.set_random_seed(3)
        dense = keras.layers.Dense(1, kernel_regularizer=keras.regularizers.L2(penalty))
        discriminator = keras.Sequential([keras.Input((4,)), dense])
        generator = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4)])
        gan = kerasgan.build_gan(generator, discriminator, g_optimizer=sgd(), d_optimizer=sgd(0.1))
        start = value(dense.kernel)
        logs = update(gan, "discriminator", real, np.ones((8, 3), "float32"))
        return start, value(dense.kernel), float(logs["d_loss"])

    start, plain, plain_loss = train(0.0)
    _, pulled, pulled_loss = train(1.0)
    np.testing.assert_allclose(pulled, plain - 0.1 * 2 * start, rtol=1e-4, atol=1e-6)
    assert pulled_loss == pytest.approx(plain_loss)


def test_frozen_layers_of_a_network_stay_frozen(networks, real):
    networks[1].layers[0].trainable = False
    gan = kerasgan.build_gan(*networks, g_optimizer=sgd(), d_optimizer=sgd())
    before = values(networks[1].layers[0].weights), values(networks[1].layers[1].weights)
    gan.train_on_batch(real)
    assert not moved(before[0], values(networks[1].layers[0].weights))
    assert moved(before[1], values(networks[1].layers[1].weights))


def test_a_discriminator_that_arrives_frozen_learns_all_the_same(networks, real):
    networks[1].trainable = False
    gan = kerasgan.build_gan(*networks)
    before = networks[1].get_weights()
    gan.train_on_batch(real)
    assert moved(before, networks[1].get_weights())
    assert not gan.discriminator.trainable


# === The three backends ===

SCRIPT = """
import sys
import keras, numpy as np
import kerasgan
sys.path.insert(0, sys.argv[1])
from helpers import conv_pair
data = np.load(sys.argv[2] + "/in.npz")
generator, discriminator = conv_pair()
weights = [v for net in (generator, discriminator) for v in net.weights]
found = {}
for make in (lambda: keras.optimizers.SGD(0.1), lambda: keras.optimizers.Adam(0.001)):
    optimizers = make(), make()
    gan = kerasgan.build_gan(generator, discriminator, g_optimizer=optimizers[0], d_optimizer=optimizers[1])
    for variable, name in zip(weights, sorted(k for k in data if k.startswith("w"))):
        variable.assign(data[name])
    logs = [gan.train_on_batch(x, noise=z) for x, z in zip(data["real"], data["noise"])]
    case = optimizers[0].name
    found[f"{case} losses"] = [[row["d_loss"], row["g_loss"]] for row in logs]
    found.update({f"{case} w{i:02d}": keras.ops.convert_to_numpy(v) for i, v in enumerate(weights)})
np.savez(sys.argv[3], **found)
"""


@in_comparison
def test_backends_agree_on_ten_steps_of_a_convolutional_pair_with_batch_norm(tmp_path, rng):
    generator, discriminator = conv_pair()
    weights = {f"w{i:02d}": value(v) for i, v in enumerate([*generator.weights, *discriminator.weights])}
    real = rng.uniform(-1, 1, (10, 8, 8, 8, 1)).astype("float32")
    noise = rng.normal(size=(10, 2, 8, 3)).astype("float32")
    np.savez(tmp_path / "in.npz", real=real, noise=noise, **weights)
    reference, *others = on_each_backend(SCRIPT, tmp_path)
    for other in others:
        for name, expected in reference.items():
            np.testing.assert_allclose(other[name], expected, rtol=2e-3, atol=2e-4, err_msg=name)


@pytest.mark.skipif(keras.backend.backend() != "torch", reason="the other backends always compile")
def test_compiled_by_torch_the_step_gives_the_same_weights(rng):
    real = rng.normal(size=(4, 8, 4)).astype("float32")
    noise = rng.normal(size=(4, 2, 8, 3)).astype("float32")
    found = []
    for jit_compile in (False, True):
        keras.utils.set_random_seed(1)
        gan = kerasgan.build_gan(
            kerasgan.build_generator("mlp", output_shape=(4,), latent_dim=3, hidden=(5,)),
            kerasgan.build_discriminator("mlp", input_shape=(4,), hidden=(6,)),
            jit_compile=jit_compile,
        )
        gan.train_on_batches({"real": real, "noise": noise})
        found.append(values(gan.generator.weights))
    for eager, compiled in zip(*found):
        np.testing.assert_allclose(compiled, eager, rtol=1e-4, atol=1e-6)


@pytest.mark.skipif(keras.backend.backend() != "torch", reason="the other backends always compile")
def test_without_a_compiler_the_step_runs_all_the_same(monkeypatch, rng):
    import torch

    def compile(graph):
        raise RuntimeError("no C++ compiler\nhere")

    monkeypatch.setattr(torch, "compile", compile)
    gan = kerasgan.build_gan(jit_compile=True)
    message = "`torch.compile` does not work here, the step runs without it: no C\\+\\+ compiler$"
    with pytest.warns(UserWarning, match=message):
        gan.train_on_batch(rng.normal(size=(4, 200)).astype("float32"))
    assert int(gan.optimizer.g.iterations) == 1


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="only TensorFlow has operations without XLA")
@pytest.mark.filterwarnings("ignore:Model doesn't support")  # as Keras says it of `fit`
def test_a_step_that_xla_cannot_compile_runs_all_the_same(rng):
    layers = [
        keras.layers.RandomRotation(0.1),
        keras.layers.Conv2D(1, 4),
        keras.layers.Flatten(),
        keras.layers.Dense(1),
    ]
    discriminator = keras.Sequential([keras.Input((6, 6, 1)), *layers])
    gan = kerasgan.build_gan(image_gan((6, 6, 1)).generator, discriminator, jit_compile=True)
    real = {"real": rng.normal(size=(2, 4, 6, 6, 1)).astype("float32")}
    with pytest.warns(UserWarning, match="XLA can't compile the step, it runs without: unsupported .*ImageProjective"):
        gan.train_on_batches(real)
    gan.train_on_batches(real)
    assert int(gan.optimizer.g.iterations) == 4


@pytest.mark.skipif(keras.backend.backend() != "jax", reason="only JAX has a program for each case of lazy terms")
def test_a_long_run_that_decides_before_each_step_takes_the_same_steps(rng, monkeypatch):
    real = {"real": rng.normal(size=(5, 4, 8, 8, 1)).astype("float32")}
    found, seen, due_of = [], [], step.due_of
    monkeypatch.setattr(step, "due_of", lambda game, *as_type: seen.append(as_type) or due_of(game, *as_type))
    for expected in (1, 500):
        keras.utils.set_random_seed(1)
        gan = kerasgan.build_gan(
            *conv_pair(batch_norm=False), g_optimizer=sgd(), d_optimizer=sgd(), terms=[kerasgan.terms.R1(every=2)]
        )
        gan.expect(expected)
        assert steps.has_slow_conditions(gan)
        seen.clear()
        gan.reseed(1)
        logs = gan.train_on_batches(real)
        assert seen.count((bool,)) == (5 if expected == 500 else 0)  # before each step, or only while it is traced
        found.append([*values(gan.state), *values(logs[name] for name in gan.log_names)])
    for short, long in zip(*found):
        np.testing.assert_allclose(long, short, rtol=1e-4, atol=1e-5)


@pytest.mark.skipif(keras.backend.backend() != "jax", reason="only JAX is asked for how XLA is to compile")
def test_a_version_of_xla_that_does_not_know_an_option_compiles_without_it(monkeypatch):
    import jax

    for known in ({}, {"xla_cpu_use_fusion_emitters": False}):
        monkeypatch.setattr(engine, "FOR_CONVOLUTIONS", {"xla_no_such_option": False, **known})
        engine.jit_for_convolutions.cache_clear()
        made = engine.jit_for_convolutions()
        assert made.keywords == {"compiler_options": known} if known else made is jax.jit
    engine.jit_for_convolutions.cache_clear()


NAMES = ["SGD", "Adam", "AdamW", "Nadam", "Adamax", "RMSprop", "Adagrad", "Lion", "Adafactor", "Ftrl", "Lamb"]


@pytest.mark.skipif(keras.backend.backend() != "torch", reason="only PyTorch traces with values at hand")
@pytest.mark.parametrize("name", NAMES)
def test_a_traced_step_is_the_step_as_written(name, rng):
    real = rng.normal(size=(6, 8, 4)).astype("float32")
    noise = rng.normal(size=(6, 2, 8, 3)).astype("float32")
    found = []
    for run_eagerly in (True, False):
        keras.utils.set_random_seed(1)
        gan = kerasgan.build_gan(
            kerasgan.build_generator("mlp", output_shape=(4,), latent_dim=3, hidden=(5,)),
            kerasgan.build_discriminator("mlp", input_shape=(4,), hidden=(6,)),
            g_optimizer=getattr(keras.optimizers, name)(0.01),
            d_optimizer=getattr(keras.optimizers, name)(0.01),
            run_eagerly=run_eagerly,
        )
        gan.train_on_batches({"real": real, "noise": noise})
        found.append(values(gan.state))
    for eager, traced in zip(*found):
        np.testing.assert_allclose(traced, eager, rtol=1e-5, atol=1e-6)


class Where(kerasgan.terms.Term):
    """Notes which file its code is from as it runs: that of a debugger's breakpoints, or one made of it."""

    networks = ("discriminator",)

    def __call__(self, scene):
        self.files.add(sys._getframe().f_code.co_filename)
        return 0.0 * keras.ops.mean(scene.real)


@pytest.mark.parametrize("way", ["train_on_batch", "fit_gan", "fit"])
def test_eagerly_a_step_is_the_code_that_one_wrote(networks, real, way):
    term = Where()
    term.files = set()
    gan = kerasgan.build_gan(*networks, terms=[term], run_eagerly=True)
    ways = {
        "train_on_batch": lambda: gan.train_on_batch(real),
        "fit_gan": lambda: kerasgan.fit_gan(gan, real, steps=2, batch_size=8, verbose=0),
        "fit": lambda: gan.fit(real, batch_size=8, verbose=0),
    }
    ways[way]()
    assert term.files == {__file__}


class LooksAtValues(keras.layers.Layer):
    def call(self, x):
        return x * float(keras.ops.convert_to_numpy(keras.ops.max(x))) if self.built_for_real(x) else x

    def built_for_real(self, x):
        return not isinstance(x, keras.KerasTensor) and "meta" not in str(x.device)


@pytest.mark.skipif(keras.backend.backend() != "torch", reason="only PyTorch traces with values at hand")
def test_a_layer_that_looks_at_values_is_not_traced(rng):
    real = rng.normal(size=(4, 8, 4)).astype("float32")
    noise = rng.normal(size=(4, 2, 8, 4)).astype("float32")
    found = []
    for run_eagerly in (True, False):
        keras.utils.set_random_seed(1)
        generator = keras.Sequential([keras.Input((4,)), LooksAtValues(), keras.layers.Dense(4)])
        discriminator = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
        gan = kerasgan.build_gan(generator, discriminator, run_eagerly=run_eagerly)
        logs = gan.train_on_batches({"real": real, "noise": noise})
        found.append(keras.ops.convert_to_numpy(logs["g_loss"]))
    np.testing.assert_allclose(*found, rtol=1e-5)


@pytest.mark.skipif(keras.backend.backend() != "torch", reason="the other backends keep their programs themselves")
def test_of_graphs_only_the_newest_are_kept(monkeypatch):
    from kerasgan.training import step_torch

    monkeypatch.setattr(step_torch, "MOST_GRAPHS", 2)
    made = []

    def one_step(values, batch, due):
        made.append(batch["real"].shape[0])
        return values, {"sum": batch["real"].sum()}

    traced = step_torch.Traced(one_step, lambda: False)
    monkeypatch.setattr(traced, "_traced", lambda function, values, batch: function)
    for size in (1, 2, 3):
        traced([], {"real": keras.ops.ones((size, 1))}, {})
    assert [key[2][0][0][0] for key in traced.graphs] == [2, 3]
    assert made == [1, 2, 3]
