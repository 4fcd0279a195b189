"""Keras's own `fit`, `evaluate` and `predict` of a game: what they leave behind, whatever ends them."""

import keras
import numpy as np
import pytest
from cases import some
from helpers import image_gan, moved, values

import kerasgan

X, Z = np.ones((8, 4), "float32"), np.ones((8, 3), "float32")


def batches(count):
    for _ in range(count):
        yield (X,)
    raise OSError("a file is gone")


class Broken(keras.utils.PyDataset):
    """Two batches, of which the second can't be read."""

    def __len__(self):
        return 2

    def __getitem__(self, index):
        if index:
            raise OSError("a file is gone")
        return (X,)


# Calls that end in an error before their first step is done.
FAILURES = {
    "fit, no batch": lambda gan: gan.fit(batches(0), epochs=1, verbose=0),
    "predict, another shape": lambda gan: gan.predict(np.ones((8, 5)), verbose=0),
    "evaluate, another shape": lambda gan: gan.evaluate(np.ones((8, 5)), verbose=0),
    "evaluate, no batch": lambda gan: gan.evaluate(batches(0), verbose=0),
    "G's predict, another shape": lambda gan: gan.generator.predict(np.ones((8, 5)), verbose=0),
    "D's predict, a dict": lambda gan: gan.discriminator.predict({"x": np.ones((8, 5))}, verbose=0),
    "D's predict, second batch": lambda gan: gan.discriminator.predict(Broken(), verbose=0),
}


@pytest.mark.parametrize("failure", some(FAILURES, ["fit, no batch", "G's predict, another shape"]))
@pytest.mark.filterwarnings("ignore:`shuffle=True` was passed")
def test_an_error_in_a_call_of_keras_leaves_every_weight_as_it_was(gan, failure, tmp_path):
    gan.fit(X, verbose=0)
    before = values([*gan.variables, *gan.optimizer.variables])
    with pytest.raises(Exception):  # noqa: B017 - each backend and Keras have their own
        FAILURES[failure](gan)
    assert not moved(before, values([*gan.variables, *gan.optimizer.variables]))
    gan.save(tmp_path / "gan.keras")
    assert np.isfinite(gan.sample(2, seed=0)).all()
    assert np.isfinite(list(gan.train_on_batch(X).values())).all()
    gan.fit(X, verbose=0)
    assert gan.predict(Z, verbose=0).shape == gan.discriminator.predict(X, verbose=0).shape == (8, 1)


@pytest.mark.filterwarnings("ignore:`shuffle=True` was passed")
def test_what_was_learned_before_the_error_is_kept(gan):
    """The error comes in the third batch: the weights are those after two."""
    before = values(gan.variables)
    with pytest.raises(Exception, match="a file is gone"):  # TensorFlow has an error of its own
        gan.fit(batches(2), verbose=0)
    assert (
        moved(before, values(gan.variables)) and int(gan.optimizer.iterations) >= 2
    )  # TensorFlow may count one too many


class Zero(keras.callbacks.Callback):
    """Writes to a weight after the first epoch, and breaks the second one."""

    def on_epoch_end(self, epoch, logs=None):
        self.model.generator.weights[0].assign(0 * self.model.generator.weights[0])

    def on_train_batch_begin(self, batch, logs=None):
        if self.params["epochs"] and self.ended:
            raise RuntimeError("the second epoch")

    ended = False


def test_weights_that_a_callback_has_written_are_kept_too(gan):
    zero = Zero()
    other = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: setattr(zero, "ended", True))
    with pytest.raises(RuntimeError, match="the second epoch"):
        gan.fit(X, epochs=2, verbose=0, callbacks=[zero, other])
    assert not values(gan.generator.weights)[0].any()


def test_what_is_held_out_tells_nothing_of_what_g_makes():
    gan, pixels = image_gan(), np.zeros((8, 8, 8, 1), "uint8")
    gan.train_on_batch(np.zeros((8, 8, 8, 1), "float32"))
    gan.evaluate(pixels, verbose=0)
    gan.test_on_batch(pixels)
    gan.fit(np.zeros((8, 8, 8, 1), "float32"), validation_data=(pixels,), verbose=0)
    assert gan.sample(2).dtype == "float32"


@pytest.mark.parametrize("y", [False, True])
def test_lists_are_taken_as_held_out_data_too(y):
    networks = [
        kerasgan.build_generator("mlp", (4,), 3, num_classes=3 if y else None),
        kerasgan.build_discriminator("mlp", (4,), num_classes=3 if y else None),
    ]
    gan, labels = kerasgan.build_gan(*networks), [0, 1, 2, 0, 1, 2, 0, 1]
    held_out = (X.tolist(), labels) if y else (X.tolist(),)
    history = gan.fit(X, labels if y else None, validation_data=held_out, verbose=0)
    assert np.isfinite(history.history["val_d_loss"]).all()


def test_all_batches_of_a_held_out_generator_count(gan):
    sizes, test_step = [], gan.test_step
    gan.compile(g_optimizer="sgd", d_optimizer="sgd", run_eagerly=True, jit_compile=False)
    gan.test_step = lambda *given: sizes.append(len(keras.tree.flatten(given)[-1])) or test_step(*given)
    gan.fit(X, validation_data=((X[:size],) for size in (8, 7, 6)), validation_steps=3, verbose=0)
    if keras.backend.backend() != "jax":  # which traces a step for each size
        assert sizes == [8, 7, 6]


@pytest.mark.parametrize(
    "given, message",
    [
        (np.full((8, 4), np.nan, "float32"), "^`data`: expected finite numbers"),
        (np.ones((8, 5), "float32"), r"^`data`: expected shape \(n, 4\)"),
    ],
)
def test_a_single_batch_that_is_held_out_is_checked(gan, given, message):
    with pytest.raises(ValueError, match=message):
        gan.test_on_batch(given)
    with pytest.raises(ValueError, match="`sample_weight`"):
        gan.test_on_batch(X, sample_weight=np.ones(8))
    assert len(gan.test_on_batch(X.tolist())) == len(gan.test_on_batch(X, return_dict=True))


@pytest.mark.parametrize("way", ["fit", "evaluate", "train_on_batch", "test_on_batch"])
def test_a_game_that_is_not_compiled_says_so(networks, way):
    gan = kerasgan.GAN(*networks)
    with pytest.raises(ValueError, match="^You must call `compile\\(\\)` before"):
        getattr(gan, way)(X)
