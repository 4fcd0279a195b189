import keras
import numpy as np
import pytest
from helpers import image_gan
from PIL import Image

import kerasgan
from kerasgan.callbacks import SampleGrid
from kerasgan.callbacks.film import earlier_frames
from kerasgan.callbacks.grid import Grid


def class_gan(classes=3, encode=None):
    """A conditional GAN whose images are of one shade, the class itself times 50, whatever it learns."""
    z, label, x = keras.Input((2,)), keras.Input((), dtype="int32"), keras.Input((8, 8, 1))
    encoded = (encode or (lambda label: keras.ops.one_hot(label, classes)))(label)
    shade = keras.ops.reshape(keras.ops.cast(label, "float32") * (50 / 255), (-1, 1))
    nothing = keras.layers.Dense(1)(keras.layers.Concatenate()([z, encoded])) * 0.0
    made = keras.ops.reshape(keras.ops.repeat(shade + nothing, 64, axis=1), (-1, 8, 8, 1))
    generator = keras.Model([z, label], made)
    verdict = keras.layers.Dense(1)(keras.layers.Flatten()(x)) + 0.0 * keras.ops.reshape(
        keras.ops.cast(label, "float32"), (-1, 1)
    )
    gan = kerasgan.GAN(generator, keras.Model([x, label], verdict))
    gan.compile(g_optimizer="sgd", d_optimizer="sgd", jit_compile=False)
    return gan


def train(gan, callback, steps=4, **options):
    data = np.resize(np.arange(0, 256, 5, dtype="uint8"), (16, *gan.data_shape))
    return kerasgan.fit_gan(gan, data, steps=steps, batch_size=8, verbose=0, callbacks=[callback], **options)


def pixels(path):
    with Image.open(path) as picture:
        return np.array(picture)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


# === Pictures ===


def test_a_picture_is_the_grid_of_what_gan_sample_makes_of_the_same_noise(tmp_path):
    gan = image_gan()
    before = None
    for number in range(2):
        train(gan, SampleGrid(tmp_path, every=100, rows=2, columns=3, seed=4), steps=3)
        expected = kerasgan.plots.image_grid(gan.sample(6, seed=4), columns=3, scale=8)[..., 0]
        np.testing.assert_array_equal(pixels(tmp_path / f"step-{3 * number + 3:06d}.png"), expected)
        assert before is None or not np.array_equal(before, expected)
        before = expected


def test_pictures_are_taken_at_the_start_at_multiples_and_at_the_end(tmp_path):
    train(image_gan(), SampleGrid(tmp_path, every=4), steps=10)
    assert names(tmp_path) == ["samples.gif", *(f"step-{step:06d}.png" for step in (0, 4, 8, 10))]
    with Image.open(tmp_path / "samples.gif") as film:
        assert film.n_frames == 4


def test_the_last_picture_is_not_taken_twice(tmp_path):
    train(image_gan(), SampleGrid(tmp_path, every=4, animation=None), steps=8)
    assert names(tmp_path) == [f"step-{step:06d}.png" for step in (0, 4, 8)]


def test_colour_and_webp(tmp_path):
    train(image_gan((4, 6, 3)), SampleGrid(tmp_path, every=2, rows=1, columns=2, animation="a.webp"))
    assert pixels(tmp_path / "step-000002.png").shape == (4 * 8, 2 * 6 * 8 + 2, 3)
    assert "a.webp" in names(tmp_path)


def test_averaged_weights_are_drawn(tmp_path):
    gan = image_gan()
    gan.compile(
        g_optimizer=keras.optimizers.SGD(0.5, use_ema=True, ema_momentum=0.9), d_optimizer="sgd", jit_compile=False
    )
    train(gan, SampleGrid(tmp_path, every=100, rows=1, columns=2))
    drawn = pixels(tmp_path / "step-000004.png")
    averaged = gan.sample(2, seed=0)
    gan.optimizer.g.use_ema = False
    raw = gan.sample(2, seed=0)
    assert not np.array_equal(averaged, raw)
    np.testing.assert_array_equal(drawn, kerasgan.plots.image_grid(averaged, columns=2, scale=8)[..., 0])


def test_flat_images_are_drawn_in_the_shape_that_is_named(tmp_path):
    gan = image_gan((64,))
    train(gan, SampleGrid(tmp_path, every=9, rows=1, columns=1, image_shape=(8, 8), animation=None))
    expected = gan.sample(1, seed=0).reshape(8, 8).repeat(8, 0).repeat(8, 1)
    np.testing.assert_array_equal(pixels(tmp_path / "step-000004.png"), expected)


@pytest.mark.parametrize(
    "activation, value_range, low, high",
    [("tanh", None, -1, 1), ("sigmoid", None, 0, 1), ("linear", None, -1, 1), ("linear", (-3, 3), -3, 3)],
)
def test_floats_are_drawn_in_the_range_of_the_generator(activation, value_range, low, high):
    gan = image_gan(activation=activation)
    drawn, _ = Grid(2, 2, None, 0, None, value_range).sample(gan)
    expected = np.clip((gan.sample(4, seed=0) - low) / (high - low), 0, 1) * 255
    np.testing.assert_allclose(drawn, expected, atol=0.51)


# === Classes ===


def test_each_class_has_a_row_with_its_name(tmp_path):
    gan = class_gan()
    callback = SampleGrid(tmp_path, every=9, columns=2, animation=None)
    kerasgan.fit_gan(gan, np.zeros((8, 8, 8, 1), "uint8"), labels=np.zeros(8, int), steps=1, verbose=0, batch_size=8,
                     callbacks=[callback])  # fmt: skip
    drawn = pixels(tmp_path / "step-000001.png")
    scale = 8
    left = drawn.shape[1] - (2 * 8 * scale + 2)
    assert left > 10 and drawn.shape[0] == 3 * 8 * scale + 4
    shades = drawn[::1, left:][4 :: 8 * scale + 2, 4 :: 8 * scale + 2]
    # The generator ends in no known range: black and white are -1 and 1, and the shades 0, 50 and 100 of 255.
    np.testing.assert_allclose(shades, [[127.5] * 2, [152.5] * 2, [177.5] * 2], atol=0.5)


@pytest.mark.parametrize(
    "classes, rows",
    [
        (None, {0: 0, 1: 1, 2: 2}),
        (2, {0: 0, 1: 1}),
        ([2, 0], {2: 2, 0: 0}),
        ({1: "one", 2: "two"}, {1: "one", 2: "two"}),
    ],
)
def test_rows_can_be_chosen_and_named(classes, rows):
    gan = class_gan()
    grid = Grid(8, 2, classes, 0, None, (0, 1))
    drawn, shown = grid.sample(gan)
    assert grid.problems(gan) == [] and shown == list(rows.values())
    assert drawn[:, 0, 0, 0].tolist() == [50 * number for number in rows for _ in range(2)]


def test_unknown_classes_have_to_be_named():
    gan = class_gan(encode=lambda label: keras.ops.reshape(keras.ops.cast(label, "float32"), (-1, 1)))
    message = "`classes`: this GAN is conditional; say how many classes it has, for example `classes=10`."
    assert Grid(8, 8, None, 0, None, None).problems(gan) == [message]
    assert Grid(8, 8, 3, 0, None, None).problems(gan) == []


# === Going on ===


class Stop(keras.callbacks.Callback):
    def __init__(self, epoch):
        super().__init__()
        self.epoch = epoch

    def on_epoch_end(self, epoch, logs=None):
        self.model.stop_training = epoch == self.epoch


def test_a_run_that_was_cut_off_goes_on_with_its_pictures(tmp_path):
    folder = tmp_path / "samples"
    data = np.resize(np.arange(0, 256, 5, dtype="uint8"), (16, 8, 8, 1))
    for more in ([Stop(6)], []):
        gan = image_gan()
        kerasgan.fit_gan(gan, data, steps=12, batch_size=8, verbose=0, seed=0, checkpoint=tmp_path / "checkpoint",
                         callbacks=[SampleGrid(folder, every=5), *more])  # fmt: skip
    assert names(folder) == ["samples.gif", *(f"step-{step:06d}.png" for step in (0, 5, 7, 10, 12))]
    with Image.open(folder / "samples.gif") as film:
        assert film.n_frames == 5


def test_pictures_of_another_run_are_not_joined(tmp_path):
    train(image_gan(), SampleGrid(tmp_path, every=4), steps=10)
    train(image_gan(), SampleGrid(tmp_path, every=4), steps=5)
    assert "step-000010.png" in names(tmp_path)
    with Image.open(tmp_path / "samples.gif") as film:
        assert film.n_frames == 3  # 0, 4, 5


def test_earlier_frames_are_those_up_to_the_step_in_order_of_their_numbers(tmp_path):
    for name in ("step-000500.png", "step-000000.png", "step-1500000.png", "step-000900.png", "step-x.png", "a.png"):
        (tmp_path / name).touch()
    assert list(earlier_frames(tmp_path, 900)) == [0, 500, 900]
    assert list(earlier_frames(tmp_path, 2_000_000)) == [0, 500, 900, 1_500_000]
    assert earlier_frames(tmp_path, 0) == {}


def test_after_a_nan_the_pictures_are_joined_all_the_same(tmp_path):
    gan = image_gan(activation="linear")
    gan.compile(g_optimizer=keras.optimizers.SGD(1e30), d_optimizer=keras.optimizers.SGD(1e30), jit_compile=False)
    data = np.ones((8, 8, 8, 1), "float32")
    with pytest.raises(kerasgan.errors.TrainingDivergedError):
        kerasgan.fit_gan(gan, data, steps=50, batch_size=8, verbose=0, callbacks=[SampleGrid(tmp_path, every=100)])
    assert {"samples.gif", "step-000000.png"} <= set(names(tmp_path))


# === Mistakes ===


@pytest.mark.parametrize(
    "options, message",
    [
        ({"every": 0}, "`every`: expected a whole number of at least 1. Received: 0."),
        ({"rows": 0}, "`rows`: expected a whole number of at least 1. Received: 0."),
        ({"classes": 0}, "`classes`: expected how many there are, a list of integers, or a dict of integer: name. "
         "Received: 0."),
        ({"image_shape": 28}, "`image_shape`: expected a tuple of whole numbers of at least 1, the shape of one sample "
         "without the batch axis, such as (200,) or (28, 28, 1). Received: 28."),
        ({"value_range": (1, 0)}, "`value_range`: expected a pair of numbers, the lower one first. Received: (1, 0)."),
        ({"animation": "a.mp4"}, "`animation`: expected a file name that ends in .gif or .webp. Received: 'a.mp4'."),
        ({"animation": "b/a.gif"}, "`animation`: expected the name of a file, which will be in `folder`. Received: "
         "'b/a.gif'."),
    ],
)  # fmt: skip
def test_mistakes_are_named_at_once(options, message):
    with pytest.raises(ValueError) as error:
        SampleGrid("nowhere", **options)
    assert str(error.value) == message


@pytest.mark.parametrize(
    "shape, options, message",
    [
        ((4,), {}, "The samples of this GAN have the shape (4,), and are no images. Where they are flat images pass "
         "`image_shape=`, such as (28, 28). Watch points of the plane with `DecisionSurface`, others with `Curves`."),
        ((64,), {"image_shape": (8, 9)}, "`image_shape`: expected 64 values, as samples have. Received: (8, 9)."),
        ((8, 8, 1), {"classes": 3}, "`classes`: this GAN has none. Received: 3. Leave them out."),
    ],
)  # fmt: skip
def test_a_gan_that_cannot_be_drawn_is_refused_before_any_training(shape, options, message, tmp_path):
    gan = image_gan(shape)
    with pytest.raises(ValueError) as error:
        train(gan, SampleGrid(tmp_path / "new", **options))
    assert str(error.value) == message
    assert int(keras.ops.convert_to_numpy(gan.optimizer.iterations)) == 0
