"""`Progress` on a terminal and in a log file, and its text."""

import io
import re

import keras
import pytest
from helpers import Clock
from rich.console import Console

import kerasgan
from kerasgan import callbacks
from kerasgan.callbacks import progress

LOGS = {"d_loss": 0.6523, "g_loss": 0.7414, "d_accuracy": 0.5781, "jsd": 0.0408}
TEXT = "D loss 0.652  G loss 0.741  D accuracy 58 %  JSD 0.041"
CLOSING = re.compile(r"^([\d,]+) steps? in \d+\.\d s(, [\d.,]+ steps/s)?(, first after \d+\.\d s)?$")
HIDE_CURSOR, SHOW_CURSOR = "\x1b[?25l", "\x1b[?25h"


def console(terminal):
    # Environments such as CI may set COLUMNS, NO_COLOR or TTY_COMPATIBLE: none of them counts here.
    return Console(file=io.StringIO(), force_terminal=terminal, width=120, highlight=False, _environ={})


def written(callback):
    return callback.console.file.getvalue()


def play(callback, steps, per_epoch=None, per_call=1, logs=LOGS, end=True):
    """Calls the hooks as `fit_gan` does: batches of `per_call` steps, epochs of `per_epoch`."""
    per_epoch = per_epoch or steps
    callback.set_params({"steps": per_epoch, "steps_per_epoch": per_epoch, "epochs": -(-steps // per_epoch)})
    callback.on_train_begin()
    for epoch, first in enumerate(range(0, steps, per_epoch)):
        callback.on_epoch_begin(epoch)
        count = min(per_epoch, steps - first)
        for done in range(0, count, per_call):
            callback.on_train_batch_begin(done)
            callback.on_train_batch_end(min(done + per_call, count) - 1, logs)
        callback.on_epoch_end(epoch, logs)
    if end:
        callback.on_train_end(logs)


def plain_lines(steps, **options):
    given = {name: options.pop(name) for name in ("verbose", "seconds") if name in options}
    callback = callbacks.Progress(steps, console=console(False), **given)
    play(callback, steps, **options)
    *lines, closing = written(callback).splitlines()
    assert CLOSING.match(closing).group(1) == f"{steps:,}"
    return lines


# === The text ===


def test_figures_are_one_short_text():
    assert progress.figures(LOGS) == TEXT


@pytest.mark.parametrize(
    "logs, text",
    [
        (None, ""),
        ({}, ""),
        ({"d_loss": 1.0}, "D loss 1.000"),
        ({"d_loss": 1.0, "g_loss": 2.0}, "D loss 1.000  G loss 2.000"),
        ({"d_loss": 1.0, "g_loss": -2.0, "d_accuracy": 1.0}, "D loss 1.000  G loss -2.000  D accuracy 100 %"),
        ({"d_accuracy": 0.504}, "D accuracy 50 %"),
        ({"other": 3.0, "jsd": 0.6931}, "JSD 0.693"),
        ({"d_loss": float("nan")}, "D loss nan"),
    ],
)
def test_figures_that_were_not_logged_are_left_out(logs, text):
    assert progress.figures(logs) == text


# === Plain lines ===


@pytest.fixture
def clock(monkeypatch):
    found = Clock()
    monkeypatch.setattr(progress, "time", found)
    return found


def test_a_log_file_says_that_it_compiles_then_a_line_after_the_first_call_and_one_after_the_last(clock):
    assert plain_lines(1000, per_call=50) == [
        "Compiling the first step.",
        f"step   50/1000  {TEXT}",
        f"step 1000/1000  {TEXT}",
    ]


def test_a_log_file_gets_a_line_every_so_many_seconds(clock):
    callback = callbacks.Progress(10, console=console(False), seconds=10)
    callback.set_params({"steps": 10})
    callback.on_train_begin()
    callback.on_epoch_begin(0)
    for batch in range(10):
        callback.on_train_batch_begin(batch)
        clock.now += 4
        callback.on_train_batch_end(batch, LOGS)
    callback.on_train_end(LOGS)
    _, *lines, _ = written(callback).splitlines()
    rate = "0.25 steps/s"
    assert lines == [
        f"step  1/10  {TEXT}",
        f"step  4/10  {TEXT}  {rate}  0:24 left",
        f"step  7/10  {TEXT}  {rate}  0:12 left",
        f"step 10/10  {TEXT}  {rate}",
    ]


def test_rates_leave_out_the_first_call_which_compiles(clock):
    callback = callbacks.Progress(300, console=console(False), batch_size=8)
    callback.set_params({"steps": 300})
    callback.on_train_begin()
    callback.on_epoch_begin(0)
    for batch, seconds in ((99, 50), (199, 2), (299, 2)):
        callback.on_train_batch_begin(batch - 99)
        clock.now += seconds
        callback.on_train_batch_end(batch, LOGS)
    assert callback.rate == 50
    callback.on_train_end(LOGS)
    *_, last, closing = written(callback).splitlines()
    assert last == f"step 300/300  {TEXT}  50 steps/s, 400 samples/s"
    assert closing == "300 steps in 54.0 s, 5.6 steps/s, first after 50.0 s"


@pytest.mark.parametrize(
    "rate, batch_size, text",
    [
        (None, 8, ""),
        (0.25, None, "0.25 steps/s"),
        (1234.5, 10, "1,234 steps/s, 12,345 samples/s"),
        (0.42, 1, "0.42 steps/s, 0.42 samples/s"),
    ],
)
def test_rates_as_text(rate, batch_size, text):
    assert progress.rates(rate, batch_size) == text


@pytest.mark.parametrize(
    "seconds, text", [(0, "0:00"), (59.6, "1:00"), (75, "1:15"), (3725, "1:02:05"), (90_000, "25:00:00")]
)
def test_times_as_text(seconds, text):
    assert progress.clock(seconds) == text


@pytest.mark.parametrize("steps", [1, 2])
def test_a_short_run_shows_each_step_once(steps, clock):
    assert plain_lines(steps)[1:] == [f"step {step}/{steps}  {TEXT}" for step in range(1, steps + 1)]


@pytest.mark.parametrize("per_epoch, per_call", [(50, 50), (30, 7), (1000, 1), (300, 50)])
def test_epochs_and_steps_per_call_make_no_difference_to_how_much_is_written(per_epoch, per_call, clock):
    lines = plain_lines(1000, per_epoch=per_epoch, per_call=per_call)
    assert len(lines) == 3 and lines[-1].startswith("step 1000/1000")


def test_plain_output_has_no_control_codes():
    callback = callbacks.Progress(20, console=console(False))
    play(callback, 20)
    assert "\x1b" not in written(callback) and "\r" not in written(callback)


def test_a_notebook_without_widgets_gets_plain_lines(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    notebook = Console(file=io.StringIO(), force_jupyter=True)
    assert not progress.can_renew(notebook)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name)
    assert progress.can_renew(notebook)


@pytest.mark.parametrize("terminal", [False, True])
def test_verbose_2_writes_one_plain_line_after_each_epoch(terminal, clock):
    callback = callbacks.Progress(25, verbose=2, console=console(terminal))
    play(callback, 25, per_epoch=10)
    *lines, closing = written(callback).splitlines()
    assert lines == [f"step {step}/25  {TEXT}" for step in (10, 20, 25)]
    assert CLOSING.match(closing)


def test_a_long_line_is_not_broken():
    narrow = Console(file=io.StringIO(), width=20, highlight=False)
    callback = callbacks.Progress(1, console=narrow)
    play(callback, 1)
    assert written(callback).splitlines()[1] == f"step 1/1  {TEXT}"


# === The live line ===


def test_a_terminal_gets_one_live_line_that_is_left_standing():
    callback = callbacks.Progress(40, console=console(True))
    play(callback, 40)
    text = written(callback)
    assert HIDE_CURSOR in text and text.rindex(SHOW_CURSOR) > text.rindex(HIDE_CURSOR)
    assert "compiling" in text and "40/40" in text and TEXT in re.sub(r"\x1b\[[0-9;]*m", "", text)
    assert "step " not in text
    assert CLOSING.match(text.splitlines()[-1].split("\x1b")[-1].split("h")[-1])


def test_the_live_line_counts_over_all_epochs():
    callback = callbacks.Progress(40, console=console(True))
    play(callback, 40, per_epoch=15, end=False)
    assert callback.done == 40
    assert callback._live.tasks[0].completed == 40 == callback._live.tasks[0].total
    callback.on_train_end()


class Stumble(keras.callbacks.Callback):
    """Fails at the end of the second epoch."""

    def on_epoch_end(self, epoch, logs=None):
        if epoch == 1:
            raise KeyError("stumbled")


@pytest.mark.parametrize("terminal", [False, True])
def test_the_line_is_closed_when_training_fails(gan, real, terminal):
    callback = callbacks.Progress(6, console=console(terminal))
    with pytest.raises(KeyError, match="stumbled"):
        kerasgan.fit_gan(gan, real, steps=6, batch_size=8, verbose=0, callbacks=[callback, Stumble()])
    assert callback._live is None
    text = written(callback)
    assert "2 steps in " in text.splitlines()[-1]
    assert text.count(SHOW_CURSOR) >= text.count(HIDE_CURSOR)


# === At work ===


def test_fit_gan_reports_the_steps_that_were_made(gan, real):
    callback = callbacks.Progress(30, console=console(False))
    kerasgan.fit_gan(gan, real, steps=30, batch_size=8, verbose=0, callbacks=[callback])
    *lines, closing = written(callback).splitlines()
    assert lines[-1].startswith("step 30/30  D loss ") and CLOSING.match(closing).group(1) == "30"


def test_the_fit_of_keras_reports_the_steps_that_were_made(gan, real):
    callback = callbacks.Progress(6, console=console(False))
    gan.fit(real, batch_size=4, epochs=3, verbose=0, callbacks=[callback])
    *lines, closing = written(callback).splitlines()
    assert [line.split("  ")[0] for line in lines] == ["Compiling the first step.", "step 1/6", "step 6/6"]
    assert CLOSING.match(closing).group(1) == "6"


def test_a_run_stopped_before_its_first_step_is_closed_too():
    callback = callbacks.Progress(5, console=console(False))
    callback.set_params({"steps": 5})
    callback.on_train_begin()
    callback.on_train_end()
    assert CLOSING.match(written(callback)).group(1) == "0"


def test_a_second_run_counts_from_the_start(gan, real):
    callback = callbacks.Progress(3, console=console(False))
    for _ in range(2):
        kerasgan.fit_gan(gan, real, steps=3, batch_size=8, verbose=0, callbacks=[callback])
    closings = [CLOSING.match(line) for line in written(callback).splitlines()]
    assert [closing.group(1) for closing in closings if closing] == ["3", "3"]


def test_a_run_that_goes_on_says_so_and_counts_its_own_steps(networks, real, tmp_path):
    class Stop(callbacks.Periodic):
        def on_due(self, step, logs=None):
            self.model.stop_training = True

    for more in ([Stop(7)], []):
        gan = kerasgan.build_gan(*networks, g_optimizer="sgd", d_optimizer="sgd")
        callback = callbacks.Progress(20, console=console(False))
        options = {"steps": 20, "epochs": 4, "batch_size": 8, "verbose": 0, "checkpoint": tmp_path}
        kerasgan.fit_gan(gan, lambda n, rng: real[:n], **options, callbacks=[callback, *more])
        networks = [keras.models.clone_model(network) for network in networks]
    first, *_, last, closing = written(callback).splitlines()
    assert first == "Going on after step 7 of 20."
    assert last.startswith("step 20/20  D loss ") and CLOSING.match(closing).group(1) == "13"


def test_a_figure_that_rounds_to_zero_has_no_sign():
    assert "JSD 0.000" in progress.figures({"d_loss": 0.7, "g_loss": 0.7, "jsd": -0.0002})
