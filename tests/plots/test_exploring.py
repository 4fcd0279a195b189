"""What `kerasgan directions` and `kerasgan invert` write."""

import json

import numpy as np
import pytest
from helpers import image_gan
from PIL import Image

from kerasgan import latent
from kerasgan.plots import exploring

QUICK = {"steps": 5, "starts": 1}


def test_directions_become_one_picture_or_a_folder(tmp_path):
    gan = image_gan(pixels=True)
    told = exploring.directions(gan, tmp_path / "rows.png", k=2)
    assert told[0] == f"{tmp_path / 'rows.png'}: 2 directions of z by sefa."
    exploring.directions(gan, tmp_path / "all", k=2)
    names = sorted(path.name for path in (tmp_path / "all").iterdir())
    assert names == ["direction_00.png", "direction_01.png", "directions.json", "directions.png"]
    described = json.loads((tmp_path / "all" / "directions.json").read_text())
    np.testing.assert_allclose(described["vectors"], latent.directions(gan, k=2).vectors, rtol=1e-6)
    assert (described["how"], described["space"]) == ("sefa", "z")


def test_a_picture_is_inverted_to_a_picture_or_to_its_z(tmp_path):
    gan = image_gan(pixels=True)
    x = gan.sample(1, seed=2)
    Image.fromarray(x[0, ..., 0]).save(tmp_path / "given.png")
    told = exploring.invert(gan, tmp_path / "given.png", tmp_path / "both.png", options=QUICK)
    exploring.invert(gan, tmp_path / "given.png", tmp_path / "z.npy", options=QUICK)
    z, error = latent.invert(gan, x, **QUICK)
    np.testing.assert_allclose(np.load(tmp_path / "z.npy"), z, rtol=1e-6)
    assert told == f"{tmp_path / 'both.png'}: mean squared error {error[0]:.4g}, of values from -1 to 1."
    with Image.open(tmp_path / "both.png") as picture:
        rows = np.asarray(picture)[:, -64:]
    np.testing.assert_array_equal(rows[:64:8, ::8], x[0, ..., 0])
    np.testing.assert_array_equal(rows[66::8, ::8], gan.decode(z)[0, ..., 0])


def test_a_picture_of_another_size_is_refused_or_resized(tmp_path):
    gan = image_gan()
    Image.new("RGB", (20, 10)).save(tmp_path / "wide.png")
    with pytest.raises(ValueError) as error:
        exploring.invert(gan, tmp_path / "wide.png", tmp_path / "out.png")
    assert str(error.value) == (
        "`picture`: expected 8x8 pixels, what this GAN makes. Received: 20x10. Have it resized, `--resize crop`, `pad` "
        "or `stretch`."
    )
    assert not (tmp_path / "out.png").exists()
    exploring.invert(gan, tmp_path / "wide.png", tmp_path / "out.png", resize="pad", options=QUICK)
    assert (tmp_path / "out.png").exists()


@pytest.mark.parametrize(
    "given, output, resize, message",
    [
        ("none.png", "a.png", None, "`picture`: there is no file "),
        ("text.png", "a.png", None, "can't be read: no PNG, JPEG, WebP, GIF, BMP or TIFF image."),
        (
            "text.png",
            "a.jpg",
            None,
            "`output`: expected a name that ends in .png or a name that ends in .npy. Received:",
        ),
        ("text.png", "a.png", "cut", "`resize`: expected one of 'crop', 'pad', 'stretch'. Received: 'cut'."),
    ],
)
def test_what_can_not_be_read_or_written_is_told(given, output, resize, message, tmp_path):
    (tmp_path / "text.png").write_text("nothing")
    with pytest.raises(ValueError) as error:
        exploring.invert(image_gan(), tmp_path / given, tmp_path / output, resize=resize)
    assert message in str(error.value)


def test_vectors_are_no_pictures(gan, tmp_path):
    with pytest.raises(ValueError, match=r"^`gan`: only for images. This GAN makes \(4,\)."):
        exploring.directions(gan, tmp_path / "a.png")
    with pytest.raises(ValueError, match=r"^`invert`: only for images. This GAN makes \(4,\). Call `latent.invert`"):
        exploring.invert(gan, tmp_path / "a.png", tmp_path / "b.png")
    with pytest.raises(ValueError, match="^`output`: expected a name that ends in .png or a folder. Received: "):
        exploring.directions(image_gan(), tmp_path / "a.jpg")
