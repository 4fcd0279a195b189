"""Hostile files that are no configs: pipes, links, devices, bombs, claims that nothing stands behind."""

import io
import json
import os
import struct
import zipfile

import h5py
import numpy as np

WEIGHTS = "generator.weights.h5"


# === Things that are no plain file, in the place of one ===


def fifo(path):
    path.unlink(missing_ok=True)
    os.mkfifo(path)


def link_to_fifo(path):
    fifo(path.with_name("pipe"))
    path.unlink(missing_ok=True)
    path.symlink_to("pipe")


def link_to_zero(path):
    path.unlink(missing_ok=True)
    path.symlink_to("/dev/zero")


def folder(path):
    path.unlink(missing_ok=True)
    path.mkdir()


def link_elsewhere(path):
    path.unlink(missing_ok=True)
    path.symlink_to("/etc/hostname")


def sparse(path):
    path.unlink(missing_ok=True)
    with open(path, "wb") as file:
        file.truncate(2 * 10**9)


def empty(path):
    path.unlink(missing_ok=True)
    path.touch()


ODD = [fifo, link_to_fifo, link_to_zero, folder, link_elsewhere, sparse, empty]


# === HDF5 ===


def soft_link(file, path):
    file["more"] = h5py.SoftLink("/layers")


def external_link(file, path):
    file["more"] = h5py.ExternalLink("/etc/passwd", "/")


def pipe_link(file, path):
    fifo(path.with_name("target.h5"))
    file["more"] = h5py.ExternalLink("target.h5", "/")


def external_storage(file, path):
    file.create_dataset("more", (1000,), "uint8", external=[("/etc/passwd", 0, 1000)])


def virtual(file, path):
    layout = h5py.VirtualLayout((10,), "f4")
    layout[:] = h5py.VirtualSource("/etc/passwd", "x", (10,))
    file.create_virtual_dataset("more", layout)


def claim(file, path):
    file.create_dataset("more", (5 * 10**8,), "float32")


def chunked(file, path):
    file.create_dataset("more", (5 * 10**8,), "float32", chunks=(5 * 10**8,))


def compressed(file, path):
    file.create_dataset("more", data=np.zeros(10**6, "float32"), compression="gzip")


def references(file, path):
    kind = h5py.vlen_dtype(np.dtype("uint8"))
    more = file.create_dataset("more", (1000,), kind)
    more[0] = np.zeros(10**5, "uint8")


def pointers(file, path):
    more = file.create_dataset("more", (10,), h5py.ref_dtype)
    more[0] = file.ref


def circle(file, path):
    file["layers/again"] = file["layers"]


def attribute(file, path):
    file.attrs.create("more", np.zeros(8000, "uint8"))


def many_groups(file, path):
    for number in range(21_000):
        file.create_group(f"more/{number}")


HDF5 = [
    soft_link, external_link, pipe_link, external_storage, virtual, claim, chunked, compressed, references, pointers,
    circle, attribute, many_groups,
]  # fmt: skip


def spoil(path, change):
    """Changes an HDF5 file."""
    with h5py.File(path, "a") as file:
        change(file, path)


# === Zips and NumPy's files ===


def rezipped(path, changes, method=zipfile.ZIP_STORED):
    """Writes a zip again with other members."""
    with zipfile.ZipFile(path) as file:
        members = {name: file.read(name) for name in file.namelist()}
    with zipfile.ZipFile(path, "w", method) as file:
        for name, data in {**members, **changes}.items():
            if data is not None:
                file.writestr(name, data)


def npy(values):
    data = io.BytesIO()
    np.save(data, values)
    return data.getvalue()


def claiming(shape):
    """The header of an array of a gigantic shape, and nothing behind it."""
    text = repr({"descr": "<f8", "fortran_order": False, "shape": shape}).encode().ljust(117) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text


def about(path, **changes):
    """Changes what a checkpoint says of itself."""
    with zipfile.ZipFile(path) as file:
        found = json.loads(str(np.load(io.BytesIO(file.read("about.npy")))))
    found.update(changes)
    rezipped(path, {"about.npy": npy(np.array(json.dumps({k: v for k, v in found.items() if v is not None})))})


CHECKPOINTS = {
    "no-progress": lambda path: about(path, progress=None),
    "text-progress": lambda path: about(path, progress="x"),
    "empty-progress": lambda path: about(path, progress={}),
    "other-position": lambda path: about(path, progress={"history": {}, "epoch": [], "steps": [], "steps_per_epoch": 1,
                                                         "position": {"rng": 3, "left": "x"}}),
    "far-position": lambda path: about(path, progress={"history": {}, "epoch": [], "steps": [], "steps_per_epoch": 1,
                                                       "position": {"taken": 10**18}}),
    "no-step": lambda path: about(path, step=None),
    "step-before": lambda path: about(path, step=-5),
    "step-far": lambda path: about(path, step=10**18),
    "step-later": lambda path: about(path, step=500),
    "step-text": lambda path: about(path, step="4"),
    "no-variables": lambda path: about(path, variables=None),
    "other-variables": lambda path: about(path, variables=[["x", [1], "float32"]]),
    "odd-variables": lambda path: about(path, variables=[3]),
    "format": lambda path: about(path, format=9),
    "about-number": lambda path: rezipped(path, {"about.npy": npy(np.arange(3))}),
    "about-list": lambda path: rezipped(path, {"about.npy": npy(np.array("[1]"))}),
    "no-about": lambda path: rezipped(path, {"about.npy": None}),
    "no-random": lambda path: rezipped(path, {"log_random.npy": None}),
    "odd-random": lambda path: rezipped(path, {"log_random.npy": npy(np.array("x"))}),
    "pickle": lambda path: rezipped(path, {"v0000.npy": npy(np.array([{}], object))}),
    "claim": lambda path: rezipped(path, {"v0000.npy": claiming((10**12,))}),
    "negative": lambda path: rezipped(path, {"v0000.npy": claiming((-1, 10**9))}),
    "bomb": lambda path: rezipped(path, {"v0000.npy": npy(np.zeros(10**8))}, zipfile.ZIP_DEFLATED),
}  # fmt: skip
