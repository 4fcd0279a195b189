import itertools

import numpy as np
import pytest
from PIL import Image

from kerasgan.plots import animate, animation, lettering


def frames(folder, pictures):
    """Writes arrays as PNG files; returns their paths."""
    paths = [folder / f"{number}.png" for number in range(len(pictures))]
    for path, picture in zip(paths, pictures):
        Image.fromarray(picture).save(path)
    return paths


def shades(n, size=16, channels=()):
    """Pictures of one shade each, all different for n up to 16."""
    return [np.full((size, size, *channels), 17 * number, "uint8") for number in range(n)]


def read(path):
    """Returns the shade in the middle of each frame, and how long each is seen."""
    shown, durations = [], []
    with Image.open(path) as film:
        for number in range(film.n_frames):
            film.seek(number)
            film.load()
            shown.append(film.convert("L").getpixel((film.width // 2, 8)))
            durations.append(film.info["duration"])
        return shown, durations, film.info.get("loop"), film.size


@pytest.mark.parametrize("name", ["a.gif", "a.webp", "A.GIF"])
@pytest.mark.parametrize("channels", [(), (3,)])
def test_frames_are_in_order_and_the_last_stays(name, channels, tmp_path):
    animate(frames(tmp_path, shades(6, channels=channels)), tmp_path / name, milliseconds=80, hold=1500)
    shown, durations, loop, size = read(tmp_path / name)
    np.testing.assert_allclose(shown, [0, 17, 34, 51, 68, 85], atol=2)
    assert durations == [80] * 5 + [1500] and loop == 0 and size == (16, 16)


@pytest.mark.parametrize("n, count", [(5, 100), (100, 100), (101, 100), (1000, 100), (7, 3)])
def test_frames_are_thinned_evenly(n, count):
    kept = animation.thinned(list(range(n)), count)
    assert len(kept) == min(n, count) and kept[0] == 0 and kept[-1] == n - 1
    gaps = {b - a for a, b in itertools.pairwise(kept)}
    assert max(gaps) - min(gaps) <= 1


def test_a_large_file_is_made_smaller(tmp_path, rng):
    noise = [rng.integers(0, 256, (64, 64), "uint8") for _ in range(70)]
    paths = frames(tmp_path, noise)
    sizes = {}
    for most in (10**7, 120_000, 20_000):
        animate(paths, tmp_path / "a.gif", most_bytes=most)
        assert (tmp_path / "a.gif").stat().st_size <= most
        shown, _, _, sizes[most] = read(tmp_path / "a.gif")
        assert len(shown) == {10**7: 70}.get(most, len(shown)) and len(shown) >= 24
    assert sizes[10**7] == (64, 64) and sizes[20_000] < (64, 64)


def test_pictures_of_another_size_are_left_out(tmp_path):
    paths = frames(tmp_path, [*shades(2, size=20), *shades(3)])
    animate(paths, tmp_path / "a.gif")
    assert read(tmp_path / "a.gif")[0] == [0, 17, 34]


def test_one_frame_is_an_animation_too(tmp_path):
    animate(frames(tmp_path, shades(1)), tmp_path / "a.gif")
    assert read(tmp_path / "a.gif")[0] == [0]


@pytest.mark.parametrize("channels", [(), (3,)])
def test_captions_are_below_the_pictures(channels, tmp_path):
    paths = frames(tmp_path, shades(2, size=80, channels=channels))
    animate(paths, tmp_path / "a.gif", captions=["step 0", "step 1,000"])
    with Image.open(tmp_path / "a.gif") as film:
        film.seek(1)
        picture = np.array(film.convert("L"))
    strip = picture[80:].astype(int)
    assert len(strip) == lettering.SIZE + 2 * lettering.MARGIN
    np.testing.assert_allclose(picture[:80], 17, atol=2)
    assert (strip < 100).any() and (strip[0] > 250).all() and (strip[-1] > 250).all()


@pytest.mark.parametrize(
    "count, options, name, message",
    [
        (0, {}, "a.gif", "`frames`: expected at least one picture. Received none."),
        (2, {"captions": ["one"]}, "a.gif", "`captions`: expected one for each of the 2 frames. Received 1."),
        (1, {}, "a.mp4", "`to_file`: expected a file name that ends in .gif or .webp. Received: 'a.mp4'."),
    ],
)
def test_mistakes_are_named(count, options, name, message, tmp_path):
    with pytest.raises(ValueError) as error:
        animate(frames(tmp_path, shades(count)), name, **options)
    assert str(error.value) == message


def test_a_missing_frame_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"^`frames`: there is no file '.*none\.png'\.$"):
        animate([tmp_path / "none.png"], tmp_path / "a.gif")


def test_frames_are_paths_of_any_kind_of_text(tmp_path):
    paths = np.array([str(path) for path in frames(tmp_path, shades(3))])  # a NumPy string has a shape
    animate(paths, tmp_path / "a.gif")
    assert len(read(tmp_path / "a.gif")[0]) == 3


@pytest.mark.parametrize(
    "given, received",
    [(np.zeros((2, 4, 4), "uint8"), "arrays"), ([np.zeros(3)], "arrays"), ([3], "3"), ([None], "None")],
)
def test_pictures_themselves_are_no_frames(given, received, tmp_path):
    with pytest.raises(ValueError) as error:
        animate(given, tmp_path / "a.gif")
    assert str(error.value) == (
        f"`frames`: expected paths of pictures. Received {received}. Write each as a file first: "
        "`PIL.Image.fromarray(frame).save(path)`."
    )


# === Words on images ===


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_rows_are_named_at_their_left(mode):
    image = Image.new(mode, (30, 60), "black")
    named = lettering.name_rows(image, ["a", "name"])
    left = named.width - 30
    pixels = np.array(named.convert("L"))
    assert named.mode == mode and (pixels[:, left:] == 0).all() and named.height == 60
    written = np.flatnonzero((pixels[:, :left] < 200).any(axis=1))
    assert {row // 30 for row in written} == {0, 1} and (pixels[:, :2] == 255).all()
