"""What TensorFlow gives a step: scopes, gradients, updates; read it beside its neighbours: same names and order."""

import contextlib
import functools
import math

import keras
import numpy as np
import tensorflow as tf

from kerasgan import networks
from kerasgan.training import slices

# Looks at a GAN between two steps run as they are written: compiling one would take as long as a hundred of them.
COMPILES_LOOKS = False

# What tensors of shapes that are known only while a step runs raise where they don't fit.
SHAPE_ERRORS = (tf.errors.InvalidArgumentError,)

# Whether steps are faster where freed memory stays, see `heap.py`: by nothing that could be measured.
GAINS_FROM_A_KEPT_HEAP = False

# Compiling costs seconds before the first step, and pays in runs of so many steps; docs/performance.md has the figures.
STEPS_WORTH_COMPILING = 10_000
CONVOLVING_STEPS_WORTH_COMPILING = 500  # such a step is long, and XLA saves a quarter of it or more


def compiling_pays(game, of_keras):
    """Tells whether XLA is worth it in `fit` where nobody says: on a GPU, or where nothing convolves.

    Keras's own answer, `of_keras()`, is never on a CPU.
    """
    return compilable(game) and not convolves_on_cpu(game)


def steps_worth_compiling(game):
    """Returns how many steps a run needs so that compiling them pays where nobody says; infinity for never.

    Of convolutions XLA has faster ones than TensorFlow where the processor has AVX2, and slower ones with AVX-512.
    """
    if game.jit_compile:
        return STEPS_WORTH_COMPILING
    pays = compilable(game) and convolves_on_cpu(game) and widest_is_avx2()
    return CONVOLVING_STEPS_WORTH_COMPILING if pays else math.inf


@functools.cache
def widest_is_avx2():
    """Tells whether this is a processor with AVX2 and without AVX-512."""
    found = set(np.show_config("dicts").get("SIMD Extensions", {}).get("found", ()))
    # NumPy names groups of features, before version 2.4 the features themselves.
    wider = [name for name in found if name == "X86_V4" or name.startswith("AVX512")]
    return not found.isdisjoint(("X86_V3", "AVX2")) and not wider


def compilable(game):
    """Tells whether a game is for one device and all of its layers are for XLA, as they say themselves."""
    alone = game.distribute_strategy.num_replicas_in_sync == 1
    return alone and all(layer.supports_jit for layer in game._flatten_layers())


def convolves_on_cpu(game):
    """Tells whether a game has convolutions and no GPU for them."""
    return networks.convolves(game) and not tf.config.list_physical_devices("GPU")


def sandbox(game, values=()):
    """Returns a scope in which nothing that a network writes reaches its variables."""
    return keras.StatelessScope(values, collect_losses=True, initialize_variables=False)


def no_gradients():
    """Returns a scope without gradients: nothing to do, since only `differentiate` records."""
    return contextlib.nullcontext()


def differentiate(game, objective, learned, kept):
    """Returns gradients of `objective` by `learned`, zero where there is none, its logs, what it wrote to `kept`."""
    values = [tf.convert_to_tensor(variable.value) for variable in learned]
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(values)
        with sandbox(game, zip(learned, values)) as scope:
            loss, logs = objective()
    # Of rows that a table was asked for several times Keras's optimizers would square each share instead of the sum.
    found = tape.gradient(loss, values, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    gradients = [tf.convert_to_tensor(gradient) for gradient in found]
    return gradients, logs, [scope.get_current_value(variable) for variable in kept]


def added(game, function, count):
    """Returns the sum of the nests of tensors `function(0)` ... `function(count - 1)`, one after the other."""
    first = function(0)  # it says what there is: a loop has no place for `None`

    def tensors(nest):
        return [tf.convert_to_tensor(value) for value in keras.tree.flatten(nest) if value is not None]

    def one_more(number, total):
        return number + 1, [slices.plus(*pair) for pair in zip(total, tensors(function(number)))]

    begin = (tf.constant(1), tensors(first))
    _, total = tf.while_loop(lambda number, _: number < count, one_more, begin, parallel_iterations=1)
    rest = iter(total)
    return slices.each(lambda value: next(rest), first)


def gradient(function, values):
    """Returns the gradient of the sum of `function(values)` by tensors in any nest; it can be differentiated again."""
    values = keras.tree.map_structure(tf.convert_to_tensor, values)
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(values)
        outputs = function(values)
    return tape.gradient(outputs, values, unconnected_gradients=tf.UnconnectedGradients.ZERO)


def when(due, function, otherwise):
    """Returns the tensors `function()` where `due`, a boolean tensor, holds, else `otherwise()`; one of both runs."""
    return tf.cond(due, function, otherwise)


def whole(model):
    """Returns a scope after which a model's variables have their values, whatever ended it: nothing to do."""
    return contextlib.nullcontext()


def keep_whole(model):
    """Has a network's variables have their values after each of Keras's calls: nothing to do."""


def apply(optimizer, gradients, learned):
    """Moves `learned` by one step of `optimizer`."""
    optimizer.apply(gradients, learned)


def one_after_the_other(function, rows, signature):
    """Does what `tf.map_fn` does, in order and with `function` as it is written.

    By itself that would run up to ten of them at once, and, called eagerly, have AutoGraph rewrite `function`.
    """
    as_written = tf.autograph.experimental.do_not_convert(function)
    return tf.map_fn(as_written, rows, parallel_iterations=1, fn_output_signature=signature)


def as_function(game, function):
    """Returns `function(game, *arrays)` of arrays, run between steps: as it is written."""

    def run(*arrays):
        with game.in_play():
            return function(game, *slices.each(tf.convert_to_tensor, arrays))

    return run


def compiled(function, state):
    """Returns `function` of nests of tensors, run by itself, outside of a game's steps: compiled for each shape.

    Args:
        function: Function of tensors to a nest of tensors.
        state: List of (variable, value), the values that variables have in it.
    """
    # A `partial`, not a function: TensorFlow warns of functions, told apart by their code, that are traced often.
    return tf.function(functools.partial(_within, state, function), autograph=False, reduce_retracing=True)


def _within(state, function, *arrays):
    with keras.StatelessScope(state, initialize_variables=False):
        return function(*arrays)


def reseed(seed):
    """Restarts the random numbers outside the networks: there are none."""


def random_state():
    """Returns the state of the random numbers outside the networks, an array: empty."""
    return np.zeros(0, "uint8")


def set_random_state(state):
    """Goes back to what `random_state` returned: nothing to do."""


def kept_random_state():
    """Returns a scope after which the random numbers outside the networks are where they were: nothing to do."""
    return contextlib.nullcontext()
