"""DCGANs: the five rules, any size of image, sizes of weights by hand, and what is refused."""

import warnings

import keras
import numpy as np
import pytest
from helpers import value

from kerasgan import builders
from kerasgan.builders import dcgan

build_generator, build_discriminator = builders.build_generator, builders.build_discriminator
SHAPES = [(8, 8, 1), (28, 28, 1), (31, 45, 2), (100, 48, 3), (16, 128, 1)]


def names(model):
    return [type(layer).__name__ for layer in model.layers]


def convolutions(model):
    return [layer for layer in model.layers if type(layer).__name__ in ("Conv2D", "Conv2DTranspose")]


def maps(model):
    """The sizes of what comes out of each block."""
    found = [layer.output.shape[1:3] for layer in model.layers if len(layer.output.shape) == 4]
    return [tuple(size) for number, size in enumerate(found) if size not in found[:number]]


# === The five rules ===


@pytest.mark.parametrize("shape", SHAPES)
def test_no_layer_pools_or_is_dense(shape):
    allowed = {"Conv2D", "Conv2DTranspose", "BatchNormalization", "Activation", "Reshape", "Flatten", "Cropping2D"}
    generator = build_generator("dcgan", shape, 5, filters=2)
    discriminator = build_discriminator("dcgan", shape, filters=2)
    assert set(names(generator)) <= allowed - {"Conv2D", "Flatten"}
    assert set(names(discriminator)) <= allowed - {"Conv2DTranspose", "Reshape", "Cropping2D"}


@pytest.mark.parametrize("shape", SHAPES)
def test_strides_change_the_sizes_and_divide_the_kernels(shape):
    first, *others = convolutions(build_generator("dcgan", shape, 5, filters=2))
    *halving, last = convolutions(build_discriminator("dcgan", shape, filters=2))
    assert len(others) == len(halving)
    for layer in (*others, *halving):
        assert layer.strides == (2, 2) and layer.padding == "same"
        assert all(size % 2 == 0 for size in layer.kernel_size)
    assert first.kernel_size == last.kernel_size  # both reach over the whole of the smallest map
    assert 4 <= min(first.kernel_size) <= 7


def test_a_batch_normalisation_stands_everywhere_but_at_the_image():
    generator = build_generator("dcgan", (32, 32, 3), 5, filters=2)
    discriminator = build_discriminator("dcgan", (32, 32, 3), filters=2)
    block = ["Conv2DTranspose", "BatchNormalization", "Activation"]
    assert names(generator) == ["Reshape", *block, *block, *block, "Conv2DTranspose"]
    block = ["Conv2D", "BatchNormalization", "Activation"]
    assert names(discriminator) == ["Conv2D", *block, *block, "Conv2D", "Flatten"]
    assert [layer.use_bias for layer in convolutions(generator)] == [False, False, False, True]
    assert [layer.use_bias for layer in convolutions(discriminator)] == [True, False, False, True]


def test_activations_are_relu_and_tanh_in_g_and_leaky_in_d():
    def found(model):
        return [layer.activation.__name__ for layer in model.layers if hasattr(layer, "activation")]

    generator = build_generator("dcgan", (16, 16, 3), 5, filters=2)
    discriminator = build_discriminator("dcgan", (16, 16, 3), filters=2)
    assert found(generator) == ["linear", "relu", "linear", "relu", "tanh"]
    assert found(discriminator) == ["leaky_relu", "linear", "leaky_relu", "linear"]
    x = keras.ops.convert_to_tensor(np.array([-1.0, 2.0], "float32"))
    np.testing.assert_allclose(value(discriminator.layers[0].activation(x)), [-0.2, 2.0], rtol=1e-6)


def test_weights_are_normal_with_deviation_a_fiftieth_and_differ():
    pair = build_generator("dcgan", (28, 28, 1), 100), build_discriminator("dcgan", (28, 28, 1))
    for network in pair:
        kernels = [value(layer.kernel).ravel() for layer in convolutions(network)]
        for kernel in kernels:
            assert abs(kernel.mean()) < 5 * 0.02 / len(kernel) ** 0.5
            assert abs(kernel.std() / 0.02 - 1) < 5 / (2 * len(kernel)) ** 0.5
        assert len({kernel[0] for kernel in kernels}) == len(kernels)


def test_every_pixel_of_g_is_a_sum_of_as_many_terms():
    """All weights 1 and an even map: inside, the pixels are alike. Kernels 5x5 give a checkerboard."""

    def last_layer(kernel_size):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            generator = build_generator("dcgan", (16, 16, 1), 2, filters=1, kernel_size=kernel_size)
        layer = generator.layers[-1]
        layer.activation = keras.activations.linear
        layer.set_weights([np.ones_like(part) for part in layer.get_weights()])
        return value(layer(keras.ops.ones((1, 8, 8, layer.kernel.shape[-1]))))[0, 3:-3, 3:-3]

    assert np.ptp(last_layer(4)) == np.ptp(last_layer(6)) == 0
    assert np.ptp(last_layer(5)) > 0


# === Sizes ===


def test_maps_are_halved_until_the_shorter_side_is_4_to_7():
    firsts = {size: dcgan.map_sizes((size, size, 1))[-1][0] for size in range(8, 257)}
    assert set(firsts.values()) == {4, 5, 6, 7}
    assert [firsts[size] for size in (16, 28, 31, 32, 48, 64, 96, 100, 128)] == [4, 7, 4, 4, 6, 4, 6, 7, 4]
    assert dcgan.map_sizes((16, 64, 3)) == [(16, 64), (8, 32), (4, 16)]
    assert dcgan.map_sizes((32, 32, 3), (8, 8)) == [(32, 32), (16, 16), (8, 8)]


@pytest.mark.parametrize("shape", SHAPES)
def test_sizes_of_g_are_those_of_d_in_reverse(shape):
    generator = build_generator("dcgan", shape, 5, filters=2)
    discriminator = build_discriminator("dcgan", shape, filters=2)
    assert maps(discriminator)[:-1] == dcgan.map_sizes(shape)[1:]  # the last one is the logit's pixel
    cropped = {layer.output.shape[1:3] for layer in generator.layers if type(layer).__name__ == "Cropping2D"}
    assert set(dcgan.map_sizes(shape)) <= set(maps(generator))
    assert all(size[0] % 2 or size[1] % 2 for size in cropped)


def test_filters_are_a_width_at_the_image_or_one_for_each_layer():
    def filters(model):
        return [layer.filters for layer in convolutions(model)]

    assert filters(build_generator("dcgan", (28, 28, 1), 100)) == [128, 64, 1]
    assert filters(build_discriminator("dcgan", (28, 28, 1))) == [64, 128, 1]
    assert dcgan.all_widths(None, halvings=3) == (64, 128, 256)
    assert dcgan.all_widths(None, halvings=4) == (32, 64, 128, 256)
    assert filters(build_generator("dcgan", (32, 32, 3), 5, filters=5)) == [20, 10, 5, 3]
    assert filters(build_generator("dcgan", (32, 32, 3), 5, filters=[9, 5])) == [9, 5, 3]
    assert filters(build_discriminator("dcgan", (32, 32, 3), filters=(5, 9))) == [5, 9, 1]


def test_weights_are_as_many_as_counted_by_hand():
    generator, discriminator = build_generator("dcgan", (28, 28, 1), 100), build_discriminator("dcgan", (28, 28, 1))
    assert generator.count_params() == 100 * 49 * 128 + 4 * 128 + 16 * 128 * 64 + 4 * 64 + 16 * 64 + 1
    assert discriminator.count_params() == 16 * 64 + 64 + 16 * 64 * 128 + 4 * 128 + 49 * 128 + 1
    generator = build_generator("dcgan", (16, 24, 3), 10, num_classes=4, filters=(6, 5), kernel_size=2)
    assert generator.count_params() == (10 + 4) * 4 * 6 * 6 + 4 * 6 + 4 * 6 * 5 + 4 * 5 + 4 * 5 * 3 + 3
    discriminator = build_discriminator("dcgan", (16, 24, 3), num_classes=4, filters=(5, 6), kernel_size=2)
    assert discriminator.count_params() == 4 * (3 + 4) * 5 + 5 + 4 * 5 * 6 + 4 * 6 + 4 * 6 * 6 + 1


# === Options ===


def test_without_normalisation_every_convolution_has_its_bias_and_its_activation():
    generator = build_generator("dcgan", (16, 16, 3), 5, filters=2, normalization=None)
    discriminator = build_discriminator("dcgan", (16, 16, 3), filters=2, normalization=None)
    assert names(generator) == ["Reshape", "Conv2DTranspose", "Conv2DTranspose", "Conv2DTranspose"]
    assert names(discriminator) == ["Conv2D", "Conv2D", "Conv2D", "Flatten"]
    assert all(layer.use_bias for layer in (*convolutions(generator), *convolutions(discriminator)))


def test_layer_normalisation_is_over_all_of_an_image(rng):
    discriminator = build_discriminator("dcgan", (16, 16, 3), filters=2, normalization="layer")
    layer = discriminator.get_layer("down_2_norm")
    x = rng.normal(3.0, 2.0, (5, 4, 4, 4)).astype("float32")
    mean, std = x.mean(axis=(1, 2, 3), keepdims=True), x.std(axis=(1, 2, 3), keepdims=True)
    np.testing.assert_allclose(value(layer(keras.ops.convert_to_tensor(x))), (x - mean) / std, rtol=2e-3, atol=2e-3)


def test_batch_statistics_move_by_a_tenth():
    layer = build_generator("dcgan", (16, 16, 3), 5, filters=2).get_layer("project_norm")
    assert (layer.momentum, layer.epsilon) == (0.9, 1e-5)


def test_an_odd_kernel_is_warned_of_at_the_line_that_asks_for_it():
    expected = (
        "`kernel_size=5` is not divisible by the stride, 2: neighbouring pixels are sums of unequally many terms, "
        "which shows as a checkerboard. Use 4 or 6, unless you follow a paper."
    )
    for build in (build_generator, build_discriminator):
        with pytest.warns(UserWarning) as found:
            build("dcgan", (16, 16, 3), filters=2, kernel_size=5)
        assert [str(warning.message) for warning in found] == [expected]
        assert found[0].filename == __file__


# === Mistakes ===


def refusal(build, *arguments, **options):
    with pytest.raises(ValueError) as error:
        build(*arguments, **options)
    return str(error.value)


@pytest.mark.parametrize("shape", [(200,), (28, 28), (7, 28, 1), (2, 3, 4, 5)])
def test_shapes_that_are_no_images_are_refused(shape):
    nearest = " The nearest is (8, 28, 1)." if shape == (7, 28, 1) else ""
    told = (
        "a 'dcgan' is for images, (height, width, channels), of at least 8x8 pixels. "
        f"Received: {shape}.{nearest} For other shapes there is 'mlp'."
    )
    assert refusal(build_generator, "dcgan", shape) == f"`output_shape`: {told}"
    assert refusal(build_discriminator, "dcgan", shape) == f"`input_shape`: {told}"


def test_filters_and_kernels_are_positive_and_the_image_is_large_enough():
    assert refusal(build_generator, "dcgan", (28, 28, 0), filters=(8, 0), kernel_size=0, num_classes=1, hidden=3) == (
        "5 problems:\n"
        "  1. `output_shape`: expected a tuple of whole numbers of at least 1, the shape of one sample without the "
        "batch axis, such as (200,) or (28, 28, 1). Received: (28, 28, 0).\n"
        "  2. `num_classes`: expected a whole number of at least 2. Received: 1.\n"
        "  3. The 'dcgan' generator takes no `hidden`. Known: activation, attention, condition, filters, kernel_size, "
        "name, normalization, output_activation, spectral_normalization, synchronized.\n"
        "  4. `kernel_size`: expected a whole number of at least 1. Received: 0.\n"
        "  5. `filters`: expected a whole number of at least 1. Received: 0."
    )
    assert refusal(build_discriminator, "dcgan", (28, 28, 1), filters=()) == (
        "`filters`: expected a width, or one for each convolution. Received: ()."
    )
    assert refusal(build_discriminator, "dcgan", (28, 16, 1), filters=(1, 2, 3, 4, 5)) == (
        "`filters`: expected at most 4 widths, since each halves the image of 28x16 pixels. "
        "Received 5: (1, 2, 3, 4, 5)."
    )
    assert "Did you mean 'filters'?" in refusal(build_generator, "dcgan", (28, 28, 1), filter=3)


@pytest.mark.parametrize("arch, options", [("dcgan", {"filters": (4, 4, 4)}), ("patch", {"filters": 4})])
def test_over_a_single_pixel_instance_normalisation_would_leave_nothing(arch, options, rng):
    """A mean over one pixel is that pixel."""
    d = build_discriminator(arch, (8, 8, 1), normalization="instance", **options)
    logits = keras.ops.convert_to_numpy(d(rng.normal(size=(6, 8, 8, 1)).astype("float32")))
    assert logits.std(axis=0).max() > 1e-7
    if arch == "dcgan":
        g = build_generator(arch, (8, 8, 1), 8, normalization="instance", **options)
        made = keras.ops.convert_to_numpy(g(rng.normal(size=(6, 8)).astype("float32")))
        assert made.std(axis=0).max() > 1e-7


def test_no_attention_may_be_none():
    g = build_generator("dcgan", (8, 8, 1), 8, filters=4, attention=None)
    assert not [layer for layer in g.layers if "attention" in layer.name]
