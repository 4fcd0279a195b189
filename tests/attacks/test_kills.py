"""Kills of a run at random moments: what comes of it in the end is, to the bit, what an undisturbed run leaves."""

import os
import pathlib
import subprocess
import sys

import numpy as np
import pytest

import kerasgan

PROGRAM = pathlib.Path(__file__).parent / "killed.py"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills are sent to forks")
@pytest.mark.parametrize("kills", [pytest.param(10, marks=pytest.mark.full), pytest.param(100, marks=pytest.mark.slow)])
def test_a_run_that_was_killed_ends_with_equal_bits(tmp_path, kills):
    source = str(pathlib.Path(kerasgan.__file__).parents[1])
    environment = {**os.environ, "PYTHONPATH": source, "TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [sys.executable, str(PROGRAM), str(tmp_path), str(kills), "5"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600 + 100 * kills)
    assert done.returncode == 0, done.stderr[-2000:]
    whole, runs = np.load(tmp_path / "whole.npz"), sorted(tmp_path.glob("run-*.npz"))
    assert runs
    for run in map(np.load, runs):
        for name in whole.files:
            np.testing.assert_array_equal(run[name], whole[name])
    left = [path.name for path in tmp_path.glob("*/*") if path.suffix != ".npz"]
    assert left == []
