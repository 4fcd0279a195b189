"""The step on several devices and in several processes is the step on one."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time

import keras
import numpy as np
import pytest

import kerasgan
from kerasgan.training import team

BACKEND = keras.backend.backend()
WORKER = pathlib.Path(__file__).with_name("replica_worker.py")
ROOT = pathlib.Path(__file__).parents[2]
PATIENCE = 120  # seconds, for processes that hang

# How several replicas come about on each backend: logical devices, or processes on PyTorch, which has none on a CPU.
SEVERAL = {"jax": {"devices": 4}, "tensorflow": {"devices": 2}, "torch": {"processes": 2}}
in_processes = pytest.mark.skipif(BACKEND == "tensorflow", reason="one process: see docs/scaling.md")


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def start(folder, processes=1, **options):
    """Starts the processes of one run."""
    environment = {
        **os.environ,
        "KERAS_BACKEND": BACKEND,
        "PYTHONPATH": str(ROOT),
        "OMP_NUM_THREADS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
    started, port = [], free_port()
    for process in range(processes):
        given = {"processes": processes, "process": process, "port": port, "out": str(folder / f"{process}.npz")}
        command = [sys.executable, str(WORKER), json.dumps({**given, **options})]
        pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
        started.append(subprocess.Popen(command, env=environment, text=True, **pipes))
    return started


def ended(started):
    """Waits for processes; returns their exit codes and what they said. None outlives the test."""
    deadline = time.monotonic() + PATIENCE
    try:
        said = [process.communicate(timeout=max(1, deadline - time.monotonic()))[1] for process in started]
    finally:
        for process in started:
            process.kill()
    return [process.returncode for process in started], said


def run(folder, **options):
    """Carries a run out; returns what its first process ended with."""
    folder.mkdir(exist_ok=True)
    codes, said = ended(start(folder, **options))
    assert not any(codes), said
    with np.load(folder / "0.npz") as found:
        return [found[name] for name in found.files]


def same(ours, theirs):
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=2e-6)


@pytest.mark.parametrize("options", [{}, {"packing": 2, "d_steps": 2}, {"batch_size": 16, "slices": 2}])
def test_twenty_steps_are_those_of_one_device(tmp_path, options):
    same(run(tmp_path / "several", **SEVERAL[BACKEND], **options), run(tmp_path / "one", **options))


@pytest.mark.skipif(BACKEND == "jax", reason="one program sees the whole batch: it is Keras's layer, as on one device")
def test_synchronized_batch_normalization_sees_the_whole_batch_and_plain_one_a_part(tmp_path):
    plain = {"networks": {"normalization": "batch"}, "term": "r1", "sgd": True}  # slopes: gradients are taken twice
    synchronized = {**plain, "networks": {"normalization": "batch", "synchronized": True}}
    whole = run(tmp_path / "one", **plain)
    same(run(tmp_path / "synchronized", **SEVERAL[BACKEND], **synchronized), whole)
    apart = run(tmp_path / "plain", **SEVERAL[BACKEND], **plain)
    with pytest.raises(AssertionError):
        same(apart, whole)


@pytest.mark.skipif(BACKEND != "tensorflow", reason="the other two exchange everywhere")
def test_synchronized_batch_normalization_in_a_loop_says_that_it_cannot(tmp_path):
    networks = {"normalization": "batch", "synchronized": True}
    (code,), (said,) = ended(start(tmp_path, devices=2, networks=networks, slices=2))
    assert code
    assert "`synchronized`: on these devices replicas can exchange nothing within a loop or a condition" in said


@pytest.mark.skipif(BACKEND != "jax", reason="logical devices of different numbers")
def test_a_checkpoint_of_four_devices_goes_on_on_two_and_on_one(tmp_path):
    whole = run(tmp_path / "whole", steps=15)
    folder = {"checkpoint": str(tmp_path / "kept"), "seed": 1}
    for devices, steps in ((4, 5), (2, 10), (1, 15)):
        found = run(tmp_path / str(devices), devices=devices, steps=steps, **folder)
    same(found[:-2], whole[:-2])


@in_processes
def test_keras_own_fit_is_refused_where_processes_train_together(tmp_path):
    codes, said = ended(start(tmp_path, processes=2, keras_fit=True))
    assert all(codes)
    for text in said:
        assert "`fit`: 2 processes train together, and Keras's `fit` would give each of them data" in text
        assert "Call `kerasgan.fit_gan(gan, data, ...)`" in text


@in_processes
def test_two_processes_are_one_and_a_checkpoint_goes_from_one_number_of_devices_to_another(tmp_path):
    whole = run(tmp_path / "one", steps=20)
    folder = {"checkpoint": str(tmp_path / "kept"), "seed": 1}
    run(tmp_path / "two", processes=2, steps=10, **folder)
    assert len(list((tmp_path / "kept").glob("*.npz"))) == 2  # one process alone has written
    resumed = run(tmp_path / "one again", processes=1, steps=20, **folder)
    same(resumed[:-2], whole[:-2])  # the history has other entries


@in_processes
def test_processes_that_differ_say_in_what(tmp_path):
    codes, said = ended(start(tmp_path, processes=2, steps_of_this_process=[20, 30]))
    assert all(codes)
    for text in said:
        assert "ProcessesDifferError: The 2 processes of this run differ in: `steps` or `epochs`" in text


@in_processes
def test_the_end_of_one_process_ends_the_run(tmp_path):
    processes = start(tmp_path, processes=2, steps=100_000, checkpoint=str(tmp_path / "kept"), pause=0.02)
    deadline = time.monotonic() + PATIENCE
    while not list(tmp_path.glob("kept/*.npz")) and time.monotonic() < deadline:
        time.sleep(0.2)
    processes[1].send_signal(signal.SIGKILL)
    codes, said = ended(processes)
    assert all(codes)
    assert "ProcessLostError: Process 0 lost another process of this run" in said[0]


def test_a_batch_that_does_not_divide_is_refused(gan, monkeypatch):
    monkeypatch.setattr(team.replicas, "devices", lambda gan: 4)
    assert team.Team(gan).problems(8) == []
    assert team.Team(gan).problems(10) == [
        "`batch_size`: expected a number divisible by 4: it is the size of the whole batch, which 4 devices share. "
        "Received: 10. Choose for example 8."
    ]
    gan.gradient_accumulation_steps = 3
    assert team.Team(gan).problems(24) == []
    assert team.Team(gan).problems(8) == [
        "`batch_size`: expected a number divisible by 12: it is the size of the whole batch, which 4 devices share, "
        "each in 3 slices (`gradient_accumulation_steps`). Received: 8. Choose for example 12."
    ]


@pytest.mark.skipif(BACKEND != "tensorflow", reason="the other two have several processes")
def test_several_workers_of_tensorflow_are_refused(gan, real, monkeypatch):
    cluster = {"cluster": {"worker": ["a:1", "b:1"]}, "task": {"type": "worker", "index": 1}}
    monkeypatch.setenv("TF_CONFIG", json.dumps(cluster))
    with pytest.raises(
        ValueError, match="^`TF_CONFIG`: expected one worker, since on TensorFlow one process trains. It n"
    ):
        kerasgan.fit_gan(gan, real, steps=1, batch_size=4)


@pytest.mark.parametrize("count", [1, 2, 3, 6])
def test_each_sample_is_taken_once_by_one_process(count, rng):
    from kerasgan.training import source

    taken = []
    for process in range(count):
        samples = source.of(np.arange(47.0)[:, None], batch_size=7 * count, rng=np.random.default_rng(5))
        samples.share = (process, count)
        taken += [samples.take()[0] for _ in range(samples.batches_per_pass)]
    found = np.concatenate(taken).ravel()
    assert len(found) == len(set(found)) == 47 // (7 * count) * 7 * count


@pytest.mark.parametrize("count", [1, 2, 3])
def test_each_file_is_read_once_in_a_pass_by_one_process(count, tmp_path):
    from PIL import Image

    from kerasgan import datasets

    for number in range(23):
        Image.new("L", (8, 8), 10 * number).save(tmp_path / f"{number:02d}.png")
    passes = [[] for _ in range(6)]
    for process in range(count):
        folder = datasets.load("image_folder", path=tmp_path, size=8, color="grey", workers=1)
        samples = folder.as_source(2 * count, np.random.default_rng(5))
        samples.share = (process, count)
        for found in passes:
            found += [samples.take()[0][:, 0, 0, 0] // 10 for _ in range(samples.batches_per_pass)]
    for found in map(np.concatenate, passes):
        assert len(found) == len(set(found)) == 23 // (2 * count) * 2 * count
    assert {int(number) for found in passes for number in np.concatenate(found)} == set(range(23))  # each has its turn


# The command, where TensorFlow, which has no switch for them outside of a program, has two logical devices first.
COMMAND = """
import sys, keras
if keras.backend.backend() == "tensorflow":
    import tensorflow as tf
    device = tf.config.list_physical_devices("CPU")[0]
    tf.config.set_logical_device_configuration(device, [tf.config.LogicalDeviceConfiguration()] * 2)
sys.argv = ["kerasgan", *sys.argv[1:]]
from kerasgan import cli
cli.main()
"""


@pytest.mark.skipif(BACKEND == "torch", reason="one device in each process")
def test_the_command_shares_its_batches_among_all_devices(tmp_path):
    environment = {**os.environ, "KERAS_BACKEND": BACKEND, "PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3"}
    environment["XLA_FLAGS"] = "--xla_force_host_platform_device_count=2"
    for devices in ("one", "all"):
        arguments = ["gaussian_2d", "--steps", "20", "--devices", devices, "--out", str(tmp_path / devices), "-q"]
        command = [sys.executable, "-c", COMMAND, "train", *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE)
        assert done.returncode == 0, done.stderr[-2000:]
    one, shared = (json.loads((tmp_path / devices / "summary.json").read_text()) for devices in ("one", "all"))
    assert [summary["machine"]["devices_in_use"] for summary in (one, shared)] == [1, 2]
    for name, figure in one["figures"].items():
        assert shared["figures"][name]["generated"] == pytest.approx(figure["generated"], rel=1e-3, abs=1e-3)
