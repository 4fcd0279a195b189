"""The GAN model: what is frozen, what is saved, what it makes."""

import re

import keras
import numpy as np
import pytest
from cases import pairs
from helpers import conv_pair, moved, sgd, value, values

import kerasgan
from kerasgan import networks as networks_module

layers = keras.layers


@keras.saving.register_keras_serializable(package="tests")
def hinge_d(real, fake):
    return keras.ops.mean(keras.ops.relu(1 - real)) + keras.ops.mean(keras.ops.relu(1 + fake))


@keras.saving.register_keras_serializable(package="tests")
def hinge_g(real, fake):
    return -keras.ops.mean(fake)


@keras.saving.register_keras_serializable(package="tests")
def around_9(shape, seed=None):
    return 9 + keras.random.uniform(shape, seed=seed)


class Wrapped(keras.Model):
    """A subclassed network, which says nothing of its input."""

    def __init__(self, units):
        super().__init__()
        self.hidden, self.out = layers.Dense(6, activation="relu"), layers.Dense(units)

    def call(self, x):
        return self.out(self.hidden(x))


# === What is frozen ===


def test_without_arguments_it_is_the_200_d_normal_gan():
    gan = kerasgan.build_gan()
    assert isinstance(gan, keras.Model)
    assert [(layer.units, layer.activation.__name__) for layer in gan.generator.layers] == [
        (256, "relu"),
        (200, "linear"),
    ]
    assert [(layer.units, layer.activation.__name__) for layer in gan.discriminator.layers] == [
        (256, "relu"),
        (1, "linear"),
    ]
    assert gan.latent_dim == 200 and gan.latent is kerasgan.latent.uniform and gan.loss_pair.name == "non_saturating"


def test_the_combined_model_trains_the_generator_and_shows_d_frozen(gan):
    assert [id(v) for v in gan.trainable_variables] == [id(v) for v in gan.generator.trainable_variables]
    assert gan.discriminator.trainable is False
    assert gan.discriminator.trainable_variables == []
    lines = []
    gan.summary(print_fn=lines.append, show_trainable=True)
    (count,) = re.findall(r"Non-trainable params: \D*(\d+)", "\n".join(lines))
    assert int(count) == gan.discriminator.count_params()


def test_gan_of_z_is_d_of_g_of_z(gan, rng):
    z = rng.normal(size=(5, 3)).astype("float32")
    g, d = gan.generator.get_weights(), gan.discriminator.get_weights()
    fake = np.maximum(z @ g[0] + g[1], 0) @ g[2] + g[3]
    expected = np.tanh(fake @ d[0] + d[1]) @ d[2] + d[3]
    np.testing.assert_allclose(keras.ops.convert_to_numpy(gan(z)), expected, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(gan.predict(z, verbose=0), expected, rtol=1e-4, atol=1e-5)


def test_training_leaves_d_frozen_for_everyone_to_see(gan, real):
    gan.train_on_batch(real)
    gan.fit(real, batch_size=4, verbose=0)
    assert not gan.discriminator.trainable
    assert not any(layer.trainable for layer in gan.discriminator.layers)
    assert len(gan.trainable_variables) == len(gan.generator.weights)


def test_train_on_batch_moves_both_networks_and_returns_floats(gan, real):
    before = values(gan.generator.weights), values(gan.discriminator.weights)
    logs = gan.train_on_batch(real)
    assert moved(before[0], values(gan.generator.weights)) and moved(before[1], values(gan.discriminator.weights))
    assert list(logs) == ["d_loss", "g_loss", "d_accuracy", "jsd"]
    assert {type(number) for number in logs.values()} == {float}
    assert len(gan.train_on_batch(real, return_dict=False)) == 4


def learned(gan, real):
    """Which weights of each network a step moves."""
    before = [values(network.weights) for network in (gan.generator, gan.discriminator)]
    gan.train_on_batch(real)
    after = [values(network.weights) for network in (gan.generator, gan.discriminator)]
    return [[moved([a], [b]) for a, b in zip(*pair)] for pair in zip(before, after)]


def test_layers_frozen_later_count_from_the_next_compile(gan, real):
    every = [True] * 4
    gan.generator.layers[0].trainable = False
    assert learned(gan, real) == [every, every]
    gan.compile(g_optimizer=sgd(use_ema=True), d_optimizer=sgd())
    assert learned(gan, real) == [[False, False, True, True], every]
    assert len(gan.optimizer.g._model_variables_moving_average) == 2 and gan.sample(2).shape == (2, 4)
    gan.generator.layers[0].trainable = True
    gan.compile(g_optimizer=sgd(), d_optimizer=sgd())
    assert learned(gan, real) == [every, every]


def test_layers_of_d_can_be_frozen_and_thawed_for_the_next_compile(gan, real):
    gan.discriminator.trainable = True
    gan.discriminator.layers[0].trainable = False
    for _ in range(2):  # D is frozen as a whole in between
        gan.compile(g_optimizer=sgd(), d_optimizer=sgd())
        assert learned(gan, real) == [[True] * 4, [False, False, True, True]]
        assert not gan.discriminator.trainable and len(gan.trainable_variables) == 4
    gan.discriminator.trainable = True
    gan.compile(g_optimizer=sgd(), d_optimizer=sgd())
    assert learned(gan, real) == [[True] * 4, [True] * 4]


def test_a_second_gan_leaves_frozen_what_was_frozen_in_d(networks, real):
    networks[1].layers[0].trainable = False
    for _ in range(2):
        gan = kerasgan.build_gan(*networks, g_optimizer=sgd(), d_optimizer=sgd())
    assert learned(gan, real) == [[True] * 4, [False, False, True, True]]


def test_a_network_frozen_to_the_last_weight_is_refused_at_compile(gan):
    gan.generator.trainable = False
    with pytest.raises(ValueError, match="^`generator` is frozen as a whole, so it could never learn. Thaw it.$"):
        gan.compile()
    gan.generator.trainable = gan.discriminator.trainable = True
    for layer in gan.discriminator.layers:
        layer.trainable = False
    with pytest.raises(ValueError, match="^`discriminator` has no trainable weights, so it could never learn."):
        gan.compile()


# === Any two models ===


@pytest.mark.parametrize(
    "end",
    [
        lambda: [layers.Dense(1, activation="sigmoid")],
        lambda: [layers.Dense(1), layers.Activation("sigmoid")],
        lambda: [layers.Dense(1, activation="sigmoid"), layers.Flatten()],
    ],
    ids=["inside", "activation layer", "reshaped"],
)
def test_a_sigmoid_discriminator_learns_like_its_logit_twin(real, rng, end):
    """From logits so large that a probability would round to 0 or 1, and its logarithm to nothing."""
    noise = rng.normal(size=(2, 8, 3)).astype("float32")
    found = []
    for tail in (end(), [layers.Dense(1)]):
        generator = keras.Sequential([keras.Input((3,)), layers.Dense(4, kernel_initializer="ones")])
        discriminator = keras.Sequential([keras.Input((4,)), *tail])
        discriminator.set_weights([np.full((4, 1), 12.0), np.zeros(1)])
        gan = kerasgan.build_gan(generator, discriminator, g_optimizer=sgd(), d_optimizer=sgd())
        logs = gan.train_on_batch(real, noise=noise)
        found.append((logs, gan.generator.get_weights() + gan.discriminator.get_weights()))
        assert np.isfinite(list(logs.values())).all()
    assert found[0][0] == pytest.approx(found[1][0])
    for sigmoid, logit in zip(found[0][1], found[1][1]):
        np.testing.assert_allclose(sigmoid, logit, rtol=1e-5, atol=1e-6)


def test_a_sigmoid_discriminator_still_gives_probabilities_to_everyone_else(real):
    discriminator = keras.Sequential([keras.Input((4,)), layers.Dense(1, activation="sigmoid")])
    gan = kerasgan.build_gan(keras.Sequential([keras.Input((3,)), layers.Dense(4)]), discriminator)
    gan.train_on_batch(real)
    verdicts = keras.ops.convert_to_numpy(gan.discriminator(100 * real))
    assert ((verdicts >= 0) & (verdicts <= 1)).all()


def test_the_books_two_models_as_printed_train(rng):
    """Section 13.3: both end in a sigmoid layer, both optimizers are SGD with Nesterov momentum."""
    generator = keras.Sequential(
        [
            keras.Input((200,)),
            layers.Dense(256),
            layers.Activation("relu"),
            layers.Dense(200),
            layers.Activation("sigmoid"),
        ]
    )
    discriminator = keras.Sequential(
        [keras.Input((200,)), layers.Dense(256, activation="relu"), layers.Dense(1, activation="sigmoid")]
    )
    optimizers = {f"{net}_optimizer": sgd(5e-4, momentum=0.9, nesterov=True) for net in "gd"}
    gan = kerasgan.build_gan(generator, discriminator, latent="uniform", **optimizers)
    data = kerasgan.datasets.load("normal_200d")
    with pytest.raises(ValueError, match=r"of the values are out of the generator's reach"):
        kerasgan.fit_gan(gan, data, steps=5, verbose=0)
    history = kerasgan.fit_gan(gan, data, steps=20, verbose=0, check_range=False).history
    assert history["d_loss"][-1] < history["d_loss"][0]  # data out of reach: D wins
    assert 0 < gan.sample(50).min() and gan.sample(50).max() < 1


def test_subclassed_and_unbuilt_networks_need_only_the_size_of_the_noise(real):
    for pair in ((Wrapped(4), Wrapped(1)), (keras.Sequential([layers.Dense(4)]), keras.Sequential([layers.Dense(1)]))):
        gan = kerasgan.build_gan(*pair, latent_dim=3)
        before = values(gan.discriminator.weights)
        gan.train_on_batch(real)
        assert moved(before, values(gan.discriminator.weights))
        assert gan.sample(2).shape == (2, 4)


class Judge(Wrapped):
    """A subclassed D that ends in a sigmoid, which nobody can see from outside."""

    def call(self, x):
        return keras.ops.sigmoid(super().call(x))


def test_a_sigmoid_that_cannot_be_seen_is_asked_for(real, tmp_path):
    generator = keras.Sequential([keras.Input((3,)), layers.Dense(4)])
    with pytest.raises(ValueError, match="its last activation cannot be seen, and all it says of 64 samples lies betw"):
        kerasgan.build_gan(generator, Judge(1))
    judge = Judge(1)
    gan = kerasgan.build_gan(generator, judge, from_logits=False, g_optimizer=sgd(), d_optimizer=sgd())
    logits = Wrapped(1)
    logits(real)
    logits.set_weights(judge.get_weights())
    twin = keras.models.clone_model(generator)
    twin.set_weights(generator.get_weights())
    other = kerasgan.build_gan(twin, logits, g_optimizer=sgd(), d_optimizer=sgd())
    noise = np.ones((2, 8, 3), "float32")
    assert gan.train_on_batch(real, noise=noise) == pytest.approx(other.train_on_batch(real, noise=noise), rel=1e-4)


def test_noise_can_have_any_shape():
    generator = keras.Sequential([keras.Input((1, 1, 5)), layers.Conv2DTranspose(1, 4, activation="tanh")])
    discriminator = keras.Sequential([keras.Input((4, 4, 1)), layers.Conv2D(1, 4)])  # one logit as (None, 1, 1, 1)
    gan = kerasgan.build_gan(generator, discriminator)
    assert (gan.latent_shape, gan.latent_dim) == ((1, 1, 5), 5)
    assert np.isfinite(gan.train_on_batch(np.zeros((3, 4, 4, 1)))["g_loss"])


def test_one_network_is_enough_and_the_other_is_made_to_fit():
    generator = keras.Sequential([keras.Input((5,)), layers.Dense(7)])
    assert kerasgan.build_gan(generator).discriminator.input_shape == (None, 7)
    discriminator = keras.Sequential([keras.Input((6,)), layers.Dense(1)])
    assert kerasgan.build_gan(discriminator=discriminator).generator.output_shape == (None, 6)


def test_the_other_one_takes_classes_and_size_of_the_noise_over():
    generator = kerasgan.build_generator(output_shape=(7,), latent_dim=3, num_classes=3)
    gan = kerasgan.build_gan(generator)
    assert gan.num_classes == 3 and networks_module.classes_of(gan.discriminator) == 3
    discriminator = kerasgan.build_discriminator(input_shape=(6,), num_classes=4)
    gan = kerasgan.build_gan(discriminator=discriminator, latent_dim=5)
    assert (gan.num_classes, gan.latent_shape) == (4, (5,)) and networks_module.classes_of(gan.generator) == 4


def test_labels_are_those_that_both_networks_know():
    generator = kerasgan.build_generator(output_shape=(7,), latent_dim=3, num_classes=3)
    gan = kerasgan.build_gan(generator, kerasgan.build_discriminator(input_shape=(7,), num_classes=5))
    assert gan.num_classes == 3


def test_a_generator_alone_that_does_not_say_the_size_of_its_noise_is_asked():
    with pytest.raises(ValueError, match="has no latent input, so the size of the noise is unknown. Begin it with"):
        kerasgan.build_gan(keras.Sequential([layers.Dense(4)], name="mine"))
    gan = kerasgan.build_gan(keras.Sequential([layers.Dense(4)]), latent_dim=3)
    assert gan.discriminator.input_shape == (None, 4)


@pytest.mark.parametrize(
    "options, message",
    [
        (
            {"loss": "minmax"},
            "`loss`: expected one of 'hinge', 'least_squares', 'minimax', 'non_saturating', 'relativistic', ",
        ),
        ({"d_steps": 0}, "`d_steps`: expected a whole number of at least 1. Received: 0."),
        ({"latent": "gauss"}, "`latent`: expected one of 'normal', 'uniform'. Received: 'gauss'."),
        ({"g_optimizer": "adm"}, "`g_optimizer`: expected one of 'adadelta'"),
        ({"latent_dim": 9}, "`latent_dim`: expected what `generator` ('generator') takes, (3,). Received: 9. Leave it"),
        ({"from_logits": "no"}, "`from_logits`: expected True or False. Received: 'no'."),
        (
            {"from_logits": False},
            "`from_logits`: expected True, since `discriminator` ('discriminator') ends in 'linear' and so gives no "
            "probability. Received: False. Leave it out, or end the discriminator in a sigmoid.",
        ),
        ({"jit_compile": "no"}, "`jit_compile`: expected True or False or 'auto'. Received: 'no'."),
        ({"run_eagerly": 3, "d_steps": 0}, "2 problems:\n  1. `d_steps`: expected a whole number of at least 1. Rec"),
    ],
)
def test_bad_arguments_are_named(networks, options, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        kerasgan.build_gan(*networks, **options)


def test_networks_that_do_not_fit_are_shown_with_both_shapes():
    with pytest.raises(ValueError) as error:
        kerasgan.build_gan(kerasgan.build_generator(output_shape=(4,)), kerasgan.build_discriminator(input_shape=(5,)))
    assert str(error.value) == (
        "The output of `generator` does not fit the input of `discriminator`: 'generator' makes (None, 4), "
        "'discriminator' takes (None, 5). Change one of them so that they agree."
    )


def test_steps_per_execution_are_checked(gan):
    with pytest.raises(
        ValueError, match="^`steps_per_execution`: expected a whole number of at least 1. Received: 0.$"
    ):
        gan.compile(steps_per_execution=0)


# === Saving ===


def copies(before, after):
    for old, new in zip(before.state, after.state):
        if old.name != "seed_generator_state":
            np.testing.assert_array_equal(value(old), value(new), err_msg=old.path)


@pytest.mark.parametrize("pair", ["networks", "convolutional"])
def test_a_saved_gan_goes_on_with_both_optimizers(request, tmp_path, rng, pair):
    nets = conv_pair() if pair == "convolutional" else request.getfixturevalue("networks")
    gan = kerasgan.build_gan(*nets, g_optimizer="adam", d_optimizer=sgd(0.1, momentum=0.9), d_steps=2, loss="minimax")
    real = rng.uniform(-1, 1, (8, *gan.data_shape)).astype("float32")
    noise = rng.normal(size=(3, 8, 3)).astype("float32")
    for _ in range(3):
        gan.train_on_batch(real, noise=noise)
    gan.save(tmp_path / "gan.keras")
    loaded = keras.models.load_model(tmp_path / "gan.keras")
    assert type(loaded) is kerasgan.GAN
    assert int(value(loaded.optimizer.d.iterations)) == 6  # two updates of D in each of three steps
    assert (loaded.d_steps, loaded.loss_pair.name) == (2, "minimax")
    assert len(loaded.trainable_variables) == len(gan.trainable_variables) and not loaded.discriminator.trainable
    copies(gan, loaded)
    logs = [model.train_on_batch(real, noise=noise) for model in (gan, loaded)]
    assert logs[0] == pytest.approx(logs[1], rel=1e-5)
    for old, new in zip(values(gan.generator.weights), values(loaded.generator.weights)):
        np.testing.assert_allclose(old, new, rtol=1e-4, atol=1e-6)


def test_weights_alone_hold_both_optimizers_too(networks, real, tmp_path):
    gan = kerasgan.build_gan(*networks, g_optimizer="adam", d_optimizer="adam")
    gan.train_on_batch(real)
    gan.save_weights(tmp_path / "gan.weights.h5")
    fresh = kerasgan.build_gan(
        kerasgan.build_generator("mlp", output_shape=(4,), latent_dim=3, hidden=(5,)),
        kerasgan.build_discriminator("mlp", input_shape=(4,), hidden=(6,), activation="tanh"),
        g_optimizer="adam",
        d_optimizer="adam",
    )
    fresh.load_weights(tmp_path / "gan.weights.h5")
    copies(gan, fresh)


def test_partly_frozen_networks_come_back_partly_frozen(networks, real, tmp_path):
    networks[1].layers[0].trainable = False
    gan = kerasgan.build_gan(*networks)
    gan.save(tmp_path / "gan.keras")
    loaded = keras.models.load_model(tmp_path / "gan.keras")
    before = values(loaded.discriminator.weights)
    loaded.train_on_batch(real)
    after = values(loaded.discriminator.weights)
    assert not moved(before[:2], after[:2]) and moved(before[2:], after[2:])


def test_losses_and_latents_of_ones_own_are_saved(networks, real, tmp_path):
    pair = kerasgan.losses.LossPair(hinge_d, hinge_g, name="my_hinge")
    gan = kerasgan.build_gan(*networks, loss=pair, latent=around_9)
    assert sorted(gan.train_on_batch(real)) == ["d_accuracy", "d_loss", "g_loss"]  # no estimate of the divergence
    gan.save(tmp_path / "gan.keras")
    loaded = keras.models.load_model(tmp_path / "gan.keras")
    assert loaded.loss_pair.generator is hinge_g and loaded.latent is around_9
    np.testing.assert_allclose(loaded.sample(2, seed=1), gan.sample(2, seed=1), rtol=1e-5)


def test_conditional_gans_and_their_pixels_are_saved(rng, tmp_path):
    gan = kerasgan.build_gan(
        kerasgan.build_generator("mlp", output_shape=(4, 4, 1), latent_dim=3, num_classes=3),
        kerasgan.build_discriminator("mlp", input_shape=(4, 4, 1), num_classes=3),
    )
    gan.train_on_batch(rng.integers(0, 256, (8, 4, 4, 1)).astype("uint8"), rng.integers(0, 3, 8))
    gan.save(tmp_path / "gan.keras")
    loaded = keras.models.load_model(tmp_path / "gan.keras")
    samples = loaded.sample(4, labels=[0, 1, 2, 0], seed=1)
    assert samples.dtype == np.uint8
    np.testing.assert_array_equal(samples, gan.sample(4, labels=[0, 1, 2, 0], seed=1))


@pytest.mark.filterwarnings("ignore:Your input ran out of data")  # Keras's, on PyTorch, for the odd batch at the end
@pytest.mark.parametrize("steps_per_execution", [2, 3, 50])
def test_keras_fit_makes_several_steps_per_call(rng, steps_per_execution):
    """Five batches, the last of them smaller: the same weights and means as one step at a time."""
    real = rng.normal(1.0, 0.5, (36, 4)).astype("float32")
    found = []
    for steps in (1, steps_per_execution):
        keras.utils.set_random_seed(3)
        gan = kerasgan.build_gan(
            kerasgan.build_generator("mlp", output_shape=(4,), latent_dim=3, hidden=(5,)),
            kerasgan.build_discriminator("mlp", input_shape=(4,), hidden=(6,)),
        )
        gan.compile(g_optimizer=sgd(), d_optimizer=sgd(), steps_per_execution=steps)
        history = gan.fit(real, batch_size=8, epochs=2, verbose=0, shuffle=False)
        found.append((history.history, values([*gan.generator.weights, *gan.discriminator.weights])))
    for name, curve in found[0][0].items():
        np.testing.assert_allclose(found[1][0][name], curve, rtol=1e-4, atol=1e-5)
    for one, several in zip(found[0][1], found[1][1]):
        np.testing.assert_allclose(several, one, rtol=1e-4, atol=1e-5)


# === Keras's own callbacks ===

CALLBACKS = {
    "ModelCheckpoint": lambda folder: keras.callbacks.ModelCheckpoint(str(folder / "best.keras")),
    "BackupAndRestore": lambda folder: keras.callbacks.BackupAndRestore(str(folder / "backup")),
    "CSVLogger": lambda folder: keras.callbacks.CSVLogger(str(folder / "log.csv")),
    "EarlyStopping": lambda folder: keras.callbacks.EarlyStopping("g_loss", mode="min", restore_best_weights=True),
    "LearningRateScheduler": lambda folder: keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2),
    "ReduceLROnPlateau": lambda folder: keras.callbacks.ReduceLROnPlateau("d_loss", mode="min", patience=1),
    "SwapEMAWeights": lambda folder: keras.callbacks.SwapEMAWeights(swap_on_epoch=True),
    "TerminateOnNaN": lambda folder: keras.callbacks.TerminateOnNaN(),
    "TensorBoard": lambda folder: (
        pytest.importorskip("tensorboard") and keras.callbacks.TensorBoard(str(folder / "board"))
    ),
}


# What the others do is in `callbacks/test_keras_callbacks.py`.
@pytest.mark.parametrize(
    "name, how", pairs(CALLBACKS, ["fit", "fit_gan"], lambda name, how: name in ("SwapEMAWeights", "TensorBoard"))
)
def test_keras_callbacks_work(networks, real, tmp_path, name, how):
    gan = kerasgan.build_gan(*networks, g_optimizer=sgd(use_ema=True), d_optimizer=sgd())
    callback = CALLBACKS[name](tmp_path)
    if how == "fit":
        history = gan.fit(real, batch_size=4, epochs=3, verbose=0, callbacks=[callback])
    else:
        history = kerasgan.fit_gan(gan, real, batch_size=4, epochs=3, verbose=0, callbacks=[callback])
    assert {"d_loss", "g_loss", "d_accuracy", "jsd"} <= set(history.history)
    if name == "LearningRateScheduler":
        assert float(value(gan.optimizer.g.learning_rate)) == pytest.approx(0.1 / 8)
        assert float(value(gan.optimizer.d.learning_rate)) == pytest.approx(0.1 / 8)
    if name == "ModelCheckpoint":
        copies(keras.models.load_model(tmp_path / "best.keras"), gan)


def test_backup_and_restore_brings_both_optimizers_back(networks, real, tmp_path):
    class Crash(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            if epoch == 2:
                raise RuntimeError("power cut")

    def train(epochs, *callbacks):
        keras.utils.set_random_seed(1)
        gan = kerasgan.build_gan(
            kerasgan.build_generator("mlp", output_shape=(4,), latent_dim=3, hidden=(5,)),
            kerasgan.build_discriminator("mlp", input_shape=(4,), hidden=(6,)),
            g_optimizer="adam",
            d_optimizer="adam",
        )
        backup = keras.callbacks.BackupAndRestore(str(tmp_path / "backup"))
        gan.fit(real, batch_size=8, epochs=epochs, verbose=0, callbacks=[backup, *callbacks])
        return gan

    with pytest.raises(RuntimeError, match="power cut"):
        train(4, Crash())
    gan = train(4)
    assert [int(value(half.iterations)) for half in gan.optimizer.optimizers] == [4, 4]


def test_held_out_losses_change_nothing(gan, real):
    history = gan.fit(real, batch_size=4, verbose=0, validation_data=real[:4])
    assert {"val_d_loss", "val_g_loss", "val_d_accuracy", "val_jsd"} <= set(history.history)
    before = values([*gan.generator.variables, *gan.discriminator.variables, *gan.optimizer.variables])
    gan.evaluate(real, batch_size=4, verbose=0)
    assert not moved(before, values([*gan.generator.variables, *gan.discriminator.variables, *gan.optimizer.variables]))


# === Samples ===


def test_samples_come_from_the_latent_distribution_the_same_on_every_backend(gan):
    z = np.random.default_rng(4).uniform(-1, 1, (5, 3)).astype("float32")
    g = gan.generator.get_weights()
    expected = np.maximum(z @ g[0] + g[1], 0) @ g[2] + g[3]
    np.testing.assert_allclose(gan.sample(5, seed=4), expected, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(gan.sample(5, seed=4, batch_size=2), expected, rtol=1e-4, atol=1e-5)
    assert moved([gan.sample(5)], [gan.sample(5)])


def test_samples_are_made_by_the_averaged_weights_where_there_are_any(networks, real):
    gan = kerasgan.build_gan(*networks, g_optimizer=sgd(use_ema=True, ema_momentum=0.5), d_optimizer=sgd())
    for _ in range(3):
        gan.train_on_batch(real)
    z = np.random.default_rng(4).uniform(-1, 1, (5, 3)).astype("float32")
    g = values(gan.optimizer.g._model_variables_moving_average)
    raw = gan.generator.get_weights()
    expected = np.maximum(z @ g[0] + g[1], 0) @ g[2] + g[3]
    np.testing.assert_allclose(gan.sample(5, seed=4), expected, rtol=1e-4, atol=1e-5)
    assert not moved(raw, gan.generator.get_weights()) and moved(raw, g)


@pytest.mark.parametrize("activation, low, high", [("tanh", -1, 1), ("sigmoid", 0, 1)])
def test_uint8_images_are_scaled_to_the_range_of_g_and_back(activation, low, high, rng):
    """D sees the pixels in G's range: its loss is that of the same pixels scaled by hand."""
    x = rng.integers(0, 256, (8, 3, 3, 1)).astype("uint8")
    noise = rng.normal(size=(2, 8, 2)).astype("float32")
    found = []
    for real in (x, (low + (high - low) * (x / 255.0)).astype("float32")):
        keras.utils.set_random_seed(1)
        generator = kerasgan.build_generator("mlp", output_shape=(3, 3, 1), latent_dim=2, output_activation=activation)
        gan = kerasgan.build_gan(generator, kerasgan.build_discriminator("mlp", input_shape=(3, 3, 1)))
        found.append((gan.train_on_batch(real, noise=noise), gan.sample(3, seed=0)))
    assert found[0][0] == pytest.approx(found[1][0], rel=1e-4)
    assert found[0][1].dtype == np.uint8
    np.testing.assert_allclose(low + (high - low) * (found[0][1] / 255.0), found[1][1], atol=(high - low) / 255)


def test_wrong_requests_for_samples_are_named(gan):
    with pytest.raises(ValueError, match="^`n`: expected a whole number of at least 1. Received: 0.$"):
        gan.sample(0)
    with pytest.raises(ValueError, match="^`labels`: this GAN takes none"):
        gan.sample(3, labels=1)
    with pytest.raises(ValueError, match="^`batch_size`: expected a whole number of at least 1. Received: 0.$"):
        gan.sample(3, batch_size=0)


@pytest.mark.parametrize("policy", ["mixed_bfloat16", "mixed_float16"])
def test_mixed_precision_trains_and_samples_in_float32(policy, real):
    keras.config.set_dtype_policy(policy)
    try:
        gan = kerasgan.build_gan(
            kerasgan.build_generator("mlp", output_shape=(4,), latent_dim=3, hidden=(5,)),
            kerasgan.build_discriminator("mlp", input_shape=(4,), hidden=(6,)),
        )
        before = values(gan.discriminator.weights)
        for _ in range(8):  # dynamic loss scaling may skip the first
            logs = gan.train_on_batch(real)
    finally:
        keras.config.set_dtype_policy("float32")
    assert moved(before, values(gan.discriminator.weights))
    assert np.isfinite(list(logs.values())).all()
    assert gan.sample(2).dtype == np.float32


# === Mistakes of those who come from elsewhere ===


def test_networks_in_each_others_place_are_recognised(networks):
    with pytest.raises(ValueError) as error:
        kerasgan.build_gan(*networks[::-1])
    assert str(error.value) == (
        "`generator` and `discriminator`: they are in each other's place: 'generator' makes (4,), which "
        "'discriminator' judges. The generator comes first: `build_gan(generator, discriminator)`."
    )


def test_labels_joined_to_images_by_hand_are_recognised():
    generator = kerasgan.build_generator("dcgan", (8, 8, 1), 3)
    discriminator = kerasgan.build_discriminator("dcgan", (8, 8, 11))
    with pytest.raises(ValueError, match="10 channels more. If labels are joined by hand"):
        kerasgan.build_gan(generator, discriminator)


def test_a_failed_try_leaves_the_discriminator_as_it_came(networks):
    _, discriminator = networks
    discriminator.layers[0].trainable = False
    for wrong in ({"loss": "bce"}, {"g_optimizer": "adma"}, {"terms": ["r9"]}):
        with pytest.raises(ValueError):
            kerasgan.build_gan(*networks, **wrong)
        assert discriminator.trainable and not discriminator.layers[0].trainable
    assert not kerasgan.build_gan(*networks).discriminator.trainable


@pytest.mark.parametrize(
    "options, error, hint",
    [
        ({"loss": "bce"}, ValueError, "Pass `'non_saturating'`."),
        ({"loss": "WGAN"}, ValueError, "Pass `'wasserstein'`."),
        ({"d_optimizer": "adma"}, ValueError, "Did you mean 'adam'?"),
        ({"loss_fn": "minimax"}, TypeError, "Did you mean 'loss'?"),
        ({"d_step": 2}, TypeError, "Did you mean 'd_steps'?"),
    ],
)
def test_what_is_called_otherwise_elsewhere_is_told(networks, options, error, hint):
    with pytest.raises(error) as found:
        kerasgan.build_gan(*networks, **options)
    assert str(found.value).endswith(hint)


def test_noise_is_the_same_by_default_wherever_a_gan_is_made(networks):
    assert kerasgan.GAN(*networks).latent is kerasgan.build_gan(*networks).latent is kerasgan.latent.uniform
