"""Trainings on several devices or in several processes, one case after the other; test_replicas.py starts it.

Arguments: a JSON dict with `devices`, `processes`, `process`, `port` and `cases`, a list of dicts: `out`, the path of
what `train` returns, and the options of the case. The tests call `train` themselves for the run on one device.
"""

import contextlib
import functools
import json
import os
import pathlib
import sys
import time

OPTIONS = json.loads(sys.argv[1]) if __name__ == "__main__" else {}
BACKEND = os.environ.get("KERAS_BACKEND", "tensorflow")
if OPTIONS and BACKEND == "jax":
    devices = f"--xla_force_host_platform_device_count={OPTIONS.get('devices', 1)}"
    os.environ["XLA_FLAGS"] = f"{os.environ.get('XLA_FLAGS', '')} {devices}"

if OPTIONS and BACKEND != "tensorflow":
    sys.modules["tensorflow"] = None  # Keras would import it for a seed, which takes longer than all cases

import keras  # noqa: E402
import numpy as np  # noqa: E402

import kerasgan  # noqa: E402


def join():
    """Joins the other processes, or makes logical devices."""
    processes, process = OPTIONS.get("processes", 1), OPTIONS.get("process", 0)
    address = f"127.0.0.1:{OPTIONS.get('port')}"
    if BACKEND == "jax" and processes > 1:
        keras.distribution.initialize(address, processes, process)
    if BACKEND == "torch" and processes > 1:
        import torch

        torch.distributed.init_process_group("gloo", f"tcp://{address}", rank=process, world_size=processes)
    if BACKEND == "tensorflow":
        import tensorflow as tf

        device = tf.config.list_physical_devices("CPU")[0]
        count = OPTIONS.get("devices", 1)
        tf.config.set_logical_device_configuration(device, [tf.config.LogicalDeviceConfiguration()] * count)


def scope(devices):
    """Returns the scope in which the GAN of a case has to be built and trained."""
    if BACKEND == "jax":
        return keras.distribution.DataParallel(devices=keras.distribution.list_devices()[:devices]).scope()
    if BACKEND == "tensorflow" and devices > 1:
        return strategy(devices).scope()
    return contextlib.nullcontext()


@functools.cache
def strategy(devices):
    """Returns the one strategy of all cases: TensorFlow mixes up the exchanges of several."""
    import tensorflow as tf

    return tf.distribute.MirroredStrategy([f"CPU:{number}" for number in range(devices)])


def build(case):
    """Returns a conditional GAN with a penalty and an average of G, a plain one with packing, or a game of a user's."""
    keras.utils.set_random_seed(3)
    if case.get("game"):
        sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
        import own_games

        compiled = {"jit_compile": False} if BACKEND == "tensorflow" else {}
        return own_games.GAMES[case["game"]](lambda: optimizer(case), **compiled)
    if case.get("conditions"):
        return with_conditions(case)
    classes = None if case.get("packing") else 3
    given = {"num_classes": classes, **case.get("networks", {})}
    return kerasgan.build_gan(
        kerasgan.build_generator("mlp", output_shape=(4,), latent_dim=3, hidden=(5,), **given),
        kerasgan.build_discriminator("mlp", input_shape=(8,) if classes is None else (4,), hidden=(6,), **given),
        terms=[] if classes is None else [case.get("term", "zero_centered_penalty")],
        transforms=[{"class_name": "packing", "config": {"size": 2}}] if classes is None else adaptive(case),
        g_optimizer=optimizer(case, use_ema=True, ema_momentum=0.9),
        d_optimizer=optimizer(case),
        d_steps=case.get("d_steps", 1),
        gradient_accumulation_steps=case.get("slices", 1),
        jit_compile=False if BACKEND == "tensorflow" else "auto",  # XLA on TensorFlow draws other random numbers
    )


def adaptive(case):
    """Returns the transforms of a GAN whose augmentation follows D, none elsewhere."""
    if not case.get("adaptive"):
        return []
    return [kerasgan.transforms.Adaptive(Mirror(), target=0.1, images=100, every=2, probability=0.3)]


class Mirror(kerasgan.transforms.Transform):
    """Turns a sample around."""

    def __call__(self, samples, random=None):
        return keras.ops.flip(samples, axis=1)


def with_conditions(case):
    """Returns a GAN whose samples have a vector and a class beside them."""
    x, z = keras.Input((4,), name="x"), keras.Input((3,), name="z")
    beside = [keras.Input((2,), name="style"), keras.Input((), dtype="int32", name="label")]
    code = [beside[0], keras.layers.Embedding(3, 2)(beside[1])]
    g = keras.Model([z, *beside], keras.layers.Dense(4)(keras.layers.Concatenate()([z, *code])))
    d = keras.Model([x, *beside], keras.layers.Dense(1)(keras.layers.Concatenate()([x, *code])))
    halves = {"g_optimizer": optimizer(case), "d_optimizer": optimizer(case), "pool": case.get("pool", 0)}
    return kerasgan.build_gan(g, d, latent="normal", jit_compile=False if BACKEND == "tensorflow" else "auto", **halves)


def optimizer(case, **options):
    """Returns Adam, or with the option `sgd` plain SGD: Adam makes steps of rounding errors where there is no slope."""
    if case.get("sgd"):
        return keras.optimizers.SGD(0.1, **options)
    return keras.optimizers.Adam(1e-3, beta_1=0.5, **options)


class Batches(keras.utils.PyDataset):
    """The data as a data set that Keras shuffles batch by batch."""

    def __init__(self, x, y, size):
        super().__init__()
        self.x, self.y, self.size = x, y, size

    def __len__(self):
        return len(self.x) // self.size

    def __getitem__(self, index):
        rows = slice(index * self.size, (index + 1) * self.size)
        return self.x[rows], self.y[rows]


def data(case):
    rng = np.random.default_rng(case.get("data_seed", 0))
    x = rng.normal(size=(case.get("rows", 70), 4)).astype("float32")
    if case.get("conditions"):
        return x, {"label": rng.integers(0, 3, len(x)), "style": rng.normal(size=(len(x), 2)).astype("float32")}
    return x if case.get("packing") or case.get("game") else (x, rng.integers(0, 3, len(x)))


def train(case):
    """Trains by `fit_gan`, or by Keras's `fit`; returns all state, the losses of the history, and samples."""
    gan = build(case)
    gan.steps_per_execution = case.get("steps_per_execution", 1)
    history = (by_keras if "fit" in case else by_fit_gan)(gan, case)
    state = [np.array(keras.ops.convert_to_numpy(variable)) for variable in gan.state]
    beside = {"style": np.ones((3, 2), "float32"), "label": [0, 1, 2]} if case.get("conditions") else None
    samples = gan.sample(3, labels=[0, 1, 2] if gan.label else None, condition=beside, seed=0)
    return [*state, np.array(history.history[gan.log_names[0]]), samples]


def by_fit_gan(gan, case):
    return kerasgan.fit_gan(
        gan,
        data(case),
        steps=case.get("steps", 20),
        batch_size=case.get("batch_size", 8),
        seed=case.get("seed", 1),
        checkpoint=case.get("checkpoint") and kerasgan.Checkpoint(case["checkpoint"], steps=5),
        callbacks=watchers(case),
        verbose=0,
    )


def by_keras(gan, case):
    x, y = data(case)
    options = {"epochs": 2, "verbose": 0, "callbacks": watchers(case), **case["fit"]}
    if case.get("py_dataset"):
        return gan.fit(Batches(x, y, 8), **options)
    return gan.fit(x, y, **{"batch_size": 8, **options})


def watchers(case):
    """Returns callbacks: a pause, with a sign that training has begun, and those that write files."""
    found = []
    if case.get("pause"):
        sign = pathlib.Path(case["out"]).with_suffix(".began")
        after = lambda batch, logs: (sign.touch(), time.sleep(0.02))  # noqa: E731
        found.append(keras.callbacks.LambdaCallback(on_train_batch_end=after))
    if case.get("files"):
        folder = pathlib.Path(case["files"])
        folder.mkdir(exist_ok=True)
        found.append(keras.callbacks.BackupAndRestore(folder / "backup", delete_checkpoint=False))
        found.append(keras.callbacks.ModelCheckpoint(folder / "epoch-{epoch}.keras"))
        found.append(keras.callbacks.CSVLogger(folder / "log.csv", append=True))
    return found


def main():
    join()
    for case in OPTIONS["cases"]:
        mine = {**case, **case.get("of_process", [{}, {}])[OPTIONS.get("process", 0)]}
        with scope(mine.get("devices", OPTIONS.get("devices", 1) * OPTIONS.get("processes", 1))):
            try:
                np.savez(f"{mine['out']}.npz", *train(mine))
            except (ValueError, kerasgan.errors.ProcessesDifferError) as error:
                if not mine.get("refused"):
                    raise
                pathlib.Path(f"{mine['out']}.txt").write_text(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    main()
