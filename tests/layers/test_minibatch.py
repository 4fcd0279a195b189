"""The layers by which D compares the samples of a batch, against loops in NumPy."""

import keras
import numpy as np
import pytest

import kerasgan
from kerasgan.layers import MinibatchDiscrimination, MinibatchStdDev
from kerasgan.training.backend import engine


def by_hand(features, theta, scale, bias, kernels, dims):
    """Salimans et al., section 3.2, sample by sample."""
    theta = theta / np.sqrt((theta**2).sum(0)) * np.exp(scale)
    m = (features.reshape(len(features), -1) @ theta).reshape(-1, kernels, dims)
    o = np.zeros((len(m), kernels))
    for i in range(len(m)):
        for j in range(len(m)):
            if i != j:
                o[i] += np.exp(-np.abs(m[i] - m[j]).sum(1))
    return o + bias


@pytest.mark.parametrize("shape", [(6,), (2, 3, 2)])
def test_discrimination_is_the_loop_over_all_pairs(rng, shape):
    x = rng.normal(size=(5, *shape)).astype("float32")
    layer = MinibatchDiscrimination(kernels=4, dims=3)
    found = keras.ops.convert_to_numpy(layer(x))
    theta, scale, bias = layer.get_weights()
    assert bias.tolist() == [-1] * 4 and theta.std() == pytest.approx(0.05, rel=0.3)
    expected = by_hand(x, theta, scale, bias, 4, 3).reshape(5, *[1] * (len(shape) - 1), 4)
    np.testing.assert_allclose(found[..., : shape[-1]], x)
    np.testing.assert_allclose(
        found[..., shape[-1] :], np.broadcast_to(expected, (5, *shape[:-1], 4)), rtol=1e-4, atol=1e-5
    )


def test_a_collapsed_batch_is_as_close_as_can_be(rng):
    x = np.repeat(rng.normal(size=(1, 6)), 8, axis=0).astype("float32")
    found = keras.ops.convert_to_numpy(MinibatchDiscrimination(kernels=2)(x))
    np.testing.assert_allclose(found[:, 6:], 7 - 1, rtol=1e-5)


@pytest.mark.parametrize("shape", [(6,), (2, 3, 2)])
def test_standard_deviation_is_numpys_over_the_batch(rng, shape):
    x = rng.normal(size=(5, *shape)).astype("float32")
    found = keras.ops.convert_to_numpy(MinibatchStdDev()(x))
    assert found.shape == (5, *shape[:-1], shape[-1] + 1)
    np.testing.assert_allclose(found[..., -1], x.std(0).mean(), rtol=1e-4)
    np.testing.assert_allclose(found[..., :-1], x)


@pytest.mark.parametrize("kind", ["discrimination", "std_dev"])
@pytest.mark.parametrize("arch, shape, options", [("mlp", (4,), {}), ("dcgan", (8, 8, 1), {"filters": 2})])
def test_builders_put_it_before_the_logit_and_saving_keeps_it(tmp_path, rng, kind, arch, shape, options):
    d = kerasgan.build_discriminator(arch, shape, minibatch=kind, **options)
    assert d.output_shape == (None, 1)
    assert [layer.name for layer in d.layers][-2 if arch == "mlp" else -3] == "minibatch"
    x = rng.normal(size=(3, *shape)).astype("float32")
    d.save(tmp_path / "d.keras")
    again = keras.models.load_model(tmp_path / "d.keras")
    np.testing.assert_allclose(*(keras.ops.convert_to_numpy(model(x)) for model in (d, again)), rtol=1e-5, atol=1e-6)


def test_wrong_kinds_and_sizes_are_refused():
    with pytest.raises(ValueError) as error:
        kerasgan.build_discriminator("mlp", (4,), minibatch="stddev")
    assert str(error.value) == (
        "`minibatch`: expected one of 'discrimination', 'std_dev'. Received: 'stddev'. Did you mean 'std_dev'?"
    )
    with pytest.raises(ValueError, match="^`kernels`: expected a whole number of at least 1. Received: 0.$"):
        MinibatchDiscrimination(0)


@pytest.mark.parametrize("kind", ["discrimination", "std_dev"])
def test_a_gan_with_it_trains(networks, real, kind):
    d = kerasgan.build_discriminator("mlp", (4,), minibatch=kind)
    gan = kerasgan.build_gan(networks[0], d, jit_compile=False)
    assert np.isfinite(list(gan.train_on_batch(real).values())).all()


def test_in_half_precision_a_batch_of_alike_samples_has_a_slope():
    """1e-8 is 0 in float16, and the root of 0 has an infinite one: the loss scaling would drop each update."""
    x = keras.ops.zeros((3, 4), "float16") + 1
    layer = MinibatchStdDev(dtype="mixed_float16")
    slope = engine.gradient(lambda values: keras.ops.sum(layer(values)), x)
    assert np.isfinite(keras.ops.convert_to_numpy(slope)).all()
    near = np.array([[1.0, 1.0], [1.0, 1.0002]], "float32")
    wide = MinibatchStdDev(dtype="float32")(near)
    assert float(wide[0, 2]) == pytest.approx((0.0001 + 2e-4) / 2, rel=0.2)
