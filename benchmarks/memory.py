"""The most memory that a process had."""

import pathlib
import resource

STATUS = pathlib.Path("/proc/self/status")


def peak():
    """Returns the most memory that this process had, in bytes.

    `ru_maxrss` is no less than what the parent had, where that was forked: the kernel's own figure begins anew.
    """
    if STATUS.is_file():
        return 1024 * next(int(line.split()[1]) for line in STATUS.read_text().splitlines() if line.startswith("VmHWM"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # bytes, where there is no /proc
