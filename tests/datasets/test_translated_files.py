"""Picture files through a generator: names, sizes, odd pictures, holes, and what is refused."""

import pathlib

import keras
import numpy as np
import pytest
from PIL import Image

import kerasgan
from kerasgan.datasets import translated_files
from kerasgan.datasets.translated_files import Translator


def gan_of(shape, out=None):
    """A GAN whose generator returns what it is given, in the range of tanh, untrained."""
    condition = shape if isinstance(shape, dict) else {"condition": shape}
    channels = out or next(iter(condition.values()))[-1]
    kernel = np.zeros((1, 1, sum(one[-1] for one in condition.values()), channels), "float32")
    kernel[0, 0, :channels, :channels] = 0.5 * np.eye(channels)
    inputs = [keras.Input(one, name=name) for name, one in condition.items()]
    joined = keras.layers.Concatenate()(inputs) if len(inputs) > 1 else inputs[0]
    convolution = keras.layers.Conv2D(channels, 1, activation="tanh", use_bias=False)
    generator = keras.Model(inputs, convolution(joined))
    convolution.set_weights([kernel])
    sample = generator.output_shape[1:]
    d = kerasgan.build_discriminator("patch", sample, condition_shape=condition, receptive_field=1, filters=1)
    gan = kerasgan.build_gan(generator, d)
    for field in gan.fields:
        field.pixels = True
    return gan


def shown(path):
    """The pixels of a picture."""
    with Image.open(path) as image:
        return np.asarray(image)


def expected(pixels):
    """What `gan_of` makes of bytes."""
    return np.clip(np.rint((np.tanh(0.5 * (np.asarray(pixels, "float32") / 127.5 - 1)) + 1) * 127.5), 0, 255)


@pytest.fixture
def folder(tmp_path, rng):
    """Odd pictures: other modes, sizes and kinds, some with equal stems, some broken."""
    inner = tmp_path / "in" / "deep er"
    inner.mkdir(parents=True)
    colours = rng.integers(0, 256, (9, 14, 4), "uint8")
    Image.fromarray(colours[..., :3]).save(tmp_path / "in" / "a.png")
    Image.fromarray(colours[..., :3]).save(tmp_path / "in" / "a.bmp")
    Image.fromarray(colours).save(inner / "clear.png")
    Image.fromarray(rng.integers(0, 65536, (5, 6)).astype("uint16")).save(inner / "sixteen.png")
    Image.fromarray(colours[..., 0]).convert("P").save(inner / "palette.gif")
    Image.fromarray(colours[..., 0]).convert("1").save(inner / "bits.png")
    Image.fromarray(colours).convert("CMYK").save(inner / "print.jpg")
    (inner / "broken.png").write_bytes(b"no picture")
    (inner / "notes.txt").write_text("nothing")
    return tmp_path / "in"


def test_names_and_sizes_are_kept_where_the_network_takes_any(folder, tmp_path):
    translator = Translator(gan_of((None, None, 3)))
    translator.run(folder, tmp_path / "out")
    names = sorted(path.relative_to(tmp_path / "out").as_posix() for path in translator.written)
    assert names == [
        "a.bmp.png", "a.png", "deep er/bits.png", "deep er/clear.png", "deep er/palette.png", "deep er/print.png",
        "deep er/sixteen.png",
    ]  # fmt: skip
    assert list(translator.skipped) == ["deep er/broken.png"] and translator.resized == []
    made = shown(tmp_path / "out" / "a.png")
    np.testing.assert_allclose(made.astype(int), expected(shown(folder / "a.png")), atol=1)
    assert shown(tmp_path / "out" / "deep er" / "sixteen.png").shape == (5, 6, 3)


def test_pictures_of_other_sizes_are_brought_to_that_of_the_network(folder, tmp_path):
    translator = Translator(gan_of((8, 8, 1)), resize="stretch")
    translator.run(folder / "a.png", tmp_path / "made.png")
    assert translator.resized == ["a.png"]
    assert shown(tmp_path / "made.png").shape == (8, 8)


def test_what_is_transparent_is_the_hole(tmp_path):
    pixels = np.full((8, 8, 4), 200, "uint8")
    pixels[2:5, 3:6, 3] = 0
    Image.fromarray(pixels).save(tmp_path / "hole.png")
    gan = gan_of({"picture": (8, 8, 1), "mask": (8, 8, 1)}, 1)
    seen = {}
    original = gan.translate
    gan.translate = lambda given, **options: seen.update(given) or original(given, **options)
    Translator(gan).run(tmp_path / "hole.png", tmp_path / "out")
    hole = np.zeros((8, 8), bool)
    hole[2:5, 3:6] = True
    np.testing.assert_array_equal(seen["mask"][0, ..., 0], np.where(hole, 255, 0))
    np.testing.assert_array_equal(seen["picture"][0, ..., 0], np.where(hole, 128, 200))


@pytest.mark.full
def test_a_cycle_gan_translates_both_ways(tmp_path, rng):
    ways = [kerasgan.build_generator("translator", input_shape=(16, 16, 3), filters=1, blocks=1) for _ in "ab"]
    judges = [kerasgan.build_discriminator("patch", (16, 16, 3), receptive_field=1, filters=1) for _ in "ab"]
    cycle = kerasgan.build_cycle_gan(*ways, *judges)
    x = rng.integers(0, 256, (8, 16, 16, 3), "uint8")
    kerasgan.fit_gan(cycle, (x, x), steps=1, batch_size=2, verbose=0, doctor=False)
    Image.fromarray(x[0]).save(tmp_path / "x.png")
    for to in "ab":
        Translator(cycle, to=to).run(tmp_path / "x.png", tmp_path / to)
        made = shown(tmp_path / to / "x.png")
        np.testing.assert_array_equal(made, cycle.translate(x[:1], to=to)[0])


def test_what_cannot_be_is_refused_before_anything_is_written(folder, tmp_path):
    translator = Translator(gan_of((None, None, 3)))
    for output, message in (
        (folder, "`output`: .* is where the pictures are read. Choose another, so that none is lost."),
        (tmp_path / "one.png", "`output`: expected a folder for the pictures of .*"),
    ):
        with pytest.raises(ValueError, match=message):
            translator.run(folder, output)
    with pytest.raises(ValueError, match="`output`: expected a name that ends in .png, or a folder."):
        translator.run(folder / "a.png", tmp_path / "one.jpg")
    with pytest.raises(ValueError, match="^`path`: expected a folder or a zip of images. Received .*does not exist."):
        translator.run(tmp_path / "none", tmp_path / "out")
    with pytest.raises(
        ValueError, match="^`translate`: this GAN takes no condition, so there is nothing to translate."
    ):
        Translator(kerasgan.build_gan())
    with pytest.raises(ValueError, match="^`to`: expected one of 'a', 'b'. Received: 'c'."):
        Translator(gan_of((8, 8, 1)), to="c")
    with pytest.raises(
        ValueError, match="files are translated by a GAN whose condition is a picture, or a picture and a"
    ):
        Translator(gan_of({"one": (8, 8, 1), "other": (8, 8, 1)}, 1))
    assert not (tmp_path / "out").exists()


def test_no_picture_takes_the_place_of_another():
    names = ["a.png", "a.jpg", "a.jpg.png", "b/c.bmp"]
    targets = translated_files.targets_of(names, pathlib.Path("out"), is_single=False)
    assert len(set(targets.values())) == len(names)
    assert targets["a.png"] == pathlib.Path("out/a.png") and targets["b/c.bmp"] == pathlib.Path("out/b/c.png")
    assert targets["a.jpg.png"] == pathlib.Path("out/a.jpg.png")
