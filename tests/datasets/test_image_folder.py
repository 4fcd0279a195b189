"""`image_folder`: batches of any folder of images, whole, in a repeatable order, whatever is wrong with the files."""

import concurrent.futures
import pickle
import re
import tracemalloc
import warnings
import zipfile

import keras
import numpy as np
import pytest
from batches import source_of
from helpers import moved, values
from PIL import Image

import kerasgan
from kerasgan import datasets
from kerasgan.datasets.image_classes import classes
from kerasgan.errors import DataFileError


def paint(folder, *names, size=(4, 4)):
    """Images of one grey each: 10 for the first name, 20 for the second, ...; lighter to the right."""
    for number, name in enumerate(names, 1):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        pixels = np.full((size[1], size[0]), 10 * number, "uint8")
        pixels[:, size[0] // 2 :] += 1
        Image.fromarray(pixels).save(path)
    return folder


@pytest.fixture
def folder(tmp_path):
    return paint(tmp_path / "pictures", *(f"{number:02}.png" for number in range(1, 11)))


def load(path, **options):
    return datasets.load("image_folder", **{"path": path, "size": 4, "color": "grey", "workers": 2, **options})


def shades(batch):
    """The number of each image of a batch."""
    return (batch[:, 0, :, 0].min(axis=1) // 10).tolist()


def take(data, count, batch_size=4, seed=0):
    samples = source_of(data, None, batch_size, np.random.default_rng(seed))
    return [samples.take()["real"] for _ in range(count)]


def test_a_pass_has_each_image_once_and_the_next_another_order(folder):
    batches = take(load(folder), 4, batch_size=5)
    first, second = sum(map(shades, batches[:2]), []), sum(map(shades, batches[2:]), [])
    assert sorted(first) == sorted(second) == list(range(1, 11))
    assert first != second
    assert batches[0].shape == (5, 4, 4, 1) and batches[0].dtype == np.uint8


def test_batches_are_the_same_for_any_number_of_workers_and_any_cache(folder, tmp_path):
    expected = take(load(folder, workers=1), 6)
    for options in ({"workers": 3}, {"workers": 20}, {"cache": "memory"}, {"cache": tmp_path / "cache"}):
        np.testing.assert_array_equal(take(load(folder, **options), 6), expected)
    data = load(folder)
    np.testing.assert_array_equal([take(data, 6), take(data, 6)], [expected, expected])  # nothing stays behind


def test_a_zip_is_as_good_as_a_folder(folder, tmp_path):
    with zipfile.ZipFile(tmp_path / "pictures.zip", "w") as file:
        for path in folder.iterdir():
            file.write(path, f"pictures/{path.name}")
    np.testing.assert_array_equal(take(load(tmp_path / "pictures.zip"), 4), take(load(folder), 4))


def test_its_own_batch_size_comes_before_that_of_the_loop(folder):
    assert take(load(folder, batch_size=3), 1)[0].shape == (3, 4, 4, 1)
    assert source_of(load(folder), None, 5, np.random.default_rng(0)).batches_per_pass == 2


def test_flip_adds_a_mirrored_twin_of_each_image(folder):
    data = load(folder, flip=True)
    assert data.rows == 20
    batches = np.concatenate(take(data, 4, batch_size=5))
    assert sorted(shades(batches)) == sorted(2 * [*range(1, 11)])
    assert sum(image[0, 0, 0] % 10 for image in batches) == 10  # half of them have the lighter side on the left


@pytest.mark.parametrize("taken", [1, 3, 5, 9])
def test_a_run_goes_on_with_the_very_batches_that_were_next(folder, taken):
    def begin(workers, seed=0):
        data = load(folder, flip=True, workers=workers)
        return source_of(data, None, 6, np.random.default_rng(seed))

    samples = begin(1)
    for _ in range(taken):
        samples.take()
    position = samples.position()
    expected = [samples.take()["real"] for _ in range(5)]
    resumed = begin(2, seed=99)
    resumed.go_to(position)
    np.testing.assert_array_equal([resumed.take()["real"] for _ in range(5)], expected)


def test_going_on_reads_no_image_twice(folder, monkeypatch):
    samples = source_of(load(folder), None, 5, np.random.default_rng(0))
    for _ in range(11):
        samples.take()
    position = samples.position()
    resumed = source_of(load(folder), None, 5, np.random.default_rng(0))
    read = []
    monkeypatch.setattr(resumed.folder, "batch", read.append)
    resumed.go_to(position)
    assert not read


def test_memory_stays_flat_over_a_pass(tmp_path):
    data = load(paint(tmp_path, *(f"{number}.png" for number in range(1, 26))), size=128, workers=1)
    take(data, 1, batch_size=2)
    tracemalloc.start()
    samples = source_of(data, None, 2, np.random.default_rng(0))
    for _ in range(36):
        samples.take()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 25 * 128 * 128  # less than all images, as a cache would have


def test_only_a_cache_keeps_images(folder):
    calls = []

    def count(data):
        inner = data.files.open
        data.files.open = lambda name: calls.append(name) or inner(name)
        take(data, 6, batch_size=5)
        return len(calls), calls.clear()

    assert count(load(folder))[0] == 30
    assert count(load(folder, cache="memory"))[0] == 10


def test_a_cache_on_disk_serves_the_next_run_and_knows_changed_files(folder, tmp_path):
    cache = tmp_path / "cache"
    expected = take(load(folder, cache=cache), 5, batch_size=2)
    again = load(folder, cache=cache)
    again.files.open = None  # not needed any more
    np.testing.assert_array_equal(take(again, 5, batch_size=2), expected)
    Image.new("L", (5, 5), 200).save(folder / "03.png")
    changed = take(load(folder, cache=cache), 5, batch_size=2)
    assert 20 in sum(map(shades, changed), [])


# === Classes ===


@pytest.mark.parametrize(
    "names, found",
    [
        (["b/1", "a/2", "b/c/3"], (["a", "b"], [1, 0, 1])),
        (["top/b/1", "top/a/2"], (["a", "b"], [1, 0])),
        (["top/1", "top/2"], ([], None)),
        (["a/1", "2"], ([], None)),
        (["1", "2"], ([], None)),
        (["top/1"], ([], None)),
    ],
)
def test_folders_side_by_side_are_classes(names, found):
    class_names, labels = classes(names)
    assert (class_names, labels if labels is None else labels.tolist()) == found
    assert classes(names, False) == ([], None)


def test_classes_that_are_wanted_must_be_there():
    with pytest.raises(ValueError) as error:
        classes(["all/1.png", "all/2.png"], True)
    assert str(error.value) == (
        "`labels`: expected two or more folders side by side with all images in them, one for each class. Received "
        "'all/1.png' and the like. Sort the images into folders, or leave out `labels=True`."
    )


def test_a_class_whose_images_are_broken_keeps_its_number(tmp_path):
    paint(tmp_path, "a/1.png", "b/2.png", "c/3.png")
    (tmp_path / "b" / "2.png").write_text("hello")
    with pytest.warns(UserWarning, match="^1 of 3 files can't be read: 'b/2.png'"):
        data = load(tmp_path)
    assert (data.class_names, data.names) == (["a", "b", "c"], ["a/1.png", "c/3.png"])
    assert data.labels.tolist() == [0, 2]


def test_images_beside_class_folders_are_named(tmp_path):
    paint(tmp_path, "a/1.png", "b/2.png", "stray.png")
    with pytest.warns(UserWarning) as caught:
        data = load(tmp_path)
    assert data.labels is None
    assert [str(warning.message) for warning in caught] == [
        "1 of 3 images, such as 'stray.png', lie beside the folders 'a', 'b': so these are no classes, and there are "
        "no labels. Move them away for classes; `labels=False` says that none are wanted."
    ]
    assert caught[0].filename == __file__
    load(tmp_path, labels=False)  # says nothing


def test_labels_stay_beside_their_images(tmp_path):
    data = load(paint(tmp_path, "dog/1.png", "cat/2.png", "dog/3.png", "cat/4.png"), flip=True)
    assert data.class_names == ["cat", "dog"]
    samples = source_of(data, None, 4, np.random.default_rng(0), labelled=True)
    for _ in range(4):
        batch = samples.take()
        assert batch["label"].dtype == np.int32
        assert batch["label"].tolist() == [number % 2 for number in shades(batch["real"])]  # 1 and 3 are dogs


# === Files that will not do ===


def test_what_is_no_image_is_named_and_skipped(folder):
    (folder / "00.png").write_text("hello")
    (folder / "04.png").write_bytes(b"")
    with pytest.warns(UserWarning) as caught:
        data = load(folder)
    assert [str(warning.message) for warning in caught] == [
        "2 of 11 files can't be read: '00.png' (no PNG, JPEG, WebP, GIF, BMP or TIFF image), '04.png' (no PNG, JPEG, "
        "WebP, GIF, BMP or TIFF image). They are skipped; `strict=True` makes it an error."
    ]
    assert caught[0].filename == __file__  # where `load` was called
    assert len(data.names) == 9 and list(data.skipped) == ["00.png", "04.png"]
    assert sorted(sum(map(shades, take(data, 3, batch_size=3)), [])) == [1, 2, 3, 5, 6, 7, 8, 9, 10]


def test_strict_makes_it_an_error(folder):
    (folder / "00.png").write_text("hello")
    with pytest.raises(ValueError) as error:
        load(folder, strict=True)
    assert str(error.value) == (
        "`path`: 1 of 11 files can't be read: '00.png' (no PNG, JPEG, WebP, GIF, BMP or TIFF image)."
    )


def test_many_broken_files_are_counted_and_a_few_named(tmp_path):
    for number in range(8):
        (tmp_path / f"{number}.png").write_text("hello")
    with pytest.raises(
        ValueError, match=r"^`path`: 8 of 8 files can't be read: '0.png' .*'4.png' \([^)]*\), \.\.\.\.$"
    ):
        load(tmp_path)


def test_a_jpeg_named_png_simply_loads(tmp_path):
    Image.new("L", (4, 4), 200).save(tmp_path / "1.png", "JPEG")
    assert take(load(tmp_path), 1, batch_size=1)[0].mean() == pytest.approx(200, abs=1)


def cut(path):
    path.write_bytes(path.read_bytes()[:-20])


@pytest.mark.parametrize("workers", [1, 3])
def test_a_file_cut_short_is_replaced_by_the_next_in_order(folder, workers):
    cut(folder / "03.png")
    cut(folder / "10.png")
    data = load(folder, workers=workers)
    with pytest.warns(UserWarning, match="'03.png' can't be read .* and is skipped. '10.png' can't be read") as caught:
        x = data.batch(np.arange(10))
    assert str(caught[0].message).endswith("8 of 10 images are left.")
    assert caught[0].filename == __file__  # where the data set was made
    assert shades(x) == [1, 2, 4, 4, 5, 6, 7, 8, 9, 1]
    assert shades(data.batch(np.array([2, 9]))) == [4, 1]  # said once


def test_a_replacement_brings_its_own_label(tmp_path):
    data = load(paint(tmp_path, "a/1.png", "b/2.png"))
    cut(tmp_path / "a" / "1.png")
    with pytest.warns(UserWarning):
        x, labels = data.batch([0, 1])
    assert shades(x) == [2, 2] and labels.tolist() == [1, 1]


def test_strict_stops_a_run_at_a_file_that_breaks(folder):
    data = load(folder, strict=True, workers=1)
    cut(folder / "03.png")
    with pytest.raises(DataFileError, match="^'03.png' can't be read .* and is skipped. Mend or remove the file"):
        data.batch([2])


def test_files_that_are_gone_or_have_changed_are_named(folder):
    data = load(folder)
    (folder / "02.png").unlink()
    Image.new("L", (9, 9), 250).save(folder / "05.png")
    with pytest.warns(UserWarning) as caught:
        x = data.batch([1, 4])
    assert str(caught[0].message) == (
        "'02.png' can't be read (the file is gone) and is skipped. '05.png' has changed since the data set was made. "
        "9 of 10 images are left."
    )
    assert shades(x) == [3, 25]
    with pytest.raises(DataFileError, match="^'07.png' has changed since the data set was made. Mend"):
        strict = load(folder, strict=True)
        Image.new("L", (9, 9), 250).save(folder / "07.png")
        strict.batch([5])


def test_with_no_file_left_the_run_ends(folder):
    data = load(folder, workers=1)
    for path in folder.iterdir():
        path.unlink()
    with pytest.raises(DataFileError, match="^None of the 10 images of .* can be read any more.$"):
        data.batch([0])


def test_a_decompression_bomb_is_refused(folder, monkeypatch):
    Image.new("L", (100, 100)).save(folder / "bomb.png")
    for limit in (9000, 4000):
        monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", limit)
        with pytest.raises(ValueError, match="^`path`: 'bomb.png' is too large: .*10000 pixels.* Remove it or make"):
            load(folder)


# === Options ===


@pytest.mark.parametrize(
    "options, message",
    [
        ({"size": 0}, "`size`: expected a whole number of at least 1, or two, (height, width). Received: 0."),
        (
            {"size": (4, 4, 3)},
            "`size`: expected a whole number of at least 1, or two, (height, width). Received: (4, 4, 3).",
        ),
        (
            {"color": "rbg"},
            "`color`: expected one of 'gray', 'grayscale', 'grey', 'rgb', 'rgba'. Received: 'rbg'. Did you mean 'rgb'?",
        ),
        (
            {"resize": "cropp"},
            "`resize`: expected one of 'crop', 'pad', 'stretch'. Received: 'cropp'. Did you mean 'crop'?",
        ),
        ({"background": "whit"}, "`background`: expected a colour by name or as '#rrggbb', opaque. Received: 'whit'."),
        ({"background": 3}, "`background`: expected a colour by name or as '#rrggbb', opaque. Received: 3."),
        (
            {"background": "#00ff0080"},
            "`background`: expected a colour by name or as '#rrggbb', opaque. Received: '#00ff0080'.",
        ),
        ({"flip": 1}, "`flip`: expected True or False. Received: 1."),
        ({"labels": "auto"}, "`labels`: expected True or False. Received: 'auto'."),
        ({"cache": True}, "`cache`: expected 'memory', the path of a folder, or None. Received: True."),
        ({"workers": 0}, "`workers`: expected a whole number of at least 1. Received: 0."),
        ({"batch_size": 11}, "`batch_size`: expected at most the 10 images there are. Received: 11."),
    ],
)
def test_options_that_will_not_do_are_named(folder, options, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        load(folder, **options)


def test_too_few_images_for_a_batch_are_counted(folder):
    with pytest.raises(ValueError, match="^`data`: expected at least `batch_size` = 64 samples. Received 10."):
        source_of(load(folder), None, 64, np.random.default_rng(0))


def test_the_size_is_height_and_width(folder):
    assert take(load(folder, size=[3, 5], color="rgb"), 1)[0].shape == (4, 3, 5, 3)


# === Training ===


def make_gan():
    layers = keras.layers
    keras.backend.clear_session()  # names of variables count from one again
    keras.utils.set_random_seed(3)
    end = [layers.Dense(16, activation="tanh"), layers.Reshape((4, 4, 1))]
    generator = keras.Sequential([keras.Input((2,)), *end])
    return kerasgan.build_gan(generator, keras.Sequential([keras.Input((4, 4, 1)), layers.Flatten(), layers.Dense(1)]))


def test_a_checkpoint_goes_on_as_if_never_stopped(folder, tmp_path):
    trained = []
    for stops in ((9,), (4, 9)):
        for steps in stops:
            gan, data = make_gan(), load(folder, flip=True, workers=len(stops))
            where = tmp_path / f"{len(stops)}"
            kerasgan.fit_gan(gan, data, steps=steps, batch_size=6, seed=0, verbose=0, checkpoint=where)
        trained.append(values(gan.variables))
    assert not moved(*trained)


def test_epochs_are_passes_over_the_folder(folder):
    history = kerasgan.fit_gan(make_gan(), load(folder), epochs=3, batch_size=5, verbose=0)
    assert history.steps == [2, 4, 6]


@pytest.mark.parametrize("workers", [1, 2])
def test_keras_fit_takes_it_with_its_own_workers(folder, workers):
    data = load(folder, batch_size=3, workers=workers)
    assert len(data) == 3
    history = make_gan().fit(data, epochs=2, verbose=0)
    assert len(history.history["d_loss"]) == 2


def test_epochs_of_keras_have_orders_of_their_own(folder):
    data, same, other = load(folder, batch_size=5), load(folder, batch_size=5), load(folder, batch_size=5, seed=1)
    first = np.concatenate([data[0], data[1]])
    assert sorted(shades(first)) == list(range(1, 11))
    np.testing.assert_array_equal(data[0], same[0])
    assert not np.array_equal(data[0], other[0])
    data.on_epoch_end()
    assert not np.array_equal(data[0], same[0])


def test_it_travels_to_other_processes(folder, tmp_path):
    data = load(folder, cache=tmp_path / "cache", batch_size=5)
    data[0]  # threads are running
    there = pickle.loads(pickle.dumps(data))
    np.testing.assert_array_equal(there[1], data[1])


def test_many_threads_read_one_zip(folder, tmp_path):
    with zipfile.ZipFile(tmp_path / "pictures.zip", "w", zipfile.ZIP_DEFLATED) as file:
        for path in folder.iterdir():
            file.write(path, path.name)
    data = load(tmp_path / "pictures.zip", workers=4)
    with concurrent.futures.ThreadPoolExecutor(4) as pool, warnings.catch_warnings():
        found = list(pool.map(lambda _: shades(data.batch(np.arange(10))), range(20)))
    assert found == 20 * [list(range(1, 11))]


@pytest.mark.parametrize("rows", [[-1], [3], [], [True, False, True], [0.5], [[0]]], ids=str)
def test_rows_are_numbers_of_images(tmp_path, rows):
    for number in range(3):
        Image.new("RGB", (8, 8), (number, 0, 0)).save(tmp_path / f"{number}.png")
    images = kerasgan.datasets.load("image_folder", path=tmp_path, size=8)
    with pytest.raises(ValueError, match="^`rows`: expected one or more whole numbers from 0 to 2. Received: "):
        images.batch(rows)
