import keras
import matplotlib
import numpy as np
import pytest

import kerasgan
from kerasgan.plots import figure, plot_decision_surface, surface


def plane_gan(weights=(1.0, 0.0), bias=0.0, activation=None):
    """A GAN whose D is logistic regression on the plane, with known weights."""
    generator = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    discriminator = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, activation)])
    discriminator.set_weights([np.array(weights).reshape(2, 1), np.array([bias])])
    gan = kerasgan.GAN(generator, discriminator)
    gan.compile()
    return gan


REAL = np.array([[0.0, 0.0], [1.0, 2.0], [-1.0, 0.5]])


def test_limits_are_a_square_around_the_real_points():
    assert surface.around(REAL, margin=0.25) == ((-1.5, 1.5), (-0.5, 2.5))
    assert surface.around(np.array([[1.0, 1.0]]), margin=0.5) == ((0.0, 2.0), (0.0, 2.0))


@pytest.mark.parametrize("activation", [None, "sigmoid"])
def test_probabilities_are_those_of_d_and_rows_go_upwards(activation):
    gan = plane_gan((2.0, -1.0), 0.5, activation)
    look = surface.look(gan, REAL, 10, None, 0, ((-1, 1), (-2, 2)), 5)
    x, y = np.meshgrid(np.linspace(-1, 1, 5), np.linspace(-2, 2, 5))
    np.testing.assert_allclose(look.probability, 1 / (1 + np.exp(-(2 * x - y + 0.5))), rtol=1e-5)


def test_a_very_sure_d_overflows_nowhere():
    look = surface.look(plane_gan((1e4, 0)), REAL, 10, None, 0, ((-1, 1), (-1, 1)), 3)
    np.testing.assert_array_equal(look.probability, [[0, 0.5, 1]] * 3)


def test_points_are_the_real_ones_and_those_of_gan_sample():
    gan = plane_gan()
    drawing = plot_decision_surface(gan, REAL, n=2, seed=3, limits=((-50, 50), (-50, 50)), title="now")
    axes = drawing.axes[0]
    points = {collection.get_label(): collection for collection in axes.collections}
    np.testing.assert_array_equal(points["real"].get_offsets(), REAL[:2])
    np.testing.assert_array_equal(points["generated"].get_offsets(), gan.sample(2, seed=3))
    for name, colour in (("real", figure.REAL), ("generated", figure.FAKE)):
        np.testing.assert_allclose(points[name].get_facecolor()[0, :3], matplotlib.colors.to_rgb(colour))
    assert axes.get_title(loc="left") == "now" and axes.get_xlim() == axes.get_ylim() == (-50, 50)


def test_points_outside_are_counted():
    gan = plane_gan()
    outside = int((np.abs(gan.sample(100, seed=0)) > 0.5).any(axis=1).sum())
    drawing = plot_decision_surface(gan, REAL, n=100, limits=((-0.5, 0.5), (-0.5, 0.5)))
    assert [text.get_text() for text in drawing.axes[0].texts] == [f"{outside} generated outside"] and outside


def test_real_is_blue_and_generated_is_orange():
    generated, guess, real = (surface.SHADES(p)[:3] for p in (0.0, 0.5, 1.0))
    assert generated[0] > generated[2] and real[2] > real[0] and min(guess) > 0.95


def test_the_layout_is_the_same_for_all_looks(tmp_path):
    places = []
    for gan in (plane_gan(), plane_gan(bias=50.0)):
        drawing = plot_decision_surface(gan, REAL, tmp_path / "a.png", title="Step 1")
        places.append(drawing.axes[0].get_position().bounds)
    assert places[0] == places[1]


def test_a_conditional_gan_is_asked_about_one_class():
    z, label, x = keras.Input((2,)), keras.Input((), dtype="int32"), keras.Input((2,))
    column = keras.ops.reshape(keras.ops.cast(label, "float32"), (-1, 1))
    generator = keras.Model([z, label], keras.layers.Dense(2, use_bias=False, kernel_initializer="zeros")(z) + column)
    verdict = keras.layers.Dense(1, use_bias=False, kernel_initializer="zeros")(x) + column
    gan = kerasgan.GAN(generator, keras.Model([x, label], verdict))
    gan.compile()
    look = surface.look(gan, REAL, 4, 3, 0, ((-1, 1), (-1, 1)), 2)
    np.testing.assert_allclose(look.probability, 1 / (1 + np.exp(-3)), rtol=1e-5)
    np.testing.assert_array_equal(look.fake, np.full((4, 2), 3.0))
    assert surface.gan_problems(gan, None) == [
        "`label`: this GAN is conditional; say which class to look at, for example `label=0`. Received: None."
    ]


def test_all_mistakes_come_in_one_message(gan):
    with pytest.raises(ValueError) as error:
        plot_decision_surface(gan, np.zeros((5, 3)), limits=((0, 1), (1, 0)), n=0, resolution=0)
    assert str(error.value).splitlines() == [
        "5 problems:",
        "  1. `gan`: expected a GAN of two-dimensional points. Received: one of samples of shape (4,). For images use "
        "`SampleGrid`.",
        "  2. `real`: expected finite points of shape (n, 2). Received shape (5, 3) of float64.",
        "  3. `limits`: expected ((left, right), (bottom, top)). Received: ((0, 1), (1, 0)).",
        "  4. `n`: expected a whole number of at least 1. Received: 0.",
        "  5. `resolution`: expected a whole number of at least 1. Received: 0.",
    ]


def test_a_gan_without_classes_takes_no_label():
    with pytest.raises(ValueError, match=r"^`label`: this GAN has no classes\. Received: 1\. Leave it out\.$"):
        plot_decision_surface(plane_gan(), REAL, label=1)
