"""What processes that train one GAN together have to agree on, and which part of each batch is whose."""

import contextlib
import hashlib
import json

import numpy as np

from kerasgan.errors import ProcessesDifferError, ProcessLostError
from kerasgan.training import slices
from kerasgan.training.step import replicas

# What the libraries that carry the exchange say when the other side is gone; they have no kind of error of their own.
SIGNS_OF_LOSS = ("gloo", "nccl", "connection closed", "connection reset", "coordination service", "unavailable")


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

    def problems(self, batch_size):
        """Checks that each device gets as many samples as the others, in whole packs and slices."""
        if self.share[1] > 1 and not replicas.TAKES_PROCESSES:
            return [
                f"`TF_CONFIG`: expected one worker, since on TensorFlow one process trains. It names {self.share[1]}. "
                "Leave it out, or set KERAS_BACKEND to 'jax' or 'torch' for several processes."
            ]
        devices, count = replicas.devices(self.gan), self.gan.gradient_accumulation_steps
        if devices == 1:
            return slices.problems("batch_size", batch_size, count * self.gan.group) if count > 1 else []
        whole = self.gan.group * devices * count
        if batch_size % whole == 0:
            return []
        packs = f" in packs of {self.gan.group}" if self.gan.group > 1 else ""
        packs += f", each in {count} slices (`gradient_accumulation_steps`)" if count > 1 else ""
        nearest = max(whole, round(batch_size / whole) * whole)
        return [
            f"`batch_size`: expected a number divisible by {whole}: it is the size of the whole batch, which {devices} "
            f"devices share{packs}. Received: {batch_size}. Choose for example {nearest}."
        ]

    def facts(self):
        """Returns how many devices and processes share the batch, a dict."""
        return {"devices_in_use": replicas.devices(self.gan), "processes": self.share[1]}

    def agreed_seed(self, seed):
        """Returns the seed of all processes: as given, or the one that the first process draws."""
        if seed is not None or self.share[1] == 1:
            return seed
        return replicas.gathered(np.random.randint(2**31))[0]

    def start(self, plan, batch_size, seed):
        """Has all processes begin alike, from the weights of the first.

        Raises:
            ProcessesDifferError: If their GANs, data or arguments differ.
        """
        if self.share[1] == 1:
            return
        settings = {
            "networks and optimizers": self.gan.get_compile_config(),
            "shapes of the variables": [list(variable.shape) for variable in self.gan.state],
            "`steps` or `epochs`, and how much data there are": list(plan),
            "`batch_size`": batch_size,
            "`seed`": seed,
        }
        differing = [name for name, value in settings.items() if len(set(replicas.gathered(digest(value)))) > 1]
        if differing:
            raise ProcessesDifferError(
                f"The {self.share[1]} processes of this run differ in: {', '.join(differing)}. Start all of them with "
                "the same program, data and arguments."
            )
        replicas.start(self.gan)

    @contextlib.contextmanager
    def together(self):
        """Within this context the loss of another process is a `ProcessLostError` that says what to do."""
        try:
            yield
        except RuntimeError as error:
            text = str(error).strip()
            if self.share[1] == 1 or not any(sign in text.lower() for sign in SIGNS_OF_LOSS):
                raise
            raise ProcessLostError(
                f"Process {self.share[0]} lost another process of this run: {text.splitlines()[-1]}\nStart all of them "
                "again with the same arguments: with `checkpoint=` they go on from the last checkpoint."
            ) from error

    def agree(self, step):
        """Raises `ProcessesDifferError` where not all processes go on from the same step."""
        steps = replicas.gathered(step) if self.share[1] > 1 else [step]
        if len(set(steps)) > 1:
            raise ProcessesDifferError(
                f"`checkpoint`: the processes of this run found different ones, of the steps {steps}. It has to "
                "be one folder, on a file system that all of them see."
            )


def problems_of_fit():
    """Returns what keeps Keras's own `fit` from training here, a list of messages."""
    count = replicas.processes()[1]
    if count == 1 or not replicas.TAKES_PROCESSES:  # where Keras has a way of its own, it says itself what it lacks
        return []
    return [
        f"`fit`: {count} processes train together, and Keras's `fit` would give each of them data, seeds and files of "
        "its own. Call `kerasgan.fit_gan(gan, data, ...)`, which shares them out."
    ]


def digest(value):
    """Returns an integer of 31 bits that tells values of plain types apart."""
    text = json.dumps(value, sort_keys=True, default=str)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4]) >> 1
