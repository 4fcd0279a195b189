"""`Move`: one update of one player, as data."""

from collections.abc import Callable
from typing import NamedTuple


class Move(NamedTuple):
    """One update of one player in a step of a game.

    Args:
        player: String, the name of the player that learns.
        loss: Function `(game, scene) -> (loss, logs)`, run under gradients: what the player minimises, a scalar, and a
            dict of scalars to log.
        logs: Tuple of strings, the names in `logs`, that of the loss first. Defaults to none.
        prepare: Function `(game, scene) -> nest of tensors`, run without gradients, such as the samples of the others;
            the scene then has it as `prepared`. Defaults to `None`.
        batch: Integer, which of the batches that a step is given this move sees, counted from 0. Defaults to `0`.
        noise: Integer, which of the noises of a step it takes, counted from 0; two moves with one number share it.
            Defaults to `0`.

    Example:

    >>> def loss(game, scene):
    ...     value = ops.mean(ops.square(game.play("generator", scene.noise)))
    ...     return value, {"g_loss": value}
    >>> kerasgan.games.Move("generator", loss, ("g_loss",)).player
    'generator'
    """

    player: str
    loss: Callable
    logs: tuple = ()
    prepare: Callable | None = None
    batch: int = 0
    noise: int = 0
