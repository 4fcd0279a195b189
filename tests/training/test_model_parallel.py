"""Kernels divided over devices, `keras.distribution.ModelParallel`: on JAX, whose engine Keras has for it."""

import json
import os
import pathlib
import subprocess
import sys

import keras
import pytest

ROOT = pathlib.Path(__file__).parents[2]
SCRIPT = """
import json, os
os.environ["XLA_FLAGS"] = "--xla_force_host_platform_device_count=4"
import keras, numpy as np
import kerasgan

def trained():
    "A convolutional pair after five steps, and what it makes of some noise."
    keras.utils.set_random_seed(3)
    g = kerasgan.build_generator("dcgan", output_shape=(8, 8, 1), latent_dim=4, filters=(8, 4))
    d = kerasgan.build_discriminator("dcgan", input_shape=(8, 8, 1), filters=(4, 8))
    optimizers = {f"{letter}_optimizer": keras.optimizers.Adam(1e-3) for letter in "gd"}
    gan = kerasgan.build_gan(g, d, **optimizers)
    kerasgan.fit_gan(gan, data, steps=5, batch_size=8, seed=0, verbose=0)
    return gan, np.asarray(gan.generator(noise))

rng = np.random.default_rng(0)
data = np.tanh(rng.normal(size=(16, 8, 8, 1))).astype("float32")
noise = rng.normal(size=(8, 4)).astype("float32")
alone = trained()[1]
mesh = keras.distribution.DeviceMesh((1, 4), ("batch", "model"))
layouts = keras.distribution.LayoutMap(mesh)
layouts["generator/(project|up_1)/kernel"] = (None, None, "model", None)
layouts["discriminator/down_.*/kernel"] = (None, None, None, "model")
keras.distribution.set_distribution(keras.distribution.ModelParallel(layout_map=layouts, batch_dim_name="batch"))
gan, divided = trained()
weights = gan.generator.weights + gan.discriminator.weights
divided_paths = [w.path for w in weights if "model" in w.value.sharding.spec]
parts = {len({str(shard.index) for shard in w.value.addressable_shards}) for w in weights if w.path in divided_paths}
print(json.dumps({"apart": float(abs(alone - divided).max()), "paths": divided_paths, "parts": sorted(parts)}))
"""


@pytest.mark.skipif(keras.backend.backend() != "jax", reason="Keras divides kernels on JAX alone: see docs/scaling.md")
def test_networks_divided_over_four_devices_train_and_sample_as_on_one():
    environment = {**os.environ, "KERAS_BACKEND": "jax", "PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run([sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    kernels = ["generator/project", "generator/up_1", "discriminator/down_1", "discriminator/down_2"]
    assert found["paths"] == [f"{name}/kernel" for name in kernels]
    assert found["parts"] == [4]
    assert found["apart"] < 1e-5
