"""Real samples drawn inside of the compiled step."""

import keras
import numpy as np
import pytest
from cases import some

import kerasgan
from kerasgan.training.checkpoint import Checkpoint


def constant(value, batch_size=8):
    """Data that are the same in each row and each batch: drawn in the step or not makes no difference."""
    return kerasgan.datasets.InStep(lambda n, seed: keras.ops.full((n, 4), value))


def make(d_steps=1):
    keras.utils.set_random_seed(3)
    return kerasgan.build_gan(
        kerasgan.build_generator("mlp", output_shape=(4,), latent_dim=3, hidden=(5,)),
        kerasgan.build_discriminator("mlp", input_shape=(4,), hidden=(6,)),
        d_steps=d_steps,
    )


def weights(gan):
    return [keras.ops.convert_to_numpy(variable) for variable in gan.state]


@pytest.mark.parametrize("d_steps", some([1, 2], [2]))
def test_it_is_the_same_game(d_steps):
    found = []
    for data in (constant(0.5), lambda n, rng: np.full((n, 4), 0.5)):
        gan = make(d_steps)
        kerasgan.fit_gan(gan, data, steps=5, batch_size=8, steps_per_execution=2, seed=1, verbose=0)
        found.append([keras.ops.convert_to_numpy(v) for v in gan.weights])
    for ours, theirs in zip(*found):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-6)


def normal(n, seed):
    return keras.random.normal((n, 4), seed=seed)


def test_each_step_sees_other_samples_and_a_seed_repeats_them():
    runs = []
    for seed in (1, 1, 2):
        gan = make()
        kerasgan.fit_gan(gan, kerasgan.datasets.InStep(normal), steps=4, batch_size=8, seed=seed, verbose=0)
        runs.append(weights(gan)[0])
    assert np.array_equal(runs[0], runs[1]) and not np.array_equal(runs[0], runs[2])


def test_a_run_cut_off_goes_on_to_the_bit(tmp_path):
    # Compiled in a hurry, as all tests are, a call of two steps rounds otherwise than two calls on JAX.
    at_once = 1 if keras.backend.backend() == "jax" else 2
    options = {"batch_size": 8, "seed": 1, "verbose": 0, "steps_per_execution": at_once}
    data = kerasgan.datasets.InStep(normal)
    whole, first, again = make(), make(), make()
    kerasgan.fit_gan(whole, data, steps=8, **options)
    stop = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: setattr(first, "stop_training", True))
    kerasgan.fit_gan(first, data, steps=8, epochs=2, checkpoint=Checkpoint(tmp_path), callbacks=[stop], **options)
    kerasgan.fit_gan(again, data, steps=8, checkpoint=Checkpoint(tmp_path), **options)
    for ours, theirs in zip(weights(again), weights(whole)):
        np.testing.assert_array_equal(ours, theirs)


def trained(gan):
    return [*gan.generator.variables, *gan.discriminator.variables, *gan.optimizer.variables]


def test_a_second_run_on_the_same_data_follows_its_own_seed():
    data = kerasgan.datasets.InStep(normal)
    fresh, again = make(), make()
    kerasgan.fit_gan(again, data, steps=2, batch_size=8, seed=1, verbose=0)
    for variable, other in zip(trained(again), trained(fresh), strict=True):
        variable.assign(other)
    for gan in (fresh, again):
        kerasgan.fit_gan(gan, data, steps=2, batch_size=8, seed=5, verbose=0)
    for ours, theirs in zip(weights(again), weights(fresh)):
        np.testing.assert_array_equal(ours, theirs)


def test_other_data_and_batch_sizes_compile_nothing_anew_that_was_there():
    gan = make()
    gan.train_on_batch(np.zeros((8, 4), "float32"))
    compiled = gan._many_steps
    for batch_size in (8, 4):
        kerasgan.fit_gan(gan, np.zeros((16, 4), "float32"), steps=2, batch_size=batch_size, verbose=0)
    assert gan._many_steps is compiled


def test_afterwards_other_data_can_be_used():
    gan = make()
    kerasgan.fit_gan(gan, constant(0.5), steps=2, batch_size=8, verbose=0)
    kerasgan.fit_gan(gan, np.zeros((16, 4), "float32"), steps=2, batch_size=8, verbose=0)
    assert int(gan.optimizer.g.iterations) == 4


def test_mistakes_are_named():
    with pytest.raises(ValueError, match=r"`draw`: expected a function `\(batch_size, seed\)`. Received: 3."):
        kerasgan.datasets.InStep(3)
    with pytest.raises(
        ValueError, match=r"expected `batch_size` = 8 samples from the sampler. Received shape \(7, 4\)"
    ):
        few = kerasgan.datasets.InStep(lambda n, seed: keras.ops.zeros((n - 1, 4)))
        kerasgan.fit_gan(make(), few, steps=2, batch_size=8, verbose=0)
