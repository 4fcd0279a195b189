"""What a label does to a network: the ways to make a generator and a discriminator conditional.

| `condition`     | the generator sees         | the discriminator                                               |
|-----------------|----------------------------|-----------------------------------------------------------------|
| `"one_hot"`     | z and the one-hot label    | sees the sample and the one-hot label, as channels of an image  |
| `"embedding"`   | z and a learned code       | sees the sample and a learned code, one channel of an image     |
| `"projection"`  | z and a learned code       | adds to its logit the product of its features and a learned one |
| `"auxiliary"`   | z and the one-hot label    | sees the sample alone, and gives its class beside the logit     |

With `"projection"` a generator of conditional batch normalisations, the `"resnet"`, sees z alone, and the label there.

Sources: Mirza, Osindero, Conditional Generative Adversarial Nets, 2014; Odena, Olah, Shlens, Conditional Image
Synthesis with Auxiliary Classifier GANs, 2016; Miyato, Koyama, cGANs with Projection Discriminator, 2018.
"""

import keras
from keras import layers, ops

from kerasgan import checks
from kerasgan.layers import Part
from kerasgan.layers import normalization as normalizations

CONDITIONS = ("auxiliary", "embedding", "one_hot", "projection")
WIDEST_CODE = 64  # a learned code is as long as the one-hot one, up to this


def generator(z, stack, num_classes, condition, name):
    """Returns the `Sequential` of `stack`, or with classes the functional model that joins the label to z first.

    Args:
        z: `keras.Input`, `(batch, latent_dim)`.
        stack: List of layers.
        num_classes: Integer or `None`.
        condition: String, one of `CONDITIONS`.
        name: String, the model's name.

    Returns:
        A built model of `z`, or of `[z, label]`.
    """
    if num_classes is None:
        return keras.Sequential([z, *stack], name=name)
    label = label_input()
    learned = condition in ("embedding", "projection")
    return keras.Model([z, label], chain(join(z, label, num_classes, learned), stack), name=name)


def generator_by_class(z, stack, name):
    """Returns the functional model of `stack` whose layers of several classes are told the label; z is as it is.

    Args:
        z: `keras.Input`, `(batch, latent_dim)`.
        stack: List of layers; those with a `num_classes` are called as `layer(values, label)`.
        name: String, the model's name.

    Returns:
        A built model of `[z, label]`.
    """
    label, values = label_input(), z
    for layer in stack:
        values = layer(values, label) if getattr(layer, "num_classes", None) else layer(values)
    return keras.Model([z, label], values, name=name)


def generator_by_parts(z, stack, num_classes, shared, name):
    """Returns the functional model of `stack` whose blocks are each told a part of z of its own; see BigGAN.

    Args:
        z: `keras.Input`, `(batch, latent_dim)`, in as many parts as blocks and one more, with which the stack begins.
        stack: List of layers; those with a `code_size` are called as `layer(values, code)`.
        num_classes: Integer or `None`: the code then ends in the class's embedding, one for all blocks.
        shared: Integer, the numbers of that embedding.
        name: String, the model's name.

    Returns:
        A built model of `z`, or of `[z, label]`.
    """
    size = z.shape[-1] // parts_of(stack)
    parts = [Part(number * size, size, name=f"z_{number + 1}")(z) for number in range(parts_of(stack))]
    inputs, values, codes = [z], parts[0], iter(parts[1:])
    if num_classes is not None:
        inputs.append(label_input())
        embedded = embedding(num_classes, shared, 1.0)(inputs[1])
    for layer in stack:
        if not getattr(layer, "code_size", None):
            values = layer(values)
            continue
        code = next(codes)
        if num_classes is not None:
            code = layers.Concatenate(name=f"{layer.name}_code")([code, embedded])
        values = layer(values, code)
    return keras.Model(inputs if len(inputs) > 1 else z, values, name=name)


def parts_of(stack):
    """Returns in how many parts z is for the layers of `stack`."""
    return 1 + sum(1 for layer in stack if getattr(layer, "code_size", None))


def discriminator(x, stack, head, num_classes, condition, output_activation, name, spectral=False):
    """Returns the `Sequential` of `stack` and `head`, or with classes the functional model that `condition` says.

    Args:
        x: `keras.Input` of a sample.
        stack: List of layers; a `Flatten` at its beginning goes before the label is joined.
        head: Function `(units, activation, name) -> list of layers`, from features to so many numbers.
        num_classes: Integer or `None`.
        condition: String, one of `CONDITIONS`.
        output_activation: String, function or `None`, the activation after the logit.
        name: String, the model's name.
        spectral: Boolean, whether what the label is projected by is spectrally normalised, too.

    Returns:
        A built model of `x` (without classes, or `"auxiliary"`) or of `[x, label]`. `"auxiliary"` has two outputs,
        `[logit, class_logits]`.
    """
    last = "logit" if output_activation is None else "output"
    if num_classes is None:
        return keras.Sequential([x, *stack, *head(1, output_activation, last)], name=name)
    if condition == "auxiliary":
        features = chain(x, stack)
        outputs = [chain(features, head(1, output_activation, last))]
        outputs.append(chain(features, head(num_classes, None, "class_logits")))
        return keras.Model(x, outputs, name=name)
    label = label_input()
    if condition == "projection":
        features = chain(x, stack)
        verdict = chain(features, head(1, None, "unconditional"))
        verdict = layers.Add(name="add")([verdict, projection(features, label, num_classes, spectral)])
        verdict = layers.Activation(output_activation or "linear", name=last)(verdict)
        return keras.Model([x, label], verdict, name=name)
    values = x
    if isinstance(stack[0], layers.Flatten):
        values, stack = stack[0](x), stack[1:]
    values = join(values, label, num_classes, condition == "embedding")
    return keras.Model([x, label], chain(values, [*stack, *head(1, output_activation, last)]), name=name)


def label_input():
    """Returns the `keras.Input` of one integer label per sample."""
    return keras.Input((), dtype="int32", name="label")


def chain(values, stack):
    """Returns what the layers of `stack`, one after the other, make of `values`."""
    for layer in stack:
        values = layer(values)
    return values


def join(values, label, num_classes, learned):
    """Joins the label's code to `values`: to a vector at its end, to an image as channels behind its own."""
    code = image_code if len(values.shape) == 4 else vector_code
    return layers.Concatenate(name="join")([values, code(values.shape, label, num_classes, learned)])


def vector_code(shape, label, num_classes, learned):
    """Returns the code of `label`, `(batch, width)`: one-hot, or learned from N(0, 1), the scale of z."""
    if not learned:
        return ops.one_hot(label, num_classes)
    return embedding(num_classes, min(num_classes, WIDEST_CODE), 1.0)(label)


def image_code(shape, label, num_classes, learned):
    """Returns the code of `label` as an image: one-hot channels, constant each, or one learned channel."""
    _, height, width, _ = shape
    if learned:
        return layers.Reshape((height, width, 1), name="label_map")(embedding(num_classes, height * width, 1.0)(label))
    rows = layers.RepeatVector(height * width, name="repeat")(ops.one_hot(label, num_classes))
    return layers.Reshape((height, width, num_classes), name="label_maps")(rows)


def projection(features, label, num_classes, spectral):
    """Returns the inner product of each sample's features and its class's learned ones, `(batch, 1)`."""
    flat = features if len(features.shape) == 2 else layers.Flatten(name="features")(features)
    learned = embedding(num_classes, flat.shape[-1], 0.02)  # a weight of the features, of the size of a DCGAN's
    learned = normalizations.spectrally_normalized(learned) if spectral else learned
    return layers.Dot(axes=1, name="projection")([flat, learned(label)])


def embedding(num_classes, width, stddev):
    """Returns the layer that learns `width` numbers for each class, from N(0, `stddev`)."""
    initializer = keras.initializers.RandomNormal(stddev=stddev)
    return layers.Embedding(num_classes, width, embeddings_initializer=initializer, name="embedding")


def problems(options, num_classes):
    """Returns what is wrong with the option `condition`, a list of messages."""
    if "condition" not in options:
        return []
    found = checks.one_of("condition", options["condition"], CONDITIONS)
    if num_classes is None:
        found.append("`condition`: there is no condition without classes. Pass `num_classes=` too, or leave it out.")
    return found
