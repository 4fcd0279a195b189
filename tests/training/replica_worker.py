"""One process of a run of `fit_gan` on several devices or processes, started by test_replicas.py.

Arguments: a JSON dict with `devices`, `processes`, `process`, `port`, `out`, and options of the run.
"""

import contextlib
import json
import os
import sys
import time

OPTIONS = json.loads(sys.argv[1])
DEVICES = OPTIONS.get("devices", 1)
BACKEND = os.environ["KERAS_BACKEND"]
if BACKEND == "jax":
    os.environ["XLA_FLAGS"] = f"--xla_force_host_platform_device_count={DEVICES}"

import keras  # noqa: E402
import numpy as np  # noqa: E402


def join():
    """Joins the other processes and returns the scope in which the GAN has to be built."""
    processes, process = OPTIONS.get("processes", 1), OPTIONS.get("process", 0)
    address = f"127.0.0.1:{OPTIONS.get('port')}"
    if BACKEND == "jax" and (processes > 1 or DEVICES > 1):
        if processes > 1:
            keras.distribution.initialize(address, processes, process)
        keras.distribution.set_distribution(keras.distribution.DataParallel())
    if BACKEND == "torch" and processes > 1:
        import torch

        torch.distributed.init_process_group("gloo", f"tcp://{address}", rank=process, world_size=processes)
    if BACKEND == "tensorflow" and DEVICES > 1:
        import tensorflow as tf

        device = tf.config.list_physical_devices("CPU")[0]
        tf.config.set_logical_device_configuration(device, [tf.config.LogicalDeviceConfiguration()] * DEVICES)
        return tf.distribute.MirroredStrategy([f"CPU:{number}" for number in range(DEVICES)]).scope()
    return contextlib.nullcontext()


def build():
    """Returns a conditional GAN with a penalty and an average of G, or a plain one with packing."""
    import kerasgan

    keras.utils.set_random_seed(3)
    classes = None if OPTIONS.get("packing") else 3
    given = {"num_classes": classes, **OPTIONS.get("networks", {})}
    return kerasgan.build_gan(
        kerasgan.build_generator("mlp", output_shape=(4,), latent_dim=3, hidden=(5,), **given),
        kerasgan.build_discriminator("mlp", input_shape=(8,) if classes is None else (4,), hidden=(6,), **given),
        terms=[] if classes is None else [OPTIONS.get("term", "zero_centered_penalty")],
        transforms=[{"class_name": "packing", "config": {"size": 2}}] if classes is None else [],
        g_optimizer=optimizer(use_ema=True, ema_momentum=0.9),
        d_optimizer=optimizer(),
        d_steps=OPTIONS.get("d_steps", 1),
        gradient_accumulation_steps=OPTIONS.get("slices", 1),
        jit_compile=False if BACKEND == "tensorflow" else "auto",  # XLA on TensorFlow draws other random numbers
    )


def optimizer(**options):
    """Returns Adam, or with the option `sgd` plain SGD: Adam makes steps of rounding errors where there is no slope."""
    if OPTIONS.get("sgd"):
        return keras.optimizers.SGD(0.1, **options)
    return keras.optimizers.Adam(1e-3, beta_1=0.5, **options)


def data():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(70, 4)).astype("float32")
    return x if OPTIONS.get("packing") else (x, rng.integers(0, 3, 70))


def main():
    with join():
        gan = build()
    import kerasgan

    if OPTIONS.get("keras_fit"):
        gan.fit(*data(), verbose=0)
    if OPTIONS.get("steps_of_this_process"):
        OPTIONS["steps"] = OPTIONS["steps_of_this_process"][OPTIONS["process"]]
    pause = keras.callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: time.sleep(OPTIONS["pause"]))
    history = kerasgan.fit_gan(
        gan,
        data(),
        steps=OPTIONS.get("steps", 20),
        batch_size=OPTIONS.get("batch_size", 8),
        seed=OPTIONS.get("seed", 1),
        checkpoint=OPTIONS.get("checkpoint") and kerasgan.Checkpoint(OPTIONS["checkpoint"], steps=5),
        callbacks=[pause] if OPTIONS.get("pause") else [],
        verbose=0,
    )
    state = [keras.ops.convert_to_numpy(variable) for variable in gan.state]
    samples = gan.sample(3, labels=[0, 1, 2] if gan.conditional else None, seed=0)
    np.savez(OPTIONS["out"], *state, d_loss=history.history["d_loss"], samples=samples)


if __name__ == "__main__":
    main()
