"""Who competes: each a way to train, written as its author would, in one file.

A competitor is a class that takes `(workload, data)`; `run(steps)` trains that many steps, a multiple of `chunk`, and
returns when they are done; `close()` ends it. A file offers `variants(workload)`, the settings its author would try, by
name: the fastest in the warm-up competes.
"""

import importlib
import pathlib
from typing import NamedTuple


class Entry(NamedTuple):
    """A competitor by name: which backend it needs, where its variants are made, and on which workloads it runs."""

    name: str
    backend: str
    function: str
    workloads: tuple | None = None
    flag: str | None = None

    def variants(self, workload):
        """Returns the settings to try, a dict of functions `(workload, data) -> competitor`."""
        module, function = self.function.split(":")
        return getattr(importlib.import_module(f"benchmarks.competitors.{module}"), function)(workload)

    def fits(self, workload):
        """Tells whether this one runs on `workload`, and the processor has what it needs."""
        return (self.workloads is None or workload in self.workloads) and (
            self.flag is None or self.flag in cpu_flags()
        )


def cpu_flags():
    """Returns the processor's features by their names in Linux; none elsewhere."""
    path = pathlib.Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    return next((line.split(":")[1].split() for line in lines if line.startswith("flags")), [])


def everyone():
    """Returns the list of all `Entry`s."""
    found = []
    for backend in ("tensorflow", "jax"):
        found.append(Entry("book loop", backend, "book_loop:as_printed"))
        found.append(Entry("book loop, direct calls", backend, "book_loop:direct"))
    for backend in ("tensorflow", "jax", "torch"):
        found.append(Entry("Keras guide", backend, f"keras_guide_{backend}:variants"))
    found.append(Entry("hand-written tf.function", "tensorflow", "tf_function:variants"))
    found.append(Entry("hand-written JAX scan", "jax", "jax_scan:variants"))
    found.append(Entry("hand-written PyTorch", "torch", "pytorch_loop:eager"))
    found.append(Entry("hand-written PyTorch, torch.compile", "torch", "pytorch_loop:compiled"))
    for backend in ("tensorflow", "jax", "torch"):
        found.append(Entry("kerasgan fit_gan", backend, "kerasgan_fit:variants"))
        half = Entry("kerasgan fit_gan, mixed_bfloat16", backend, "kerasgan_fit:half", ("dcgan_28",), "avx512_bf16")
        found.append(half)
    return found
