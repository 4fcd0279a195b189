"""The loop: how long its calls are, and how many programs a run needs."""

import keras
import numpy as np
import pytest
from cases import pairs
from helpers import image_gan, values

import kerasgan
from kerasgan.callbacks import Periodic
from kerasgan.training import loop
from kerasgan.training.backend import engine


def sampler(batch_size, rng):
    return rng.normal(1.0, 0.5, (batch_size, 4)).astype("float32")


def lengths(gan, **options):
    """Returns the numbers of steps of the calls that a run makes."""
    found, original = [], gan.train_on_batches
    gan.train_on_batches = lambda batches: found.append(len(batches["given"]["real"])) or original(batches)
    kerasgan.fit_gan(gan, sampler, **{"batch_size": 8, "verbose": 0, "seed": 1, "doctor": False, **options})
    return found


@pytest.mark.parametrize(
    "stretches, most, length",
    [
        ([50, 50], 50, 50),
        ([4, 4, 4, 4, 1, 3], 50, 4),  # 400 steps, a callback every 125
        ([20] * 6 + [5, 15] + [20] * 5 + [10, 10], 50, 10),
        ([70], 50, 35),
        ([7], 50, 7),
        ([7], 3, 3),  # 3 + 3 + 1
        ([5], 1, 1),
        ([], 50, 50),
    ],
)
def test_calls_are_as_long_as_makes_them_fewest(stretches, most, length):
    assert loop.call_length(stretches, most) == length


@pytest.mark.parametrize(
    "steps, every", pairs([50, 400, 401], [7, 125, 250, 1000], lambda steps, every: (steps, every) == (401, 125))
)
def test_a_run_has_calls_of_one_length_and_single_steps(gan, steps, every):
    found = lengths(gan, steps=steps, callbacks=[Periodic(every)])
    assert sum(found) == steps
    assert len({1, *found}) <= 2


def test_remainders_are_single_steps(gan):
    assert lengths(gan, steps=9, epochs=1, steps_per_execution=4) == [4, 4, 1]
    assert lengths(gan, steps=11, epochs=1, steps_per_execution=4) == [4, 4, 1, 1, 1]


def test_a_run_that_goes_on_has_two_lengths_of_calls_as_well(gan, tmp_path):
    class Stop(Periodic):
        def on_due(self, step, logs=None):
            self.model.stop_training = True

    options = {"steps": 40, "epochs": 2, "steps_per_execution": 10, "checkpoint": tmp_path}
    assert lengths(gan, **options, callbacks=[Stop(13)]) == [6, 6, 1]
    assert len({1, *lengths(gan, **options)}) <= 2


# === Whether a run is compiled ===


@pytest.fixture
def auto(monkeypatch, networks):
    """A GAN that takes XLA where a user's would."""
    monkeypatch.undo()
    return kerasgan.build_gan(*networks, g_optimizer="sgd", d_optimizer="sgd")


def test_a_short_run_is_not_compiled_and_a_long_one_is(auto):
    backend = keras.backend.backend()
    least = engine.STEPS_WORTH_COMPILING
    assert auto.compiles_steps == (backend == "jax")  # a loop of one's own, whose length nobody knows
    for steps in (least, max(0, least - 1)):
        auto.expect(steps)
        assert auto.compiles_steps == (steps >= least)


def test_the_choice_is_made_anew_for_each_run(auto):
    auto.train_on_batch(np.zeros((4, 4), "float32"))
    program = auto._many_steps
    auto.expect(20)
    assert auto._many_steps is program
    auto.expect(20_000)
    assert (auto._many_steps is program) == (keras.backend.backend() == "jax")


@pytest.fixture
def convolving():
    """A GAN of pictures whose D convolves."""
    ends = [keras.Input((8, 8, 1)), keras.layers.Conv2D(1, 4, 2), keras.layers.Flatten(), keras.layers.Dense(1)]
    return kerasgan.build_gan(image_gan().generator, keras.Sequential(ends), g_optimizer="sgd", d_optimizer="sgd")


@pytest.mark.skipif(keras.backend.backend() != "torch", reason="PyTorch has a kernel for each layer of Keras's own")
def test_pictures_by_layers_of_keras_are_not_compiled_and_by_others_are(monkeypatch, convolving):
    compiled = []
    for on_gpu in (False, True):
        monkeypatch.setattr(engine, "accelerated", lambda on_gpu=on_gpu: on_gpu)
        for gan in (convolving, kerasgan.build_gan(image_gan().generator, with_a_layer_of_ours())):
            gan.expect(10**9)
            compiled.append(gan.compiles_steps)
    assert compiled == [False, True, True, True]


def with_a_layer_of_ours():
    """Returns a D that convolves and has a layer made of many operations."""
    ends = [keras.layers.Conv2D(2, 4, 2), kerasgan.layers.MinibatchStdDev(), keras.layers.Flatten()]
    return keras.Sequential([keras.Input((8, 8, 1)), *ends, keras.layers.Dense(1)])


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="the others compile convolutions like all else")
@pytest.mark.parametrize("pays", [True, False])
def test_convolutions_are_compiled_where_xla_has_the_faster_ones(monkeypatch, convolving, pays):
    monkeypatch.setattr(engine, "widest_is_avx2", lambda: pays)
    for steps in (499, 500, 10**9):
        convolving.expect(steps)
        assert convolving.compiles_steps == (pays and steps >= 500)


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="only TensorFlow has layers without XLA")
def test_what_keras_says_is_not_for_xla_is_not_compiled(monkeypatch, auto):
    monkeypatch.setattr(engine, "widest_is_avx2", lambda: True)
    first, last = [keras.Input((8, 8, 1)), keras.layers.RandomRotation(0.1)], [keras.layers.Flatten()]
    ends = ([keras.layers.Conv2D(1, 4), *last, keras.layers.Dense(1)], [*last, keras.layers.Dense(1)])
    turning, dense = (kerasgan.build_gan(image_gan().generator, keras.Sequential([*first, *end])) for end in ends)
    for gan in (turning, dense):
        gan.expect(10**9)
        assert not gan.compiles_steps


def test_compiled_convolutions_learn_what_others_learn(convolving, rng):
    real, noise = rng.normal(size=(3, 4, 8, 8, 1)).astype("float32"), rng.normal(size=(3, 2, 4, 3)).astype("float32")
    start, found = values(convolving.state), []
    for wanted in (False, True):
        convolving.compile(g_optimizer="sgd", d_optimizer="sgd", jit_compile=wanted)
        for variable, before in zip(convolving.state, start):
            variable.assign(before)
        logs = convolving.train_on_batches({"real": real, "noise": noise})
        found.append([*values(logs.values()), *values(convolving.state)])
    for compiled, plain in zip(*found):
        np.testing.assert_allclose(compiled, plain, rtol=1e-4, atol=1e-5)


PROCESSORS = [
    (["X86_V3"], True),
    (["X86_V3", "X86_V4", "AVX512_ICL"], False),
    (["SSE42", "AVX2", "FMA3"], True),  # as NumPy before 2.4 says it
    (["AVX2", "AVX512F", "AVX512_SKX"], False),
    (["ASIMD"], False),
    ([], False),
]


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="of TensorFlow's engine")
@pytest.mark.parametrize("found, wanted", PROCESSORS, ids=str)
def test_a_processor_is_known_by_what_numpy_finds(monkeypatch, found, wanted):
    monkeypatch.setattr(np, "show_config", lambda mode: {"SIMD Extensions": {"found": found}})
    assert engine.widest_is_avx2.__wrapped__() is wanted


@pytest.mark.parametrize("wanted", [True, False])
def test_what_is_asked_for_is_done_whatever_the_length(networks, wanted):
    gan = kerasgan.build_gan(*networks, jit_compile=wanted)
    for steps in (0, 20, 20_000):
        gan.expect(steps)
        assert gan.compiles_steps is wanted
