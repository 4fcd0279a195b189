import keras
import numpy as np
import pytest
from cases import pairs

import kerasgan
from kerasgan.callbacks import Periodic
from kerasgan.training import fit, loop


class Watch(Periodic):
    """Notes at which steps it was called, and what G's weights were then."""

    def __init__(self, every):
        super().__init__(every)
        self.first, self.steps, self.logs, self.weights = None, [], [], []

    def on_first_step(self, step):
        self.first = step

    def on_due(self, step, logs=None):
        self.steps.append(step)
        self.logs.append(logs)
        self.weights.append(np.array(keras.ops.convert_to_numpy(self.model.generator.variables[0])))


def sampler(batch_size, rng):
    return rng.normal(1.0, 0.5, (batch_size, 4)).astype("float32")


def train(gan, real, watches, **options):
    return kerasgan.fit_gan(gan, real, **{"batch_size": 8, "verbose": 0, "seed": 1, **options}, callbacks=watches)


@pytest.mark.parametrize(
    "steps_per_execution, epochs",
    pairs([1, 2, 4, "auto"], [1, 10], lambda calls, epochs: (calls, epochs) in [(1, 1), (2, 10), (4, 1), ("auto", 1)]),
)
def test_it_is_called_at_multiples_however_many_steps_a_call_makes(gan, steps_per_execution, epochs):
    watch = Watch(3)  # with one epoch a call begins before the end of the last one is told of
    train(gan, sampler, [watch], steps=10, epochs=epochs, steps_per_execution=steps_per_execution)
    assert watch.first == 0 and watch.steps == [3, 6, 9] and watch.step == 10
    assert all(set(logs) == {"d_loss", "g_loss", "d_accuracy", "jsd"} for logs in watch.logs)


@pytest.mark.parametrize("steps_per_execution", [1, 2])
def test_it_counts_right_though_the_next_call_begins_before_it_hears_of_one(gan, steps_per_execution):
    watch = Watch(4)
    train(gan, sampler, [watch], steps=24, epochs=2, steps_per_execution=steps_per_execution)
    assert watch.steps == [4, 8, 12, 16, 20, 24] and watch.step == 24


def test_several_are_served_each_at_its_own_steps(gan):
    watches = [Watch(4), Watch(6), Watch(100)]
    train(gan, sampler, watches, steps=25, epochs=2)
    assert [watch.steps for watch in watches] == [[4, 8, 12, 16, 20, 24], [6, 12, 18, 24], []]


def test_it_sees_the_weights_of_just_that_step(networks, real):
    first = [np.array(weights) for network in networks for weights in network.get_weights()]
    seen = {}
    for steps_per_execution in (1, 50):
        for network, values in zip(networks, (first[: len(networks[0].weights)], first[len(networks[0].weights) :])):
            network.set_weights(values)
        gan = kerasgan.build_gan(*networks, g_optimizer="sgd", d_optimizer="sgd")
        watch = Watch(5)
        train(gan, real, [watch], steps=12, steps_per_execution=steps_per_execution)
        seen[steps_per_execution] = watch.weights
    np.testing.assert_allclose(seen[1], seen[50], rtol=1e-5)
    assert len(seen[1]) == 2 and not np.array_equal(*seen[1])


def test_a_call_is_no_shorter_than_it_has_to_be(gan):
    calls = []
    original = gan.train_on_batches
    gan.train_on_batches = lambda batches: calls.append(len(batches["given"]["real"])) or original(batches)
    train(gan, sampler, [Watch(40)], steps=120, epochs=1)
    assert fit.MOST_STEPS_PER_CALL == 50 and calls == [40, 40, 40]


def test_the_count_goes_on_in_a_second_run(gan, real):
    watch = Watch(4)
    train(gan, real, [watch], steps=6)
    train(gan, real, [watch], steps=6)
    assert watch.first == 6 and watch.steps == [4, 8, 12]


def test_the_count_goes_on_from_a_checkpoint(networks, tmp_path):
    class Stop(Periodic):
        def on_due(self, step, logs=None):
            self.model.stop_training = True

    found = []
    for more in ([Stop(7)], []):
        gan = kerasgan.build_gan(*networks, g_optimizer="sgd", d_optimizer="sgd")
        watch = Watch(3)
        train(gan, sampler, [watch, *more], steps=20, epochs=4, checkpoint=tmp_path)
        found.append((watch.first, watch.steps))
        networks = [keras.models.clone_model(network) for network in networks]
    assert found == [(0, [3, 6]), (7, [9, 12, 15, 18])]


@pytest.mark.parametrize("steps_per_execution, steps", [(1, [3, 6]), (4, [4, 8])])
def test_the_fit_of_keras_calls_it_after_the_call_with_the_step(gan, real, steps_per_execution, steps):
    gan.compile(g_optimizer="sgd", d_optimizer="sgd", steps_per_execution=steps_per_execution)
    watch = Watch(3)
    gan.fit(real, batch_size=2, epochs=2, verbose=0, callbacks=[watch])
    assert watch.first == 0 and watch.steps == steps and watch.step == 8


def test_it_does_not_make_fit_gan_slow(gan):
    class Reads(Periodic):
        def on_train_batch_end(self, batch, logs=None):
            super().on_train_batch_end(batch, logs)

    assert fit.steps_per_call(gan, 8, [Watch(10)]) == fit.MOST_STEPS_PER_CALL
    assert not fit.watches_steps(Watch(10)) and fit.watches_steps(Reads(10))


@pytest.mark.parametrize("step, due", [(0, 4), (3, 1), (4, 2), (6, 2), (11, 1), (12, 4)])
def test_the_next_due_step_is_that_of_the_first_callback(step, due):
    assert loop.steps_until_due([keras.callbacks.History(), Watch(4), Watch(6)], step) == due


def test_without_such_callbacks_nothing_is_ever_due():
    assert loop.steps_until_due([keras.callbacks.History()], 5) == float("inf")


@pytest.mark.parametrize("every", [0, -1, 1.5, None, True])
def test_every_is_a_whole_number(every):
    with pytest.raises(ValueError) as error:
        Periodic(every)
    assert str(error.value) == f"`every`: expected a whole number of at least 1. Received: {every!r}."
