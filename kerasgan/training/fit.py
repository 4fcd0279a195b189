"""`fit_gan`: the readable adversarial loop.

    data -> source.take() -> gan.train_on_batches() -> Keras callbacks -> History

Who owns what: `source.py` makes batches of any data, `ahead.py` a thread that prepares the next while the step runs,
`preflight.py` compares them with the generator, `step.py` says what a step is, `guard.py` stops cleanly, Keras's
callbacks do all the rest. The loop only calls them in turn.
"""

import contextlib
import math
import os
from typing import NamedTuple

import keras
import numpy as np
from keras import ops

from kerasgan import checks, networks
from kerasgan.callbacks.doctor import Doctor
from kerasgan.callbacks.periodic import Periodic, steps_made
from kerasgan.callbacks.progress import Progress
from kerasgan.errors import DataEndedError, TrainingDivergedError
from kerasgan.training import ahead, guard, preflight, source
from kerasgan.training.checkpoint import Checkpoint

# With `steps`, the history has about this many entries.
REPORTS = 100

# "auto" steps per call: as many as this many multiplications take, a tenth of a second on two cores, up to a limit.
WORK_PER_CALL, MOST_STEPS_PER_CALL = 15e9, 50


def fit_gan(
    gan,
    data,
    *,
    steps=None,
    epochs=None,
    batch_size=128,
    labels=None,
    callbacks=(),
    verbose="auto",
    seed=None,
    checkpoint=None,
    steps_per_execution="auto",
    check_range=True,
    doctor=True,
):
    """Trains a GAN: D updates and a G update, step after step, on data of any kind.

    Args:
        gan: A compiled `kerasgan.GAN`.
        data: Real samples: array (uint8 images and `np.memmap` included), `(x, labels)`, `tf.data.Dataset`,
            `keras.utils.PyDataset`, torch `DataLoader`, iterator of batches, or a sampler `f(batch_size, rng)`.
        steps: Integer, how many steps, each `gan.d_steps` updates of D and one of G. The history then has about a
            hundred entries, or as many as `epochs` says.
        epochs: Integer, how many passes over the data. The history then has one entry for each. With both, the run
            ends at whichever comes first. One of the two is needed; a sampler has no end and needs `steps`.
        batch_size: Integer, for arrays and samplers (the others come in batches). Defaults to `128`. Each D update
            takes a batch of its own.
        labels: Integer array `(n,)` beside an array, for a conditional GAN. Defaults to `None`. A GAN without classes
            refuses labels given here; labels that come in `data`, as in a labelled data set, it leaves out.
        callbacks: List of Keras callbacks. Their batch hooks are called once per `steps_per_execution` steps; a call
            ends where a `callbacks.Periodic` is due.
        verbose: `0` for silence; `1` for a live line, plain lines where the output is no terminal; `2` for one plain
            line per entry of the history. Defaults to `"auto"`, which is `1`.
        seed: Integer: two runs from the same weights, on one backend and machine, are then equal to the bit. Defaults
            to `None`: follows `keras.utils.set_random_seed`.
        checkpoint: Path of a folder, or a `kerasgan.Checkpoint`: the run is written down there about once a minute, and
            goes on from there when it is started again with the same GAN, data and arguments. Defaults to `None`.
        steps_per_execution: Integer, how many steps one compiled call makes. Defaults to `"auto"`: several for small
            networks, one where a callback has batch hooks (a `callbacks.Periodic` is served without that).
        check_range: Boolean, whether data out of the generator's reach are an error. Defaults to `True`.
        doctor: Boolean, whether a `callbacks.Doctor` watches the run; or the path of the run's folder, where it writes
            down what it finds; or a `callbacks.Doctor`. Defaults to `True`: it says so when something goes wrong.

    Returns:
        `keras.callbacks.History`: `history.history` has `d_loss`, `g_loss`, `d_accuracy`, and `jsd` where the loss
        allows that estimate (log 2 - d_loss), each a list of means; `history.steps` says after which steps, and
        `history.doctor` what the doctor found. After Ctrl-C it is what there is by then, and the GAN keeps its weights.

    Raises:
        ValueError: If an argument or the data don't fit the GAN; before any training.
        TrainingDivergedError: If a loss becomes NaN; the GAN then has its last good weights.
        CheckpointError: If a checkpoint can't be written or read, or is of another GAN.
        DataEndedError: If an iterator ends early; the GAN then keeps what it has learned.

    Example:

    >>> gan = kerasgan.build_gan()
    >>> history = kerasgan.fit_gan(gan, kerasgan.datasets.load("normal_200d"), steps=5, verbose=0)
    >>> len(history.history["d_loss"])
    5
    """
    checks.raise_all(_argument_problems(gan, steps, epochs, batch_size, steps_per_execution))
    if labels is not None:
        checks.raise_all(preflight.label_problems(gan, labels, np.shape(labels)))
    rng = np.random.default_rng(np.random.randint(2**31) if seed is None else seed)
    samples = source.of(data, labels, batch_size, rng)
    look = samples.look()
    gan.pixels = gan.pixels or look.dtype == np.uint8
    checks.raise_all(preflight.problems(gan, look, check_range))
    doctors = doctors_for(gan, doctor, look, samples, callbacks, verbose)
    plan = make_plan(samples.batches_per_pass, gan.d_steps, steps, epochs)
    if seed is not None:
        gan.reseed(seed)
    if steps_per_execution == "auto":
        steps_per_execution = steps_per_call(gan, batch_size, callbacks)
    everything = keras.callbacks.CallbackList(
        [*callbacks, *doctors, *([Progress(plan.steps, verbose)] if verbose else [])],
        add_history=True,
        model=gan,
        epochs=plan.epochs,
        steps=plan.steps_per_epoch,
        verbose=0,
    )
    loop = Loop(gan, samples, plan, everything, steps_per_execution, as_checkpoint(checkpoint))
    loop.watched = any(watches_steps(callback) for callback in callbacks)
    try:
        loop.run()
    except TrainingDivergedError as error:
        for doctor in doctors:
            doctor.on_diverged(error)
        raise
    if loop.interrupt.requested and verbose:
        print("Stopped by Ctrl-C. The GAN keeps what it has learned.")
    return gan.history


class Plan(NamedTuple):
    """How long a run is: `steps` in all, reported every `steps_per_epoch`."""

    steps: int
    steps_per_epoch: int

    @property
    def epochs(self):
        return math.ceil(self.steps / self.steps_per_epoch)


def make_plan(batches_per_pass, d_steps, steps, epochs):
    """Returns the `Plan` for what the user asked for.

    Args:
        batches_per_pass: Integer, or `None` for data without a known end.
        d_steps: Integer, batches per step.
        steps: Integer or `None`.
        epochs: Integer or `None`; one of the two is given.

    Raises:
        ValueError: If only `epochs` is given and the data have no known end, or less than a step in a pass.
    """
    if batches_per_pass is None and steps is None:
        raise ValueError(
            f"`epochs`: these data have no known end, so a pass over them has no length. Received: epochs={epochs}. "
            "Pass `steps=`, the number of steps."
        )
    if batches_per_pass is None or epochs is None:
        return Plan(steps, math.ceil(steps / (epochs or min(steps, REPORTS))))
    per_pass = batches_per_pass // d_steps
    if per_pass == 0:
        raise ValueError(
            f"`data`: expected at least `d_steps` = {d_steps} batches for one step. Received {batches_per_pass}. Lower "
            "`batch_size` or `d_steps`."
        )
    return Plan(min(steps or math.inf, epochs * per_pass), per_pass)


class Loop:
    """The loop itself: epochs of calls of several steps, until something ends it.

    Args:
        gan: A compiled `GAN`.
        samples: A source, see `source.py`.
        plan: A `Plan`.
        callbacks: `keras.callbacks.CallbackList`.
        steps_per_execution: Integer, steps per call.
        checkpoint: A `Checkpoint`, or `None`.
    """

    def __init__(self, gan, samples, plan, callbacks, steps_per_execution, checkpoint=None):
        self.gan = gan
        self.samples = samples
        self.plan = plan
        self.callbacks = callbacks
        self.steps_per_execution = steps_per_execution
        self.checkpoint = checkpoint
        self.interrupt = guard.Interrupt()
        self.watched = True  # whether a callback wants the logs of each call at once
        self.done = 0
        self.taken = 0  # steps for which there were batches
        self.logs = []  # of the entry of the history in progress
        self.on_the_way = []  # (first step, logs) of the call that may still run

    @property
    def ended(self):
        """Whether the plan is done, or a callback or Ctrl-C asked to stop."""
        return self.done >= self.plan.steps or self.gan.stop_training or self.interrupt.requested

    def run(self):
        """Runs to the end, whatever ends it; the callbacks hear of the end in any case."""
        history = self.gan.history
        self.gan.stop_training = False
        history.steps = []
        with self.interrupt:
            self.callbacks.on_train_begin()
            try:
                self.resume()
                self.made_before = steps_made(self.gan) - self.done
                self.last_good = guard.LastGood(self.gan, self.done)
                with ahead.Ahead(self.take, self.sizes(self.done)) as self.batches:
                    self.epochs()
                self.save()
            finally:
                self.callbacks.on_train_end({name: curve[-1] for name, curve in history.history.items()})

    def epochs(self):
        """Makes one entry of the history after the other."""
        history = self.gan.history
        for epoch in range(len(history.steps), self.plan.epochs):
            self.callbacks.on_epoch_begin(epoch)
            self.epoch()
            history.steps.append(self.done)
            self.callbacks.on_epoch_end(epoch, means(self.logs))
            self.logs = []
            if self.ended:
                break

    def epoch(self):
        """Makes the steps of one entry of the history, or those of it that a checkpoint left to be made."""
        first = (self.gan.history.steps or [0])[-1]
        last = min(first + self.plan.steps_per_epoch, self.plan.steps)
        while self.done < last and not self.ended:
            batches, self.position = self.batches.take()
            self.callbacks.on_train_batch_begin(self.done - first)
            logs = self.gan.train_on_batches(batches)
            self.fetch()  # those of the call before, while this one runs
            self.on_the_way = [(self.done + 1, logs)]
            self.done += len(batches["real"])
            if self.watched or self.due(self.done) or self.done >= last:
                self.fetch()
            self.callbacks.on_train_batch_end(self.done - first - 1, means(self.logs[-1:]))
            if self.ended or (self.checkpoint and self.checkpoint.due(self.done)):
                self.save()
        self.fetch()

    def fetch(self):
        """Brings the logs of the call on the way to the host, and looks whether they are finite."""
        for first_step, logs in self.on_the_way:
            self.logs.append({name: ops.convert_to_numpy(values) for name, values in logs.items()})
            self.last_good.check(first_step, self.logs[-1])
        self.on_the_way = []

    def resume(self):
        """Goes to where the last checkpoint was written, if there is one."""
        self.position = self.samples.position()
        if not self.checkpoint:
            return
        found = self.checkpoint.load(self.gan)
        if found:
            self.done, progress, logs = found
            self.taken = self.done
            self.logs = [logs] if logs else []
            self.position = progress["position"]
            self.samples.go_to(self.position)
            history = self.gan.history
            history.history, history.epoch, history.steps = (progress[name] for name in ("history", "epoch", "steps"))
        self.checkpoint.start(self.done)

    def save(self):
        """Writes all that `resume` needs, where the run has a checkpoint; the weights are known to be finite then."""
        self.fetch()
        self.last_good.check_weights(self.done)
        if not self.checkpoint or self.checkpoint.step == self.done:
            return
        history = self.gan.history
        progress = {name: getattr(history, name) for name in ("history", "epoch", "steps")}
        logs = {name: np.concatenate([part[name] for part in self.logs]) for name in (self.logs or [{}])[0]}
        self.checkpoint.save(self.done, self.gan, {**progress, "position": self.position}, logs)

    def due(self, done):
        """Tells whether a `Periodic` callback waits for this step."""
        return steps_until_due(self.callbacks.callbacks, self.made_before + done - 1) == 1

    def sizes(self, done):
        """Yields how many steps each call makes, from `done` on, up to an entry of the history or a due callback."""
        while done < self.plan.steps:
            to_entry = self.plan.steps_per_epoch - done % self.plan.steps_per_epoch
            to_callback = steps_until_due(self.callbacks.callbacks, self.made_before + done)
            size = min(self.steps_per_execution, to_entry, to_callback, self.plan.steps - done)
            yield size
            done += size

    def take(self, steps):
        """Returns the batches of several steps, stacked, and the position after them; runs in a thread of its own.

        They are `(steps, batch, ...)`, or `(steps, d_steps, batch, ...)`, on the device already. Where the data end on
        the way it is fewer steps; only with none left is it an error.
        """
        d_steps = self.gan.d_steps
        batches = list(take_while_there_are(self.samples, steps * d_steps))
        steps = len(batches) // d_steps
        if not steps:
            raise DataEndedError(
                f"`data` ended after {self.taken} steps. The GAN keeps what it has learned. Pass data that can be "
                "iterated again (a `tf.data.Dataset`, a `DataLoader`, an array, a sampler), or ask for fewer steps."
            )
        lead = (steps, d_steps) if d_steps > 1 else (steps,)
        if not self.gan.conditional:
            batches = [(x, None) for x, _ in batches]
        stacked = [None if part[0] is None else np.stack(part) for part in zip(*batches[: steps * d_steps])]
        x, y = (None if part is None else part.reshape(*lead, *part.shape[1:]) for part in stacked)
        self.gan.as_batch(x[0], None if y is None else y[0])  # one check serves all: what is stacked has one shape
        self.taken += steps
        batches = {"real": x} if y is None else {"real": x, "labels": y.astype("int32")}
        return {name: ops.convert_to_tensor(part) for name, part in batches.items()}, self.samples.position()


def take_while_there_are(samples, count):
    """Yields up to `count` batches of a source, fewer where it ends."""
    with contextlib.suppress(DataEndedError):
        for _ in range(count):
            yield samples.take()


def as_checkpoint(checkpoint):
    """Returns the `Checkpoint` for a folder; `None` and a `Checkpoint` as they are."""
    return Checkpoint(checkpoint) if isinstance(checkpoint, (str, os.PathLike)) else checkpoint


def doctors_for(gan, doctor, look, samples, callbacks, verbose):
    """Returns the list of the doctors to add to `callbacks`: one or none.

    Args:
        gan: A `GAN`.
        doctor: As in `fit_gan`.
        look: Array of real samples.
        samples: The source that they are from.
        callbacks: List of the user's callbacks; a doctor among them serves in place of ours.
        verbose: As in `fit_gan`.
    """
    if doctor is False or any(isinstance(callback, Doctor) for callback in callbacks):
        return []
    if not isinstance(doctor, Doctor):
        doctor = Doctor(folder=None if doctor is True else doctor, verbose=bool(verbose))
    doctor.compare_with(look, samples.look_labels() if gan.conditional else None)
    return [doctor]


def means(logs):
    """Returns the mean of each name over a list of dicts of arrays."""
    return {name: float(np.mean(np.concatenate([part[name] for part in logs]))) for name in logs[0]} if logs else {}


def steps_per_call(gan, batch_size, callbacks):
    """Returns how many steps one compiled call should make: as many as pay, one where a callback watches each step."""
    if networks.convolves(gan) or any(watches_steps(callback) for callback in callbacks):
        return 1
    weights = sum(math.prod(variable.shape) for player in gan.players.values() for variable in player.learned)
    work = 6 * weights * batch_size * (gan.d_steps + 1)
    return int(min(MOST_STEPS_PER_CALL, max(1, WORK_PER_CALL // work)))


def steps_until_due(callbacks, step):
    """Returns how many steps may be made after `step` until a `Periodic` callback is due, infinity without one."""
    periodic = [callback for callback in callbacks if isinstance(callback, Periodic)]
    return min((callback.every - step % callback.every for callback in periodic), default=math.inf)


def watches_steps(callback):
    """Tells whether a callback has hooks of its own before or after a training batch; `Periodic`'s don't count."""
    base = Periodic if isinstance(callback, Periodic) else keras.callbacks.Callback
    hooks = ("on_train_batch_begin", "on_train_batch_end", "on_batch_begin", "on_batch_end")
    plain = [getattr(base, hook) for hook in hooks]
    return any(getattr(getattr(callback, hook), "__func__", None) is not own for hook, own in zip(hooks, plain))


def _argument_problems(gan, steps, epochs, batch_size, steps_per_execution):
    found = []
    if not getattr(gan, "compiled", False) or not hasattr(gan, "train_on_batches"):
        found.append(f"`gan`: expected a compiled `kerasgan.GAN`, as `build_gan` returns it. Received: {gan!r}.")
    if steps is None and epochs is None:
        found.append("`steps` or `epochs`: expected one of them, how long to train. Received neither.")
    found += checks.positive_integer("steps", steps, optional=True)
    found += checks.positive_integer("epochs", epochs, optional=True)
    found += checks.positive_integer("batch_size", batch_size)
    if steps_per_execution != "auto":
        found += checks.positive_integer("steps_per_execution", steps_per_execution)
    return found
