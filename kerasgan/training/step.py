"""What one step of an adversarial game is, and how one of its moves is carried out: the same for every game.

A game has players and a list of moves. A move says which player learns, from what scene, minimising what; `update`
carries one out. One rule, kept here for all backends, holds the players apart: a move runs in a scope in which nothing
that a network writes (moving statistics, seeds) reaches its variables, and afterwards only the player that learns keeps
what its networks wrote. So a D update changes D and a G update changes G, while both see batch statistics.

Who owns what:

- `games/`: the players, their moves, what they minimise; a new game is a file there and no line here;
- this file: the order of a step, what is drawn for it, what is kept;
- `backend.py`: chooses `engine_*.py` (gradients, scopes, updates) and `replicas_*.py` (several devices and processes);
- `step_tensorflow.py`, `step_jax.py`, `step_torch.py`: many steps in one call, Keras's `train_step`;
- `slices.py`: a batch too large for the memory, slice by slice, for one update;
- `losses/`, `terms/`, `transforms/`: the mathematics; a new paper is an object there and no line here.
"""

import contextlib
import functools

import keras
from keras import ops

from kerasgan.training import slices
from kerasgan.training.backend import engine, replicas


def adversarial_step(game, given=None, noise=None, random=None, due=None, number=None):
    """Carries out one whole step; runs inside the compiled function of each backend.

    Args:
        game: A compiled `Game`.
        given: Dict of tensors by the names of the game's fields, `(batch, *shape)`, the same for each move, or
            `(game.batches, batch, *shape)`, one batch for each number in `Move.batch`; `None` where the step draws real
            samples itself, see `datasets.InStep`.
        noise: Tensor `(game.noises, batch, *latent_shape)`, each z that a move takes, or `None` to draw it here.
        random: What `random_of` returns, or `None` to draw it here. Both are for the batches of all replicas, each of
            which takes its part: so they are what one device alone would draw.
        due: What `due_of` returns, or `None` to find out here.
        number: Which of the steps of one call it is, given where there is nothing else to count them by.

    Returns:
        Dict of scalar tensors, the logs of the last move of each kind.
    """
    logs = {}
    size = whole_batch(game, given)
    given = given_of(game) if given is None else given
    noise = noise_of(game, size) if noise is None else noise
    noise = None if noise is None else replicas.mine(game, noise, axis=1)
    random = random_of(game, size) if random is None else random
    random = {key: replicas.mine(game, values) for key, values in random.items()}
    due = due_of(game) if due is None else due
    for number, move in enumerate(game.moves):
        z = None if noise is None else noise[move.noise]
        batch = {"given": game.batch_of(move.batch, given), "noise": z, "random": of_move(random, number)}
        logs.update(update(game, move, batch, of_move(due, number)))
    return logs


def whole_batch(game, given):
    """Returns the batch size of all replicas together, from the part of one; `None` where the step draws all."""
    return game.batch_size_of(given) * (1 if given is None else replicas.divided(game))


def given_of(game):
    """Returns the part of this replica of what the step itself draws."""
    axis = int(game.batches > 1)
    return {name: replicas.mine(game, values, axis=axis) for name, values in game.draw_given().items()}


def noise_of(game, batch_size):
    """Returns the noise of one step, `(game.noises, batch, *latent_shape)`, or `None` for a game without noise.

    Where G learns from D's last samples both moves have one z: the compiler sees that G's pass is the same.
    """
    return ops.stack([game.draw_noise(batch_size) for _ in range(game.noises)]) if game.noises else None


def random_of(game, batch_size):
    """Returns what moves, terms and transforms draw in one step: a dict of tensors by (move, who); empty without."""
    found = {}
    for number, move in enumerate(game.moves):
        for who, draw in game.draws(move, batch_size).items():
            found[number, who] = draw
    return found


def chance_of(game, batch_size):
    """Returns all that one step draws, a dict of `noise` and `random` for `adversarial_step`; of nothing no entry."""
    noise, random = noise_of(game, batch_size), random_of(game, batch_size)
    return ({} if noise is None else {"noise": noise}) | ({"random": random} if random else {})


def due_of(game, as_type=lambda condition: condition):
    """Returns which of the lazy terms are due in one step: a dict of booleans by (move, term); empty without them.

    A term is due at its player's first update and every `every` after it, by the count of the player's optimizer.
    """
    found, updates = {}, dict.fromkeys(game.players, 0)
    for number, move in enumerate(game.moves):
        lazy = [term for term in game.terms if term.every > 1 and move.player in term.networks]
        for term in lazy:
            count = game.optimizer_of(move.player).iterations.value + updates[move.player]
            found[number, term.name] = as_type(ops.equal(ops.mod(count, term.every), 0))
        updates[move.player] += 1
    return found


def of_move(found, number):
    """Returns the part of a dict by (move, who) that belongs to one move, a dict by who."""
    return {who: value for (move, who), value in found.items() if move == number}


def update(game, move, batch, due=None):
    """Moves the player that learns in `move`, with the companions that terms gave it, by one optimizer step.

    Nothing else changes. With `game.gradient_accumulation_steps` the batch is taken in so many slices.

    Args:
        game: A compiled `Game`.
        move: A `Move`.
        batch: Dict of `given`, `noise` and `random`, as `Game.scene_of` takes them.
        due: Dict of whether a lazy term is due, by name. Defaults to `None`: all are.

    Returns:
        The move's logs, a dict of scalars.
    """
    side = game.side(move.player)
    learned = [variable for learner in side for variable in learner.learned]
    kept = [variable for learner in side for variable in learner.kept]
    optimizer = game.optimizer_of(move.player)

    def slope(part):
        scene = scene_of(game, move, part, due)

        def objective():
            loss, logs = move.loss(game, scene)
            own = [extra for learner in side for extra in learner.network.losses]  # such as a layer's regularizer
            return optimizer.scale_loss(sum(own, loss)), logs

        return engine.differentiate(game, objective, learned, kept)

    added = functools.partial(engine.added, game)
    gradients, logs, written = slices.mean(slope, batch, game.gradient_accumulation_steps, replicas.cut, added)
    engine.apply(optimizer, replicas.mean(game, gradients), learned)
    replicas.keep(game, kept, written)
    for term in game.terms:
        term.after_update(move.player, game.players[move.player].learned)
    return {name: ops.stop_gradient(value) for name, value in logs.items()}


def scene_of(game, move, part, due=None):
    """Returns the scene of a move, what it prepares included: that is made without gradients, and leaves no trace."""
    scene = game.scene(move, part["given"], part["noise"], part["random"], due)
    if move.prepare is not None:
        with engine.sandbox(game), engine.no_gradients():
            made = move.prepare(game, scene)
        scene.prepared = keras.tree.map_structure(ops.stop_gradient, made)
    return scene


@contextlib.contextmanager
def aside(game, values=(), keep=()):
    """Within this context the variables have the values they have outside, or `values`; what is written is forgotten.

    A second look of a network (a penalty's, an imagined D's) thus moves no statistics and leaves the loss alone. Only
    what is written to the variables in `keep` stays.
    """
    current = [(variable, variable.value) for variable in game.state]
    with keras.StatelessScope([*current, *values], collect_losses=True, initialize_variables=False) as scope:
        yield
    for variable in keep:
        variable.assign(scope.get_current_value(variable))


def losses_of(game, given):
    """Returns the logs of each kind of move without an update; call it in a sandbox."""
    logs = {}
    size = game.batch_size_of(given)
    for move in kinds_of_moves(game):
        noise = game.draw_noise(size) if game.noises else None
        part = {"given": game.batch_of(0, given), "noise": noise, "random": game.draws(move, size)}
        logs.update(move.loss(game, scene_of(game, move, part))[1])
    return logs


def kinds_of_moves(game):
    """Returns the moves of a step that differ in who learns or in what is minimised, the first of each kind."""
    found = {}
    for move in game.moves:
        found.setdefault((move.player, move.loss), move)
    return list(found.values())


def track(game, logs):
    """Folds `logs` into the epoch's means, as Keras's `fit` shows them; returns the means so far."""
    for tracker in game.metrics:
        tracker.update_state(logs[tracker.name])
    return {tracker.name: tracker.result() for tracker in game.metrics}
