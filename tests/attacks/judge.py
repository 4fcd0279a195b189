"""The judge: a process of its own that has every reader read hostile files, one after another.

Each line that it is given is `[name, reader, path]`, each that it answers what came of it. A case that takes more than
`SECONDS` ends the process, with the place in its code; so does one of more than `MEMORY` above what there was before.
"""

import faulthandler
import json
import os
import pathlib
import socket
import sys
import threading
import time
import warnings

import keras
import numpy as np

import kerasgan
from kerasgan import presets, report
from kerasgan import recipe as recipes
from kerasgan.presets import cards, trained
from kerasgan.training import fit


def preset(path):
    presets.load(path).sample(2, seed=0)


def generator(path):
    presets.load_generator(path)


def card(path):
    cards.card(path, "bad")


def model(path):
    trained.load(path).gan.sample(2, seed=0)


def mixture(path):
    kerasgan.AdaGAN.from_preset(path)


def recipe(path):
    found = recipes.load(path)
    recipes.build(found)
    recipes.load_data(found)


def checkpoint(path):
    gan = kerasgan.build_gan(
        kerasgan.build_generator("mlp", output_shape=(4,), latent_dim=3, hidden=(5,)),
        kerasgan.build_discriminator("mlp", input_shape=(4,), hidden=(6,)),
        g_optimizer="sgd", d_optimizer="sgd",
    )  # fmt: skip
    data = np.random.default_rng(0).normal(size=(32, 4)).astype("float32")
    fit.fit_gan(gan, data, steps=5, batch_size=8, seed=1, verbose=0, doctor=False, checkpoint=path)


def run(path):
    report.write(path)


def images(path):
    kerasgan.datasets.load("image_folder", path=path, size=8, batch_size=1)[0]


SECONDS, MEMORY = 600, 500e6

READERS = {one.__name__: one for one in (preset, generator, card, model, mixture, recipe, checkpoint, run, images)}


def settings():
    """What a file may not change: Keras's settings and those of the process."""
    config = keras.config
    return [
        config.floatx(), config.epsilon(), config.backend(), config.image_data_format(), str(config.dtype_policy()),
        config.is_traceback_filtering_enabled(), getattr(config, "max_epochs", str)(), os.getcwd(),
        keras.src.saving.serialization_lib.in_safe_mode(), sorted(keras.saving.get_custom_objects()),
    ]  # fmt: skip


def no_network(*arguments, **options):
    raise AssertionError("a file opened the network")


def memory(field):
    """Bytes of this process, by a field of Linux's `/proc/self/status`."""
    lines = pathlib.Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(field))


def watch(limit):
    """Ends the process where it takes more memory than the limit."""
    while True:
        time.sleep(0.02)
        if memory("VmRSS") > limit[0]:
            print("more memory than allowed", file=sys.stderr, flush=True)
            faulthandler.dump_traceback()
            os._exit(9)


def judge(name, reader, path, limit):
    """What came of one case."""
    before, began = settings(), time.process_time()
    pathlib.Path("/proc/self/clear_refs").write_text("5")
    start = memory("VmRSS")
    limit[0] = start + MEMORY
    faulthandler.dump_traceback_later(SECONDS, exit=True)
    try:
        READERS[reader](path)
        kind, text = "loaded", ""
    except BaseException as error:
        kind, text = type(error).__name__, str(error)
    faulthandler.cancel_dump_traceback_later()
    limit[0] = 1e15
    changed = [f"{a} -> {b}" for a, b in zip(before, settings()) if a != b]
    peak = memory("VmHWM") - start
    return [name, reader, kind, text[:2000], changed, round(time.process_time() - began, 2), peak]


def main():
    warnings.simplefilter("ignore")
    socket.socket.connect = socket.create_connection = socket.getaddrinfo = no_network
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what readers print is no answer
    presets.load("normal_200d").sample(2, seed=0)  # what is imported and compiled once counts for nobody
    limit = [1e15]
    threading.Thread(target=watch, args=[limit], daemon=True).start()
    for line in sys.stdin:
        print(json.dumps(judge(*json.loads(line), limit)), file=answers, flush=True)


if __name__ == "__main__":
    main()
