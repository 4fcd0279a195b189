"""Image files of any kind as pixels: each kind is written by Pillow and compared with what it was made from."""

import io

import numpy as np
import pytest
from PIL import Image, UnidentifiedImageError

from kerasgan.datasets import image_decode


def encoded(image, kind="PNG", **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    file.seek(0)
    return file


def decoded(image, kind="PNG", size=None, save=None, **options):
    return image_decode.decode(encoded(image, kind, **(save or {})), size or image.size[::-1], **options)


@pytest.fixture
def pixels(rng):
    return rng.integers(0, 256, (6, 8, 3), dtype="uint8")


@pytest.mark.parametrize("kind, save", [("PNG", {}), ("BMP", {}), ("WEBP", {"lossless": True})])
def test_kinds_without_loss_give_the_very_pixels(pixels, kind, save):
    np.testing.assert_array_equal(decoded(Image.fromarray(pixels), kind, save=save), pixels)


@pytest.mark.parametrize("kind, save", [("JPEG", {"quality": 95}), ("WEBP", {"quality": 95}), ("GIF", {})])
def test_kinds_with_loss_come_close(kind, save):
    ramp = np.broadcast_to(np.linspace(0, 255, 32, dtype="uint8")[:, None, None], (32, 32, 3))
    assert np.abs(decoded(Image.fromarray(ramp), kind, save=save).astype(int) - ramp).max() <= 6


def test_an_animation_gives_its_first_frame():
    frames = [Image.new("RGB", (4, 4), color) for color in ("red", "blue")]
    for kind in ("GIF", "WEBP", "PNG"):
        found = decoded(frames[0], kind, save={"save_all": True, "append_images": frames[1:]})
        assert found[0, 0, 0] > 250 and found[0, 0, 2] < 5


def test_grey_becomes_colour_and_colour_grey(pixels):
    grey = Image.fromarray(pixels[..., 0])
    np.testing.assert_array_equal(decoded(grey), np.repeat(pixels[..., :1], 3, axis=-1))
    found = decoded(Image.fromarray(pixels), color="grey")
    assert found.shape == (6, 8, 1)
    luma = pixels @ np.array([0.299, 0.587, 0.114])  # ITU-R 601
    np.testing.assert_allclose(found[..., 0], luma, atol=1)
    np.testing.assert_array_equal(found, decoded(Image.fromarray(pixels), color="grayscale"))


def test_black_and_white_of_one_bit_is_0_and_255():
    image = Image.fromarray(np.eye(4, dtype=bool))
    np.testing.assert_array_equal(decoded(image, color="grey")[..., 0], 255 * np.eye(4))


def test_a_palette_is_looked_up():
    image = Image.new("P", (2, 1))
    image.putpalette([10, 20, 30, 40, 50, 60])
    image.putpixel((1, 0), 1)
    assert decoded(image).tolist() == [[[10, 20, 30], [40, 50, 60]]]


def test_a_transparent_colour_of_a_palette_becomes_background():
    image = Image.new("P", (2, 1))
    image.putpalette([10, 20, 30, 40, 50, 60])
    image.putpixel((1, 0), 1)
    found = decoded(image, save={"transparency": 0}, background="#ff0000")
    assert found.tolist() == [[[255, 0, 0], [40, 50, 60]]]


@pytest.mark.parametrize("alpha", [0, 51, 255])
def test_transparency_shows_the_background(pixels, alpha):
    image = Image.fromarray(np.dstack([pixels, np.full((6, 8), alpha, "uint8")]))
    share = alpha / 255
    expected = share * pixels + (1 - share) * np.array([0, 0, 255])
    np.testing.assert_allclose(decoded(image, background="blue"), expected, atol=1)


def test_transparent_edges_do_not_bleed_when_made_smaller():
    """A hidden red under full transparency must not tint its neighbours."""
    image = np.zeros((8, 8, 4), "uint8")
    image[..., 0] = 255
    image[:, 4:] = (0, 0, 0, 255)
    found = decoded(Image.fromarray(image), size=(4, 4), background="white")
    np.testing.assert_array_equal(found[..., 0], found[..., 1])


@pytest.mark.parametrize("values, expected", [([0, 128, 129, 257, 65535], [0, 0, 1, 1, 255])])
def test_16_bit_values_are_rounded_to_8(values, expected):
    image = Image.fromarray(np.array([values], "uint16"))
    assert decoded(image, color="grey")[0, :, 0].tolist() == expected
    assert decoded(image)[0, :, 2].tolist() == expected


def tiff(values):
    return Image.fromarray(np.asarray(values, "uint16"))


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_16_bits_stay_where_they_are_wanted(kind, rng):
    values = rng.integers(0, 65536, (6, 8), "uint16")
    found = decoded(tiff(values), kind, color="grey", depth=16)
    assert found.dtype == np.uint16
    np.testing.assert_array_equal(found[..., 0], values)
    colours = decoded(tiff(values), kind, color="rgba", depth=16)
    np.testing.assert_array_equal(colours[..., 1], values)
    assert (colours[..., 3] == 65535).all()


def test_8_bits_are_the_same_in_16(pixels):
    np.testing.assert_array_equal(decoded(Image.fromarray(pixels), depth=16), pixels.astype("uint16") * 257)


@pytest.mark.parametrize("resize", image_decode.RESIZERS)
def test_16_bits_are_resized_with_all_of_them(resize):
    """A slope so small that 8 bits have one step of it; the background of padding is white."""
    slope = np.linspace(1000, 1200, 64).astype("uint16") + np.zeros((32, 1), "uint16")
    found = decoded(tiff(slope), size=(16, 16), color="grey", resize=resize, depth=16)[..., 0]
    if resize == "pad":
        assert (found[:4] == 65535).all() and (found[12:] == 65535).all()
        found = found[4:12]
    assert len(np.unique(found[3])) == 16 and abs(int(found[3].mean()) - 1100) < 5


def test_values_of_more_than_16_bits_and_floats_are_no_pixels():
    with pytest.raises(ValueError, match="^its values run from 70000 to 70000, out of the 65536 of 16 bits"):
        decoded(Image.fromarray(np.full((4, 4), 70000, "int32")), "TIFF")
    with pytest.raises(ValueError, match="^its pixels are floats, whose white is not known"):
        decoded(Image.fromarray(np.full((4, 4), 0.5, "float32")), "TIFF")


def test_cmyk_becomes_rgb():
    image = Image.new("CMYK", (8, 8), (0, 255, 255, 0))
    red, green, blue = decoded(image, "JPEG")[4, 4].astype(int)
    assert red > 240 and green < 15 and blue < 15


@pytest.mark.parametrize(
    "orientation, turn",
    [
        (1, lambda x: x),
        (2, lambda x: x[:, ::-1]),
        (3, lambda x: x[::-1, ::-1]),
        (4, lambda x: x[::-1]),
        (5, lambda x: x.swapaxes(0, 1)),
        (6, lambda x: np.rot90(x, -1)),
        (7, lambda x: x[::-1, ::-1].swapaxes(0, 1)),
        (8, lambda x: np.rot90(x)),
    ],
)
def test_photographs_are_turned_as_their_exif_data_say(pixels, orientation, turn):
    exif = Image.Exif()
    exif[0x0112] = orientation
    expected = turn(pixels)
    found = decoded(Image.fromarray(pixels), save={"exif": exif}, size=expected.shape[:2])
    np.testing.assert_array_equal(found, expected)


# === Sizes ===


def halves(width, height):
    """Left half red, right half blue."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (width // 2, 0, width, height))
    return image


def test_crop_fills_and_cuts_both_sides_evenly():
    stripes = Image.new("RGB", (16, 4), "green")
    stripes.paste(halves(4, 4), (6, 0))
    np.testing.assert_array_equal(decoded(stripes, size=(4, 4)), np.asarray(halves(4, 4)))


def test_pad_keeps_all_and_adds_background_evenly():
    found = decoded(halves(16, 8), size=(16, 16), resize="pad", background="lime")
    assert (found[:4] == (0, 255, 0)).all() and (found[12:] == (0, 255, 0)).all()
    np.testing.assert_array_equal(found[4:12], np.asarray(halves(16, 8)))


def test_pad_takes_the_background_in_grey_too():
    found = decoded(halves(16, 8), size=(16, 16), resize="pad", background="white", color="grey")
    assert (found[0] == 255).all()


def test_stretch_keeps_all_and_fills():
    found = decoded(halves(16, 8), size=(8, 4), resize="stretch")
    assert found.shape == (8, 4, 3)
    assert (found[:, 0] == (255, 0, 0)).all() and (found[:, 3] == (0, 0, 255)).all()


@pytest.mark.parametrize("resize", image_decode.RESIZERS)
@pytest.mark.parametrize("shape", [(1, 400), (400, 1), (1, 1), (3, 5)])
def test_extreme_proportions_come_out_in_size(resize, shape):
    assert decoded(Image.new("RGB", shape), size=(5, 7), resize=resize).shape == (5, 7, 3)


def test_shrinking_averages_instead_of_picking():
    board = np.indices((64, 64)).sum(axis=0) % 2 * 255
    found = decoded(Image.fromarray(board.astype("uint8")), size=(8, 8))
    assert np.abs(found.astype(int) - 127).max() < 12


def test_a_large_jpeg_is_read_smaller_and_looks_the_same(rng):
    small = Image.fromarray(rng.integers(0, 256, (8, 8, 3), dtype="uint8"))
    large = small.resize((1024, 1024), Image.Resampling.BICUBIC)
    expected = np.asarray(large.resize((16, 16), Image.Resampling.LANCZOS)).astype(int)
    assert np.abs(decoded(large, "JPEG", size=(16, 16), save={"quality": 95}) - expected).mean() < 2


# === What will not do ===


def test_text_is_no_image():
    with pytest.raises(UnidentifiedImageError) as error:
        image_decode.decode(io.BytesIO(b"hello"), (4, 4))
    assert image_decode.reason(error.value) == "no PNG, JPEG, WebP, GIF, BMP or TIFF image"


def test_kinds_that_were_not_asked_for_are_not_tried():
    with pytest.raises(UnidentifiedImageError):
        image_decode.decode(encoded(Image.new("RGB", (4, 4)), "PPM"), (4, 4))


@pytest.mark.parametrize("limit", [150, 60])  # Pillow warns up to twice its limit and has an error from there on
def test_more_pixels_than_pillow_allows_are_refused(monkeypatch, limit):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", limit)
    with image_decode.large_images_are_errors(), pytest.raises(image_decode.TooLargeError, match="256 pixels"):
        image_decode.look(encoded(Image.new("L", (16, 16))))


def test_words_for_errors_without_any():
    assert image_decode.reason(EOFError()) == "EOFError"
    assert image_decode.reason(FileNotFoundError(2, "No such file")) == "the file is gone"


@pytest.mark.parametrize("kind", ["tif", "jpg", "png"])
def test_the_size_seen_is_that_of_the_turned_picture(tmp_path, kind):
    exif = Image.Exif()
    exif[274] = 6
    Image.new("RGB", (20, 40)).save(tmp_path / f"a.{kind}", exif=exif)
    with open(tmp_path / f"a.{kind}", "rb") as file:
        width, height = image_decode.seen_size(image_decode.look(file))
        file.seek(0)
        assert image_decode.decode(file, None).shape[:2] == (height, width) == (20, 40)
