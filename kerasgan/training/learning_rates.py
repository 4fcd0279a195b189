"""Plain learning rates of a run that goes on: a user who asks for others gets them, whatever the checkpoint holds."""

import warnings

from keras import ops


def variables(gan):
    """Returns the variables that hold learning rates; a schedule has none."""
    return [variable for variable in gan.state if variable.name == "learning_rate"]


def rates(gan):
    """Returns the plain learning rates of a GAN as they are now, a list of floats."""
    return [float(ops.convert_to_numpy(variable)) for variable in variables(gan)]


def settled(gan, asked, before, file):
    """Gives a GAN, whose variables a checkpoint has just brought back, the learning rates that a user asks for anew.

    Callbacks change learning rates while training, so what the checkpoint holds counts as long as the GAN came with the
    rates that the run began with.

    Args:
        gan: A compiled `GAN`.
        asked: List of floats, the rates that it came with.
        before: List of floats, the rates that the run began with; `None` in files that don't say so.
        file: String, the name of the checkpoint.

    Returns:
        List of floats, what the run counts as asked for from here on.
    """
    restored = rates(gan)
    if before is None or asked in (before, restored):
        return before or asked
    warnings.warn(
        f"`checkpoint`: {file} has the learning rates {told(restored)}, and this GAN comes with {told(asked)}, which "
        "count from here on.",
        stacklevel=2,
    )
    for variable, rate in zip(variables(gan), asked):
        variable.assign(rate)
    return asked


def told(found):
    """Returns rates as text."""
    return " and ".join(f"{rate:.4g}" for rate in found)
