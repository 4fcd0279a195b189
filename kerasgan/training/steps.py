"""How this Keras backend carries out steps: many in one call, and one as Keras's own `fit` asks for it."""

from kerasgan.training import backend

if backend.NAME == "tensorflow":
    from kerasgan.training import step_tensorflow as steps
elif backend.NAME == "jax":
    from kerasgan.training import step_jax as steps
else:
    from kerasgan.training import step_torch as steps

__all__ = ["steps"]
