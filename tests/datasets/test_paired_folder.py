"""Pairs in folders: which belong together, flips and crops alike, halves, and what is missing."""

import numpy as np
import pytest
from PIL import Image

import kerasgan
from kerasgan import datasets


def picture(seed, height=12, width=12, channels=3):
    return np.random.default_rng(seed).integers(0, 256, (height, width, channels), "uint8")


def write(path, pixels):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels).save(path)


@pytest.fixture
def folder(tmp_path):
    """Three pairs of which each part is known by its first value: what is given is the negative of what is wanted."""
    for number in range(3):
        write(tmp_path / "in" / "sub" / f"{number}.png", picture(number))
        write(tmp_path / "out" / "sub" / f"{number}.bmp", 255 - picture(number))
    return tmp_path


def test_pictures_of_one_name_belong_together_flipped_and_cropped_alike(folder):
    pairs = datasets.load("paired_folder", path=folder, size=8, flip=True, jitter=4)
    assert pairs.rows == 3 * 2 * 5 and len(pairs) == 30
    x, c = pairs.batch(np.arange(30))
    assert x.shape == c.shape == (30, 8, 8, 3)
    np.testing.assert_array_equal(x, 255 - c)
    expected = picture(0)
    np.testing.assert_array_equal(c[0], expected[:8, :8])
    np.testing.assert_array_equal(c[6], expected[2:10, 2:10])  # the third crop of the first: the middle
    np.testing.assert_array_equal(c[15 + 6], expected[2:10, 9:1:-1])
    assert len({one.tobytes() for one in c}) == 30


def test_the_other_way_round_held_out_and_smaller_ones(folder, tmp_path_factory):
    pairs = datasets.load("paired_folder", path=folder, size=12, given="out", held_out=1)
    np.testing.assert_array_equal(pairs.batch([0])[0][0], picture(0))
    np.testing.assert_array_equal(pairs.held_out[0][0], picture(2))
    assert pairs.rows == 2 and pairs.names[0] == "in/sub/0.png"
    other = tmp_path_factory.mktemp("scaled")
    write(other / "a" / "1.png", picture(1, 6, 6, 1))
    write(other / "b" / "1.png", picture(2, 12, 12))
    x, c = datasets.load("paired_folder", path=other, size=12, scale=2, color=("grey", "rgb")).batch([0])
    assert x.shape == (1, 12, 12, 3) and c.shape == (1, 6, 6, 1)


@pytest.mark.parametrize("halves", [False, True])
def test_pictures_of_16_bits_are_floats_in_the_range_of_the_generator(tmp_path, halves):
    given, wanted = np.random.default_rng(0).integers(0, 65536, (2, 8, 8), "uint16")
    if halves:
        write(tmp_path / "1.png", np.concatenate([given, wanted], axis=1)[..., None])
    else:
        write(tmp_path / "in" / "1.png", given[..., None])
        write(tmp_path / "out" / "1.png", wanted[..., None])
    pairs = datasets.load("paired_folder", path=tmp_path, size=8, color="grey")
    for limits, expected in ((None, wanted / 32767.5 - 1), ((0.0, 1.0), wanted / 65535)):
        x, c = pairs.batch([0], limits)
        assert x.dtype == c.dtype == np.float32
        np.testing.assert_allclose(x[0, ..., 0], expected, atol=1e-6)
        np.testing.assert_allclose(c[0, ..., 0], given / 32767.5 - 1, atol=1e-6)


@pytest.mark.parametrize("given", [None, "right"])
def test_pictures_of_two_halves(tmp_path, given):
    left, right = picture(0), picture(1)
    write(tmp_path / "1.png", np.concatenate([left, right], axis=1))
    pairs = datasets.load("paired_folder", path=tmp_path, size=12, given=given, flip=True)
    x, c = pairs.batch([0, 1])
    wanted, source = (left, right) if given else (right, left)
    np.testing.assert_array_equal(x[0], wanted)
    np.testing.assert_array_equal(c[0], source)
    np.testing.assert_array_equal(c[1], source[:, ::-1])


@pytest.mark.parametrize("resize", ["crop", "pad", "stretch"])
@pytest.mark.parametrize("height, width", [(20, 26), (26, 20)])
def test_each_half_is_brought_to_its_size_by_itself(tmp_path, resize, height, width):
    half = picture(0, height, width)
    write(tmp_path / "1.png", np.concatenate([half, half], axis=1))
    x, c = datasets.load("paired_folder", path=tmp_path, size=12, resize=resize).batch([0])
    np.testing.assert_array_equal(x, c)


@pytest.mark.parametrize("place", range(5))
def test_crops_of_both_sizes_show_the_same_place(tmp_path, place):
    small = picture(0, 7, 7)
    write(tmp_path / "in" / "1.png", small)
    write(tmp_path / "out" / "1.png", small.repeat(2, 0).repeat(2, 1))
    pairs = datasets.load("paired_folder", path=tmp_path, size=12, scale=2, jitter=2, resize="stretch")
    x, c = pairs.batch([place])
    np.testing.assert_array_equal(x, c.repeat(2, 1).repeat(2, 2))


def test_a_picture_that_is_turned_has_the_size_that_one_sees(tmp_path):
    write(tmp_path / "in" / "1.png", picture(0, 12, 8))
    turned = Image.fromarray(picture(0, 8, 12))
    exif = turned.getexif()
    exif[0x0112] = 6
    (tmp_path / "out").mkdir()
    turned.save(tmp_path / "out" / "1.jpg", exif=exif)
    assert len(datasets.load("paired_folder", path=tmp_path, size=8)) == 1


def test_apart_they_are_two_sets_for_a_cycle_gan(folder):
    write(folder / "out" / "more.png", picture(9))
    a, b = datasets.load("paired_folder", path=folder, size=12, paired=False)
    assert (len(a.names), len(b.names)) == (3, 4)
    np.testing.assert_array_equal(a.batch([0])[0], picture(0))


def test_it_trains_and_goes_on_where_it_was(folder, tmp_path):
    pairs = datasets.load("paired_folder", path=folder, size=16, flip=True)
    g = kerasgan.build_generator("unet", input_shape=(16, 16, 3), filters=1)
    d = kerasgan.build_discriminator("patch", (16, 16, 3), condition_shape=(16, 16, 3), receptive_field=1, filters=1)
    history = kerasgan.fit_gan(
        kerasgan.build_gan(g, d, terms=["reconstruction"]), pairs, steps=2, batch_size=2, verbose=0
    )
    assert history.history["reconstruction"]


# === What is wrong ===


def refusal(path, **options):
    with pytest.raises(ValueError) as error:
        datasets.load("paired_folder", path=path, **options)
    return str(error.value)


def test_missing_partners_and_other_sizes_are_named(folder):
    (folder / "out" / "sub" / "1.bmp").unlink()
    assert refusal(folder) == (
        "`path`: 1 pictures have no partner of the same name in the other folder: 'in/sub/1.png'. Add or remove them, "
        "or pass `paired=False` if none belong together."
    )
    write(folder / "out" / "sub" / "1.bmp", picture(1, 10, 14))
    assert refusal(folder) == (
        "`path`: expected pairs of pictures of one size. Received: 'in/sub/1.png' 12x12 and 'out/sub/1.bmp' 14x10."
    )


def test_other_mistakes(folder, tmp_path):
    assert refusal(folder, given="inn") == "`given`: expected one of 'in', 'out'. Received: 'inn'. Did you mean 'in'?"
    assert refusal(folder, held_out=3) == "`held_out`: expected fewer than the 3 pairs there are. Received: 3."
    assert refusal(folder, scale=3, size=16, jitter=3) == (
        "`scale`: expected `size` and `jitter` that 3 divides. Received: 16 and 3."
    )
    write(tmp_path / "odd" / "1.png", picture(0, 4, 5))
    assert refusal(tmp_path / "odd", size=4) == (
        "`path`: expected two folders side by side with the same names, or pictures of two halves. Received 1 pictures "
        "of odd width, such as '1.png'."
    )
    assert refusal(tmp_path / "odd", paired=False).startswith("`path`: expected two folders side by side in ")


def test_what_would_be_lost_or_ignored_is_refused(folder, tmp_path):
    write(folder / "in" / "sub" / "1.bmp", picture(1))
    assert "expected one picture of each name in a folder. Received 'in/sub/1." in refusal(folder)
    for third in "abc":
        write(tmp_path / "three" / third / "1.png", picture(0))
    assert refusal(tmp_path / "three").endswith("Received pictures in 3 places: 'a', 'b', 'c'.")
    says = refusal(folder, paired=False, scale=3, held_out=9)
    assert says == (
        "2 problems:\n  1. `scale`: pictures without partners take none.\n"
        "  2. `held_out`: pictures without partners take none."
    )
    assert refusal(folder, batch_size=0).startswith("`batch_size`: expected")


@pytest.mark.parametrize("rows", [[-1], [100], [], [0.5], 1])
def test_rows_that_are_none_are_named(folder, rows):
    pairs = datasets.load("paired_folder", path=folder, size=8)
    with pytest.raises(
        ValueError, match=f"^`rows`: expected one or more whole numbers from 0 to {pairs.rows - 1}. Rec"
    ):
        pairs.batch(rows)


def test_halves_of_a_large_jpeg_do_not_bleed_into_each_other(tmp_path):
    x = np.zeros((400, 2006, 3), "uint8")
    x[:, 1003:] = 255
    Image.fromarray(x).save(tmp_path / "a.jpg", quality=95)
    sides = [datasets.load("paired_folder", path=tmp_path, size=32, given=side) for side in ("left", "right")]
    left, right = (side.batch([0])[1][0] for side in sides)
    assert left.max() <= 2 and right.min() >= 253
