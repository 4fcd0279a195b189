"""Modulated batch normalisation by hand, in a block and in BigGAN's generator."""

import keras
import numpy as np
import pytest
from cases import some
from helpers import moved, sgd, value, values

import kerasgan
from kerasgan.layers import ModulatedBatchNormalization, Part, ResidualBlock


def test_the_code_scales_and_shifts(rng):
    layer = ModulatedBatchNormalization(2, epsilon=0.0)
    x, code = rng.normal(size=(6, 3, 4)).astype("float32"), rng.normal(size=(6, 2)).astype("float32")
    found = value(layer(x, code, training=True))
    normal = (x - x.mean((0, 1))) / x.std((0, 1))
    gamma, beta = (code @ value(weights) for weights in (layer.gamma, layer.beta))
    np.testing.assert_allclose(found, (1 + gamma[:, None]) * normal + beta[:, None], rtol=1e-3, atol=1e-4)
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    assert again.get_config() == layer.get_config()


@pytest.mark.parametrize("classes", some([None, 3], [3]))
def test_in_biggans_generator_each_block_has_a_part_of_z_and_the_shared_class(classes, rng, tmp_path):
    options = {"filters": 2, "num_classes": classes, "condition": "projection"} if classes else {"filters": 2}
    g = kerasgan.build_generator("resnet", (16, 16, 1), 6, hierarchical=True, shared_embedding=5, **options)
    d = kerasgan.build_discriminator("resnet", (16, 16, 1), **options)
    parts = [layer for layer in g.layers if isinstance(layer, Part)]
    assert [(part.start, part.size) for part in parts] == [(0, 2), (2, 2), (4, 2)]
    blocks = [layer for layer in g.layers if isinstance(layer, ResidualBlock)]
    assert [block.code_size for block in blocks] == [7, 7] if classes else [2, 2]
    gan = kerasgan.build_gan(g, d, loss="hinge", g_optimizer=sgd(), d_optimizer=sgd(), jit_compile=False)
    before = values(gan.players["generator"].learned)
    labels = np.array([0, 1, 2, 0], "int32") if classes else None
    gan.train_on_batch(rng.uniform(-1, 1, (4, 16, 16, 1)).astype("float32"), labels)
    learned = gan.players["generator"].learned
    assert [v.path for v, was in zip(learned, before) if not moved([value(v)], [was])] == []
    gan.save(tmp_path / "gan.keras")
    again = keras.models.load_model(tmp_path / "gan.keras")
    given = {"labels": labels} if classes else {}
    np.testing.assert_array_equal(again.sample(4, seed=0, **given), gan.sample(4, seed=0, **given))


def test_bad_input_is_refused():
    with pytest.raises(ValueError) as error:
        kerasgan.build_generator("resnet", (16, 16, 1), 100, hierarchical=True)
    assert str(error.value) == (
        "`latent_dim`: expected a multiple of 3, since `hierarchical` has a part of z for the first map and one for "
        "each of 2 blocks, such as 99. Received: 100."
    )
    with pytest.raises(ValueError, match="^`normalization`: expected 'batch' beside `hierarchical`"):
        kerasgan.build_generator("resnet", (16, 16, 1), 6, hierarchical=True, normalization=None)
    with pytest.raises(ValueError, match="3 problems"):
        ResidualBlock(2, normalization="layer", code_size=2, num_classes=3)
