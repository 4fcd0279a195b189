"""What kind of processor networks run on: which form of a layer is the fastest depends on it."""

import keras
from keras import ops


def accelerated():
    """Tells whether tensors are on a GPU or another accelerator."""
    if keras.backend.backend() == "torch":
        return ops.zeros(()).device.type != "cpu"
    return not all("cpu" in device for device in keras.distribution.list_devices())
