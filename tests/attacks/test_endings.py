"""How `kerasgan train` ends: by signals, without a terminal, beside another of its kind."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import time

import pytest
from attacks import bases

import kerasgan

START = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); sys.argv[0] = 'kerasgan'\n"
START += "from kerasgan.cli import main; main()"
RECIPE = {**bases.RECIPE, "training": {"steps": 10**6, "batch_size": 8, "seed": 1}, "watch": {"every": 10**6}}


@pytest.fixture
def start(tmp_path):
    """Starts `kerasgan train` in a folder; ends what is left of it."""
    running = []
    (tmp_path / "endless.json").write_text(json.dumps(RECIPE))
    (tmp_path / "short.json").write_text(json.dumps({**RECIPE, "training": {"steps": 30, "batch_size": 8}}))

    def start(recipe, out, **options):
        source = str(pathlib.Path(kerasgan.__file__).parents[1])
        environment = {**os.environ, "PYTHONPATH": source, "TF_CPP_MIN_LOG_LEVEL": "3"}
        command = [sys.executable, "-c", START, "train", f"{recipe}.json", "--out", out]
        pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **options}
        running.append(subprocess.Popen(command, cwd=tmp_path, env=environment, **pipes))
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.communicate()


def wait_for_a_checkpoint(folder, seconds=600):
    deadline = time.monotonic() + seconds
    while not list(folder.glob("checkpoint/step-*.npz")):
        assert time.monotonic() < deadline, "no checkpoint"
        time.sleep(0.05)


@pytest.mark.full
@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.slow)])
def test_a_signal_ends_it_in_order_and_at_once(start, tmp_path, number):
    process = start("endless", "run")
    wait_for_a_checkpoint(tmp_path / "run")
    process.send_signal(number)
    assert process.wait(600) == 128 + number
    summary = json.loads((tmp_path / "run" / "summary.json").read_text())
    assert summary["state"] == "cut off" and bool(summary["figures"]) is (
        number == signal.SIGINT
    )  # measuring takes time
    there = {path.name for path in (tmp_path / "run").iterdir()}
    assert {"gan.keras", "history.csv", "report.html", "checkpoint"} <= there and ".lock" not in there


@pytest.mark.full
def test_a_second_run_in_its_folder_is_refused_at_once(start, tmp_path):
    first = start("endless", "run")
    wait_for_a_checkpoint(tmp_path / "run")
    second = start("endless", "run", stderr=subprocess.PIPE, text=True)
    assert f"where process {first.pid} is at work" in " ".join(second.communicate(timeout=600)[1].split())
    assert second.returncode == 1 and first.poll() is None


@pytest.mark.slow
def test_nobody_has_to_read_what_it_says(start, tmp_path):
    reading, writing = os.pipe()
    os.close(reading)
    with open("/dev/full", "wb") as full:
        closed, stuffed = start("short", "closed", stdout=writing), start("short", "stuffed", stdout=full)
        os.close(writing)
        assert (closed.wait(600), stuffed.wait(600)) == (0, 0)
    for name in ("closed", "stuffed"):
        assert (tmp_path / name / "gan.keras").is_file() and not (tmp_path / name / "checkpoint").exists()
