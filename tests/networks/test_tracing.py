"""Two networks that make a GAN, and every way in which two don't."""

import math
import re

import keras
import numpy as np
import pytest
from keras import layers, ops
from small_models import Subclassed, sequential

import kerasgan
from kerasgan import networks

INFINITE = math.inf


# === Two models that fit ===


def generator(size=4):
    return sequential(layers.Dense(size), name="g")


def discriminator(size=4):
    return sequential(layers.Dense(1), size=size, name="d")


def conditional(size, units, name):
    x, label = keras.Input((size,)), keras.Input((), dtype="int32")
    joined = layers.Concatenate()([x, ops.one_hot(label, 5)])
    return keras.Model([x, label], layers.Dense(units)(joined), name=name)


def test_a_trace_gives_inputs_sample_and_verdict():
    inputs, sample, verdict, wired, _ = networks.trace(generator(), discriminator())
    assert (wired.conditions, wired.g_order, wired.d_order) == ([], ("z",), ("x",))
    assert [tuple(tensor.shape) for tensor in inputs] == [(None, 3)]
    assert (tuple(sample.shape), tuple(verdict.shape)) == ((None, 4), (None, 1))


def test_a_conditional_pair_shares_the_label():
    inputs, sample, verdict, wired, _ = networks.trace(conditional(3, 4, "g"), conditional(4, 1, "d"))
    assert [(field.name, field.is_class, field.classes) for field in wired.conditions] == [("label", True, 5)]
    assert [(tuple(tensor.shape), tensor.dtype) for tensor in inputs] == [((None, 3), "float32"), ((None,), "int32")]
    model = keras.Model(inputs, verdict)
    assert model([np.zeros((2, 3), "float32"), np.array([0, 4])]).shape == (2, 1)


@pytest.mark.parametrize("latent_dim, shape", [(3, (3,)), ((3,), (3,)), ([1, 3], (1, 3))])
def test_a_generator_that_does_not_say_is_told_the_size_of_the_noise(latent_dim, shape):
    inputs, sample, *_ = networks.trace(Subclassed(4), Subclassed(1), latent_dim)
    assert tuple(inputs[0].shape) == (None, *shape)
    assert tuple(sample.shape) == (None, *shape[:-1], 4)


def test_a_discriminator_of_any_image_size_takes_what_comes():
    stack = [layers.Conv2D(2, 3), layers.GlobalAveragePooling2D(), layers.Dense(1)]
    free = keras.Sequential([keras.Input((None, None, 1)), *stack])
    makes_images = sequential(layers.Dense(36), layers.Reshape((6, 6, 1)))
    _, sample, verdict, *_ = networks.trace(makes_images, free)
    assert (tuple(sample.shape), tuple(verdict.shape)) == ((None, 6, 6, 1), (None, 1))


@pytest.mark.parametrize("shape", [(1,), (1, 1), (1, 1, 1)])
def test_one_number_per_sample_may_come_in_any_shape(shape):
    verdict = sequential(layers.Dense(1), layers.Reshape(shape), size=4)
    assert tuple(networks.trace(generator(), verdict)[2].shape) == (None, *shape)


def test_shapes_fit_where_they_agree_or_leave_it_open():
    assert networks.fits((None, 4), (None, 4)) and networks.fits((None, 4), (32, None))
    assert not networks.fits((None, 4), (None, 5)) and not networks.fits((None, 4), (None, 4, 1))
    assert networks.sample_shape((None, 28, 28, 1)) == (28, 28, 1)


# === Two that don't ===


def refusal(*pair, **options):
    with pytest.raises(ValueError) as error:
        networks.trace(*pair, **options)
    return str(error.value)


def test_both_shapes_are_shown_where_they_differ():
    assert refusal(generator(4), discriminator(5)) == (
        "The output of `generator` does not fit the input of `discriminator`: 'g' makes (None, 4), 'd' takes "
        "(None, 5). Change one of them so that they agree."
    )


def test_more_than_one_output_per_sample_is_refused():
    assert refusal(generator(), sequential(layers.Dense(2), size=4)) == (
        "`discriminator`: expected one output per sample, shape (None, 1), a logit or a probability, or a map of "
        "them, (None, height, width, 1). Received: (None, 2). End it with `keras.layers.Dense(1)`, or with a "
        "convolution to one channel."
    )


def test_a_map_of_several_channels_is_refused_and_one_of_logits_is_not():
    images = sequential(layers.Dense(16), layers.Reshape((4, 4, 1)))
    deep = keras.Sequential([keras.Input((4, 4, 1)), layers.Conv2D(2, 3)])
    assert "or a map of them, (None, height, width, 1). Received: (None, 2, 2, 2). " in refusal(images, deep)
    patches = keras.Sequential([keras.Input((4, 4, 1)), layers.Conv2D(1, 3)])
    assert tuple(networks.trace(images, patches).verdict.shape) == (None, 2, 2, 1)


def test_where_all_outputs_judge_all_of_them_are_looked_at():
    x = keras.Input((4,))
    two = keras.Model(x, [layers.Dense(1)(x), layers.Dense(3)(x)])
    assert "Received: (None, 1), (None, 3)." in refusal(generator(), two, judgements="all")


def test_the_first_of_several_outputs_of_the_discriminator_has_to_be_the_logit():
    x = keras.Input((4,))
    two = keras.Model(x, [layers.Dense(3)(x), layers.Dense(1)(x)])
    assert "(None, height, width, 1). Received: (None, 3), (None, 1). End it" in refusal(generator(), two)
    logit_first = keras.Model(x, [layers.Dense(1, activation="sigmoid")(x), layers.Dense(3)(x)])
    assert len(networks.trace(generator(), logit_first)[2]) == 2
    assert networks.ends_in_logits(logit_first) is False


def test_several_outputs_of_the_generator_are_refused():
    x = keras.Input((3,))
    two = keras.Model(x, [layers.Dense(4)(x), layers.Dense(4)(x)])
    assert refusal(two, discriminator()) == "`generator`: expected one output, the sample. Received 2 outputs."


def test_a_generator_without_input_is_asked_for_the_size_of_the_noise():
    unbuilt = keras.Sequential([layers.Dense(4)], name="g")
    for silent in (unbuilt, Subclassed(4)):
        assert refusal(silent, discriminator()) == (
            f"`generator` ({silent.name!r}) has no latent input, so the size of the noise is unknown. Begin it with "
            "`keras.Input((latent_dim,))`, or pass `latent_dim=`."
        )


def test_noise_of_unknown_size_is_refused():
    x = keras.Input((None, 3))
    open_ended = keras.Model(x, layers.Dense(4)(layers.GlobalAveragePooling1D()(x)))
    assert refusal(open_ended, discriminator()) == (
        "`generator`: expected noise z of known size as its first input, or conditions alone. Received inputs: unnamed "
        "(None, None, 3). An input that is a condition is recognised by a name such as 'condition', or pass "
        "`latent=None`."
    )


def test_a_label_for_d_only_is_refused_and_both_sides_are_shown():
    assert refusal(generator(), conditional(4, 1, "d")) == (
        "`generator` and `discriminator` do not take the same conditions. The generator's inputs: unnamed (None, 3), "
        "of which none would be conditions. The discriminator's: unnamed (None, 4), unnamed (None,), the sample first. "
        "Expected one each (z and x), or z and conditions, and x and the same conditions: give both the same, by the "
        "same names, or in the same order."
    )


def test_a_label_for_g_only_is_refused_where_nothing_teaches_it():
    with pytest.raises(ValueError, match="takes the conditions \\['label'\\], the discriminator the sample alone"):
        kerasgan.build_gan(conditional(3, 4, "g"), discriminator())


@pytest.mark.parametrize("latent_dim", [9, (9,), (1, 3)])
def test_another_size_of_noise_than_the_generator_takes_is_refused(latent_dim):
    assert refusal(generator(), discriminator(), latent_dim=latent_dim) == (
        f"`latent_dim`: expected what `generator` ('g') takes, (3,). Received: {latent_dim}. Leave it out, or build "
        "the generator for it."
    )
    deep = keras.Sequential([keras.Input((1, 1, 3)), layers.Flatten(), layers.Dense(4)])
    for same in (3, (1, 1, 3), [1, 1, 3]):
        networks.trace(deep, discriminator(), same)


@pytest.mark.parametrize("latent_dim", [0, -3, "3", 2.5])
def test_what_is_no_size_of_noise_is_refused(latent_dim):
    message = f"`latent_dim`: expected a whole number of at least 1. Received: {latent_dim!r}."
    assert refusal(Subclassed(4), Subclassed(1), latent_dim=latent_dim) == message


def test_all_misfits_come_in_one_message():
    message = refusal(generator(4), conditional(5, 1, "d"))
    assert message.startswith("2 problems:\n  1. The output of `generator` does not fit")
    assert "\n  2. `generator` and `discriminator` do not take the same conditions." in message


def test_the_same_model_twice_is_refused():
    model = sequential(layers.Dense(3))
    assert refusal(model, model) == "`generator` and `discriminator`: expected two models. Received one and the same."


def test_what_is_no_keras_model_is_refused():
    assert refusal("mlp", discriminator()) == "`generator`: expected a Keras model. Received: 'mlp' of type str."
    message = refusal(generator(), layers.Dense(1, name="dense"))
    assert re.fullmatch(
        r"`discriminator`: expected a Keras model\. Received: <Dense name=dense, built=False> of type Dense\.", message
    )
    assert refusal(None, 3) == (
        "2 problems:\n  1. `generator`: expected a Keras model. Received: None of type NoneType.\n"
        "  2. `discriminator`: expected a Keras model. Received: 3 of type int."
    )


def test_networks_without_anything_to_learn_are_refused():
    fixed = sequential(layers.Rescaling(2.0))
    frozen = discriminator(3)
    for layer in frozen.layers:
        layer.trainable = False
    words = "has no trainable weights, so it could never learn. Set `trainable = True` on its layers first."
    assert refusal(fixed, discriminator(3)) == f"`generator` {words}"
    assert refusal(fixed, frozen) == f"2 problems:\n  1. `generator` {words}\n  2. `discriminator` {words}"


@pytest.mark.parametrize("around, kind", [(lambda x: {"sample": x}, "dict"), (lambda x: [x], "list")])
def test_the_sample_comes_by_itself(around, kind):
    z = keras.Input((3,))
    wrapped = keras.Model(z, around(keras.layers.Dense(4)(z)))
    assert refusal(wrapped, discriminator()) == (
        f"`generator`: expected the sample itself as its output. Received it in a {kind}. Build it as "
        "`keras.Model(inputs, output)`, without one around the output."
    )
