import matplotlib
import numpy as np
import pytest
from PIL import Image

from kerasgan.plots import image_grid, plot_samples


def saved(path):
    with Image.open(path) as picture:
        return np.array(picture.convert("RGB"))


# === Images ===


@pytest.mark.parametrize("shape", [(4, 8, 8), (6, 28, 28, 1), (4, 20, 12, 3), (4, 128, 128, 3)])
def test_the_picture_is_the_grid_pixel_by_pixel(shape, tmp_path, rng):
    images = rng.integers(0, 256, shape, "uint8")
    plot_samples(images, tmp_path / "a.png")
    expected = image_grid(images, scale="auto")
    np.testing.assert_array_equal(saved(tmp_path / "a.png"), np.broadcast_to(expected, (*expected.shape[:2], 3)))


@pytest.mark.parametrize("low", [0, -1])
def test_floats_look_as_the_pixels_that_they_are(low, tmp_path, rng):
    images = rng.integers(0, 256, (4, 8, 8), "uint8")
    plot_samples(images, tmp_path / "a.png")
    plot_samples(low + images / 255 * (1 - low), tmp_path / "b.png")
    np.testing.assert_array_equal(saved(tmp_path / "a.png"), saved(tmp_path / "b.png"))


def test_of_many_images_a_hundred_are_drawn_unless_asked_for(tmp_path):
    images = np.zeros((400, 8, 8), "uint8")
    sides = [plot_samples(images, **options).axes[0].images[0].get_array().shape for options in ({}, {"columns": 20})]
    assert sides == [(10 * 8 * 8 + 18,) * 2 + (3,), (20 * 8 * 4 + 38,) * 2 + (3,)]


def test_rows_have_the_names_of_their_classes(tmp_path):
    images = np.zeros((5, 8, 8), "uint8")
    drawing = plot_samples(images, tmp_path / "a.png", labels=["cat", "dog", "cat", "owl", "owl"])
    assert [text.get_text() for text in drawing.texts] == ["cat", "dog", "owl"]
    heights = [text.get_position()[1] for text in drawing.texts]
    np.testing.assert_allclose(heights, [5 / 6, 3 / 6, 1 / 6])
    picture = saved(tmp_path / "a.png")
    left = picture.shape[1] - drawing.axes[0].images[0].get_array().shape[1]
    assert (
        (picture[:, 0] == 255).all() and (picture[:, left - 5 : left] == 255).all() and (picture[:, :left] < 128).any()
    )


@pytest.mark.parametrize("names", [["a", "b"], ["Wwwwwwwwwwwwwww", "Mmmmmmmmmmmmmm"], [12345, 7]])
def test_names_are_inside_the_picture(names):
    drawing = plot_samples(np.zeros((2, 8, 8), "uint8"), labels=names)
    drawing.draw_without_rendering()
    for text in drawing.texts:
        assert text.get_window_extent().x0 >= 0


# === Vectors ===


def test_points_are_points_with_equal_scales(rng):
    points = rng.normal(size=(50, 2))
    (axes,) = plot_samples(points).axes
    np.testing.assert_array_equal(axes.collections[0].get_offsets(), points)
    assert axes.get_aspect() == 1


def test_points_have_a_colour_for_each_class(rng):
    points, labels = rng.normal(size=(50, 2)), np.repeat([4, 9], 25)
    (axes,) = plot_samples(points, labels=labels).axes
    for collection, name in zip(axes.collections, (4, 9)):
        assert collection.get_label() == str(name)
        np.testing.assert_array_equal(collection.get_offsets(), points[labels == name])
    colours = [tuple(collection.get_facecolor()[0]) for collection in axes.collections]
    assert len(set(colours)) == 2


def test_longer_vectors_are_lines_over_the_range_of_all(rng):
    vectors = rng.normal(size=(101, 7))
    (axes,) = plot_samples(vectors).axes
    for line, vector in zip(axes.lines, vectors[:3]):
        np.testing.assert_array_equal(line.get_ydata(), vector)
    bands = [collection.get_paths()[0].vertices for collection in axes.collections]
    ordered = np.sort(vectors, axis=0)  # of 101 values the sixth is the 5 % quantile
    assert {*ordered[5], *ordered[95]} <= set(bands[0][:, 1]) and {*ordered[25], *ordered[75]} <= set(bands[1][:, 1])
    assert [text.get_text() for text in axes.get_legend().get_texts()] == [
        "90 % of all",
        "50 % of all",
        "three samples",
    ]


def test_signals_are_lines(rng):
    signals = rng.normal(size=(5, 16, 1))
    lines = plot_samples(signals).axes[0].lines
    np.testing.assert_array_equal([line.get_ydata() for line in lines], signals[:3, :, 0])


@pytest.mark.parametrize("volumes", ["(depth, height, width, 1)", "(height, width, depth)"])
def test_volumes_are_slices_side_by_side_one_volume_below_the_other(volumes, rng):
    slices = rng.random((6, 2, 8, 7))
    strips = np.concatenate(list(slices), axis=2)
    given = np.moveaxis(slices, 0, 1)[..., None] if "1" in volumes else np.moveaxis(slices, 0, -1)
    drawn, expected = (
        plot_samples(x, **options).axes[0].images[0].get_array()
        for x, options in ((given, {}), (strips, {"columns": 1}))
    )
    np.testing.assert_array_equal(drawn, expected)


def test_single_numbers_are_a_histogram(rng):
    values = rng.normal(size=(500, 1))
    (axes,) = plot_samples(values).axes
    area = sum(bar.get_width() * bar.get_height() for bar in axes.patches)
    assert area == pytest.approx(1) and len(axes.patches) > 5


@pytest.mark.parametrize("shape", [(1, 2), (1, 5), (2, 5), (1, 1), (3, 2)])
def test_few_samples_are_drawn_too(shape, tmp_path):
    plot_samples(np.ones(shape), tmp_path / "a.png")
    assert saved(tmp_path / "a.png").std() > 0


def test_the_style_of_the_user_is_left_alone():
    before = dict(matplotlib.rcParams)
    plot_samples(np.ones((5, 2)))
    assert dict(matplotlib.rcParams) == before


# === Mistakes ===


@pytest.mark.parametrize(
    "samples, options, message",
    [
        (np.zeros(5), {}, "`samples`: expected images (n, height, width) or (n, height, width, channels), or vectors "
         "(n, d), and at least one. Received shape (5,). For single numbers pass `samples[:, None]`."),
        (np.zeros((0, 3)), {}, "`samples`: expected images (n, height, width) or (n, height, width, channels), or "
         "vectors (n, d), and at least one. Received shape (0, 3)."),
        (np.array([["a"]]), {}, "`samples`: expected numbers. Received: <U1."),
        (np.array([[1, np.nan]]), {}, "`samples`: expected finite numbers. Received 1 that are NaN or infinite."),
        (np.zeros((4, 2)), {"rows": 2}, "`rows`: only for images. Received samples of shape (4, 2)."),
        (np.zeros((4, 3)), {"labels": [1, 2, 3, 4]}, "`labels`: only for images and points. Received samples of shape "
         "(4, 3)."),
        (np.zeros((4, 2)), {"labels": [1]}, "`labels`: expected one label for each of the 4 samples. Received shape "
         "(1,)."),
        (np.zeros((4, 8, 8)), {"columns": 0}, "`columns`: expected a whole number of at least 1. Received: 0."),
        (np.zeros((28, 28, 1)), {}, "`samples`: expected images of shape (n, height, width) or (n, height, width, "
         "channels). Received shape (28, 28, 1), one image: pass `samples[None]`, or `samples[..., 0]` if they are "
         "signals."),
    ],
)  # fmt: skip
def test_mistakes_are_named(samples, options, message):
    with pytest.raises(ValueError) as error:
        plot_samples(samples, **options)
    assert str(error.value) == message


def test_a_file_that_cannot_be_written_is_refused(tmp_path):
    with pytest.raises(
        ValueError, match="^`to_file`: expected a file name with an extension that Matplotlib can write"
    ):
        plot_samples(np.zeros((4, 8, 8)), tmp_path / "a.xyz")
