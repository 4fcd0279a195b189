"""Whether networks, loss, terms and transforms go together: the checks of what is composed."""

import keras


def transform_problems(views, sample_shape, conditional):
    """Returns what keeps transforms from taking these samples, one after the other, a list of messages."""
    shape, found = (1, *sample_shape), []
    for view in views:
        found += view.problems(shape[1:])
        shape = view.shape_of(shape)
    packs = [view for view in views if view.group > 1]
    if not packs or not conditional:
        return found
    return found + [
        f"`transforms`: {packs[0]!r} shows D several samples at once, which a conditional GAN cannot do: each has a "
        "label of its own. Leave one of the two out."
    ]


def companion_problems(gan, terms):
    """Returns what is wrong with the models that terms bring along."""
    found = []
    for term, models in [(term, term.companions(gan)) for term in terms]:
        if models and term.every > 1:
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
    names = [term.log_name(network) for term in found for network in term.networks]
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
            "to `terms=`, or build D with one output."
        )
    return problems
