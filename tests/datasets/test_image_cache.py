"""The cache of decoded images, in memory and on disk."""

import pickle
import shutil

import numpy as np
import pytest

from kerasgan.datasets.image_cache import ImageCache

SHAPE = (3, 2, 2, 1)
PIXELS = np.arange(4, dtype="uint8").reshape(2, 2, 1)


@pytest.fixture(params=["memory", "folder"])
def place(request, tmp_path):
    return "memory" if request.param == "memory" else tmp_path / "new" / "cache"


def test_what_was_put_is_got_and_the_rest_is_not_there(place):
    cache = ImageCache(place, "key", SHAPE)
    cache.put(1, PIXELS)
    np.testing.assert_array_equal(cache.get(1), PIXELS)
    assert cache.get(0) is None and cache.get(2) is None


def test_the_next_run_finds_what_is_on_disk_under_its_own_key(tmp_path):
    ImageCache(tmp_path, "key", SHAPE).put(1, PIXELS)
    np.testing.assert_array_equal(ImageCache(tmp_path, "key", SHAPE).get(1), PIXELS)
    assert ImageCache(tmp_path, "other", SHAPE).get(1) is None


def test_another_process_gets_the_folder_and_not_the_images(place):
    cache = ImageCache(place, "key", SHAPE)
    cache.put(1, PIXELS)
    sent = pickle.dumps(cache)
    assert len(sent) < 1000
    assert (pickle.loads(sent).get(1) is None) == (place == "memory")


def test_too_little_room_is_said_before_anything_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(100, 90, 10))
    with pytest.raises(ValueError) as error:
        ImageCache(tmp_path, "key", SHAPE)
    assert str(error.value) == f"`cache`: expected 12 bytes of room in {str(tmp_path)!r}. It has 10."
    assert not list(tmp_path.iterdir())
