"""`TensorBoardSamples`: grids of samples among the images of TensorBoard."""

import importlib.util
import pathlib
from typing import Any

import numpy as np

from kerasgan import checks
from kerasgan.callbacks.grid import Grid
from kerasgan.callbacks.periodic import Periodic
from kerasgan.callbacks.worker import Worker
from kerasgan.checks.types import Logs, PathLike
from kerasgan.plots import files, grid


class TensorBoardSamples(Periodic):
    """Writes grids of generated images, always of the same noise, to where TensorBoard finds them.

    It stands beside `keras.callbacks.TensorBoard`, which writes the losses; the same folder serves both. It needs
    TensorFlow, or tensorboardX, or PyTorch with tensorboard, whichever is there, on any backend of Keras.

    Args:
        log_dir: Path of TensorBoard's folder; made where it does not exist. Defaults to `"logs"`.
        every: Integer, how many steps from one grid to the next. Defaults to `500`.
        rows: Integer, how many rows, for a GAN without classes. Defaults to `8`.
        columns: Integer, how many images in a row. Defaults to `8`.
        classes: The rows of a conditional GAN, as in `SampleGrid`. Defaults to `None`.
        seed: Integer, for the noise. Defaults to `0`.
        image_shape: Tuple, for a generator whose images are flat. Defaults to `None`.
        value_range: Pair of floats, black and white, as in `SampleGrid`. Defaults to `None`.
        tag: String, TensorBoard's name for the images. Defaults to `"samples"`.

    Raises:
        ValueError: If an argument is not valid; and before any training if the GAN makes no images or the folder can't
            be written to.
        ImportError: Before any training, if nothing is there that writes such files.

    Example:

    >>> images = kerasgan.callbacks.TensorBoardSamples("runs/digits/logs", every=1000)
    """

    only_writes = True  # so of several processes the first alone has it

    def __init__(
        self,
        log_dir: PathLike = "logs",
        every: int = 500,
        *,
        rows: int = 8,
        columns: int = 8,
        classes: Any = None,
        seed: int = 0,
        image_shape: tuple[int, ...] | None = None,
        value_range: tuple[float, float] | None = None,
        tag: str = "samples",
    ) -> None:
        super().__init__(every)
        self.grid = Grid(rows, columns, classes, seed, image_shape, value_range)
        self.log_dir = pathlib.Path(log_dir)
        self.tag = tag

    def on_train_begin(self, logs: Logs = None) -> None:
        """Checks, before any training, that images can be written."""
        super().on_train_begin(logs)
        checks.raise_all([*self.grid.problems(self.model), *files.make_folder("log_dir", self.log_dir)])
        self._write, self._close = open_writer(str(self.log_dir / "samples"))
        self.worker = Worker()
        self._last = None

    def on_first_step(self, step: int) -> None:
        """Writes the first grid, unless the run goes on from a step that has one."""
        if step == 0:
            self.on_due(step)

    def on_due(self, step: int, logs: Logs = None) -> None:
        """Has a grid written in the other thread."""
        self._last = step
        self.worker.do(self.log_dir, self.write, step, *self.grid.sample(self.model))

    def on_train_end(self, logs: Logs = None) -> None:
        """Writes the last grid."""
        if self.step is not None and self._last != self.step:
            self.on_due(self.step)
        self.worker.finish()
        self._close()

    def write(self, step: int, pixels: np.ndarray, names: list | None) -> None:
        """Writes a grid; in the other thread."""
        self._write(self.tag, self.grid.draw(pixels, names), step)


def open_writer(folder):
    """Returns two functions, `write(tag, image, step)` and `close()`, by the first library that is there."""
    if is_there("tensorboardX"):
        from tensorboardX import SummaryWriter

        return summary_writer(SummaryWriter(folder))
    if is_there("tensorflow"):
        return tensorflow_writer(folder)
    if is_there("torch") and is_there("tensorboard"):
        from torch.utils.tensorboard import SummaryWriter

        return summary_writer(SummaryWriter(folder))
    raise ImportError(
        "`TensorBoardSamples` needs something that writes TensorBoard's files: tensorboardX, TensorFlow, or PyTorch "
        "with tensorboard. None was found. Run `pip install tensorboardX`."
    )


def is_there(module):
    """Tells whether a module can be imported, without importing it."""
    return importlib.util.find_spec(module) is not None


def summary_writer(writer):
    """Returns `write` and `close` of a PyTorch or tensorboardX `SummaryWriter`."""

    def write(tag, image, step):
        writer.add_image(tag, np.array(image.convert("RGB")), step, dataformats="HWC")
        writer.flush()

    return write, writer.close


def tensorflow_writer(folder):
    """Returns `write` and `close` by TensorFlow alone: its own `tf.summary.image` would need tensorboard as well."""
    import tensorflow as tf

    writer = tf.summary.create_file_writer(folder)

    def write(tag, image, step):
        summary = tf.compat.v1.Summary()
        shown = summary.value.add(tag=tag).image
        shown.height, shown.width, shown.colorspace = image.height, image.width, len(image.getbands())
        shown.encoded_image_string = grid.to_png(image)
        with writer.as_default():
            tf.summary.experimental.write_raw_pb(summary.SerializeToString(), step)
        writer.flush()

    return write, writer.close
