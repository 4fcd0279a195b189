"""The adversarial loop: what `fit_gan` runs once everything is checked and put together.

A thread makes the `Block` of the next call while the step runs; a `Call` keeps what a call returned until it is done.
"""

import contextlib
import math
import warnings
from typing import NamedTuple

import numpy as np
from keras import ops

from kerasgan import checks
from kerasgan.callbacks.periodic import Periodic, steps_made
from kerasgan.errors import CheckpointError, DataEndedError
from kerasgan.training import ahead, guard, heap, preflight
from kerasgan.training import checkpoint as checkpoints
from kerasgan.training.sources import positions
from kerasgan.training.team import Team

# By so many stretches the length of calls is chosen.
STRETCHES = 300


class Plan(NamedTuple):
    """How long a run is: `steps` in all, reported every `steps_per_epoch`."""

    steps: int
    steps_per_epoch: int

    @property
    def epochs(self):
        """Integer, how many entries the history will have."""
        return math.ceil(self.steps / self.steps_per_epoch)


class Block(NamedTuple):
    """What one call trains on: the batches of several steps, and where in the data the next one is."""

    steps: int
    batches: dict
    position: dict


class Call(NamedTuple):
    """A call on its way: the number of its first step, which step of the entry its last one is, and its logs."""

    first_step: int
    index: int
    logs: dict


class Loop:
    """The loop itself: entries of the history, each made of calls of several steps, until something ends it.

    Args:
        gan: A compiled `GAN`.
        samples: A `Source`, see `sources/`.
        plan: A `Plan`.
        callbacks: `keras.callbacks.CallbackList`.
        steps_per_execution: Integer, steps per call.
        checkpoint: A `Checkpoint`, or `None`.
        watched: Boolean, whether a callback wants to hear of each call before the next one begins.
    """

    def __init__(self, gan, samples, plan, callbacks, steps_per_execution, checkpoint=None, watched=True):
        self.gan = gan
        self.samples = samples
        self.plan = plan
        self.callbacks = callbacks
        self.steps_per_execution = steps_per_execution
        self.checkpoint = checkpoint
        self.watched = watched
        self.interrupt = guard.Interrupt()
        self.done = 0
        self.length = None  # of a call, in steps
        self.logs = []  # of the entry of the history in progress
        self.call = None  # the one that may still run
        self.team = Team(gan)

    @property
    def ended(self):
        """Whether the plan is done, or a callback or Ctrl-C asked to stop."""
        return self.done >= self.plan.steps or self.gan.stop_training or self.interrupt.requested

    def run(self):
        """Runs to the end, whatever ends it; the callbacks hear of the end in any case."""
        history = self.gan.history
        self.gan.stop_training = False
        history.steps = []
        with self.interrupt, self.alone_in_its_folder(), heap.kept():
            self.callbacks.on_train_begin()
            try:
                self.resume()
                self.made_before = steps_made(self.gan) - self.done
                self.first_entry = (history.steps or [0])[-1]  # where the first entry of this call begins
                self.length = self.length or call_length(self.stretches(), self.steps_per_execution)
                self.last_good = guard.LastGood(self.gan, self.done)
                with ahead.Ahead(self.blocks(self.done)) as self.ahead:
                    while not self.ended or self.logs:  # a checkpoint may have left an entry to be closed
                        self.entry(len(history.steps))
                self.save()
            finally:
                self.callbacks.on_train_end({name: curve[-1] for name, curve in history.history.items()})

    def alone_in_its_folder(self):
        """Returns a context in which no other run writes to the folder of the checkpoints."""
        if self.checkpoint is None or not self.team.first:
            return contextlib.nullcontext()
        return checkpoints.alone(self.checkpoint)

    def entry(self, number):
        """Makes one entry of the history, or what of it a checkpoint left to be made."""
        first = (self.gan.history.steps or [0])[-1]
        last = min(first + self.plan.steps_per_epoch, self.plan.steps)
        self.callbacks.on_epoch_begin(number)
        while self.done < last and not self.ended:
            self.last_good.renew(self.done, self.finish)
            block = self.ahead.take(give_up=lambda: self.interrupt.requested)
            if block is None:
                break
            self.callbacks.on_train_batch_begin(self.done - first)
            logs = self.gan.train_on_batches(block.batches)
            self.finish()  # the call before, while this one runs
            self.call = Call(self.done + 1, self.done + block.steps - first - 1, logs)
            self.done, self.position = self.done + block.steps, block.position
            if self.watched or self.due(self.done) or self.done >= last:
                self.finish()
            if self.ended or (self.checkpoint and self.checkpoint.due(self.done)):
                self.save()
        self.finish()
        if self.logs:  # none where Ctrl-C came before the first batch
            self.gan.history.steps.append(self.done)
            self.callbacks.on_epoch_end(number, means(self.logs))
            self.logs = []

    def finish(self):
        """Brings the logs of the call on its way to the host, looks whether they are finite, tells the callbacks."""
        if self.call is None:
            return
        call, self.call = self.call, None
        self.logs.append({name: ops.convert_to_numpy(values) for name, values in call.logs.items()})
        self.last_good.check(call.first_step, self.logs[-1])
        self.callbacks.on_train_batch_end(call.index, means(self.logs[-1:]))

    def resume(self):
        """Goes to where the last checkpoint was written, if there is one."""
        self.position = self.samples.position()
        if not self.checkpoint:
            return
        found = self.checkpoint.load(self.gan)
        self.team.agree(found[0] if found else 0)
        if found:
            self.done, progress, logs = found
            self.logs = [logs] if logs else []
            self.plan = self.plan._replace(steps_per_epoch=progress["steps_per_epoch"])
            positions.refuse_other_data(self.checkpoint.folder, progress["position"], self.position)
            self.position = progress["position"]
            self.go_to(self.position)
            *asked, length = progress.get("call") or [None]
            if asked == [self.steps_per_execution, self.plan.steps]:
                self.length = length  # calls of other lengths are other programs, which round otherwise
            history = self.gan.history
            history.history, history.epoch, history.steps = (progress[name] for name in ("history", "epoch", "steps"))
        if self.team.first:
            self.checkpoint.start(self.done)

    def go_to(self, position):
        """Has the data go on where a checkpoint was written."""
        with self.checkpoint.told(self.checkpoint.folder):
            positions.refuse_taken(position, (self.done + 1) * max(1, self.gan.batches))
            self.samples.go_to(position)

    def save(self):
        """Writes all that `resume` needs, where the run has a checkpoint; the weights are known to be finite then."""
        self.finish()
        self.last_good.check_weights(self.done)
        if not self.checkpoint or self.checkpoint.step == self.done:
            return
        if not self.team.first:
            self.checkpoint.step = self.done
            return
        history = self.gan.history
        progress = {name: getattr(history, name) for name in ("history", "epoch", "steps")}
        progress.update(position=self.position, steps_per_epoch=self.plan.steps_per_epoch)
        progress["call"] = [self.steps_per_execution, self.plan.steps, self.length]
        logs = {name: np.concatenate([part[name] for part in self.logs]) for name in (self.logs or [{}])[0]}
        try:
            self.checkpoint.save(self.done, self.gan, progress, logs)
        except CheckpointError as error:
            warnings.warn(f"{error} Training goes on.", stacklevel=2)

    def due(self, done):
        """Tells whether a `Periodic` callback waits for this step."""
        waiting = [one.waits() for one in self.callbacks.callbacks if isinstance(one, Periodic)]
        return any(waiting) or steps_until_due(self.callbacks.callbacks, self.made_before + done - 1) == 1

    def blocks(self, done):
        """Yields what each call trains on, from step `done` on; runs in a thread of its own."""
        while done < self.plan.steps:
            block = self.block(self.size(done), done)
            done += block.steps
            yield block

    def stretch(self, done):
        """Returns how many steps lie between `done` and the next entry of the history, due callback, or end."""
        to_entry = self.plan.steps_per_epoch - (done - self.first_entry) % self.plan.steps_per_epoch
        to_callback = steps_until_due(self.callbacks.callbacks, self.made_before + done)
        return min(to_entry, to_callback, self.plan.steps - done)

    def stretches(self):
        """Returns the first few hundred stretches of the run, a list."""
        done, found = self.done, []
        while done < self.plan.steps and len(found) < STRETCHES:
            found.append(self.stretch(done))
            done += found[-1]
        return found

    def size(self, done):
        """Returns how many steps the call after `done` makes: as many as the others, or one where fewer are left.

        Each size is a program of its own, which takes seconds to compile: so there are two of them at most.
        """
        return self.length if self.stretch(done) >= self.length else 1

    def block(self, steps, done):
        """Returns a `Block` with batches `(steps, batch, ...)`, or `(steps, batches, batch, ...)`, on the device.

        Where the data end on the way it is fewer steps; only with none left is it an error.
        """
        if self.samples.draw is not None:  # the step draws its own
            return Block(steps, {"number": ops.arange(steps)}, self.samples.position())
        per_step = self.gan.batches
        found = self.samples.take_many(steps * per_step)
        steps = len(next(iter(found.values()), ())) // per_step
        if not steps:
            raise DataEndedError(
                f"`data` ended after {done} steps. The GAN keeps what it has learned. Pass data that can be "
                "iterated again (a `tf.data.Dataset`, a `DataLoader`, an array, a sampler), or ask for fewer steps."
            )
        lead = (steps, per_step) if per_step > 1 else (steps,)
        given = {name: as_steps(part, lead) for name, part in found.items()}
        first = {name: part[0] for name, part in given.items()}  # it serves all: what is stacked has one shape
        self.gan.as_batch(first, look=False)
        for field in self.gan.conditions:
            checks.raise_all(preflight.of_steps(self.gan, field, given[field.name], len(lead) + 1))
            if not self.samples.is_whole:
                field.count(given[field.name], anew=False)
        given = {f.name: self.team.place(f.kept(given[f.name]), axis=len(lead)) for f in self.gan.fields}
        return Block(steps, {"given": given}, self.samples.position())


def as_steps(batches, lead):
    """Returns stacked batches with the leading axes `lead`; those that fill no step are left out."""
    return batches[: math.prod(lead)].reshape(*lead, *batches.shape[1:])


def means(logs):
    """Returns the mean of each name over a list of dicts of arrays."""
    return {name: float(np.mean(np.concatenate([part[name] for part in logs]))) for name in logs[0]} if logs else {}


def call_length(stretches, most):
    """Returns how many steps a call should make, `most` at most, so that as few calls as possible fill the stretches.

    What of a stretch is shorter than a call is made one step at a time.
    """
    return min(range(most, 0, -1), key=lambda length: sum(n // length + n % length for n in stretches))


def steps_until_due(callbacks, step):
    """Returns how many steps may be made after `step` until a `Periodic` callback is due, infinity without one."""
    periodic = [callback for callback in callbacks if isinstance(callback, Periodic)]
    return min((callback.every - step % callback.every for callback in periodic), default=math.inf)
