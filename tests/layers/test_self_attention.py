"""Self-attention, recomputed by hand; where it stands in networks."""

import keras
import numpy as np
import pytest
from cases import some
from helpers import moved, sgd, value, values
from scipy import special

import kerasgan
from kerasgan.layers import SelfAttention


def test_it_begins_as_if_it_were_not_there(rng):
    x = rng.normal(size=(2, 3, 4, 16)).astype("float32")
    np.testing.assert_array_equal(value(SelfAttention()(x)), x)


def test_each_place_sees_all_others(rng):
    layer, x = SelfAttention(reduction=2), rng.normal(size=(1, 2, 3, 4)).astype("float32")
    layer(x)
    layer.gamma.assign(0.5)
    f, g, h = (value(conv.kernel)[0, 0] for conv in layer.inner.values())
    places = x.reshape(6, 4)
    weights = special.softmax((places @ g) @ (places @ f).T, axis=1)
    expected = places + 0.5 * (weights @ (places @ h)) @ value(layer.outer.kernel)[0, 0]
    np.testing.assert_allclose(value(layer(x)).reshape(6, 4), expected, rtol=1e-4, atol=1e-5)
    assert f.shape == (4, 2) and layer.compute_output_shape(x.shape) == x.shape


@pytest.mark.parametrize("arch", some(["dcgan", "resnet"], ["dcgan"]))
def test_it_stands_behind_the_maps_that_are_asked_for_and_learns(arch, rng, tmp_path):
    g = kerasgan.build_generator(arch, (16, 16, 1), 3, filters=2, attention=(4, 8))
    d = kerasgan.build_discriminator(arch, (16, 16, 1), filters=2, attention=8, normalization=None)
    found = [[layer.output.shape[1] for layer in n.layers if isinstance(layer, SelfAttention)] for n in (g, d)]
    assert found == [[4, 8], [8]]
    gan = kerasgan.build_gan(g, d, terms=["r1"], g_optimizer=sgd(), d_optimizer=sgd(), jit_compile=False)
    x = rng.uniform(-1, 1, (4, 16, 16, 1)).astype("float32")
    for variable in gan.players["discriminator"].learned:  # gamma is zero, and DCGAN's weights are small
        variable.assign(rng.normal(scale=0.5, size=variable.shape).astype("float32"))
    inside = [variable for variable in gan.players["discriminator"].learned if "attention" in variable.path]
    before = values(inside)
    gan.train_on_batch(x)
    assert [v.path for v, was in zip(inside, before) if not moved([value(v)], [was])] == []
    gan.save(tmp_path / "gan.keras")
    again = keras.models.load_model(tmp_path / "gan.keras")
    np.testing.assert_array_equal(again.sample(2, seed=0), gan.sample(2, seed=0))


@pytest.mark.parametrize("arch", ["dcgan", "resnet"])
def test_a_map_that_is_not_there_is_named_with_those_that_are(arch):
    with pytest.raises(ValueError) as error:
        kerasgan.build_discriminator(arch, (28, 28, 1), attention=32)
    assert str(error.value) == (
        "`attention`: expected heights of maps between z and an image of 28x28 pixels, which are 14, 7. Received: 32."
    )


def test_configs_come_back():
    layer = SelfAttention(4, True, name="a")
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    assert again.get_config() == layer.get_config()
