"""Games: players, what they are given, and their moves; one game, one file."""

from kerasgan.games.game import Game
from kerasgan.games.move import Move
from kerasgan.games.scene import Scene

__all__ = ["Game", "Move", "Scene"]
