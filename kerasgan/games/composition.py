"""Whether networks, loss, terms and transforms go together: the checks of what is composed."""

import itertools

import keras

from kerasgan import checks, networks
from kerasgan.networks import formats
from kerasgan.training.optimizers import AdversarialOptimizer

# What Keras sets of a model only later, beside what it has from the beginning.
OF_KERAS = ("optimizer", "loss", "history", "stop_training")


def name_problems(game, parts):
    """Refuses names of players and networks that a game, or its optimizer, has for something else."""
    taken = [n for part in parts.values() for n in part if n in dir(game) or n in OF_KERAS]
    taken += [player for player in parts if hasattr(AdversarialOptimizer, game.keys.get(player, player))]
    return [
        f"`players`: {name!r} is a name that Keras or kerasgan uses already. Choose another, such as {name + '_net'!r}."
        for name in dict.fromkeys(taken)
    ]


def player_problems(parts, reads_generator=False):
    """Returns what keeps networks from being players, a list of messages.

    Args:
        parts: Dict by player of dicts of models by name.
        reads_generator: Boolean, whether noise or samples are read off a network called `generator`.
    """
    models = [(name, model) for part in parts.values() for name, model in part.items()]
    names = [name for name, _ in models]
    found = [
        f"`players`: two networks are called {name!r}." for name in sorted({n for n in names if names.count(n) > 1})
    ]
    found += [
        f"`{name}`: expected a built Keras model. Received: {model!r} of type {type(model).__name__}."
        for name, model in models
        if not (isinstance(model, keras.Model) and model.built)
    ]
    if reads_generator and "generator" not in names:
        found.append(
            f"`players`: no network is called 'generator', off which noise and samples are read. Received: {names}. "
            "Call one so, or pass `latent_shape=` and `fields=`."
        )
    return found or networks.nothing_to_learn(dict(models))


def engine_problems(chosen):
    """Returns what is wrong with the options of how a step is carried out, a list of messages."""
    jit_compile = chosen["jit_compile"]
    return [
        *checks.positive_integer("steps_per_execution", chosen["steps_per_execution"]),
        *checks.positive_integer("gradient_accumulation_steps", chosen["gradient_accumulation_steps"]),
        *checks.boolean("run_eagerly", chosen["run_eagerly"]),
        *([] if jit_compile == "auto" else checks.boolean("jit_compile", jit_compile, " or 'auto'")),
    ]


def frozen_problems(game):
    """Returns the messages for networks of which nothing is left to learn since the game was made."""
    first = next(iter(game.players.values()))
    frozen = [
        f"`{name}` is frozen as a whole, so it could never learn. Thaw it."
        for name, model in game.networks.items()
        if not model.trainable and any(model is learner.network for learner in first.learners)
    ]
    return frozen + networks.nothing_to_learn(game.networks)


def game_problems(game, pair, terms):
    """Returns what is wrong with a loss and terms for any game, a list of messages."""
    found = [p for term in terms for p in term.problems(game, pair, terms)] if game.takes_terms else []
    if terms and not game.takes_terms:
        found.append(
            f"`terms`: a {type(game).__name__} takes none: its moves say all that is minimised. Received: {terms}."
        )
    return found


def transform_problems(views, sample_shape, conditions, data_format=formats.LAST):
    """Returns what keeps transforms from taking these samples, one after the other, a list of messages."""
    shapes, _ = formats.shapes_seen((1, *sample_shape), views, data_format)
    found = [problem for view, shape in zip(views, shapes) for problem in view.problems(shape[1:])]
    pictures = [field.shape for field in conditions if not field.is_class and len(field.shape) == 3]
    for view, shape in zip(views, shapes):
        for one in pictures:
            picture = (*one[1:], one[0]) if data_format == formats.FIRST else one
            found += view.beside_problems(tuple(shape[1:]), picture)
    packs = [view for view in views if view.group > 1]
    if not packs or not any(field.is_class for field in conditions):
        return found
    return found + [
        f"`transforms`: {packs[0]!r} shows D several samples at once, which a GAN of classes cannot do: each has a "
        "label of its own. Leave one of the two out, or give both networks one-hot codes, which are packed, too."
    ]


# Games are counted, so that what belongs to one can be told from what belongs to another, in copies too.
_NUMBERS = itertools.count(1)


def with_state(game, terms):
    """Returns those of a game's terms and transforms that keep something of their own, each with its argument."""
    named = [("terms", term, term.companions(game)) for term in terms]
    named += [("transforms", view, view.companions()) for view in game.transforms]
    return [(argument, one) for argument, one, models in named if models and not one.serves_several]


def claimed(game, terms):
    """Notes that terms and transforms with a state are of this game; returns messages for those of another, a list."""
    own, named = game.__dict__.setdefault("_number", next(_NUMBERS)), with_state(game, terms)
    found = [
        f"`{argument}`: this {type(one).__name__} is in use in another GAN, whose state it holds. Create a new one, "
        f"for example with `{type(one).__name__}.from_config(one.get_config())`, or pass its name."
        for argument, one in named
        if getattr(one, "_game", own) != own
    ]
    for _, one in [] if found else named:
        one._game = own
    return found


def companion_problems(gan, terms):
    """Returns what is wrong with the models that terms bring along."""
    found = []
    for term, models in [(term, term.companions(gan)) for term in terms]:
        if models and term.companions_learn and term.every > 1:
            found.append(
                f"`terms`: {type(term).__name__} brings models that learn in each update, so it cannot be applied "
                f"lazily. Received: every={term.every}."
            )
        found += [
            f"`terms`: {type(term).__name__} brings {model!r}: expected a built Keras model."
            for model in models
            if not (isinstance(model, keras.Model) and model.built)
        ]
    return found


def compile_problems(gan, pair, found):
    """Returns what is wrong with a loss and terms for this GAN, a list of messages; warns of what is doubtful."""
    problems = [problem for term in found for problem in term.problems(gan, pair, found)]
    problems = problems or companion_problems(gan, found)
    names = [gan.log_name(term, player) for term in found for player in term.networks]
    for name in sorted({name for name in names if names.count(name) > 1}):
        problems.append(f"`terms`: two are called {name!r}. Give one of them another `name=`.")
    if pair.linear and not gan.from_logits:
        problems.append(
            f"`loss`: {pair.name!r} needs a D that ends without an activation, whose output can be any number. "
            f"{gan.discriminator.name!r} ends in a probability. Build it with `output_activation=None`."
        )
    if gan.heads and not any(term.uses_heads for term in found):
        problems.append(
            f"`discriminator`: it has {gan.heads + 1} outputs, and no term learns from those behind the logit. Add one "
            "to `terms=`, build D with one output, or pass `judgements='all'` if all of them judge."
        )
    problems += [problem for view in gan.transforms for problem in view.loss_problems(pair)]
    logged = [name for view in gan.transforms for name in view.logs]
    for name in sorted({name for name in logged if logged.count(name) > 1}):
        problems.append(f"`transforms`: two of them log {name!r}. Put what they hold into one.")
    return problems + unlearned_problems(gan, found)


def unlearned_problems(gan, terms):
    """Returns the message for conditions that nothing teaches G to heed: D is not told, and no term compares."""
    if gan.d_takes_conditions or not gan.conditions or gan.heads or any(term.uses_conditions for term in terms):
        return []
    names = [field.name for field in gan.conditions]
    return [
        f"`discriminator`: the generator takes the conditions {names}, the discriminator the sample alone, so G would "
        "never learn what they mean. Expected one each (z and x), or conditions in both: build D with the same inputs "
        "behind the sample, or add a term that compares with the sample, such as `terms.Reconstruction`."
    ]


def takes_unknown(gan):
    """Tells whether the class of a sample may be unknown: D is not told it, and all that learn from it leave it out."""
    learning = [term for term in gan.terms if term.uses_heads or term.uses_conditions]
    told = gan.d_takes_conditions or not gan.num_classes
    return bool(learning) and not told and all(term.takes_unknown for term in learning)
