import io
import types

import numpy as np
import pytest
from helpers import image_gan
from PIL import Image

import kerasgan
from kerasgan.callbacks import TensorBoardSamples, tensorboard_samples


def train(gan, callback, steps=5):
    data = np.resize(np.arange(0, 256, 5, dtype="uint8"), (16, *gan.data_shape))
    return kerasgan.fit_gan(gan, data, steps=steps, batch_size=8, verbose=0, callbacks=[callback])


def events(folder):
    """Returns {step: (tag, image)} of what TensorFlow reads in the event files of `folder`."""
    tf = pytest.importorskip("tensorflow")
    found = {}
    for file in folder.rglob("events.out.tfevents.*"):
        for record in tf.compat.v1.io.tf_record_iterator(str(file)):
            event = tf.compat.v1.Event.FromString(record)
            for value in event.summary.value:
                image = Image.open(io.BytesIO(value.image.encoded_image_string))
                assert (value.image.width, value.image.height) == image.size
                assert value.image.colorspace == len(image.getbands())
                found[event.step] = value.tag, np.array(image)
    return found


def without(monkeypatch, *missing):
    there = tensorboard_samples.is_there
    monkeypatch.setattr(tensorboard_samples, "is_there", lambda module: module not in missing and there(module))


def test_grids_are_written_at_the_start_at_multiples_and_at_the_end(tmp_path, monkeypatch):
    without(monkeypatch, "tensorboardX")
    pytest.importorskip("tensorflow")
    gan = image_gan()
    train(gan, TensorBoardSamples(tmp_path, every=3, rows=2, columns=2, tag="digits"))
    found = events(tmp_path)
    assert sorted(found) == [0, 3, 5] and {tag for tag, _ in found.values()} == {"digits"}
    np.testing.assert_array_equal(
        found[5][1], kerasgan.plots.image_grid(gan.sample(4, seed=0), columns=2, scale=8)[..., 0]
    )


def test_the_first_grid_is_written_once(tmp_path, monkeypatch):
    without(monkeypatch, "tensorboardX")
    pytest.importorskip("tensorflow")
    gan = image_gan()
    for _ in range(2):
        train(gan, TensorBoardSamples(tmp_path, every=5, rows=1, columns=1))
    assert sorted(events(tmp_path)) == [0, 5, 10]


def test_a_summary_writer_gets_colours_and_is_closed():
    calls = []
    writer = types.SimpleNamespace(
        add_image=lambda *arguments, dataformats: calls.append((*arguments, dataformats)),
        flush=lambda: calls.append("flush"),
        close=lambda: calls.append("close"),
    )
    write, close = tensorboard_samples.summary_writer(writer)
    write("samples", Image.new("L", (3, 2), 7), 12)
    close()
    (tag, image, step, order), flushed, closed = calls
    assert (tag, step, order, flushed, closed) == ("samples", 12, "HWC", "flush", "close")
    np.testing.assert_array_equal(image, np.full((2, 3, 3), 7))


def test_where_nothing_writes_such_files_it_says_what_to_install(tmp_path, monkeypatch):
    without(monkeypatch, "tensorboardX", "tensorflow", "torch")
    gan = image_gan()
    with pytest.raises(ImportError) as error:
        train(gan, TensorBoardSamples(tmp_path))
    assert str(error.value) == (
        "`TensorBoardSamples` needs something that writes TensorBoard's files: tensorboardX, TensorFlow, or PyTorch "
        "with tensorboard. None was found. Run `pip install tensorboardX`."
    )


def test_a_gan_without_images_is_refused(gan, real, tmp_path):
    with pytest.raises(ValueError, match=r"^The samples of this GAN have the shape \(4,\), and are no images\."):
        kerasgan.fit_gan(gan, real, steps=1, batch_size=8, verbose=0, callbacks=[TensorBoardSamples(tmp_path)])
