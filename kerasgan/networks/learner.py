"""`Learner`: what of a network learns, and how it is frozen for everyone to see and learns all the same."""

import contextlib
import functools
import weakref

# The `trainable` of all layers of a network as it came to its last `Learner`, in the order of `_flatten_layers`.
# Without the layers themselves, which would keep the network in memory.
_AS_THEY_CAME = weakref.WeakKeyDictionary()


class Learner:
    """One network of a player: which of its variables an optimizer moves, and which it keeps for itself.

    Written down before D is frozen, since Keras's `trainable_variables` then are empty. A network that arrives frozen
    as a whole, as the D of the classic idiom does, is taken to be wanted trainable: as it came to the learner before,
    where there was one, with what has been thawed since; else all of it.

    Args:
        network: Built Keras model.
        learns: Boolean, whether anything of it is to learn. Defaults to `True`.

    Attributes:
        learned: List of the variables that the optimizer moves.
        kept: List of all others: moving statistics, seeds, frozen parts.
    """

    def __init__(self, network, learns=True):
        layers = network._flatten_layers()
        if not learns:
            network.trainable = False
        elif not network.trainable:
            thaw(network, layers)
        _AS_THEY_CAME[network] = [layer.trainable for layer in layers]
        self.network = network
        self.learned = list(network.trainable_variables)
        learned = {id(variable) for variable in self.learned}
        self.kept = [variable for variable in network.variables if id(variable) not in learned]
        self._trainable = [(layer, layer.trainable) for layer in layers]

    @contextlib.contextmanager
    def thawed(self):
        """Within this context the network is trainable as it came; afterwards as it was just before."""
        before = [(layer, layer.trainable) for layer, _ in self._trainable]
        set_trainable(self._trainable)
        try:
            yield
        finally:
            set_trainable(before)

    def write_down_as_it_came(self):
        """Has the network's config, and so each file of it, say what of it is trainable as if it had not been frozen.

        Keras's files keep that of each layer: a network that was frozen here could else learn nowhere again.
        """
        of_its_class = type(self.network).get_config.__get__(self.network)

        @functools.wraps(of_its_class)
        def get_config():
            with self.thawed():
                return of_its_class()

        self.network.__dict__["get_config"] = get_config


@contextlib.contextmanager
def thawed(learners):
    """Within this context all these networks are trainable as they came."""
    with contextlib.ExitStack() as stack:
        for learner in learners:
            stack.enter_context(learner.thawed())
        yield


def thaw(network, layers):
    """Makes a network that is frozen as a whole trainable again, but for what was frozen in it before."""
    came = _AS_THEY_CAME.get(network, ())
    wanted = [before or layer.trainable for before, layer in zip(came, layers)]
    network.trainable = True
    if len(came) == len(layers):
        set_trainable(zip(layers, wanted))


def set_trainable(flags):
    """Sets the `trainable` of each (layer, flag), the outer layers first, since a model sets those inside it."""
    for layer, flag in flags:
        if layer.trainable != flag or flag is False:
            layer.trainable = flag
