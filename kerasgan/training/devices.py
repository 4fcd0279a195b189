"""`join`: the devices and processes that train one GAN, by the means of each backend.

JAX has `keras.distribution.DataParallel`, TensorFlow `tf.distribute.MirroredStrategy`, PyTorch `torch.distributed`.
"""

import contextlib
import socket
import time

import keras

from kerasgan import checks

# Seconds that processes wait for the first one.
PATIENCE = 300


def join(
    devices: str = "all", coordinator: str | None = None, num_processes: int = 1, process_id: int = 0
) -> contextlib.AbstractContextManager:
    """Joins the devices of this machine, and the processes of others, for one training.

    Build the GAN within the context that this returns and train it there: `batch_size` is then the size of the whole
    batch, which all devices share. Call it before anything else of Keras is used.

    Args:
        devices: String `"all"`, all devices of this machine, or `"one"`. PyTorch uses one in each process. Defaults to
            `"all"`.
        coordinator: String `"host:port"`, an address of the first process that the others reach. Defaults to `None`,
            for one process.
        num_processes: Integer, how many processes there are. Defaults to `1`.
        process_id: Integer, the number of this one, from 0 on. Defaults to `0`.

    Returns:
        A context manager.

    Raises:
        ValueError: If an argument is not valid, or the backend has no such engine.
        ConnectionError: If not all processes come together within five minutes.

    Example:

    >>> with kerasgan.devices.join():
    ...     gan = kerasgan.build_gan()
    """
    checks.raise_all(_problems(devices, coordinator, num_processes, process_id))
    if num_processes > 1:
        _meet(coordinator, num_processes, process_id)
    if devices == "one" and num_processes == 1:
        return contextlib.nullcontext()
    return _SCOPES[keras.backend.backend()]()


def _problems(devices, coordinator, num_processes, process_id):
    backend = keras.backend.backend()
    found = checks.one_of("devices", devices, ("all", "one")) + checks.positive_integer("num_processes", num_processes)
    if found:
        return found
    if process_id not in range(num_processes):
        found.append(f"`process_id`: expected 0 to {num_processes - 1}. Received: {process_id!r}.")
    if num_processes > 1 and not (isinstance(coordinator, str) and coordinator.rpartition(":")[2].isdecimal()):
        found.append(f"`coordinator`: expected 'host:port', where process 0 listens. Received: {coordinator!r}.")
    if num_processes > 1 and backend == "tensorflow":
        found.append(
            "`num_processes`: expected 1 on TensorFlow, where Keras 3 trains on the devices of one process. Received: "
            f"{num_processes}. Set KERAS_BACKEND to 'jax' or 'torch' for more."
        )
    return found


def _meet(coordinator, num_processes, process_id):
    """Waits until all processes are there."""
    try:
        if process_id:
            _reach(coordinator)
        if keras.backend.backend() == "jax":
            keras.distribution.initialize(coordinator, num_processes, process_id)
        else:
            import torch

            engine = "nccl" if torch.cuda.is_available() else "gloo"
            address = f"tcp://{coordinator}"
            torch.distributed.init_process_group(engine, address, rank=process_id, world_size=num_processes)
    except (RuntimeError, OSError) as error:
        raise ConnectionError(
            f"Process {process_id} did not meet the {num_processes} processes of this run at {coordinator}: "
            f"{str(error).strip().splitlines()[0].rstrip('.')}. Start all of them within five minutes; "
            "`coordinator` is an address of the first that the others reach."
        ) from error


def _reach(coordinator):
    """Waits until somebody listens there: where nobody does JAX would end the program, with no error to catch."""
    host, _, port = coordinator.rpartition(":")
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return socket.create_connection((host.strip("[]"), int(port)), timeout=5).close()
        except OSError as error:
            if isinstance(error, socket.gaierror) or time.monotonic() > deadline:
                raise
        time.sleep(0.5)


def _on_jax():
    return keras.distribution.DataParallel().scope()


def _on_tensorflow():
    import tensorflow as tf

    count = len(tf.config.list_logical_devices("GPU") or tf.config.list_logical_devices("CPU"))
    return tf.distribute.MirroredStrategy().scope() if count > 1 else contextlib.nullcontext()


_SCOPES = {"jax": _on_jax, "tensorflow": _on_tensorflow, "torch": contextlib.nullcontext}
