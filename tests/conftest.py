"""What all tests share: fixed seeds, tiny networks, and the switch for slow studies."""

import gc
import importlib
import os
import signal

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# Most of the suite's time is compiling programs that run for a millisecond: compile them in a hurry, and on JAX once.
os.environ.setdefault(
    "XLA_FLAGS",
    "--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true --xla_cpu_use_fusion_emitters=false",
)
os.environ["KERASGAN_ZOO"] = os.path.abspath(".pytest_cache/no_zoo")  # the tester's own zoo is no test's affair
os.environ.setdefault("JAX_COMPILATION_CACHE_DIR", os.path.abspath(".pytest_cache/jax"))
os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0")
os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES", "-1")

import cases
import hurry
import keras
import numpy as np
import pytest

import kerasgan

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # pytest runs in the background of a shell: tests press Ctrl-C
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser):
    for option, told in OPTIONS.items():
        parser.addoption(f"--{option}", action="store_true", help=f"run {told}, too")
    parser.addoption("--compiled", action="store_true", help="compile every step, as for a user; see tests/hurry.py")
    parser.addoption("--share", metavar="K/N", help="of what waits for `--full` run the K-th of N shares, from 0 on")


# What a test may be marked as, so that it waits for the option of that name.
OPTIONS = {"slow": "the studies that take minutes", "full": "what repeats a behaviour in other cases"}


def pytest_collection_modifyitems(config, items):
    if share := config.getoption("--share"):
        left_out = {item for item in items if "full" in item.keywords and not cases.in_share(item.nodeid, share)}
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = [item for item in items if item not in left_out]
    for item in items:
        for option, told in OPTIONS.items():
            if option in item.keywords and not config.getoption(f"--{option}"):
                item.add_marker(pytest.mark.skip(reason=f"{told}: run with --{option}"))


@pytest.fixture(autouse=True)
def fixed_seeds():
    """Every test starts from the same random numbers and leaves no Keras state behind."""
    keras.utils.set_random_seed(7)
    yield
    keras.backend.clear_session(free_memory=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """Frees what a test has made, once pytest has let go of its fixtures; what is frozen before would stay for ever."""
    result = yield
    gc.collect()
    gc.freeze()  # the next collection passes over the backend's own million objects
    return result


@pytest.fixture(autouse=True)
def no_xla(request, monkeypatch):
    """On TensorFlow a GAN takes XLA only where a test asks for it or is marked `xla`: compiling is most of the time."""
    if keras.config.backend() != "tensorflow":
        return
    if "xla" in request.keywords:
        monkeypatch.setattr(kerasgan.training.backend.engine, "STEPS_WORTH_COMPILING", 0)
    else:
        monkeypatch.setattr(kerasgan.GAN, "_resolve_auto_jit_compile", lambda self: False)


# The folders whose tests are of programs, or make more steps than a few.
COMPILED = ("training", "kept", "docs")


@pytest.fixture(autouse=True)
def in_a_hurry(request, monkeypatch):
    """On TensorFlow a GAN's first steps run as they are written, unless a test or the command line wants them compiled.

    Read `hurry.py`.
    """
    if keras.config.backend() != "tensorflow" or request.config.getoption("--compiled"):
        return
    folder = request.path.relative_to(request.config.rootpath).parts[1]
    if folder not in COMPILED and not {"xla", "compiled"} & set(request.keywords):
        steps = importlib.import_module("kerasgan.training.step_tensorflow")
        monkeypatch.setattr(steps, "program", hurry.hurried(steps.program))


@pytest.fixture
def rng():
    return np.random.default_rng(11)


@pytest.fixture
def networks():
    """A tiny pair: z of 3 to samples of 4."""
    generator = kerasgan.build_generator("mlp", output_shape=(4,), latent_dim=3, hidden=(5,))
    discriminator = kerasgan.build_discriminator("mlp", input_shape=(4,), hidden=(6,), activation="tanh")
    return generator, discriminator


@pytest.fixture
def gan(networks):
    """A compiled GAN of the tiny pair, with plain SGD."""
    return kerasgan.build_gan(*networks, g_optimizer=sgd(), d_optimizer=sgd())


@pytest.fixture
def real(rng):
    """Eight real samples for the tiny pair."""
    return rng.normal(1.0, 0.5, (8, 4)).astype("float32")


def sgd(learning_rate=0.1, **options):
    return keras.optimizers.SGD(learning_rate, **options)
