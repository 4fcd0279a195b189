"""One process at a time in a folder."""

import os
import re
import signal
import subprocess
import sys
import time

import pytest

from kerasgan.checks import locks
from kerasgan.errors import FolderInUseError

HOLD = "import sys, time\nfolder = sys.argv[1]\nsys.argv[0] = 'kerasgan'  # as the command, which imports no backend\n"
HOLD += "from kerasgan.checks import locks\nwith locks.locked(folder, 'out'):\n"
HOLD += "    print('held', flush=True)\n    time.sleep(60)\n"


def test_it_is_there_within_the_context_alone(tmp_path):
    with locks.locked(tmp_path / "new", "out"):
        assert (tmp_path / "new" / ".lock").read_text() == f"{os.getpid()}\n"
    assert list((tmp_path / "new").iterdir()) == []


def test_a_second_one_is_told_who_is_there(tmp_path):
    with locks.locked(tmp_path, "out"):
        with pytest.raises(FolderInUseError) as error:
            with locks.locked(tmp_path, "out"):
                pass
        assert str(error.value) == (
            f"`out`: expected a folder that no other run writes to. Received: '{tmp_path}', where process "
            f"{os.getpid()} is at work. Wait for its end, or choose another folder."
        )
    with locks.locked(tmp_path, "out"):
        pass


def test_a_process_that_is_killed_leaves_none_behind(tmp_path):
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    with holder:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(FolderInUseError, match=re.escape(f"process {holder.pid} is at work")):
            with locks.locked(tmp_path, "out"):
                pass
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    time.sleep(0.05)
    assert (tmp_path / ".lock").is_file()
    with locks.locked(tmp_path, "out"):
        pass


def test_a_link_in_its_place_is_not_followed(tmp_path):
    (tmp_path / "target").write_text("years of work")
    (tmp_path / ".lock").symlink_to("target")
    with pytest.raises(OSError):
        with locks.locked(tmp_path, "out"):
            pass
    assert (tmp_path / "target").read_text() == "years of work"
