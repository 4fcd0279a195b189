"""Memory that stays with the process between steps, and goes back after them."""

import ctypes
import os
import pathlib

import keras
import pytest

import kerasgan
from kerasgan.training import heap


class Glibc:
    """Writes down what it is asked."""

    def __init__(self):
        self.asked = []

    def mallopt(self, name, value):
        self.asked.append((name, value))

    def malloc_trim(self, pad):
        self.asked.append("trim")


@pytest.fixture
def glibc(monkeypatch):
    found = Glibc()
    for name in heap.OF_USERS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(heap.ctypes, "CDLL", lambda name: found)
    monkeypatch.setattr(heap.engine, "GAINS_FROM_A_KEPT_HEAP", True)
    return found


def test_what_is_freed_stays_within_and_goes_back_after_an_error_too(glibc):
    with pytest.raises(KeyError), heap.kept():
        assert glibc.asked == [(-3, 2**25), (-1, 2**31 - 1)]
        raise KeyError
    assert glibc.asked[2:] == [(-3, 2**25), (-1, 2**26), "trim"]


@pytest.mark.parametrize("name", heap.OF_USERS)
def test_what_a_user_has_set_counts(glibc, monkeypatch, name):
    monkeypatch.setenv(name, "1")
    with heap.kept():
        pass
    assert not glibc.asked


def test_where_nothing_is_gained_nothing_is_done(glibc, monkeypatch):
    monkeypatch.setattr(heap.engine, "GAINS_FROM_A_KEPT_HEAP", False)
    with heap.kept():
        pass
    assert not glibc.asked


def test_pytorch_gains():
    assert heap.engine.GAINS_FROM_A_KEPT_HEAP == (keras.backend.backend() == "torch")


@pytest.mark.parametrize("way", ["fit_gan", "fit"])
def test_every_way_to_train_keeps_its_heap(glibc, gan, real, way):
    if way == "fit_gan":
        kerasgan.fit_gan(gan, real, steps=1, batch_size=2, verbose=0)
    else:
        gan.fit(real, batch_size=2, verbose=0)
    assert len(glibc.asked) == 5


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_other_systems_have_heaps_of_their_own(glibc, monkeypatch, system):
    monkeypatch.setattr(heap.sys, "platform", system)
    with heap.kept():
        pass
    assert not glibc.asked


def test_without_glibc_nothing_is_done(monkeypatch):
    monkeypatch.setattr(heap.ctypes, "CDLL", lambda name: object())
    with heap.kept():
        pass


def resident():
    """Returns the process's pages in memory, in bytes."""
    return int(pathlib.Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallopt"), reason="not glibc")
def test_the_real_heap_keeps_a_block_and_gives_it_back(monkeypatch):
    for name in heap.OF_USERS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(heap.engine, "GAINS_FROM_A_KEPT_HEAP", True)
    block, glibc = 24 * 2**20, ctypes.CDLL(None)
    glibc.malloc.restype, glibc.malloc.argtypes, glibc.free.argtypes = (
        ctypes.c_void_p,
        [ctypes.c_size_t],
        [ctypes.c_void_p],
    )
    with heap.kept():
        before = resident()
        blocks = [glibc.malloc(block) for _ in range(4)]
        for one in blocks:
            ctypes.memset(one, 1, block)
        for one in blocks:
            glibc.free(one)
        assert resident() - before > 3 * block
    assert resident() - before < block
