"""`fit_gan`: the loop, its history, its ends."""

import signal
import threading

import keras
import numpy as np
import pytest
from cases import some
from helpers import moved, sgd, values

import kerasgan
from kerasgan.errors import DataEndedError, TrainingDivergedError
from kerasgan.training import fit


class Count(keras.callbacks.Callback):
    """Counts what the loop calls."""

    def __init__(self):
        super().__init__()
        self.calls = []

    def on_train_begin(self, logs=None):
        self.calls.append("begin")

    def on_epoch_end(self, epoch, logs=None):
        self.calls.append(("epoch", epoch, sorted(logs)))

    def on_train_end(self, logs=None):
        self.calls.append("end")


class Watch(keras.callbacks.Callback):
    """Has a hook after each batch, so each step must be a call of its own."""

    def __init__(self, at=None, do=lambda model: None):
        super().__init__()
        self.at, self.do, self.batches = at, do, []

    def on_train_batch_end(self, batch, logs=None):
        self.batches.append(batch)
        if len(self.batches) == self.at:
            self.do(self.model)


def sampler(batch_size, rng):
    return rng.normal(1.0, 0.5, (batch_size, 4))


@pytest.fixture
def data(rng):
    return sampler(40, rng)


# === How long, and what the history says ===


@pytest.mark.parametrize(
    "batches, d_steps, steps, epochs, plan, entries",
    [
        (5, 1, None, 3, (15, 5), 3),  # passes over the data
        (5, 2, None, 3, (6, 2), 3),  # each D update takes a batch
        (5, 1, 7, 3, (7, 5), 2),  # whichever comes first
        (5, 1, 1000, None, (1000, 10), 100),  # about a hundred reports
        (None, 1, 7, None, (7, 1), 7),
        (None, 1, 250, None, (250, 3), 84),
        (None, 1, 100, 4, (100, 25), 4),  # an endless source: as many reports as asked for
    ],
)
def test_a_plan_says_how_long_and_how_often(batches, d_steps, steps, epochs, plan, entries):
    found = fit.make_plan(batches, d_steps, steps, epochs)
    assert (*found, found.epochs) == (*plan, entries)


def test_history_has_one_entry_per_pass(gan, data):
    history = kerasgan.fit_gan(gan, data, epochs=3, batch_size=8, verbose=0)
    assert isinstance(history, keras.callbacks.History)
    assert history is gan.history
    assert set(history.history) == {"d_loss", "g_loss", "d_accuracy", "jsd"}
    assert {len(curve) for curve in history.history.values()} == {3}
    assert history.steps == [5, 10, 15]
    np.testing.assert_allclose(history.history["jsd"], np.log(2) - np.array(history.history["d_loss"]), atol=1e-6)


def test_an_entry_is_the_mean_of_its_steps(networks, data):
    def train(**options):
        keras.utils.set_random_seed(5)
        gan = kerasgan.build_gan(
            kerasgan.build_generator("mlp", output_shape=(4,), latent_dim=3, hidden=(5,)),
            kerasgan.build_discriminator("mlp", input_shape=(4,), hidden=(6,)),
        )
        return kerasgan.fit_gan(gan, sampler, steps=6, batch_size=8, verbose=0, seed=1, **options).history

    every, halves = train(), train(epochs=2)
    np.testing.assert_allclose(halves["d_loss"], np.reshape(every["d_loss"], (2, 3)).mean(axis=1), rtol=1e-5)


def test_callbacks_are_called_in_keras_order(gan, data):
    count = Count()
    kerasgan.fit_gan(gan, data, epochs=2, batch_size=8, callbacks=[count], verbose=0)
    names = ["d_accuracy", "d_loss", "g_loss", "jsd"]
    assert count.calls == ["begin", ("epoch", 0, names), ("epoch", 1, names), "end"]


def test_a_callback_that_watches_batches_sees_each_step(gan, data):
    watch = Watch()
    kerasgan.fit_gan(gan, data, epochs=2, batch_size=8, callbacks=[watch], verbose=0)
    assert watch.batches == [0, 1, 2, 3, 4] * 2
    assert fit.steps_per_call(gan, 8, [watch]) == 1
    assert fit.steps_per_call(gan, 8, [Count()]) == fit.MOST_STEPS_PER_CALL


def test_a_lambda_callback_watches_batches_too(gan):
    assert fit.watches_steps(keras.callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: None))
    assert not fit.watches_steps(keras.callbacks.History())


def test_several_steps_per_call_change_nothing_but_speed(data):
    found = []
    for steps_per_execution in (1, 4):
        keras.utils.set_random_seed(5)
        gan = kerasgan.build_gan(
            kerasgan.build_generator("mlp", output_shape=(4,), latent_dim=3, hidden=(5,)),
            kerasgan.build_discriminator("mlp", input_shape=(4,), hidden=(6,)),
        )
        kerasgan.fit_gan(gan, data, steps=9, batch_size=8, verbose=0, seed=1, steps_per_execution=steps_per_execution)
        found.append(values(gan.generator.weights))
    for one, several in zip(*found):
        np.testing.assert_allclose(one, several, rtol=1e-4, atol=1e-6)


# === Every kind of data ===


class Passes(keras.utils.PyDataset):
    def __len__(self):
        return 5

    def __getitem__(self, index):
        return np.full((8, 4), index, "float32")


def tf_dataset(x):
    return pytest.importorskip("tensorflow").data.Dataset.from_tensor_slices(x).batch(8)


def torch_loader(x):
    torch = pytest.importorskip("torch")
    return torch.utils.data.DataLoader(torch.tensor(x), batch_size=8)


KINDS = {
    "array": lambda x: x,
    "uint8": lambda x: np.clip(40 * x + 100, 0, 255).astype("uint8"),
    "list": lambda x: x.tolist(),
    "tf.data": tf_dataset,
    "PyDataset": lambda x: Passes(),
    "DataLoader": torch_loader,
    "iterator": lambda x: iter([x[:8]] * 10),
    "generator": lambda x: (x[:8] for _ in range(10)),
    "sampler": lambda x: sampler,
}


@pytest.mark.parametrize("kind", some(KINDS, ["uint8", "tf.data", "PyDataset", "iterator", "sampler"]))
def test_every_kind_of_data_trains_both_networks(gan, data, kind):
    before = values(gan.generator.weights), values(gan.discriminator.weights)
    history = kerasgan.fit_gan(gan, KINDS[kind](data), steps=10, batch_size=8, verbose=0)
    assert moved(before[0], values(gan.generator.weights))
    assert moved(before[1], values(gan.discriminator.weights))
    assert len(history.history["d_loss"]) == 10
    assert gan.sample(2).dtype == ("uint8" if kind == "uint8" else "float32")


def test_a_gan_without_classes_leaves_out_labels_in_the_data_and_refuses_those_beside_it(networks, data):
    labels, trained = np.zeros(len(data)), []
    for given in (data, (data, labels)):
        gan = kerasgan.build_gan(*map(keras.models.clone_model, networks), g_optimizer=sgd(), d_optimizer=sgd())
        gan.set_weights([np.full(value.shape, 0.1) for value in gan.get_weights()])
        kerasgan.fit_gan(gan, given, steps=3, batch_size=8, verbose=0, seed=0)
        trained.append(values(gan.generator.weights))
    assert not moved(*trained)
    with pytest.raises(ValueError, match="^`labels`: this GAN takes none, since its networks have no label input."):
        kerasgan.fit_gan(gan, data, labels=labels, steps=1)


def test_labels_reach_both_networks_of_a_conditional_gan(rng, data):
    gan = kerasgan.build_gan(
        kerasgan.build_generator("mlp", output_shape=(4,), latent_dim=3, hidden=(5,), num_classes=3),
        kerasgan.build_discriminator("mlp", input_shape=(4,), hidden=(6,), num_classes=3),
        g_optimizer=sgd(),
        d_optimizer=sgd(),
    )
    labels = rng.integers(0, 2, len(data))  # class 2 never comes: its rows of both first kernels must not move
    before = values([gan.generator.weights[0], gan.discriminator.weights[0]])
    kerasgan.fit_gan(gan, (data, labels), epochs=2, batch_size=8, verbose=0)
    for old, new, first in zip(before, values([gan.generator.weights[0], gan.discriminator.weights[0]]), (3, 4)):
        assert moved([old[first : first + 2]], [new[first : first + 2]])
        np.testing.assert_array_equal(old[first + 2], new[first + 2])
    assert gan.sample(6, labels=1).shape == (6, 4)


# === Equal runs ===


def run(seed, **options):
    keras.utils.set_random_seed(9)
    gan = kerasgan.build_gan(
        kerasgan.build_generator("mlp", output_shape=(4,), latent_dim=3, hidden=(5,)),
        kerasgan.build_discriminator("mlp", input_shape=(4,), hidden=(6,), dropout=0.3),
    )
    np.random.seed(options.pop("numpy_seed", 0))
    history = kerasgan.fit_gan(gan, sampler, steps=12, batch_size=8, verbose=0, seed=seed, **options)
    return values([*gan.generator.weights, *gan.discriminator.weights]), history.history


def test_a_seed_makes_two_runs_equal_to_the_bit():
    first, second = run(3, numpy_seed=1), run(3, numpy_seed=2)
    assert not moved(first[0], second[0])
    assert first[1] == second[1]
    assert moved(first[0], run(4)[0])


@pytest.mark.full
def test_without_a_seed_keras_own_decides():
    assert not moved(run(None, numpy_seed=1)[0], run(None, numpy_seed=1)[0])
    assert moved(run(None, numpy_seed=1)[0], run(None, numpy_seed=2)[0])


def test_fit_gan_and_keras_fit_play_the_same_game(rng):
    """One batch, so the order of the data can't differ: the same weights and seeds lead to the same weights."""
    data = sampler(8, rng).astype("float32")
    # XLA's random numbers on TensorFlow are others, and `fit_gan` draws its noise outside of XLA.
    jit_compile = False if keras.backend.backend() == "tensorflow" else "auto"
    found = []
    for train in (
        lambda gan: kerasgan.fit_gan(gan, data, epochs=4, batch_size=8, verbose=0, seed=2),
        lambda gan: (gan.reseed(2), gan.fit(data, epochs=4, batch_size=8, verbose=0, shuffle=False))[1],
    ):
        keras.utils.set_random_seed(9)
        gan = kerasgan.build_gan(
            kerasgan.build_generator("mlp", output_shape=(4,), latent_dim=3, hidden=(5,)),
            kerasgan.build_discriminator("mlp", input_shape=(4,), hidden=(6,)),
            jit_compile=jit_compile,
        )
        history = train(gan)
        found.append((values([*gan.generator.weights, *gan.discriminator.weights]), history.history))
    for ours, theirs in zip(found[0][0], found[1][0]):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-6)
    for name, curve in found[0][1].items():
        np.testing.assert_allclose(found[1][1][name], curve, rtol=1e-4, atol=1e-5)


# === Ends ===


def test_ctrl_c_ends_cleanly_and_keeps_the_model(gan, capsys):
    before = values(gan.generator.weights)
    count, watch = Count(), Watch(at=3, do=lambda model: signal.raise_signal(signal.SIGINT))
    history = kerasgan.fit_gan(gan, sampler, steps=50, batch_size=8, callbacks=[watch, count], verbose=1)
    assert len(watch.batches) == 3
    assert moved(before, values(gan.generator.weights))
    assert count.calls[-1] == "end"
    assert len(history.history["d_loss"]) == 3 and history.interrupted
    assert "Stopped by Ctrl-C. The GAN keeps what it has learned." in capsys.readouterr().out


def test_a_callback_can_stop_training(gan):
    watch = Watch(at=4, do=lambda model: setattr(model, "stop_training", True))
    history = kerasgan.fit_gan(gan, sampler, steps=50, batch_size=8, callbacks=[watch], verbose=0)
    assert len(history.history["d_loss"]) == 4 and not history.interrupted


def test_an_exploding_learning_rate_stops_with_the_last_good_weights(networks):
    discriminator = kerasgan.build_discriminator("mlp", input_shape=(4,), hidden=(6,), activation="relu")
    gan = kerasgan.build_gan(networks[0], discriminator, g_optimizer=sgd(1e30), d_optimizer=sgd(1e30))
    count = Count()
    with pytest.raises(TrainingDivergedError, match=r"at step \d+\. Training stopped; the GAN holds its last good"):
        kerasgan.fit_gan(gan, sampler, steps=50, batch_size=8, callbacks=[count], verbose=0)
    assert all(np.isfinite(value).all() for value in values(gan.state))
    assert count.calls[-1] == "end"
    assert np.isfinite(gan.sample(3)).all()


def test_data_that_end_early_keep_what_was_learned(gan, data):
    before = values(gan.generator.weights)
    with pytest.raises(DataEndedError) as error:
        kerasgan.fit_gan(gan, iter([data[:8]] * 3), steps=5, epochs=1, steps_per_execution=2, verbose=0)
    assert int(keras.ops.convert_to_numpy(gan.optimizer.iterations)) == 3
    assert str(error.value) == (
        "`data` ended after 3 steps. The GAN keeps what it has learned. Pass data that can be iterated again (a "
        "`tf.data.Dataset`, a `DataLoader`, an array, a sampler), or ask for fewer steps."
    )
    assert moved(before, values(gan.generator.weights))


# === Bad arguments, before any training ===


@pytest.mark.parametrize(
    "options, message",
    [
        ({}, "`steps` or `epochs`: expected one of them, how long to train. Received neither."),
        ({"steps": 0}, "`steps`: expected a whole number of at least 1. Received: 0."),
        ({"epochs": -1}, "`epochs`: expected a whole number of at least 1. Received: -1."),
        ({"steps": 1, "batch_size": 2.5}, "`batch_size`: expected a whole number of at least 1. Received: 2.5."),
        (
            {"steps": 1, "steps_per_execution": 0},
            "`steps_per_execution`: expected a whole number of at least 1. Received: 0.",
        ),
        (
            {"epochs": 2},
            "`epochs`: these data have no known end, so a pass over them has no length. Received: epochs=2. Pass "
            "`steps=`, the number of steps.",
        ),
    ],
)
def test_bad_arguments_are_named_before_any_training(gan, options, message):
    before = values(gan.state)
    with pytest.raises(ValueError) as error:
        kerasgan.fit_gan(gan, sampler, verbose=0, **options)
    assert str(error.value) == message
    assert not moved(before, values(gan.state))


def test_all_mistakes_come_in_one_message(gan):
    with pytest.raises(ValueError, match="^3 problems:\n  1. `gan`: expected a compiled `kerasgan.GAN`"):
        kerasgan.fit_gan(keras.Sequential(), sampler, steps=-1, batch_size=0)


def test_fewer_batches_than_d_updates_are_refused(networks, data):
    gan = kerasgan.build_gan(*networks, d_steps=3)
    with pytest.raises(ValueError, match="^`data`: expected at least `d_steps` = 3 batches for one step. Received 2."):
        kerasgan.fit_gan(gan, data, epochs=1, batch_size=16, verbose=0)


def test_nan_in_the_data_is_found_before_any_training(gan, data):
    data[3, 2] = np.nan
    before = values(gan.state)
    with pytest.raises(ValueError, match="^`data`: expected finite numbers. Received 1 NaN and 0 infinite values"):
        kerasgan.fit_gan(gan, data, epochs=1, batch_size=8)
    assert not moved(before, values(gan.state))


# === Data that end, and waiting for data ===


def test_data_that_end_within_the_last_call_are_an_error_and_nothing_hangs(gan, rng):
    with pytest.raises(DataEndedError, match="`data` ended after 15 steps."):
        kerasgan.fit_gan(gan, iter([sampler(8, rng) for _ in range(15)]), steps=20, steps_per_execution=10, verbose=0)
    assert int(keras.ops.convert_to_numpy(gan.optimizer.g.iterations)) == 15


def test_one_ctrl_c_is_enough_while_data_are_waited_for(gan, rng):
    released, waited = threading.Event(), []

    def slow():
        yield sampler(8, rng)
        yield sampler(8, rng)
        threading.Timer(0.2, signal.raise_signal, [signal.SIGINT]).start()
        waited.append(released.wait(120))

    history = kerasgan.fit_gan(gan, slow(), steps=10, steps_per_execution=1, verbose=0)
    assert not waited
    released.set()
    assert history.steps[-1] <= 2


# === Arguments ===


def test_options_that_will_not_do_come_in_one_message_before_any_work(gan):
    with pytest.raises(ValueError) as error:
        kerasgan.fit_gan(
            gan,
            lambda n, rng: 1 / 0,
            batch_size=0,
            callbacks=[3],
            verbose="loud",
            seed=1.5,
            checkpoint=5,
            check_range=2,
        )
    assert str(error.value) == (
        "7 problems:\n"
        "  1. `steps` or `epochs`: expected one of them, how long to train. Received neither.\n"
        "  2. `batch_size`: expected a whole number of at least 1. Received: 0.\n"
        "  3. `callbacks`: expected Keras callbacks. Received: 3.\n"
        "  4. `verbose`: expected 0, 1, 2 or 'auto'. Received: 'loud'.\n"
        "  5. `seed`: expected a whole number of at least 0. Received: 1.5.\n"
        "  6. `checkpoint`: expected the path of a folder or a `kerasgan.Checkpoint`. Received: 5.\n"
        "  7. `check_range`: expected True or False. Received: 2."
    )


@pytest.mark.parametrize("verbose", [7, None, [1], 0.5])
def test_other_verbosity_is_refused(gan, data, verbose):
    with pytest.raises(ValueError, match="^`verbose`: expected 0, 1, 2 or 'auto'. Received: "):
        kerasgan.fit_gan(gan, data, steps=1, verbose=verbose)


def test_a_callback_alone_and_none_are_lists_too(gan, data):
    count = Count()
    kerasgan.fit_gan(gan, data, steps=1, batch_size=8, callbacks=count, verbose=0)
    assert count.calls[0] == "begin" and count.calls[-1] == "end"
    assert fit.as_callbacks(None) == [] and fit.as_callbacks((count,)) == [count]
    kerasgan.fit_gan(gan, data, steps=1, batch_size=8, callbacks=None, verbose=0)
