"""What processes that train one GAN together have to agree on, and which part of each batch is whose."""

import contextlib
import hashlib
import json
import random

import keras
import numpy as np

from kerasgan.errors import ProcessesDifferError, ProcessLostError
from kerasgan.training import slices
from kerasgan.training.backend import engine, replicas

# What the libraries that carry the exchange say when the other side is gone; they have no kind of error of their own.
SIGNS_OF_LOSS = ("gloo", "nccl", "connection closed", "connection reset", "coordination service", "unavailable")

# Callbacks of Keras that write files and change nothing of the training; others say so by `only_writes = True`.
WRITERS = (keras.callbacks.ModelCheckpoint, keras.callbacks.CSVLogger, keras.callbacks.TensorBoard)
HOOKS = (
    "on_train_begin",
    "on_train_end",
    "on_epoch_begin",
    "on_epoch_end",
    "on_train_batch_begin",
    "on_train_batch_end",
)


class Team:
    """The processes and devices that a run of `fit_gan` has; a run on one device is a team of one.

    Args:
        gan: A compiled `GAN`.

    Attributes:
        share: Pair `(number of this process, how many there are)`.
        first: Boolean, whether this is the process that writes files and the progress line.
        place: Function `(rows, axis)`: the rows of this process, batch along `axis`, to a tensor on the devices.
    """

    def __init__(self, gan):
        self.gan = gan
        self.share = replicas.processes()
        self.first = self.share[0] == 0
        self.place = replicas.placer()

    @property
    def whole(self):
        """Integer that a batch has to be divisible by: devices, packs and slices."""
        return self.gan.group * replicas.devices(self.gan) * self.gan.gradient_accumulation_steps

    def problems(self, batch_size):
        """Checks that each device gets as many samples as the others, in whole packs and slices."""
        if found := self.engine_problems():
            return found
        devices, count = replicas.devices(self.gan), self.gan.gradient_accumulation_steps
        if devices == 1:
            return slices.problems("batch_size", batch_size, count * self.gan.group) if count > 1 else []
        if batch_size % self.whole == 0:
            return []
        packs = f" in packs of {self.gan.group}" if self.gan.group > 1 else ""
        packs += f", each in {count} slices (`gradient_accumulation_steps`)" if count > 1 else ""
        nearest = max(self.whole, round(batch_size / self.whole) * self.whole)
        return [
            f"`batch_size`: expected a number divisible by {self.whole}: it is the size of the whole batch, which "
            f"{devices} devices share{packs}. Received: {batch_size}. Choose for example {nearest}."
        ]

    def problems_of_last(self, size):
        """Checks a batch that the data made, such as the last one of an array."""
        if size % self.whole == 0:
            return []
        return [
            f"`x`: {self.share[1]} processes share each batch, so its size has to be divisible by {self.whole}. "
            f"Received a batch, perhaps the last, of {size} samples. Leave {size % self.whole} out, or choose another "
            "`batch_size`."
        ]

    def engine_problems(self):
        """Checks that several processes have something that brings them together."""
        if self.share[1] == 1:
            return []
        if not replicas.TAKES_PROCESSES:
            return [
                f"`TF_CONFIG`: expected one worker, since on TensorFlow one process trains. It names {self.share[1]}. "
                "Leave it out, or set KERAS_BACKEND to 'jax' or 'torch' for several processes."
            ]
        if replicas.devices(self.gan) == 1:
            return [
                f"`keras.distribution`: expected a distribution, since {self.share[1]} processes are there and each "
                "would train by itself. Before the GAN is built call "
                "`keras.distribution.set_distribution(keras.distribution.DataParallel())`."
            ]
        return []

    def facts(self):
        """Returns how many devices and processes share the batch, a dict."""
        return {"devices_in_use": replicas.devices(self.gan), "processes": self.share[1]}

    def agreed_seed(self, seed):
        """Returns the seed of all processes: as given, or the one that the first process draws."""
        if seed is not None or self.share[1] == 1:
            return seed
        return replicas.gathered(np.random.randint(2**31))[0]

    def agree_on_random_numbers(self):
        """Has all processes draw the same: where they would not, all are seeded anew, by a number of the first."""
        numpy = [np.asarray(part).tolist() for part in np.random.get_state()]
        state = [random.getstate(), numpy, engine.random_state().tolist()]
        if len(set(replicas.gathered(digest(state)))) > 1:
            keras.utils.set_random_seed(self.agreed_seed(None))

    def start(self, settings):
        """Has all processes begin alike, from the weights of the first.

        Args:
            settings: Dict of what else has to be the same, in plain types, by the name that the message gives it.

        Raises:
            ProcessesDifferError: If their GANs or settings differ.
        """
        if self.share[1] == 1:
            return
        networks = {
            "networks and optimizers": self.gan.get_compile_config(),
            "shapes of the variables": [list(variable.shape) for variable in self.gan.state],
        }
        self.compare({**networks, **settings})
        replicas.start(self.gan)

    def compare(self, settings):
        """Raises `ProcessesDifferError` where a value is not the same in all processes.

        Args:
            settings: Dict of values of plain types, by the name that the message gives them.
        """
        differing = [name for name, value in settings.items() if len(set(replicas.gathered(digest(value)))) > 1]
        if differing:
            raise ProcessesDifferError(
                f"The {self.share[1]} processes of this run differ in: {', '.join(differing)}. Start all of them with "
                "the same program, data and arguments."
            )

    def callbacks(self, callbacks):
        """Returns the list of what of `callbacks` this process calls: only the first has those that write files."""
        if self.share[1] == 1:
            return list(callbacks)
        able = [one for one in callbacks if not getattr(one, "needs_one_process", False)]
        return [as_one_of_several(one, self.first) for one in able if self.first or not only_writes(one)]

    @contextlib.contextmanager
    def together(self):
        """Within this context the loss of another process is a `ProcessLostError` that says what to do.

        An error of this process ends the others, too: it does not wait for them when it exits.
        """
        if self.share[1] == 1:
            yield
            return
        with replicas.ending_others():
            try:
                yield
            except (RuntimeError, ValueError) as error:  # JAX has both
                text = str(error).strip()
                if isinstance(error, ProcessLostError) or not any(sign in text.lower() for sign in SIGNS_OF_LOSS):
                    raise
                raise ProcessLostError(
                    f"Process {self.share[0]} lost another process of this run: {text.splitlines()[-1]}\nStart all of "
                    "them again with the same arguments: with `checkpoint=` they go on from the last checkpoint."
                ) from error

    def agree(self, step):
        """Raises `ProcessesDifferError` where not all processes go on from the same step."""
        steps = replicas.gathered(step) if self.share[1] > 1 else [step]
        if len(set(steps)) > 1:
            raise ProcessesDifferError(
                f"`checkpoint`: the processes of this run found different ones, of the steps {steps}. It has to "
                "be one folder, on a file system that all of them see."
            )


def only_writes(callback):
    """Tells whether a callback writes files, or draws, and changes nothing of the training."""
    return isinstance(callback, WRITERS) or getattr(callback, "only_writes", False)


def as_one_of_several(callback, first):
    """Returns the callback for one process: Keras's that have files are called as in a run of one process."""
    if isinstance(callback, keras.callbacks.BackupAndRestore):
        return Alone(callback, HOOKS if first else ("on_train_begin",))  # all of them read
    return Alone(callback, HOOKS) if isinstance(callback, WRITERS) else callback


class Alone(keras.callbacks.Callback):
    """A callback, called as in a run of one process: what it does there no other process has to do as well.

    Args:
        callback: A Keras callback.
        hooks: Names of the methods to call.
    """

    def __init__(self, callback, hooks):
        super().__init__()
        self.callback = callback
        for hook in hooks:
            if getattr(type(callback), hook) is not getattr(keras.callbacks.Callback, hook):
                setattr(self, hook, replicas.alone()(getattr(callback, hook)))

    def set_model(self, model):
        """Tells the callback."""
        super().set_model(model)
        self.callback.set_model(model)

    def set_params(self, params):
        """Tells the callback."""
        super().set_params(params)
        self.callback.set_params(params)


# Returns a scope in which this process does something by itself, such as saving; see `replicas_jax.alone`.
alone = replicas.alone


def writes():
    """Tells whether this process writes the files of a run: the first, or the only one."""
    return replicas.processes()[0] == 0


def among_processes():
    """Tells whether several processes train together, by an engine that kerasgan shares data out for."""
    return replicas.TAKES_PROCESSES and replicas.processes()[1] > 1


def digest(value):
    """Returns an integer of 31 bits that tells values of plain types apart."""
    text = json.dumps(value, sort_keys=True, default=str)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4]) >> 1
