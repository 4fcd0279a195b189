"""Memory that a step frees stays with the process for the next step, where glibc would give it back to the system."""

import contextlib
import ctypes
import os
import sys

from kerasgan.training.backend import engine

# Names and numbers of glibc's malloc.h.
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3

# The largest block that glibc lets lie in its heap; its thresholds end there by themselves where blocks are large.
LARGEST = 32 * 2**20
OF_GLIBC = {M_MMAP_THRESHOLD: LARGEST, M_TRIM_THRESHOLD: 2 * LARGEST}
FOR_STEPS = {M_MMAP_THRESHOLD: LARGEST, M_TRIM_THRESHOLD: 2**31 - 1}

# Where a user has set thresholds of their own, these count.
OF_USERS = ("MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_", "GLIBC_TUNABLES")


@contextlib.contextmanager
def kept():
    """Within this context the heap keeps what is freed, where the backend gains from it; then the system gets it."""
    glibc = ctypes.CDLL(None) if sys.platform == "linux" else None
    if not (engine.GAINS_FROM_A_KEPT_HEAP and hasattr(glibc, "mallopt")) or any(
        name in os.environ for name in OF_USERS
    ):
        yield
        return
    set_thresholds(glibc, FOR_STEPS)
    try:
        yield
    finally:
        set_thresholds(glibc, OF_GLIBC)
        glibc.malloc_trim(0)


def set_thresholds(glibc, thresholds):
    """Tells glibc when its heap gives memory back, a dict of numbers of bytes by its own names."""
    for name, value in thresholds.items():
        glibc.mallopt(name, value)
