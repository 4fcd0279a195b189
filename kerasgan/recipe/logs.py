"""Where else the figures of a run go: TensorBoard, Weights & Biases."""

import importlib.util

import keras

from kerasgan import callbacks, checks
from kerasgan.checks import files


def of(names, recipe, folder):
    """Returns the callbacks that send the figures of a run to other programs, a list.

    Args:
        names: Strings, of `LOGS`.
        recipe: Dict, the recipe of the run.
        folder: `pathlib.Path` of the run folder.

    Raises:
        ValueError: If there is no such log.
        ImportError: If a package that it needs is not installed.
    """
    checks.raise_all([problem for name in names for problem in checks.one_of("log", name, LOGS)])
    return [callback for name in names for callback in LOGS[name](recipe, folder)]


def tensorboard(recipe, folder):
    """Returns Keras's own callback, and for images one that shows grids of samples beside the figures."""
    missing = [name for name in ("tensorflow", "tensorboard") if importlib.util.find_spec(name) is None]
    if missing:
        raise ImportError(
            f"`log`: 'tensorboard' needs what is not installed: {', '.join(missing)}. Run "
            f"`pip install {' '.join(missing)}`."
        )
    found = [keras.callbacks.TensorBoard(folder / "tensorboard")]
    if len(recipe["generator"].get("output_shape", ())) == 3:
        every = recipe.get("watch", {}).get("every", 500)
        found.append(callbacks.TensorBoardSamples(folder / "tensorboard", every))
    return found


def wandb(recipe, folder):
    """Returns a callback that logs to Weights & Biases, once its package is there."""
    try:
        module = importlib.import_module("wandb")
    except ImportError as error:
        raise ImportError(
            "`log`: 'wandb' needs the package wandb, which is not installed. Run `pip install 'kerasgan[wandb]'`."
        ) from error
    return [Wandb(module, recipe, folder)]


class Wandb(keras.callbacks.Callback):
    """Logs each entry of the history, and the samples at the end.

    Args:
        module: The module `wandb`.
        recipe: Dict, the recipe of the run: what W&B calls its configuration.
        folder: `pathlib.Path` of the run folder, whose name the run has there. Its `wandb.txt` holds the run's id, by
            which W&B goes on with the same run when this one does.
    """

    only_writes = True

    def __init__(self, module, recipe, folder):
        super().__init__()
        self.module, self.recipe, self.folder = module, recipe, folder

    def on_train_begin(self, logs=None):
        """Begins a run, or goes on with that of this folder, whose id is kept there."""
        self.folder.mkdir(parents=True, exist_ok=True)
        kept = self.folder / "wandb.txt"
        known = files.read_text(kept).strip() if files.is_plain(kept) else None
        options = {"project": "kerasgan", "name": self.folder.resolve().name, "dir": str(self.folder)}
        self.run = self.module.init(config=self.recipe, id=known, resume="allow", **options)
        files.write(f"{self.run.id}\n".encode(), kept)

    def on_epoch_end(self, epoch, logs=None):
        """Logs an entry of the history."""
        steps = getattr(self.model.history, "steps", None) or [epoch + 1]
        self.run.log(dict(logs or {}), step=steps[-1])

    def on_train_end(self, logs=None):
        """Ends the run."""
        self.run.finish()


LOGS = {"tensorboard": tensorboard, "wandb": wandb}
