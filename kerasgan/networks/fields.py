"""What a step is given, field by field: samples, and whatever stands beside them."""

import dataclasses
import math

import keras
import numpy as np
from keras import ops

from kerasgan import checks
from kerasgan.networks import formats, scaling
from kerasgan.networks.ends import last_activation, output_range
from kerasgan.networks.shapes import fits, sample_shape

# What a batch calls the samples.
REAL = "real"

# What is drawn to stand in for classes that are not known.
UNKNOWN = "unknown classes"

NO_LABELS = (
    "`labels`: this GAN takes none, since its networks have no label input. Leave the labels out, or build both "
    "networks with `num_classes=`."
)

MISSING_LABELS = "`labels`: this GAN is conditional and needs an integer label for each sample. Received: None."


@dataclasses.dataclass
class Field:
    """One part of what a step is given: samples, or a condition beside them, such as a class, a vector or an image.

    Args:
        name: String.
        shape: Tuple, the shape of one, without the batch axis; `None` stands for any size.
        dtype: String, what the networks take.
        is_class: Boolean, whether it is one class for each sample, a whole number. Defaults to `False`.
        classes: Integer, how many classes there are, `None` where no layer says so.
        limits: Pair of floats, what black and white become where the data are uint8. Defaults to `(-1, 1)`.
        pixels: Boolean, whether the data are uint8; found out by looking at them. Defaults to `False`.
        frequencies: List of floats, the share of each class in the data that were trained on, `None` where unknown.
        span: Pair of floats, the least and the largest value of pictures in floats that were seen before training,
            `None` for others.
        reach: Pair of floats, the values that the network which makes such samples can reach; `None` for conditions.
        ending: String, the last activation of that network.
        data_format: String, `"channels_last"` (default) or `"channels_first"`.
        may_miss: Boolean, whether a class may be -1, not known; `None` where that makes no sense, as where samples are
            asked for. Defaults to `False`.
    """

    name: str
    shape: tuple
    dtype: str = "float32"
    is_class: bool = False
    classes: int | None = None
    limits: tuple = (-1.0, 1.0)
    pixels: bool = False
    frequencies: list | None = None
    span: tuple | None = None
    reach: tuple | None = None
    ending: str | None = None
    data_format: str = formats.LAST
    may_miss: bool | None = False
    counts: np.ndarray | None = dataclasses.field(default=None, repr=False)

    @property
    def kind(self):
        """String, what it is in words."""
        if self.is_class:
            return f"a class from 0 to {self.classes - 1}" if self.classes else "a class, an integer from 0 on"
        return f"values of shape {(None, *self.shape)}"

    def to_network(self, values):
        """Returns a tensor of this field as the networks take it: uint8 scaled, classes as whole numbers."""
        if self.is_class:
            return ops.cast(ops.reshape(values, (-1, *self.shape)), self.dtype)
        if self.dtype.startswith("float"):
            return scaling.to_network(values, self.limits)
        return ops.cast(values, self.dtype)

    def known(self, values, uniform):
        """Returns a tensor of this field as G is asked for it: in place of unknown classes some that are drawn.

        Args:
            values: Tensor, as the networks take it.
            uniform: Tensor of numbers from 0 to 1, one for each sample; used where classes may be missing.
        """
        if not self.may_miss:
            return values
        drawn = ops.cast(ops.floor(uniform * self.classes), values.dtype)
        return ops.where(values < 0, ops.reshape(drawn, ops.shape(values)), values)

    def see(self, values):
        """Takes note of what the data are, once a part of them is seen: uint8 or not."""
        if self.is_class or not self.dtype.startswith("float"):
            return
        self.pixels = self.pixels or str(values.dtype).rpartition(".")[2] == "uint8"
        if (
            self.reach is None
            and len(self.shape) == 3
            and not self.pixels
            and isinstance(values, np.ndarray)
            and values.size
        ):
            ends = [float(np.min(values)), float(np.max(values)), *(self.span or ())]
            self.span = (min(ends), max(ends))

    def kept(self, values):
        """Returns an array in the type in which it goes into the step: classes as `int32`."""
        return values.astype("int32") if self.is_class else values

    def count(self, values, anew=True):
        """Takes note of how often each class occurs in all the data, or with `anew=False` in some more of them."""
        if not self.is_class or not np.size(values):
            return
        known = np.ravel(values)[np.ravel(values) >= 0].astype("int64")
        counts = np.bincount(known, minlength=self.classes or 0)
        if not anew and self.counts is not None and len(self.counts) >= len(counts):
            counts = self.counts + np.pad(counts, (0, len(self.counts) - len(counts)))
        self.counts = counts
        self.frequencies = [round(share, 6) for share in (counts / max(1, counts.sum())).tolist()]

    def draw(self, n, rng):
        """Returns `n` classes, as frequent as in the data; where that is not known, equally often."""
        if not self.frequencies or not any(self.frequencies):
            return rng.integers(self.classes, size=n).astype("int32")
        shares = np.asarray(self.frequencies, "float64")
        return rng.choice(len(shares), size=n, p=shares / shares.sum()).astype("int32")

    def memory(self):
        """Returns what is known of the data, in plain types, for saving."""
        span = {} if self.span is None else {"span": list(self.span)}
        return {"pixels": self.pixels, "frequencies": self.frequencies, **span}

    def remember(self, memory):
        """Takes up what `memory` returned."""
        self.pixels, self.frequencies = memory.get("pixels", False), memory.get("frequencies")
        self.span = tuple(memory["span"]) if memory.get("span") else None

    # === Checks, each a list of messages ===

    def problems(self, values, shape, argument=None):
        """Checks an array of this field: one for each sample of `shape`, the axes before those of a single one."""
        argument = argument or self.name
        if self.is_class:
            return class_problems(argument, values, shape, self.classes, self.may_miss)
        return self._shape_problems(argument, values, shape) or self._value_problems(argument, values)

    def range_problems(self, values, argument=None):
        """Checks that values to be translated lie about where those that were trained on did."""
        if self.span is None or self.is_class or not np.size(values):
            return []
        (low, high), width = self.span, max(self.span[1] - self.span[0], 1.0)
        least, most = float(np.min(values)), float(np.max(values))
        if values.dtype != np.uint8 and least >= low - width and most <= high + width:
            return []
        return [
            f"`{argument or self.name}`: this GAN was trained on values from {low:.4g} to {high:.4g} there. Received: "
            f"{values.dtype} from {least:.4g} to {most:.4g}. Scale them as the training data were."
        ]

    def _shape_problems(self, argument, values, shape):
        if fits((None, *values.shape), (None, *shape, *self.shape)):
            return []
        if len(shape) == 1 and self.shape and fits((None, *values.shape), (None, *self.shape)):
            wanted = ", ".join("any" if size is None else str(size) for size in self.shape)
            told = f"expected shape (n, {wanted}), one for each sample. Received: {values.shape}"
            return [f"`{argument}`: {told}. Of a single sample it is `np.asarray({argument})[None]`."]
        expected = ", ".join("any" if size is None else str(size) for size in (*shape, *self.shape))
        if len(values.shape) > len(shape) and values.shape[: len(shape)] != tuple(shape):
            count = math.prod(shape)
            if fits((None, *values.shape[len(shape) :]), (None, *self.shape)):
                return [f"`{argument}`: expected one for each of the {count} samples. Received {len(values)}."]
        fix = self._one_hot_fix(argument, values, shape)
        return [f"`{argument}`: expected shape ({expected}). Received: {values.shape}.{fix}"]

    def _one_hot_fix(self, argument, values, shape):
        """Returns the advice for classes where the networks want one-hot codes, or an empty string."""
        classes = len(self.shape) == 1 and values.dtype.kind in "iu" and values.shape in (tuple(shape), (*shape, 1))
        if not classes or self.shape[0] is None:
            return ""
        return f" These networks take one-hot codes: `keras.utils.to_categorical({argument}, {self.shape[0]})`."

    def _value_problems(self, argument, values):
        if values.dtype.kind not in "biuf":
            first = values.reshape(-1)[:1].tolist()
            return [f"`{argument}`: expected numbers. Received: {first[0]!r} of dtype {values.dtype}."]
        if found := infinite(argument, values):
            return found
        if self.pixels and values.dtype != np.uint8:
            return [
                f"`{argument}`: this GAN was trained on uint8 images there, from 0 to 255, and scales them itself. "
                f"Received: {values.dtype} from {values.min():.4g} to {values.max():.4g}. Pass uint8."
            ]
        return []


# The largest number of each float type.
_MOST = {"float16": 65504.0, "bfloat16": 3.3895313892515355e38, "float32": 3.4028234663852886e38}


def infinite(argument, values):
    """Checks that an array holds no NaN and no infinite values, nor any that become so in Keras's float type."""
    if values.dtype.kind != "f" or not values.size:
        return []
    most = _MOST.get(keras.config.floatx(), np.inf)
    if np.isfinite(values).all() and _reach(values) <= most:
        return []
    nans, infinities = int(np.isnan(values).sum()), int((np.abs(values.astype("float64")) > most).sum())
    received = f"{nans} NaN and {infinities} infinite values of {values.size:,}"
    return [f"`{argument}`: expected finite numbers. Received {received}."]


def _reach(values):
    return max(-float(values.min()), float(values.max()))


def class_problems(argument, labels, shape, classes, may_miss=None):
    """Checks that labels are one class for each sample of `shape`, or where they may miss -1; see `Field`."""
    if labels.shape not in ((), tuple(shape), (*shape, 1)):
        fix = f" Pass `{argument}.argmax(axis=-1)`, if they are one-hot." if _is_one_hot(labels, shape) else ""
        wanted = f"expected one integer for each sample, shape {tuple(shape)}"
        return [f"`{argument}`: {wanted}. Received: {labels.shape}.{fix}"]
    return _no_classes(argument, labels, classes, may_miss) if labels.size else []


def _is_one_hot(labels, shape):
    if labels.ndim != len(shape) + 1 or labels.shape[:-1] != tuple(shape) or labels.dtype.kind not in "biuf":
        return False
    return bool(np.isin(labels, (0, 1)).all() and (labels.sum(axis=-1) == 1).all())


def _no_classes(argument, labels, classes, may_miss):
    """Checks that labels are integers from 0 or -1 on, and below the number of classes where that is known."""
    known = f"integers from 0 to {(classes or 0) - 1}, the {classes} classes of this GAN"
    expected = (known if classes else "integers from 0 on") + (", or -1 for those not known" if may_miss else "")
    if labels.dtype.kind not in "iu":
        first = labels.reshape(-1)[:1].tolist()[0]
        fix = _integer_fix(labels)
        return [f"`{argument}`: expected {expected}. Received: {first!r} of dtype {labels.dtype}.{fix}"]
    low, high = int(labels.min()), int(labels.max())
    if low >= (-1 if may_miss else 0) and (classes is None or high < classes):
        return []
    received = f"{low} to {high}" if low < high else low
    fix = " Count from 0: `labels - 1`." if (low, high) == (1, classes) else ""
    if low == -1 and may_miss is False:
        fix = " Samples of unknown class, -1, are for a D that tells it, `condition='auxiliary'`; else leave them out."
    return [f"`{argument}`: expected {expected}. Received: {received}.{fix}"]


def _integer_fix(labels):
    if labels.dtype.kind in "fb":
        whole = labels.dtype.kind == "b" or (labels == np.rint(labels)).all()
        return " Pass `labels.astype('int32')`." if whole else ""
    return " Number them: `names, labels = np.unique(labels, return_inverse=True)`."


def names_problems(given, fields, where, what="conditions"):
    """Checks that a dict has the names of `fields`, both sides shown."""
    wanted = [field.name for field in fields]
    if set(given) == set(wanted):
        return []
    hints = "".join(checks.suggestion(name, wanted) for name in given if name not in wanted)
    chosen = "" if hints or what != "parts" or len(given) < len(wanted) else _map_of(list(given), wanted)
    return [f"{where}: expected the {what} {wanted}. Received: {list(given)}.{hints}{chosen}"]


def _map_of(names, wanted):
    """Returns how to choose the parts of a dict that are wanted: the first of them, by way of example."""
    parts = [f"batch[{name!r}]" for name in names[: len(wanted)]]
    made = parts[0] if len(parts) == 1 else f"({', '.join(parts)})"
    return f" Choose what is needed, in a `tf.data.Dataset` by `.map(lambda batch: {made})`."


def matched(batch, fields):
    """Returns what a batch has for each field, a dict by name, and a list of messages.

    Args:
        batch: Samples alone; `(x, c)` with one condition; `(x, (c1, c2))` with several, in their order, or
            `(x, {"name": c})` by name; or a dict of all fields by name. Of any framework: nothing is converted.
        fields: List of `Field`s, samples first.
    """
    parts = _parts_of(batch)
    if len(parts) == 1 and isinstance(parts[0], dict):
        return dict(parts[0]), names_problems(parts[0], fields, "`data`", "parts")
    first, *rest = parts
    samples, beside = {fields[0].name: first}, fields[1:]
    if _is_nested(first):
        return samples, [_nested(first, bool(rest))]
    if len(rest) > 1:
        return samples, [_too_many(rest, beside)]
    if not beside:  # labels of a labelled data set are left out
        return samples, []
    conditions = rest[0] if rest else None
    if conditions is None:
        return samples, [_missing(beside)]
    if isinstance(conditions, dict):
        return {**samples, **conditions}, names_problems(conditions, beside, "`data`")
    parts = list(conditions) if isinstance(conditions, (tuple, list)) and _is_several(conditions) else [conditions]
    if len(parts) != len(beside):
        return samples, [
            f"`data`: expected {len(beside)} conditions beside the samples, {[field.name for field in beside]}. "
            f"Received {len(parts)}. Pass them in a tuple, `(x, (c1, c2))`, or by name, `(x, {{'name': c}})`."
        ]
    return {**samples, **dict(zip([field.name for field in beside], parts))}, []


def _parts_of(batch):
    """Returns the parts of a batch, a list, without those at the end that are `None`: Keras puts them there."""
    parts = list(batch) if isinstance(batch, (tuple, list)) else [batch]
    while len(parts) > 1 and parts[-1] is None:
        parts.pop()
    return parts


def _is_nested(part):
    """Tells whether in place of the samples there are several arrays, by name or in a tuple."""
    return isinstance(part, dict) or isinstance(part, tuple) and any(len(getattr(one, "shape", ())) for one in part)


def _nested(part, has_more):
    number = repr(next(iter(part), None)) if isinstance(part, dict) else 0
    received = f"a dict of {list(part)}" if isinstance(part, dict) else f"a tuple of {len(part)}"
    code = f"lambda x, c: (x[{number}], c)" if has_more else f"lambda x: x[{number}]"
    return (
        f"`data`: expected the samples as one array. Received {received}. Choose one, in a `tf.data.Dataset` by "
        f"`.map({code})`."
    )


def _is_several(conditions):
    """Tells whether a tuple or a list holds several arrays, and is not one array written as a list."""
    return any(hasattr(part, "shape") and len(part.shape) for part in conditions)


def _missing(beside):
    if len(beside) == 1 and beside[0].is_class:
        return MISSING_LABELS
    return (
        f"`data`: expected the conditions {[field.name for field in beside]} beside the samples, `(x, c)` or "
        "`(x, {'name': c})`. Received the samples alone."
    )


def _too_many(rest, beside):
    if len(rest) == len(beside):
        return "`data`: expected the conditions in a tuple of their own, `(x, (c1, c2))`. Received `(x, c1, c2)`."
    code = "lambda x, c, *rest: (x, c)" if beside else "lambda x, *rest: x"
    return (
        f"`data`: expected batches `x` or `(x, conditions)`. Received {1 + len(rest)} parts. Leave the others out, "
        f"weights too, which have no meaning here, in a `tf.data.Dataset` by `.map({code})`."
    )


def samples_of(network, name=REAL, pixels=False):
    """Returns the `Field` of samples as a network makes them."""
    reach = output_range(network)
    shape = sample_shape(keras.tree.flatten(network.outputs)[0].shape)
    return Field(
        name, shape, limits=scaling.pixel_range(reach), pixels=pixels, reach=reach, ending=last_activation(network)
    )
