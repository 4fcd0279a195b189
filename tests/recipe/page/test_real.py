"""Pictures and points of the data on a page: which, as what, and the nearest one of a sample in a browser."""

import base64
import io

import browser
import numpy as np
import pytest
from helpers import image_gan
from PIL import Image

import kerasgan
from kerasgan.recipe.page import contents, real

MNIST = {"data": {"name": "mnist"}}


def of_sheet(found, height, width):
    """The pictures of a sheet."""
    sheet = np.asarray(Image.open(io.BytesIO(base64.b64decode(found["sheet"]))))
    rows = [np.hsplit(row, sheet.shape[1] // width) for row in np.vsplit(sheet, sheet.shape[0] // height)]
    return np.array([one for row in rows for one in row])[: found["count"]]


@pytest.mark.parametrize("channels", [1, 3])
def test_a_sheet_holds_pictures_as_they_are(rng, channels):
    x = rng.integers(0, 256, (61, 6, 5, channels), "uint8")
    found = real.of_pictures(x)
    assert (found["count"], found["of"], found["across"]) == (61, 61, 8)
    assert np.array_equal(of_sheet(found, 6, 5).reshape(x.shape), x)


def test_the_usual_distance_is_the_median_of_the_nearest_other_picture(rng):
    x = rng.integers(0, 256, (60, 4, 4, 3), "uint8")
    rows = x.reshape(60, -1).astype(float)
    apart = [min(np.sqrt(np.mean((a - b) ** 2)) for j, b in enumerate(rows) if j != i) for i, a in enumerate(rows)]
    assert real.of_pictures(x)["typical"] == pytest.approx(np.median(apart))


def test_of_many_pictures_some_of_few_large_ones_or_strange_ones_none(rng):
    x = rng.integers(0, 256, (1200, 2, 2, 1), "uint8")
    found = real.of_pictures(x)
    assert (found["count"], found["of"]) == (1000, 1200)
    assert {one.tobytes() for one in of_sheet(found, 2, 2)} <= {one.tobytes() for one in x}
    assert real.of_pictures(x[:49]) is None
    assert real.of_pictures(np.zeros((60, 256, 256, 3), "uint8")) is None
    assert real.of_pictures(np.zeros((60, 4, 4, 4), "uint8")) is None


def test_a_recipe_has_its_data_or_none():
    gan = image_gan((28, 28, 1))
    found = real.of(MNIST, gan)
    assert (found["count"], found["of"]) == (1000, len(kerasgan.datasets.load("mnist")[0]))
    assert real.of({"data": {"name": "image_folder", "options": {"path": "/nowhere"}}}, gan) is None
    assert real.of({"data": {"name": "stacked_mnist"}}, gan) is None
    assert real.of({"data": {"name": "gaussian_2d"}}, gan) is None
    assert real.of(None, gan) is None


def test_points_are_those_of_the_data_with_room_around_them():
    found = real.of({"data": {"name": "ring_8"}}, kerasgan.zoo.load("ring_8"))
    points = np.frombuffer(base64.b64decode(found["points"]), "<f4").reshape(-1, 2)
    assert len(points) == 500
    assert np.allclose(np.hypot(*points.T), 1, atol=0.1)
    (left, right), (bottom, top) = found["limits"]
    assert max(left, bottom) < -1.5 and min(right, top) > 1.5


def test_a_page_holds_them_unless_they_are_not_wanted():
    gan = image_gan((28, 28, 1))
    assert contents.read(gan, "mine", "float32", MNIST, True)["real"]["count"] == 1000
    assert contents.read(gan, "mine", "float32", MNIST, False)["real"] is None
    assert contents.read(kerasgan.zoo.load("adult"), "mine", "float32", MNIST, True)["real"] is None


@browser.needs_chromium
def test_in_a_browser_the_nearest_picture_of_a_sample_is_found(tmp_path, rng):
    gan = image_gan((8, 8, 1))
    gan.pixels = True
    samples = gan.sample(16, seed=0)
    x = np.concatenate([rng.integers(0, 256, (70, 8, 8, 1), "uint8"), samples[15:], samples[:1]])
    script = """
    const pixels = (canvas) => [...canvas.getContext("2d").getImageData(0, 0, 8, 8).data].filter((_, i) => i % 4 === 0);
    const found = () => [...place.querySelectorAll(".nearest figure")].map((one) =>
      [one.textContent, ...[...one.querySelectorAll("canvas")].map(pixels)]);
    const before = found();
    place.querySelectorAll(".tile")[3].click();
    await pause(500);
    return [before, found()[1][0], place.querySelector(".nearest > .note").textContent];
    """
    (a, b), after, told = browser.told(gan.save_page(tmp_path / "page.html", real=x), script, tmp_path)
    assert [a[0], b[0]] == ["A, and the nearest: 0 of 255 apart.", "B, and the nearest: 0 of 255 apart."]
    for pair, sample in ((a, samples[0]), (b, samples[15])):
        assert pair[1] == pair[2] == sample.ravel().tolist()
    least = min(np.sqrt(np.mean((one.astype(float) - samples[3]) ** 2)) for one in x)
    assert after == f"B, and the nearest: {least:.0f} of 255 apart."
    assert told.startswith("Among 72 of the 72 pictures")


def test_an_array_that_is_none_of_its_samples_is_refused(tmp_path):
    with pytest.raises(ValueError) as error:
        image_gan((8, 8, 1)).save_page(tmp_path / "page.html", real=np.zeros((60, 28, 28, 1), "uint8"))
    assert str(error.value) == (
        "`real`: expected a boolean, or an array of uint8 pictures of shape ('n', 8, 8, 1), as the GAN makes them. "
        "Received shape (60, 28, 28, 1) of uint8."
    )


def test_points_that_are_no_numbers_are_refused():
    gan = kerasgan.build_gan(kerasgan.build_generator("mlp", (2,)), kerasgan.build_discriminator("mlp", (2,)))
    told = "`real`: expected finite numbers. Received NaN or infinite values. Leave them out."
    assert real.problems(np.array([[0.0, np.nan]]), gan) == [told]
    assert real.problems(np.zeros((3, 2)), gan) == []
