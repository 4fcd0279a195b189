"""`Player`: networks that learn together, by one optimizer."""

import contextlib

from kerasgan import networks
from kerasgan.training.backend import engine


class Player:
    """One player of a game: one or more networks that learn together, by one optimizer.

    Args:
        name: String, such as `"discriminator"`.
        key: String, what its optimizer and its logs are called, such as `"d"`.
        parts: Dict of built Keras models by their names.

    Attributes:
        learners: List of `networks.Learner`, one for each network.
        learned: List of the variables that its optimizer moves.
        kept: List of all others: moving statistics, seeds, frozen parts.
    """

    def __init__(self, name, key, parts):
        self.name = name
        self.key = key
        self.learners = [networks.Learner(network) for network in parts.values()]
        for network in parts.values():
            engine.keep_whole(network)
            networks.hasten(network)
        self.learned = [variable for learner in self.learners for variable in learner.learned]
        self.kept = [variable for learner in self.learners for variable in learner.kept]

    @property
    def network(self):
        """Its first network, a Keras model."""
        return self.learners[0].network

    @contextlib.contextmanager
    def thawed(self):
        """Within this context its networks are trainable as they came; afterwards as they were just before."""
        with networks.thawed(self.learners):
            yield

    def freeze(self):
        """Shows all its networks as ones that are not trainable; saved alone they come back as they came."""
        for learner in self.learners:
            learner.network.trainable = False
            learner.write_down_as_it_came()
