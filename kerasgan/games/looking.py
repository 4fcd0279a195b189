"""What the doctor sees of a classic game between two steps: losses, verdicts and samples of one batch."""

from keras import ops

from kerasgan.networks import logits


def look(gan, given, noise):
    """Returns losses, logits and samples, a dict of tensors; see `Game.look`."""
    move, x = gan.moves[0], gan.batch_of(0, given)
    scene = gan.scene(move, x, noise, gan.draws(move, gan.batch_size_of(given)), None)
    made = gan.generate(noise, scene.conditions)
    scene.show_fake(made)
    scene.judge_real()
    scene.judge_fake()
    said, pair = (scene.real_said, scene.fake_said), gan.loss_pair
    d_loss = logits.mean(pair.discriminator, *said)
    found = {"d_loss": d_loss, "g_loss": logits.mean(pair.generator, *said), **pair.estimates(d_loss)}
    found |= dict(zip(("real_logits", "fake_logits"), map(logits.of_each, said)))
    return {**found, "real": scene.data, "fake": made, **as_used(gan, scene), **with_others(gan, scene)}


def as_used(gan, scene):
    """Returns samples as `gan.sample` makes them, where batch statistics make a difference, by the name `settled`."""
    if not any("moving" in variable.name for variable in gan.generator.non_trainable_variables):
        return {}
    return {"settled": gan.generator(gan.g_inputs(scene.noise, scene.conditions), training=False)}


def with_others(gan, scene):
    """Returns D's logits on real samples beside conditions of other samples, where it is told any: `wrong_logits`."""
    if not gan.d_takes_conditions or (gan.label and not gan.num_classes):
        return {}
    if any(term.uses_conditions for term in gan.terms):  # it teaches G what they mean, whatever D makes of them
        return {}
    if gan.label:
        classes, labels = gan.num_classes, scene.labels
        steps = 1 + ops.reshape(ops.arange(len(labels), dtype=labels.dtype), labels.shape) % (classes - 1)
        wrong = {gan.label.name: (labels + steps) % classes}
    else:
        wrong = {name: ops.roll(values, 1, axis=0) for name, values in scene.conditions.items()}
    return {"wrong_logits": logits.of_each(gan.examine(scene.real, wrong, scene.way)[0])}
