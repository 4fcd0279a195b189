"""The step on several devices and in several processes is the step on one."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
import types

import keras
import numpy as np
import pytest
from batches import source_of
from training import replica_worker

import kerasgan
from kerasgan.training import team

BACKEND = keras.backend.backend()
WORKER = pathlib.Path(__file__).with_name("replica_worker.py")
ROOT = pathlib.Path(__file__).parents[2]
PATIENCE = 600  # seconds, for processes that hang: no machine is that slow

# How several replicas come about on each backend: logical devices, or processes on PyTorch, which has none on a CPU.
SEVERAL = {"jax": {"devices": 4}, "tensorflow": {"devices": 2}, "torch": {"processes": 2}}
in_processes = pytest.mark.skipif(BACKEND == "tensorflow", reason="one process: see docs/scaling.md")


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def start(folder, cases, processes=1, devices=1):
    """Starts the processes of one run, which carry out the cases in turn."""
    folder.mkdir(exist_ok=True)
    environment = {
        **os.environ,
        "KERAS_BACKEND": BACKEND,
        "PYTHONPATH": str(ROOT),
        "OMP_NUM_THREADS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
    started, port = [], free_port()
    for process in range(processes):
        named = [{**case, "out": str(folder / f"{name}-{process}")} for name, case in cases.items()]
        given = {"processes": processes, "process": process, "devices": devices, "port": port, "cases": named}
        command = [sys.executable, str(WORKER), json.dumps(given)]
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


def wait_for(path, seconds, give_up=lambda: False):
    """Waits until there is a file, or time is up."""
    deadline = time.monotonic() + seconds
    while not path.exists() and time.monotonic() < deadline and not give_up():
        time.sleep(0.1)


def killed(started, sign):
    """Kills the last process once there is the file `sign`; returns what the others do, as `ended` does."""
    wait_for(sign, PATIENCE, give_up=lambda: started[-1].poll() is not None)
    started[-1].send_signal(signal.SIGKILL)
    begun = time.monotonic()
    codes, said = ended(started)
    return codes, said, time.monotonic() - begun


def results(folder, cases, process=0):
    """Returns what each case ended with in one process: arrays, or the message of an error; by name."""
    found = {}
    for name in cases:
        path = folder / f"{name}-{process}"
        if path.with_suffix(".txt").exists():
            found[name] = path.with_suffix(".txt").read_text()
        elif path.with_suffix(".npz").exists():
            with np.load(path.with_suffix(".npz")) as file:
                found[name] = [file[part] for part in file.files]
    return found


def same(ours, theirs):
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=2e-6)


NORMALIZED = {"term": "r1", "sgd": True}  # slopes: gradients are taken twice
TWENTY = {
    "plain": {},
    "packed": {"packing": 2, "d_steps": 2},
    "sliced": {"batch_size": 16, "slices": 2},
    "conditions": {"conditions": True},
    "pooled": {"conditions": True, "pool": 10},
    "adaptive": {**NORMALIZED, "adaptive": True},
    "bigan": {"game": "bigan"},
    "mdgan": {"game": "mdgan"},
    "apart": {**NORMALIZED, "networks": {"normalization": "batch"}},
    "synchronized": {**NORMALIZED, "networks": {"normalization": "batch", "synchronized": True}},
}
# What Keras's `fit` is tried with in two processes; 70 samples make nine batches, the last one smaller.
FITS = {
    "fit": {"fit": {}},
    "fit_by_batches": {"fit": {}, "py_dataset": True, "steps_per_execution": 4},
    "fit_one_epoch": {"fit": {"epochs": 1}, "files": "files"},
    "fit_goes_on": {"fit": {}, "files": "files"},
}
REFUSED = {
    "differ": {"of_process": [{"steps": 20}, {"steps": 30}]},
    "fit_differs": {"fit": {}, "of_process": [{}, {"data_seed": 3}]},
    "fit_splits": {"fit": {"validation_split": 0.2}},
    "fit_does_not_divide": {"fit": {"batch_size": 7}},
    "fit_leaves_one": {"fit": {"batch_size": 6}, "rows": 67},
}


def in_folder(folder, case):
    """Returns a case whose files are in `folder`."""
    return case | {name: str(folder / case[name]) for name in ("files", "checkpoint") if name in case}


ENDLESS = {"fit": {"epochs": 100_000}, "pause": True}
# By backend the starts of processes: what they are, and the cases that they carry out.
OF_PROCESSES = {**FITS, **{name: {**case, "refused": True} for name, case in REFUSED.items()}}
KEPT = {"checkpoint": "kept", "steps": 10}
EVERYWHERE = ("plain", "packed", "sliced", "conditions", "pooled", "adaptive", "bigan", "mdgan")
PLAIN = {name: TWENTY[name] for name in EVERYWHERE}
IN_LOOP = {"networks": {"normalization": "batch", "synchronized": True}, "slices": 2, "refused": True}
STARTS = {
    "jax": [
        ({"devices": 4}, {**PLAIN, "four": {**KEPT, "steps": 5}, "kept": {**KEPT, "devices": 2}}),
        ({"processes": 2}, {**OF_PROCESSES, "kept_by_two": {**KEPT, "checkpoint": "kept_by_two"}, "endless": ENDLESS}),
    ],
    "tensorflow": [({"devices": 2}, {**TWENTY, "kept": KEPT, "in_loop": IN_LOOP})],
    "torch": [({"processes": 2}, {**TWENTY, "kept": KEPT, **OF_PROCESSES, "endless": ENDLESS})],
}


def later(test):
    """Marks a test for `--full` on TensorFlow alone, where `.ci/run` asks for this file by itself."""
    return pytest.mark.full(test) if BACKEND == "tensorflow" else test


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """What all cases ended with, by name, and how the process that was left by another one ended."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "replicas"
    left = folder / "left.json"  # comes last
    try:
        folder.mkdir()  # the first worker of pytest that comes here carries them out, others wait
        written = folder / "left"
        written.write_text(json.dumps(carried_out(folder)))
        written.rename(left)
    except FileExistsError:
        wait_for(left, 4 * PATIENCE)
    found = types.SimpleNamespace(folder=folder, first={}, second={}, left=json.loads(left.read_text()))
    for _, cases in STARTS[BACKEND]:
        found.first |= results(folder, cases)
        found.second |= results(folder, cases, process=1)
    return found


def carried_out(folder):
    """Carries out all cases; returns how the process ended that was left by another one, or `None`."""
    left = None
    for how, cases in STARTS[BACKEND]:
        started = start(folder, {name: in_folder(folder, case) for name, case in cases.items()}, **how)
        if "endless" in cases:
            left = killed(started, folder / "endless-0.began")
        else:
            codes, said = ended(started)
            assert not any(codes), said
    return left


@later
@pytest.mark.parametrize("name", EVERYWHERE)
def test_twenty_steps_are_those_of_one_device(shared, name):
    same(shared.first[name], replica_worker.train(TWENTY[name]))


@later
@pytest.mark.filterwarnings("ignore:R1 limits D's slope")
@pytest.mark.skipif(BACKEND == "jax", reason="one program sees the whole batch: it is Keras's layer, as on one device")
def test_synchronized_batch_normalization_sees_the_whole_batch_and_plain_one_a_part(shared):
    whole = replica_worker.train(TWENTY["apart"])
    same(shared.first["synchronized"], whole)
    with pytest.raises(AssertionError):
        same(shared.first["apart"], whole)


@later
@pytest.mark.skipif(BACKEND != "tensorflow", reason="the other two exchange everywhere")
def test_synchronized_batch_normalization_in_a_loop_says_that_it_cannot(shared):
    assert "`synchronized`: on these devices replicas can exchange nothing within a loop" in shared.first["in_loop"]


@later
@pytest.mark.parametrize("name", ["kept", *(["kept_by_two"] if BACKEND == "jax" else [])])
def test_a_checkpoint_goes_on_on_one_device(shared, name):
    kept = shared.folder / name
    assert len(list(kept.glob("*.npz"))) == 2  # of processes the first alone has written
    resumed = replica_worker.train({"checkpoint": str(kept), "steps": 20})
    same(resumed[:-2], replica_worker.train({})[:-2])  # the history has other entries


@in_processes
@pytest.mark.parametrize("name", ["fit", "fit_by_batches"])
def test_keras_own_fit_in_two_processes_is_that_of_one(shared, name):
    same(shared.first[name], replica_worker.train(FITS[name]))


@in_processes
def test_files_of_keras_own_fit_are_read_by_all_processes_and_written_by_the_first(shared, tmp_path):
    for name in ("fit_one_epoch", "fit_goes_on"):
        ours = replica_worker.train(in_folder(tmp_path, FITS[name]))
        same(shared.first[name], ours)
        same(shared.second[name], ours)
    written = [sorted(path.name for path in (folder / "files").iterdir()) for folder in (shared.folder, tmp_path)]
    assert written[0] == written[1] == ["backup", "epoch-1.keras", "epoch-2.keras", "log.csv"]
    logs = [(folder / "files" / "log.csv").read_text().splitlines() for folder in (shared.folder, tmp_path)]
    assert len(logs[0]) == len(logs[1]) == 3
    loaded = keras.models.load_model(shared.folder / "files" / "epoch-2.keras")
    same(
        [np.array(variable) for variable in loaded.generator.variables],
        shared.first["fit_goes_on"][: len(loaded.generator.variables)],
    )


@in_processes
def test_what_several_processes_cannot_do_is_an_error_in_each_of_them(shared):
    said = {
        "differ": "ProcessesDifferError: The 2 processes of this run differ in: `steps` or `epochs`, and how",
        "fit_differs": "ProcessesDifferError: The 2 processes of this run differ in: the batches, which have",
        "fit_splits": "ValueError: `validation_split`: expected none where 2 processes train together.",
        "fit_does_not_divide": "ValueError: `batch_size`: expected a number divisible by 2: it is",
        "fit_leaves_one": "ValueError: `x`: 2 processes share each batch, so its size has to be divisible by 2.",
    }
    for name, text in said.items():
        assert shared.first[name] == shared.second[name]
        assert shared.first[name].startswith(text)


@in_processes
def test_the_end_of_one_process_ends_keras_own_fit(shared):
    assert says_who_is_lost(*shared.left)


@in_processes
def test_the_end_of_one_process_ends_the_run(tmp_path):
    case = {"steps": 100_000, "checkpoint": str(tmp_path / "kept"), "pause": True}
    assert says_who_is_lost(*killed(start(tmp_path, {"endless": case}, processes=2), tmp_path / "endless-0.began"))


def says_who_is_lost(codes, said, seconds):
    """Tells whether a process that lost another one said so and ended soon."""
    assert "ProcessLostError: Process 0 lost another process of this run" in said[0]
    return all(codes) and seconds < PATIENCE / 2


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

    taken = []
    for process in range(count):
        samples = source_of(np.arange(47.0)[:, None], batch_size=7 * count, rng=np.random.default_rng(5))
        samples.share = (process, count)
        taken += [samples.take()["real"] for _ in range(samples.batches_per_pass)]
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
        samples = source_of(folder, batch_size=2 * count, rng=np.random.default_rng(5))
        samples.share = (process, count)
        for found in passes:
            found += [samples.take()["real"][:, 0, 0, 0] // 10 for _ in range(samples.batches_per_pass)]
    for found in map(np.concatenate, passes):
        assert len(found) == len(set(found)) == 23 // (2 * count) * 2 * count
    assert {int(number) for found in passes for number in np.concatenate(found)} == set(range(23))  # each has its turn


# The command, where TensorFlow, which has no switch for them outside of a program, has two logical devices first; the
# others need no TensorFlow, which Keras would import for a seed.
COMMAND = """
import sys, keras
if keras.backend.backend() == "tensorflow":
    import tensorflow as tf
    device = tf.config.list_physical_devices("CPU")[0]
    tf.config.set_logical_device_configuration(device, [tf.config.LogicalDeviceConfiguration()] * 2)
else:
    sys.modules["tensorflow"] = None
sys.argv = ["kerasgan", *sys.argv[1:]]
from kerasgan import cli
cli.main()
"""


def commands(folder, *options, processes=1):
    """Carries out `kerasgan train` in so many processes; returns the run's summary."""
    environment = {**os.environ, "KERAS_BACKEND": BACKEND, "PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3"}
    environment["XLA_FLAGS"] = f"{os.environ.get('XLA_FLAGS', '')} --xla_force_host_platform_device_count=2"
    arguments = ["gaussian_2d", "--steps", "20", *options, "--out", str(folder), "-q"]
    if processes > 1:
        arguments += ["--coordinator", f"127.0.0.1:{free_port()}", "--num-processes", str(processes)]
    pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True, "env": environment}
    command = [sys.executable, "-c", COMMAND, "train", *arguments]
    ids = [["--process-id", str(process)] if processes > 1 else [] for process in range(processes)]
    codes, said = ended([subprocess.Popen([*command, *own], **pipes) for own in ids])
    assert not any(codes), said
    return json.loads((folder / "summary.json").read_text())


@later
def test_the_command_shares_its_batches_among_all_devices_and_processes(tmp_path):
    processes, devices = {"jax": (2, 4), "tensorflow": (1, 2), "torch": (2, 2)}[BACKEND]
    one = commands(tmp_path / "one", "--devices", "one")
    several = commands(tmp_path / "all", "--devices", "all", processes=processes)
    assert [summary["machine"]["devices_in_use"] for summary in (one, several)] == [1, devices]
    assert several["machine"]["processes"] == processes
    for name, figure in one["figures"].items():
        assert several["figures"][name]["generated"] == pytest.approx(figure["generated"], rel=1e-3, abs=1e-3)
