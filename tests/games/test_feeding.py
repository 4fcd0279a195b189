"""All that enters a step passes the same checks: a table of bad data, and every way in gives the same verdict."""

import functools
import re

import keras
import numpy as np
import pytest
from cases import some
from helpers import moved, sgd, values

import kerasgan

layers = keras.layers
N = 8

# === The GANs that the data are for, one of each kind: what is refused leaves it as it was ===


def pair(shape, activation, conditions=()):
    """Two dense layers, with classes as one-hot codes."""

    def network(first, size, activation, shape):
        inputs = [first, *[keras.Input(c.shape[1:], dtype=c.dtype, name=c.name) for c in conditions]]
        flat = [layers.CategoryEncoding(3, output_mode="one_hot")(x) if "int" in x.dtype else x for x in inputs]
        flat = [layers.Flatten()(x) if len(x.shape) > 2 else x for x in flat]
        joined = layers.Concatenate()(flat) if len(flat) > 1 else flat[0]
        outputs = layers.Reshape(shape)(layers.Dense(size, activation)(joined))
        return keras.Model(inputs if len(inputs) > 1 else inputs[0], outputs)

    g = network(keras.Input((2,), name="z"), int(np.prod(shape)), activation, shape)
    return g, network(keras.Input(shape, name="x"), 1, None, (1,))


def inputs(*names):
    known = {
        "label": lambda: keras.Input((), dtype="int32", name="label"),
        "style": lambda: keras.Input((3,), name="style"),
        "mask": lambda: keras.Input((2, 2, 1), name="mask"),
    }
    return [known[name]() for name in names]


KINDS = {
    "tanh images": lambda: pair((4, 6, 1), "tanh"),
    "tanh colours": lambda: pair((4, 6, 3), "tanh"),
    "sigmoid vectors": lambda: pair((4,), "sigmoid"),
    "vectors": lambda: pair((4,), None),
    "classes": lambda: pair((4,), None, inputs("label")),
    "styles": lambda: pair((4,), None, inputs("style")),
    "masks and classes": lambda: pair((4,), None, inputs("mask", "label")),
}


def fresh(kind):
    return kerasgan.build_gan(*KINDS[kind](), g_optimizer=sgd(), d_optimizer=sgd())


@pytest.fixture(scope="module")
def gans():
    """Returns the GAN of a kind, made once."""
    return functools.cache(fresh)


# === The ways in ===


class One(keras.utils.PyDataset):
    def __init__(self, batch):
        super().__init__()
        self.batch = batch

    def __len__(self):
        return 1

    def __getitem__(self, index):
        return self.batch


def batch_of(x, y):
    return (x,) if y is None else (x, y)


def tf_data(x, y):
    tf = pytest.importorskip("tensorflow")
    if np.ma.is_masked(x) or np.ma.is_masked(y):
        pytest.skip("TensorFlow takes what lies below a mask")
    try:
        return tf.data.Dataset.from_tensors(batch_of(x, y))
    except (TypeError, ValueError) as error:
        pytest.skip(f"TensorFlow makes no data set of it: {error}")


def loader(x, y):
    data = pytest.importorskip("torch").utils.data
    try:
        parts = [data.TensorDataset(*map(data_of_torch, batch_of(x, y)))]
    except TypeError as error:
        pytest.skip(f"PyTorch makes no tensor of it: {error}")
    return data.DataLoader(parts[0], batch_size=len(x))


def data_of_torch(part):
    return pytest.importorskip("torch").from_numpy(np.asarray(part))


fit_gan = functools.partial(kerasgan.fit_gan, steps=1, verbose=0, doctor=False)
SHUFFLE = {"shuffle": False, "verbose": 0}
WAYS = {
    "fit": lambda gan, x, y: gan.fit(x, y, batch_size=N, verbose=0),
    "fit_gan": lambda gan, x, y: fit_gan(gan, x if y is None else (x, y), batch_size=N),
    "train_on_batch": lambda gan, x, y: gan.train_on_batch(x, y),
    "evaluate": lambda gan, x, y: gan.evaluate(x, y, batch_size=N, verbose=0),
    "fit, held out": lambda gan, x, y: gan.fit(*good(gan), verbose=0, validation_data=batch_of(x, y)),
    "fit, PyDataset": lambda gan, x, y: gan.fit(One(batch_of(x, y)), **SHUFFLE),
    "fit_gan, PyDataset": lambda gan, x, y: fit_gan(gan, One(batch_of(x, y))),
    "fit, tf.data": lambda gan, x, y: gan.fit(tf_data(x, y), **SHUFFLE),
    "fit_gan, tf.data": lambda gan, x, y: fit_gan(gan, tf_data(x, y)),
    "fit, generator": lambda gan, x, y: gan.fit((batch for batch in [batch_of(x, y)]), **SHUFFLE),
    "fit_gan, iterator": lambda gan, x, y: fit_gan(gan, iter([batch_of(x, y)])),
    "fit_gan, sampler": lambda gan, x, y: fit_gan(gan, lambda n, rng: batch_of(x, y), batch_size=N),
}
ONLY_ARRAYS = ("fit", "fit_gan", "train_on_batch", "evaluate", "fit, held out")


def good(gan):
    """Samples and conditions that are what they should be."""
    x = np.zeros((N, *gan.data_shape), "float32")
    beside = {
        field.name: np.zeros(N, "int32") if field.is_class else np.zeros((N, *field.shape), "float32")
        for field in gan.conditions
    }
    return (x, beside) if beside else (x, None)


# === Bad data: the kind of GAN, samples, what stands beside them, what the message says ===


def ramp(*shape, low=0.0, high=1.0, dtype="float32"):
    return np.linspace(low, high, int(np.prod(shape))).reshape(shape).astype(dtype)


def with_one(x, value):
    x = np.array(x)
    x.reshape(-1)[3] = value
    return x


IMAGES, COLOURS, POINTS = ramp(N, 4, 6, 1), ramp(N, 4, 6, 3), ramp(N, 4)
CLASSES = np.arange(N) % 3
STYLES, MASKS = ramp(N, 3), ramp(N, 2, 2, 1)
WANTED = "`labels`: expected integers from 0 to 2, the 3 classes of this GAN. Received: "
TRANSPOSE = " Its axes stand in another order: `data.transpose"

BAD = {
    # shapes
    "no channel axis": (
        "tanh images",
        IMAGES[..., 0],
        None,
        "Received: (8, 4, 6). Add the channel axis: `data[..., No",
    ),
    "channels first": ("tanh colours", COLOURS.transpose(0, 3, 1, 2), None, TRANSPOSE + "((0, 2, 3, 1))`"),
    "width first": ("tanh colours", COLOURS.transpose(0, 2, 1, 3), None, TRANSPOSE + "((0, 2, 1, 3))`"),
    "width first, grey": ("tanh images", IMAGES.transpose(0, 2, 1, 3), None, TRANSPOSE + "((0, 2, 1, 3))`"),
    "width first, channels before": (
        "tanh colours",
        COLOURS.transpose(0, 3, 2, 1),
        None,
        TRANSPOSE + "((0, 3, 2, 1))`",
    ),
    "flat images": ("tanh images", IMAGES.reshape(N, 24), None, "Reshape it: `data.reshape((-1, 4, 6, 1))`"),
    "flat colours": ("tanh colours", COLOURS.reshape(N, 72), None, "Reshape it: `data.reshape((-1, 4, 6, 3))`"),
    "colours for grey": ("tanh images", COLOURS, None, "Make them grey, `data.mean(axis=-1, keepdims=True)`"),
    "an alpha channel": ("tanh colours", ramp(N, 4, 6, 4), None, "Leave out the fourth channel, `data[..., :3]`"),
    "another size": ("tanh images", ramp(N, 5, 6, 1), None, "Received: (8, 5, 6, 1)."),
    "grey for colours": ("tanh colours", IMAGES, None, "Received: (8, 4, 6, 1)."),
    "one axis too many": ("vectors", ramp(N, 4, 1), None, "Reshape it: `data.reshape((-1, 4))`"),
    "longer vectors": (
        "vectors",
        ramp(N, 5),
        None,
        "Received: (8, 5).",
    ),
    "shorter vectors": ("vectors", ramp(N, 3), None, "Received: (8, 3)."),
    "images for vectors": ("vectors", IMAGES, None, "Received: (8, 4, 6, 1)."),
    "numbers": ("vectors", ramp(N), None, "Received: (8,)."),
    "uint8, no channel axis": ("tanh images", ramp(N, 4, 6, high=255, dtype="uint8"), None, "Add the channel axis"),
    "uint8, another size": ("tanh images", ramp(N, 4, 5, 1, high=255, dtype="uint8"), None, "Received: (8, 4, 5, 1)"),
    # values
    "0 to 255 in floats": ("tanh images", 255 * IMAGES, None, "Pass the images as uint8, or scale them: `data / 127.5"),
    "0 to 255 in doubles": ("tanh images", 255 * IMAGES.astype("float64"), None, "run from 0 to 255"),
    "0 to 255 in halves": ("tanh images", (255 * IMAGES).astype("float16"), None, "out of the generator's reach"),
    "0 to 255 in integers": ("tanh images", (255 * IMAGES).astype("int64"), None, "Pass the images as uint8"),
    "0 to 255 for a sigmoid": ("sigmoid vectors", 255 * POINTS, None, "scale them: `data / 255`"),
    "16 bits": ("tanh images", ramp(N, 4, 6, 1, high=65535, dtype="uint16"), None, "`data / 32767.5 - 1`"),
    "16 bits for a sigmoid": ("sigmoid vectors", ramp(N, 4, high=65535, dtype="uint16"), None, "`data / 65535`"),
    "16 bits in 32": ("tanh images", ramp(N, 4, 6, 1, high=65535, dtype="int32"), None, "Scale images of 16 bits"),
    "8 bits in 16": ("tanh images", ramp(N, 4, 6, 1, high=255, dtype="uint16"), None, "Pass the images as uint8"),
    "standard scores for a tanh": ("tanh images", 6 * IMAGES - 3, None, "End the generator in a linear layer"),
    "below a sigmoid": ("sigmoid vectors", 2 * POINTS - 1, None, "reaches 0 to 1"),
    "a few far out": (
        "tanh images",
        with_one(IMAGES, 7.0),
        None,
        "0.5% of the values are out of the generator's reach",
    ),
    "one NaN": ("vectors", with_one(POINTS, np.nan), None, "expected finite numbers. Received 1 NaN and 0 infinite"),
    "one infinite": ("vectors", with_one(POINTS, np.inf), None, "Received 0 NaN and 1 infinite values of 32"),
    "NaN in images": ("tanh images", with_one(IMAGES, np.nan), None, "Received 1 NaN"),
    "NaN in halves": ("vectors", with_one(POINTS.astype("float16"), np.nan), None, "Received 1 NaN"),
    "all NaN": ("vectors", np.full((N, 4), np.nan), None, "Received 32 NaN"),
    "minus infinity": ("sigmoid vectors", with_one(POINTS, -np.inf), None, "1 infinite"),
    "truth values in uint8": ("tanh images", (IMAGES > 0.5).astype("uint8"), None, "`data.astype('float32')` if they"),
    "one-hot codes in uint8": ("sigmoid vectors", np.eye(4, dtype="uint8")[CLASSES], None, "Received 0 and 1 alone"),
    "ones in uint8": ("tanh images", np.ones((N, 4, 6, 1), "uint8"), None, "Received 0 and 1 alone"),
    "truth values in uint8, linear": (
        "vectors",
        (POINTS > 0.5).astype("uint8"),
        None,
        "(masks, one-hot codes, voxels)",
    ),
    "complex": ("vectors", POINTS.astype("complex64"), None, "expected real numbers. Received: complex64"),
    "words": ("vectors", np.full((N, 4), "a"), None, "`data`: expected numbers. Received: "),
    "objects": (
        "vectors",
        np.full((N, 4), None, dtype=object),
        None,
        "`data`: expected numbers. Received: None of dtype",
    ),
    "dates": ("vectors", np.zeros((N, 4), "datetime64[s]"), None, "`data`: expected numbers. Received: "),
    "no samples": ("vectors", np.zeros((0, 4), "float32"), None, "samples"),
    # classes
    "classes from 1": ("classes", POINTS, CLASSES + 1, WANTED + "1 to 3. Count from 0: `labels - 1`."),
    "a class below 0": ("classes", POINTS, CLASSES - 1, WANTED + "-1 to 1."),
    "classes too large": ("classes", POINTS, CLASSES + 7, WANTED + "7 to 9."),
    "one class too large": ("classes", POINTS, with_one(CLASSES, 3), WANTED + "0 to 3."),
    "classes in floats": ("classes", POINTS, CLASSES.astype("float32"), "Pass `labels.astype('int32')`."),
    "fractions": ("classes", POINTS, CLASSES + 0.5, WANTED + "0.5 of dtype float"),
    "truth values": ("classes", POINTS, CLASSES > 0, "of dtype bool. Pass `labels.astype('int32')`."),
    "one-hot classes": ("classes", POINTS, np.eye(3)[CLASSES], "Pass `labels.argmax(axis=-1)`, if they are one-hot."),
    "one-hot integers": ("classes", POINTS, np.eye(3, dtype=int)[CLASSES], "argmax(axis=-1)"),
    "probabilities": ("classes", POINTS, np.full((N, 3), 1 / 3), "expected one integer for each sample, shape (8,)."),
    "names of classes": (
        "classes",
        POINTS,
        np.array(list("abcabcab")),
        "Number them: `names, labels = np.unique(labels",
    ),
    "fewer classes": ("classes", POINTS, CLASSES[:5], "`labels`: expected one "),
    "more classes": ("classes", POINTS, np.arange(10) % 3, "`labels`: expected one "),
    "one class for all": ("classes", POINTS, np.array(1), "`labels`: expected one"),
    "no classes": ("classes", POINTS, None, "`labels`: this GAN is conditional and needs an integer label"),
    "classes, bad samples": ("classes", with_one(POINTS, np.nan), CLASSES, "Received 1 NaN"),
    "classes, samples too long": ("classes", ramp(N, 5), CLASSES, "Received: (8, 5)."),
    # conditions
    "no condition": ("styles", POINTS, None, "expected the conditions ['style'] beside the samples"),
    "a longer condition": ("styles", POINTS, ramp(N, 4), "`style`: expected shape (8, 3). Received: (8, 4)."),
    "a flat condition": ("styles", POINTS, ramp(N), "`style`: expected shape (8, 3). Received: (8,)."),
    "NaN in a condition": ("styles", POINTS, with_one(STYLES, np.nan), "`style`: expected finite numbers. Received 1"),
    "an infinite condition": ("styles", POINTS, with_one(STYLES, np.inf), "`style`: expected finite numbers."),
    "words as a condition": ("styles", POINTS, np.full((N, 3), "a"), "`style`: expected numbers. Received: "),
    "one-hot conditions in uint8": ("styles", POINTS, np.eye(3, dtype="uint8")[CLASSES], "`style.astype('float32')`"),
    "fewer conditions": ("styles", POINTS, STYLES[:5], "`style`: expected one for each of the 8 samples. Received 5."),
    "another name": ("styles", POINTS, {"stile": STYLES}, "Received: ['stile']. Did you mean 'style'?"),
    "one name too many": ("styles", POINTS, {"style": STYLES, "more": STYLES}, "Received: ['style', 'more']."),
    "one of two": ("masks and classes", POINTS, MASKS, "expected 2 conditions beside the samples, ['mask', 'label']."),
    "one of two by name": ("masks and classes", POINTS, {"mask": MASKS}, "Received: ['mask']."),
    "two, a bad class": ("masks and classes", POINTS, (MASKS, CLASSES + 1), "`label`: expected integers from 0 to 2"),
    "two, a bad mask": ("masks and classes", POINTS, (MASKS[..., 0], CLASSES), "`mask`: expected shape (8, 2, 2, 1)."),
    "two, truth values": ("masks and classes", POINTS, ((MASKS > 0.5).astype("uint8"), CLASSES), "`mask.astype('float"),
    "two in another order": ("masks and classes", POINTS, (CLASSES, MASKS), "`mask`: expected shape"),
    "three": ("masks and classes", POINTS, (MASKS, CLASSES, CLASSES), "Received 3."),
    # what else people bring along
    "doubles beyond float32": ("vectors", with_one(POINTS.astype("float64"), 1e300), None, "NaN and 1 infinite"),
    "doubles far below float32": ("vectors", with_one(POINTS.astype("float64"), -1e300), None, "NaN and 1 infinite"),
    "a condition beyond float32": ("styles", POINTS, with_one(STYLES.astype("float64"), 1e300), "NaN and 1 infinite"),
    "an infinite half": ("vectors", with_one(POINTS.astype("float16"), np.inf), None, "NaN and 1 infinite"),
    "bytes": ("vectors", np.full((N, 4), b"a"), None, "`data`: expected numbers. Received: "),
    "durations": ("vectors", np.zeros((N, 4), "timedelta64[s]"), None, "`data`: expected numbers. Received: "),
    "numbers as words": ("vectors", np.full((N, 4), "1.5"), None, "`data`: expected numbers. Received: "),
    "records": ("vectors", np.zeros((N, 4), "f4,f4"), None, "`data`: expected numbers. Received: "),
    "mixed objects": ("vectors", np.full((N, 4), "x", dtype=object), None, "`data`: expected numbers. Received: "),
    "no features": ("vectors", np.zeros((N, 0), "float32"), None, "Received: (8, 0)."),
    "int8 around 0": ("tanh images", ramp(N, 4, 6, 1, low=-128, high=127, dtype="int8"), None, "out of the "),
    "percents for a sigmoid": ("sigmoid vectors", 100 * POINTS, None, "run from 0 to 100; the generator ends in"),
    "0 to 1 for a tanh, and one above": ("tanh images", 1.5 * IMAGES, None, "out of the generator's reach"),
    "uint32": ("tanh images", ramp(N, 4, 6, 1, high=255, dtype="uint32"), None, "Pass the images as uint8, or scale"),
    "a film for images": ("tanh images", ramp(N, 2, 4, 6, 1), None, "Received: (8, 2, 4, 6, 1)."),
    "classes with NaN": ("classes", POINTS, with_one(CLASSES.astype("float32"), np.nan), WANTED),
    "classes of 255": ("classes", POINTS, np.full(N, 255, "uint8"), WANTED + "255."),
    "two columns of classes": ("classes", POINTS, np.stack([CLASSES, CLASSES], 1), "expected one integer for each"),
    "classes and samples swapped": ("classes", CLASSES, POINTS, "Received: (8,)."),
    "classes as objects": ("classes", POINTS, CLASSES.astype(object), WANTED + "0 of dtype object."),
    "classes as bytes": ("classes", POINTS, np.full(N, b"a"), "Number them: `names, labels = np.unique(labels"),
    "masked values": (
        "vectors",
        np.ma.masked_array(POINTS, POINTS > 0.9),
        None,
        "without a mask. Received 4 masked of",
    ),
    "a masked condition": (
        "styles",
        POINTS,
        np.ma.masked_array(STYLES, STYLES > 0.9),
        "`style`: expected values without",
    ),
    "a complex condition": ("styles", POINTS, STYLES.astype("complex64"), "`style`: expected numbers. Received: "),
    "a condition of dates": ("styles", POINTS, np.zeros((N, 3), "datetime64[s]"), "`style`: expected numbers."),
    "one condition for all": ("styles", POINTS, STYLES[:1], "`style`: expected one for each of the 8"),
}


# What the ways in call samples and classes.
CALLED = re.compile(r"`(x|data|real|labels?)`")


def test_there_are_a_hundred():
    assert len(BAD) >= 100


@pytest.mark.parametrize("name", BAD)
def test_every_way_in_gives_the_same_verdict_on_bad_data(gans, name):
    kind, x, y, says = BAD[name]
    gan, skipped, verdicts = gans(kind), [], {}
    before, memory = values(gan.variables), gan.memory()
    for way, enter in WAYS.items():
        try:
            with pytest.raises(ValueError) as error:
                enter(gan, x, y)
        except pytest.skip.Exception:
            skipped.append(way)
            continue
        assert says in str(error.value), f"{way}: {error.value}"
        assert len(str(error.value)) < 700
        verdicts[way] = CALLED.sub("``", str(error.value))
    assert gan.memory() == memory
    assert not moved(before, values(gan.variables))
    assert len(skipped) <= 2
    # A single step and a sampler say besides what they are to have; TensorFlow has bytes for words.
    others = [
        verdicts[way] for way in verdicts if way not in ("train_on_batch", "fit_gan, sampler") and "tf." not in way
    ]
    assert set(others) == {verdicts["fit_gan"]}


# === Weights: no loss of a GAN is that of one sample ===

WEIGHTS = np.ones(N, "float32")
WEIGHED = {
    "sample_weight": lambda gan, x: gan.fit(x, sample_weight=WEIGHTS, verbose=0),
    "class_weight": lambda gan, x: gan.fit(x, class_weight={0: 1.0, 1: 2.0}, verbose=0),
    "sample_weight, fit_gan": lambda gan, x: fit_gan(gan, x, sample_weight=WEIGHTS),
    "class_weight, fit_gan": lambda gan, x: fit_gan(gan, x, class_weight={0: 1.0}),
    "sample_weight, evaluate": lambda gan, x: gan.evaluate(x, sample_weight=WEIGHTS, verbose=0),
    "sample_weight, one batch": lambda gan, x: gan.train_on_batch(x, sample_weight=WEIGHTS),
    "class_weight, one batch": lambda gan, x: gan.train_on_batch(x, class_weight={0: 1.0}),
    "sample_weight, held out": lambda gan, x: gan.fit(x, validation_data=(x, None, WEIGHTS), verbose=0),
}

# The same in batches of three parts, by every way that takes batches.
IN_BATCHES = {
    "fit": lambda gan, data: gan.fit(data, **SHUFFLE),
    "fit_gan": fit_gan,
    "evaluate": lambda gan, data: gan.evaluate(data, verbose=0),
    "held out": lambda gan, data: gan.fit(*good(gan), validation_data=data, verbose=0),
}
OF_THREE = {
    "PyDataset": lambda parts: One(parts),
    "generator": lambda parts: (batch for batch in [parts]),
    "tf.data": lambda parts: pytest.importorskip("tensorflow").data.Dataset.from_tensors(parts),
    "DataLoader": lambda parts: three_loaded(parts),
}


def three_loaded(parts):
    data = pytest.importorskip("torch").utils.data
    return data.DataLoader(data.TensorDataset(*map(data_of_torch, parts)), batch_size=N)


@pytest.mark.parametrize("way", WEIGHED)
def test_weights_of_samples_are_refused_and_not_ignored(gans, way):
    gan = gans("vectors")
    before = values(gan.variables)
    with pytest.raises(ValueError, match=f"^`{way.partition(',')[0]}`: a GAN takes no weights, since D's losses are"):
        WEIGHED[way](gan, POINTS)
    assert not moved(before, values(gan.variables))


@pytest.mark.parametrize("kind", OF_THREE)
@pytest.mark.parametrize("way", IN_BATCHES)
@pytest.mark.parametrize("gan, y", [("vectors", WEIGHTS), ("classes", CLASSES)])
def test_a_third_part_of_batches_is_refused_by_every_way(gans, gan, y, way, kind):
    gan = gans(gan)
    before = values(gan.variables)
    with pytest.raises(ValueError, match="^`data`: .* Received 3 parts. Leave the others out, weights too, which have"):
        IN_BATCHES[way](gan, OF_THREE[kind]((POINTS, y, WEIGHTS)))
    assert not moved(before, values(gan.variables))


# === Good data, and what is made of them ===

GOOD = {
    "floats": ("tanh images", IMAGES, None),
    "doubles": ("tanh images", IMAGES.astype("float64"), None),
    "halves": ("tanh images", IMAGES.astype("float16"), None),
    "integers": ("vectors", np.arange(32).reshape(8, 4), None),
    "16 bits, linear": ("vectors", ramp(N, 4, high=60000, dtype="uint16"), None),
    "truth values": ("tanh images", IMAGES > 0.5, None),
    "grey values": ("tanh images", ramp(N, 4, 6, 1, high=255, dtype="uint8"), None),
    "dark grey values": ("tanh images", ramp(N, 4, 6, 1, high=9, dtype="uint8"), None),
    "black": ("tanh images", np.zeros((N, 4, 6, 1), "uint8"), None),
    "lists": ("vectors", POINTS.tolist(), None),
    "classes": ("classes", POINTS, CLASSES),
    "classes of one axis more, as CIFAR-10 has them": ("classes", POINTS, CLASSES[:, None].astype("uint8")),
    "classes in a list": ("classes", POINTS, CLASSES.tolist()),
    "conditions by name": ("masks and classes", POINTS, {"label": CLASSES, "mask": MASKS}),
    "conditions in order": ("masks and classes", POINTS, (MASKS, CLASSES)),
    "truth values as conditions": ("styles", POINTS, np.eye(3, dtype=bool)[CLASSES]),
}


FIRST = ["floats", "integers", "grey values", "lists", "classes in a list", "conditions by name"]


@pytest.mark.parametrize("name", some(GOOD, FIRST))
@pytest.mark.filterwarnings("ignore:`data`. uint8 counts as grey values")
def test_every_way_in_takes_good_data_for_the_same(name):
    kind, x, y = GOOD[name]
    gan, reference, z = fresh(kind), fresh(kind), np.ones((2, N, 2), "float32")
    gan.set_weights(reference.get_weights())
    seen, plain = [], np.asarray(x, "uint8" if getattr(x, "dtype", "") == "uint8" else "float32")
    for way in ("fit", "fit_gan", "train_on_batch", "fit, PyDataset"):
        if "PyDataset" in way and list in (type(x), type(y)):  # Keras knows no lists there
            continue
        assert np.isfinite(values(gan.variables)[1]).all()
        WAYS[way](gan, x, y)
        seen.append(gan.pixels)
    assert set(seen) == {name.endswith("grey values") or name == "black"}
    gan.set_weights(reference.get_weights())
    logs, expected = gan.train_on_batch(x, y, noise=z), reference.train_on_batch(plain, y, noise=z)
    assert logs == pytest.approx(expected, rel=1e-5)


def test_a_pair_in_a_tuple_is_samples_and_conditions_for_fit_too():
    gan = fresh("classes")
    gan.fit((POINTS, CLASSES), verbose=0)
    assert gan.label.frequencies == [0.375, 0.375, 0.25]


def test_held_out_classes_are_not_counted():
    gan = fresh("classes")
    gan.fit(POINTS, CLASSES, validation_data=(POINTS, 0 * CLASSES), verbose=0)
    assert gan.label.frequencies == [0.375, 0.375, 0.25]


class Ended(keras.callbacks.Callback):
    batches = 0

    def on_train_batch_end(self, batch, logs=None):
        self.batches += 1


@pytest.mark.filterwarnings("ignore:Your input ran out of data")
def test_nothing_of_the_first_batch_is_lost():
    """Each way shows Keras as many batches as there are."""
    tried = {
        "generator": (batch for batch in [(POINTS,)] * 3),
        "PyDataset": One((POINTS,)),
        "loader": loader(POINTS, None),
    }
    for way, data in tried.items():
        ended = Ended()
        fresh("vectors").fit(data, **SHUFFLE, callbacks=[ended])
        assert ended.batches == (3 if way == "generator" else 1)


@pytest.mark.parametrize("way", ["fit", "train_on_batch", "fit_gan"])
def test_data_out_of_reach_are_taken_where_somebody_says_so(way):
    gan = fresh("tanh images")
    use = {
        "fit": lambda x: gan.fit(x, verbose=0, check_range=False),
        "train_on_batch": lambda x: gan.train_on_batch(x, check_range=False),
        "fit_gan": lambda x: fit_gan(gan, x, batch_size=N, check_range=False),
    }[way]
    use(3 * IMAGES)
    use((IMAGES > 0.5).astype("uint8"))


# === What is no data at all ===


@pytest.mark.parametrize("way", ["fit", "evaluate"])
@pytest.mark.parametrize(
    "x, received",
    [
        (None, "None."),
        ({}, "{} of type dict."),
        ((), "() of type tuple."),
        ("folder", "'folder' of type str."),
        (len, "<built-in function len> of type builtin_function_or_method. A sampler is for `kerasgan.fit_gan`."),
    ],
)
def test_what_is_no_data_is_said_in_our_words(gans, way, x, received):
    with pytest.raises(ValueError) as error:
        getattr(gans("vectors"), way)(x, verbose=0)
    assert str(error.value) == (
        "`x`: expected an array, with `y` what stands beside it, a dict of both by name, a `tf.data.Dataset`, a "
        f"`keras.utils.PyDataset`, a torch `DataLoader`, or a generator of batches. Received: {received}"
    )
