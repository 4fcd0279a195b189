"""`fit_gan`: the readable adversarial loop.

    data -> source.take_many() -> gan.train_on_batches() -> Keras callbacks -> History

Who owns what: `loop.py` makes the steps, `sources/` make batches of any data, `ahead.py` a thread that prepares the
next while the step runs, `preflight.py` compares them with the generator, `step.py` says what a step is, `guard.py`
stops cleanly, `heap.py` keeps freed memory at hand, callbacks do the rest. The loop only calls them in turn.
"""

import math
import os
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from numpy.typing import ArrayLike

from kerasgan import checks, networks
from kerasgan.callbacks.doctor.doctor import Doctor
from kerasgan.callbacks.periodic import Periodic
from kerasgan.callbacks.progress import Progress, say, steady_console
from kerasgan.checks.arguments import told_with_suggestions
from kerasgan.checks.types import PathLike
from kerasgan.errors import TrainingDivergedError
from kerasgan.networks import fields
from kerasgan.training import loop, monitoring, preflight, weights
from kerasgan.training.checkpoint import Checkpoint
from kerasgan.training.sources import remembering
from kerasgan.training.team import Team

# With `steps`, the history has about this many entries.
REPORTS = 100

# "auto" steps per call: as many as this many multiplications take, a tenth of a second on two cores, up to a limit.
WORK_PER_CALL, MOST_STEPS_PER_CALL = 15e9, 50


@told_with_suggestions(weights.problems, x="data", dataset="data", y="labels", num_steps="steps", callback="callbacks")
def fit_gan(
    gan: keras.Model,
    data: Any,
    *,
    steps: int | None = None,
    epochs: int | None = None,
    batch_size: int = 128,
    labels: ArrayLike | None = None,
    callbacks: keras.callbacks.Callback | Sequence[keras.callbacks.Callback] | None = (),
    verbose: int | str = "auto",
    seed: int | None = None,
    checkpoint: PathLike | Checkpoint | None = None,
    steps_per_execution: int | str = "auto",
    check_range: bool = True,
    doctor: bool | PathLike | Doctor = True,
) -> keras.callbacks.History:
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
        callbacks: List of Keras callbacks, one alone, or `None`. Their batch hooks are called once per
            `steps_per_execution` steps; a call ends where a `callbacks.Periodic` is due.
        verbose: `0` for silence; `1` for a live line, plain lines where the output is no terminal; `2` for one plain
            line per entry of the history. Defaults to `"auto"`, which is `1`.
        seed: Integer: two runs from the same weights, on one backend and machine, are then equal to the bit. Defaults
            to `None`: follows `keras.utils.set_random_seed`.
        checkpoint: Path of a folder, or a `kerasgan.Checkpoint`: the run is written down there about once a minute, and
            goes on from there when it is started again with the same GAN, data and arguments; learning rates other
            than those it began with count from there on. Defaults to `None`.
        steps_per_execution: Integer, how many steps one compiled call makes. Defaults to `"auto"`: several for small
            networks, one where a callback has batch hooks (a `callbacks.Periodic` is served without that).
        check_range: Boolean, whether data out of the generator's reach are an error. Defaults to `True`.
        doctor: Boolean, whether a `callbacks.Doctor` watches the run; or the path of the run's folder, where it writes
            down what it finds; or a `callbacks.Doctor`. Defaults to `True`: it says so when something goes wrong.

    Returns:
        `keras.callbacks.History`: `history.history` has `d_loss`, `g_loss`, `d_accuracy`, and `jsd` where the loss
        allows that estimate (log 2 - d_loss), each a list of means; `history.steps` says after which steps, and
        `history.doctor` what the doctor found. After Ctrl-C it is what there is by then, `history.interrupted` is
        `True`, and the GAN keeps its weights.

    Raises:
        ValueError: If an argument or the data don't fit the GAN, or samples have weights; before any training.
        TrainingDivergedError: If a loss becomes NaN; the GAN then has its last good weights.
        CheckpointError: If a checkpoint can't be written or read, or is of another GAN.
        DataEndedError: If an iterator ends early; the GAN then keeps what it has learned.

    Example:

    >>> gan = kerasgan.build_gan()
    >>> history = kerasgan.fit_gan(gan, kerasgan.datasets.load("normal_200d"), steps=5, verbose=0)
    >>> len(history.history["d_loss"])
    5
    """
    callbacks = as_callbacks(callbacks)
    checks.raise_all(
        _argument_problems(gan, labels, steps, epochs, batch_size, steps_per_execution)
        + _option_problems(callbacks, verbose, seed, checkpoint, check_range)
    )
    team = Team(gan)
    with team.together():
        seed = team.agreed_seed(seed)
        rng = np.random.default_rng(np.random.randint(2**31) if seed is None else seed)
        samples = samples_for(gan, data, labels, batch_size, rng, team, check_range)
        doctors = doctors_for(gan, doctor, samples, callbacks, verbose)
        plan = make_plan(samples.batches_per_pass, gan.batches, steps, epochs)
        gan.expect(plan.steps)
        gan.draw_in_step(samples.draw, batch_size, int(rng.integers(2**31)))
        if seed is not None:
            gan.reseed(seed)
        if steps_per_execution == "auto":
            steps_per_execution = steps_per_call(gan, batch_size, callbacks)
        length = {"`steps` or `epochs`, and how much data there are": list(plan)}
        beside = {name: [str(c.dtype), list(c.shape[1:])] for name, c in samples.beside().items()}
        team.start({**length, "`batch_size`": batch_size, "`seed`": seed, "the conditions": beside})
        progress = [Progress(plan.steps, verbose, batch_size=batch_size)] if verbose and team.first else []
        everything = as_callback_list(gan, plan, [*team.callbacks(callbacks), *doctors, *progress])
        watched = any(watches_steps(callback) for callback in callbacks)
        running = loop.Loop(gan, samples, plan, everything, steps_per_execution, as_checkpoint(checkpoint), watched)
        carry_out(running, doctors)
    gan.history.interrupted = running.interrupt.requested
    if gan.history.interrupted and verbose:
        say(steady_console(), "Stopped by Ctrl-C. The GAN keeps what it has learned.")
    return gan.history


def carry_out(running, doctors):
    """Runs a `Loop` to its end; where training diverges the doctors are told first."""
    try:
        running.run()
    except TrainingDivergedError as error:
        for one in doctors:
            one.on_diverged(error)
        raise


def samples_for(gan, data, labels, batch_size, rng, team, check_range):
    """Returns the source of real samples, once they are what this GAN can learn from; arguments as in `fit_gan`.

    From here on the GAN knows whether its data are images.
    """
    samples = gan.source_of(data, labels, batch_size, rng)
    look = samples.look()
    given = {**look, **samples.beside()}
    preflight.accept(gan, given, check_range, [*samples.problems(), *team.problems(samples.batch_size)])
    samples.share = team.share
    for field in gan.conditions:
        if samples.is_whole:
            field.count(given[field.name])
    enough = samples.draw is not None or len(look[gan.fields[0].name]) >= remembering.REMEMBERED
    return samples if enough else remembering.Remembering(samples)


def as_callback_list(gan, plan, callbacks):
    """Returns Keras's list of callbacks, with a history."""
    monitoring.say_directions(gan, callbacks)
    length = {"epochs": plan.epochs, "steps": plan.steps_per_epoch}
    return keras.callbacks.CallbackList(callbacks, add_history=True, model=gan, verbose=0, **length)


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
        return loop.Plan(steps, math.ceil(steps / (epochs or min(steps, REPORTS))))
    per_pass = batches_per_pass // d_steps
    if per_pass == 0:
        raise ValueError(
            f"`data`: expected at least `d_steps` = {d_steps} batches for one step. Received {batches_per_pass}. Lower "
            "`batch_size` or `d_steps`."
        )
    return loop.Plan(min(steps or math.inf, epochs * per_pass), per_pass)


def as_callbacks(callbacks):
    """Returns a list of callbacks; `None` is none, and one alone is a list of one."""
    if callbacks is None:
        return []
    return list(callbacks) if isinstance(callbacks, (list, tuple)) else [callbacks]


def as_checkpoint(checkpoint):
    """Returns the `Checkpoint` for a folder; `None` and a `Checkpoint` as they are."""
    return Checkpoint(checkpoint) if isinstance(checkpoint, (str, os.PathLike)) else checkpoint


def doctors_for(gan, doctor, samples, callbacks, verbose):
    """Returns the list of the doctors to add to `callbacks`: one or none.

    Args:
        gan: A `GAN`.
        doctor: As in `fit_gan`.
        samples: The source of real samples.
        callbacks: List of the user's callbacks; a doctor among them serves in place of ours.
        verbose: As in `fit_gan`.
    """
    alone = samples.share[1] == 1  # a look is no step that all processes make together
    if doctor is False or not alone or any(isinstance(callback, Doctor) for callback in callbacks):
        return []
    if not isinstance(doctor, Doctor):
        doctor = Doctor(folder=None if doctor is True else doctor, verbose=bool(verbose))
    at_once = max(1, samples.batch_size // gan.gradient_accumulation_steps)
    doctor.compare_with(samples.look(), getattr(samples, "remembered", None), at_once)
    return [doctor]


def steps_per_call(gan, batch_size, callbacks):
    """Returns how many steps one compiled call should make: as many as pay, one where a callback watches each step."""
    if networks.convolves(gan) or any(watches_steps(callback) for callback in callbacks):
        return 1
    weights = sum(math.prod(variable.shape) for player in gan.players.values() for variable in player.learned)
    work = 6 * weights * batch_size * len(gan.moves)
    return int(min(MOST_STEPS_PER_CALL, max(1, WORK_PER_CALL // work)))


def watches_steps(callback):
    """Tells whether a callback has hooks of its own before or after a training batch; `Periodic`'s don't count."""
    base = Periodic if isinstance(callback, Periodic) else keras.callbacks.Callback
    hooks = ("on_train_batch_begin", "on_train_batch_end", "on_batch_begin", "on_batch_end")
    plain = [getattr(base, hook) for hook in hooks]
    return any(getattr(getattr(callback, hook), "__func__", None) is not own for hook, own in zip(hooks, plain))


def _argument_problems(gan, labels, steps, epochs, batch_size, steps_per_execution):
    found = []
    if not getattr(gan, "compiled", False) or not hasattr(gan, "train_on_batches"):
        found.append(f"`gan`: expected a compiled `kerasgan.GAN`, as `build_gan` returns it. Received: {gan!r}.")
    elif labels is not None and gan.label is None:
        found.append(fields.NO_LABELS)
    if steps is None and epochs is None:
        found.append("`steps` or `epochs`: expected one of them, how long to train. Received neither.")
    found += checks.positive_integer("steps", steps, optional=True)
    found += checks.positive_integer("epochs", epochs, optional=True)
    found += checks.positive_integer("batch_size", batch_size)
    if steps_per_execution != "auto":
        found += checks.positive_integer("steps_per_execution", steps_per_execution)
    return found


def _option_problems(callbacks, verbose, seed, checkpoint, check_range):
    found = [
        f"`callbacks`: expected Keras callbacks. Received: {callback!r}."
        for callback in callbacks
        if not isinstance(callback, keras.callbacks.Callback)
    ]
    if not (isinstance(verbose, (str, int)) and verbose in (0, 1, 2, "auto")):
        found.append(f"`verbose`: expected 0, 1, 2 or 'auto'. Received: {verbose!r}.")
    found += checks.seed(seed, optional=True)
    if not (checkpoint is None or isinstance(checkpoint, (str, os.PathLike, Checkpoint))):
        found.append(
            f"`checkpoint`: expected the path of a folder or a `kerasgan.Checkpoint`. Received: {checkpoint!r}."
        )
    return found + checks.boolean("check_range", check_range)
