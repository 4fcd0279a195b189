"""`Film`: pictures of a run in a folder, and the animation that they make; what is in them, subclasses say."""

import pathlib
import re

from kerasgan import checks
from kerasgan.callbacks.periodic import Periodic, steps_made
from kerasgan.callbacks.worker import Worker
from kerasgan.plots import animation, files, notebook


class Film(Periodic):
    """Takes a picture at the start, after every `every` steps and at the end, and joins them into an animation.

    A subclass has `look(gan)`, called between two steps, which returns arrays, and `picture(step, look)`, called in
    another thread while training goes on, which returns the bytes of a PNG file.

    Args:
        folder: Path of the folder of the pictures; made where it does not exist.
        every: Integer, how many steps from one picture to the next.
        animation: String, the name of the animation in `folder`, or `None` for none.
    """

    only_writes = True  # so of several processes the first alone has it

    def __init__(self, folder, every, animation):
        checks.raise_all([*checks.positive_integer("every", every), *animation_problems(animation)])
        super().__init__(every)
        self.folder = pathlib.Path(folder)
        self.animation = animation

    def problems(self, gan):
        """Returns the list of what keeps `gan` from being watched; for subclasses."""
        return []

    def on_train_begin(self, logs=None):
        """Checks, before any training, that there will be pictures."""
        super().on_train_begin(logs)
        checks.raise_all([*self.problems(self.model), *files.make_folder("folder", self.folder)])
        self.frames = {}
        self.worker = Worker()
        self._place, self._fresh = notebook.Place(), None  # the last picture that is not shown yet

    def on_first_step(self, step):
        """Finds the pictures that the same run took before it was cut off, or takes the first."""
        if step == 0:
            remove_numbers(self.folder)
        self.frames = earlier_frames(self.folder, step)
        if not self.frames:
            self.take(step)

    def on_due(self, step, logs=None):
        """Takes a picture."""
        self.take(step)

    def on_train_end(self, logs=None):
        """Takes the last picture, and joins all into the animation."""
        if self.step is not None:
            step = steps_made(self.model)  # fewer than `self.step` where a NaN sent it back to its last good weights
            if step > max(self.frames):
                self.take(step)
            if self.animation:
                self.worker.do(self.folder / self.animation, self.join)
        self.worker.finish()
        self.on_call_end(self.step)

    def take(self, step):
        """Looks at the GAN, and has it drawn."""
        path = self.folder / f"step-{step:06d}.png"
        self.frames[step] = path
        self.worker.do(path, self.write, path, step, self.look(self.model))

    def write(self, path, step, look):
        """Draws a picture into its file; in the other thread."""
        self._fresh = self.picture(step, look)
        files.write(self._fresh, path)

    def on_call_end(self, step, logs=None):
        """Shows the last picture, in a notebook."""
        fresh, self._fresh = self._fresh, None
        if fresh:
            self._place.show(fresh)

    def captions(self, steps):
        """Returns the words below each frame of the animation; `None` where the pictures have them."""
        return [f"step {step:,}" for step in steps]

    def join(self):
        """Joins the pictures into the animation; in the other thread."""
        frames = {step: path for step, path in sorted(self.frames.items()) if path.is_file()}
        captions = self.captions(frames)
        animation.animate(list(frames.values()), self.folder / self.animation, captions=captions)


def earlier_frames(folder, step):
    """Returns {step: path} of the pictures in `folder` up to `step`; later ones are of another run."""
    found = {path: re.fullmatch(r"step-(\d+)\.png", path.name) for path in folder.glob("step-*.png")}
    frames = {int(match[1]): path for path, match in found.items() if match and step > 0}
    return {number: path for number, path in sorted(frames.items()) if number <= step}


def remove_numbers(folder):
    """Removes the numbers beside the pictures of another run: a page would play them as this run's."""
    for path in folder.glob("step-*.npz"):
        if re.fullmatch(r"step-\d+\.npz", path.name) and path.is_file():
            path.unlink()


def animation_problems(name):
    """Checks that `animation` is the name of a file that we can write, or None."""
    if name is None:
        return []
    if pathlib.Path(name).name != str(name):
        return [f"`animation`: expected the name of a file, which will be in `folder`. Received: {str(name)!r}."]
    return animation.format_problems("animation", name)
