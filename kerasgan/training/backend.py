"""The one place that chooses the Keras backend: the engine of a step, and its replicas on several devices."""

import keras

NAME = keras.backend.backend()

if NAME == "tensorflow":
    from kerasgan.training import engine_tensorflow as engine
    from kerasgan.training import replicas_tensorflow as replicas
elif NAME == "jax":
    from kerasgan.training import engine_jax as engine
    from kerasgan.training import replicas_jax as replicas
elif NAME == "torch":
    from kerasgan.training import engine_torch as engine
    from kerasgan.training import replicas_torch as replicas
else:
    raise ImportError(
        f"kerasgan trains on the Keras backends 'tensorflow', 'jax' and 'torch'. Received: "
        f"{NAME!r}. Set the environment variable KERAS_BACKEND before Python starts."
    )

__all__ = ["NAME", "engine", "replicas"]
