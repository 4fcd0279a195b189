"""Where real samples come from: whatever the user has, as NumPy batches of one size.

A source has `take()`, which returns the next batch `(x, labels or None)`; `batches_per_pass`, how many make one pass
over the data, `None` where there is no end; `batch_size`, of a whole batch; `look()` and `look_labels()`, what the
checks before training see; `look_pair()`, samples and the labels beside them, for the doctor; `position()` and
`go_to`, so that a run can go on where it stopped; `share`, which part of each batch this process takes; and `draw`,
`None` where the batches come from the host, else what draws them inside the step. `of` makes a source.
"""

import inspect
import itertools

import keras
import numpy as np

from kerasgan import checks
from kerasgan.errors import DataEndedError

KINDS = (
    "an array, `(x, labels)`, a `tf.data.Dataset`, a `keras.utils.PyDataset`, a torch `DataLoader`, an iterator of "
    "batches, or a sampler `f(batch_size, rng)`"
)

# How many rows of a large array the checks before training look at.
LOOK_ROWS = 100_000

# How many of the first samples are remembered for the doctor, where `look_pair` has fewer.
REMEMBERED = 128


def of(data, labels=None, batch_size=128, rng=None):
    """Returns the source of real samples for `data`.

    Args:
        data: Array (`np.memmap` included), `(x, labels)`, `tf.data.Dataset`, `keras.utils.PyDataset`, torch
            `DataLoader`, iterator of batches, or sampler `f(batch_size, rng)`.
        labels: Array of labels beside an array. Defaults to `None`.
        batch_size: Integer, for arrays and samplers; the others come in batches. Defaults to `128`.
        rng: `numpy.random.Generator` for the order of the data and for samplers.

    Returns:
        An `ArraySource`, `SamplerSource` or `StreamSource`.

    Raises:
        ValueError: If the data are none of these, are empty, are no numbers, or have fewer samples than a batch.
    """
    rng = np.random.default_rng() if rng is None else rng
    if isinstance(data, tuple) and len(data) == 2 and labels is None:
        data, labels = data
    if hasattr(data, "shape") and (hasattr(data, "dtype") or hasattr(data, "to_numpy")) or isinstance(data, list):
        return ArraySource(data, labels, batch_size, rng)
    checks.raise_all(_stray_labels(data, labels))
    if hasattr(data, "as_source"):  # a data set of ours that knows better than any rule here
        return data.as_source(batch_size, rng)
    if callable(data):
        return SamplerSource(data, batch_size, rng)
    if isinstance(data, keras.utils.PyDataset):
        return StreamSource(PyDatasetPasses(data, rng), rng)
    if hasattr(data, "__iter__") and not isinstance(data, (str, bytes, dict, tuple)):
        return StreamSource(data)
    raise ValueError(f"`data`: expected {KINDS}. Received: {data!r} of type {type(data).__name__}.")


def part_of(batch, share):
    """Returns the part of `(x, labels)` that `share` says, `(number of this process, how many there are)`."""
    return tuple(None if values is None else values[rows_of(len(values), share)] for values in batch)


def rows_of(count, share):
    """Returns the slice of `count` rows, divisible by the number of processes, that belongs to one."""
    index, processes = share
    size = count // processes
    return slice(index * size, (index + 1) * size)


class ArraySource:
    """Batches of an array, shuffled anew in each pass; what does not fill a batch waits for another pass.

    Args:
        x: Array `(n, *shape)`.
        labels: Array `(n,)`, or `None`.
        batch_size: Integer.
        rng: `numpy.random.Generator`.
    """

    share = (0, 1)
    draw = None

    def __init__(self, x, labels, batch_size, rng):
        self.x = x if isinstance(x, np.ndarray) else as_numpy(x)
        self.labels = None if labels is None else as_numpy(labels, "labels")
        self.batch_size = batch_size
        self.rng = rng
        self._rows = []
        self._pass_began = None  # the state of `rng` before the order of this pass was drawn
        checks.raise_all(self._problems())
        self.batches_per_pass = len(self.x) // batch_size

    def _problems(self):
        if no_numbers(self.x):
            return no_numbers(self.x)
        if self.x.ndim == 0 or len(self.x) == 0:
            return [f"`data` is empty: expected at least one batch of samples. Received shape {self.x.shape}."]
        found = []
        if len(self.x) < self.batch_size:
            found.append(
                f"`data`: expected at least `batch_size` = {self.batch_size} samples. Received {len(self.x)}. Pass "
                f"`batch_size={len(self.x)}` or less."
            )
        if self.labels is not None and self.labels.shape[:1] != self.x.shape[:1]:
            received = len(self.labels) if self.labels.ndim else self.labels
            found.append(f"`labels`: expected one for each of the {len(self.x)} samples. Received {received}.")
        return found

    def look(self):
        """Returns rows for the checks: all of them, or of a large array some, evenly spaced."""
        rows = self.x[:: -(-len(self.x) // LOOK_ROWS)]
        return in_float(rows) if rows.dtype == bool else rows

    def look_labels(self):
        """Returns all labels, or `None`."""
        return self.labels

    def look_pair(self):
        """Returns these rows and the labels beside them, or `None` for those."""
        return self.look(), None if self.labels is None else self.labels[:: -(-len(self.x) // LOOK_ROWS)]

    def take(self):
        rows = self.next_rows()
        return in_float(self.x[rows]), None if self.labels is None else self.labels[rows]

    def next_rows(self):
        """Returns the numbers of the next batch's samples, those of this process."""
        if not self._rows:
            self._begin_pass()
        return self._rows.pop()[rows_of(self.batch_size, self.share)]

    def _begin_pass(self):
        self._pass_began = self.rng.bit_generator.state
        order = self.rng.permutation(len(self.x))[: self.batches_per_pass * self.batch_size]
        self._rows = np.split(order, self.batches_per_pass)

    def position(self):
        """Returns where in the data the next batch is, in plain types."""
        if self._pass_began is None:
            return {"rng": self.rng.bit_generator.state, "left": None}
        return {"rng": self._pass_began, "left": len(self._rows)}

    def go_to(self, position):
        """Goes to where `position` was taken."""
        self.rng.bit_generator.state = position["rng"]
        self._begin_pass()
        if position["left"] is not None:
            del self._rows[position["left"] :]


class SamplerSource:
    """Batches that a function draws: `f(batch_size, rng)` returns `x` or `(x, labels)`.

    Args:
        sampler: The function.
        batch_size: Integer.
        rng: `numpy.random.Generator`, handed to the function.
    """

    batches_per_pass = None
    share = (0, 1)
    draw = None

    def __init__(self, sampler, batch_size, rng):
        self.sampler = sampler
        self.batch_size = batch_size
        self.rng = rng
        self._waiting = []
        checks.raise_all(_wrong_signature(sampler, batch_size, rng))
        self._waiting.append(self.take())
        checks.raise_all(_wrong_count(self._waiting[0][0], batch_size))

    def look(self):
        """Returns the first batch; training sees it too."""
        return self._waiting[0][0]

    def look_labels(self):
        """Returns those of the first batch, or `None`."""
        return self._waiting[0][1]

    def look_pair(self):
        """Returns the first batch and its labels."""
        return self._waiting[0]

    def take(self):
        batch = self._waiting.pop() if self._waiting else as_pair(self.sampler(self.batch_size, self.rng))
        return part_of(batch, self.share)

    def position(self):
        """Returns the state of the generator; what the function keeps elsewhere is not known here."""
        return {"rng": self.rng.bit_generator.state}

    def go_to(self, position):
        """Goes to where `position` was taken."""
        self.rng.bit_generator.state = position["rng"]
        self._waiting.clear()


class InStepSource:
    """No batches: the step draws its own real samples, see `datasets.InStep`.

    Args:
        draw: Function `(batch_size, seed) -> tensor`.
        batch_size: Integer.
    """

    batches_per_pass = None
    share = (0, 1)

    def __init__(self, draw, batch_size):
        self.draw = draw
        self.batch_size = batch_size
        self._first = as_numpy(draw(batch_size, keras.random.SeedGenerator(0)))
        checks.raise_all(no_numbers(self._first) or _wrong_count(self._first, batch_size))

    def look(self):
        """Returns a batch for the checks."""
        return self._first

    def look_labels(self):
        """Returns `None`: there are none."""

    def look_pair(self):
        """Returns a batch, and `None` for its labels."""
        return self._first, None

    def position(self):
        """Returns an empty dict: the GAN's own state holds where the random numbers are."""
        return {}

    def go_to(self, position):
        """Does nothing."""


class StreamSource:
    """Batches of anything that yields them, begun again when it ends, where it can be.

    Batches smaller than the first, such as the remainder at the end of a pass, are left out: a compiled step has one
    size. `batches_per_pass` leaves it out, too, for a `PyDataset` and a `DataLoader`; a `tf.data.Dataset` does not say
    that it has one, and without `drop_remainder=True` counts it.

    Args:
        stream: Iterable of `x` or `(x, labels)`, batch axis first.
        rng: `numpy.random.Generator` that the stream draws from, or `None`.
    """

    share = (0, 1)
    draw = None

    def __init__(self, stream, rng=None):
        self.stream = stream
        self.rng = rng
        self._began = rng.bit_generator.state if rng else None
        self._taken = 0
        self._batches = iter(stream)
        self._again = self._batches is not stream
        self._waiting = []
        self._size = None
        try:
            self._waiting.append(self._next())
        except DataEndedError:
            raise ValueError("`data` is empty: expected at least one batch. Received none.") from None
        self.batches_per_pass = full_batches(stream)
        self.batch_size = self._size

    def look(self):
        """Returns the first batch; training sees it too."""
        return self._waiting[0][0]

    def look_labels(self):
        """Returns those of the first batch, or `None`."""
        return self._waiting[0][1]

    def look_pair(self):
        """Returns the first batch and its labels."""
        return self._waiting[0]

    def take(self):
        batch = self._waiting.pop() if self._waiting else self._next()
        self._taken += 1
        return part_of(batch, self.share)

    def position(self):
        """Returns how many batches were taken, and the generator as it was before the first."""
        return {"rng": self._began, "taken": self._taken}

    def go_to(self, position):
        """Begins the stream again, where it can be, and passes over the batches taken."""
        if self.rng is not None:
            self.rng.bit_generator.state = self._began = position["rng"]
        if self._again:
            self._batches = iter(self.stream)
            self._waiting.clear()
        while self._taken < position["taken"]:
            self.take()

    def _next(self):
        for turn in range(2):
            for batch in self._batches:
                x, labels = as_pair(batch)
                self._size = self._size or len(x)
                if len(x) >= self._size:
                    return x[: self._size], None if labels is None else labels[: self._size]
            if self._again and turn == 0:
                self._batches = iter(self.stream)
        raise DataEndedError("`data` has ended.")


class Remembering:
    """A source of batches that keeps the first samples it gives, so that there are some to look at later.

    Args:
        source: A source of batches; all that is not here is its own.
        count: Integer, how many samples to keep. Defaults to `REMEMBERED`.
    """

    def __init__(self, source, count=REMEMBERED):
        self._source = source
        self._missing = count
        self._kept = []

    def __getattr__(self, name):
        return getattr(self._source, name)

    def take(self):
        """Returns the next batch, as the source does."""
        x, labels = self._source.take()
        if self._missing > 0:
            self._kept.append((x, labels))
            self._missing -= len(x)
        return x, labels

    def remembered(self):
        """Returns the first samples and the labels beside them (or `None`), or `None` until there are enough."""
        if self._missing > 0:
            return None
        x, labels = zip(*self._kept)
        return np.concatenate(x), None if labels[0] is None else np.concatenate(labels)


class PyDatasetPasses:
    """Passes over a `keras.utils.PyDataset`, its batches in a new order each time; one without end in its own order.

    Attributes:
        full_batches: Integer, how many batches of a pass have the full size, `None` before the first pass or without
            an end.
    """

    def __init__(self, dataset, rng):
        self.dataset = dataset
        self.rng = rng
        self._size = None
        self.full_batches = None

    def __iter__(self):
        count = self.dataset.num_batches
        self.dataset.on_epoch_begin()
        if count == 0:
            return
        if self._size is None:  # the first batch in order has the full size; the remainder may come first by chance
            self._size = self._size_of(0)
            self.full_batches = count and count - (self._size_of(count - 1) < self._size)
        for index in itertools.count() if count is None else self.rng.permutation(count):
            batch = self.dataset[int(index)]
            if len(as_pair(batch)[0]) >= self._size:
                yield batch
        self.dataset.on_epoch_end()

    def _size_of(self, index):
        return len(as_pair(self.dataset[index])[0])


def as_pair(batch):
    """Returns `(x, labels)` as NumPy arrays, `labels` `None` where the batch has none."""
    if isinstance(batch, dict) or (isinstance(batch, (tuple, list)) and len(batch) not in (1, 2)):
        raise ValueError(
            f"`data`: expected batches `x` or `(x, labels)`. Received a {type(batch).__name__} with {len(batch)} parts."
        )
    parts = batch if isinstance(batch, (tuple, list)) else (batch,)
    labels = as_numpy(parts[1], "labels") if len(parts) == 2 else None
    x = as_numpy(parts[0])
    checks.raise_all(no_numbers(x))
    if x.ndim == 0:
        raise ValueError(f"`data`: expected batches of samples. Received: the number {x}.")
    return in_float(x), labels


def as_numpy(values, argument="data"):
    """Returns an array or a tensor of any framework as a NumPy array on the host."""
    for method in ("detach", "cpu"):  # PyTorch's tensors
        values = getattr(values, method)() if hasattr(values, method) else values
    try:
        return np.asarray(values)
    except ValueError as error:  # NumPy's word for it is "inhomogeneous"
        raise ValueError(f"`{argument}`: expected parts of one shape. Received a ragged list: {error}.") from None


def no_numbers(x):
    """Checks that an array has real numbers, or truth values, which become 0 and 1."""
    if x.dtype.kind not in "cOSUTmM" and x.dtype.names is None:
        return []
    if x.dtype.kind == "c":
        return [f"`data`: expected real numbers. Received: {x.dtype}. Make its parts two channels."]
    first = x.reshape(-1)[:1].tolist()
    received = f"{first[0]!r} of dtype {x.dtype}" if first else f"dtype {x.dtype}"
    return [f"`data`: expected numbers. Received: {received}."]


def in_float(x):
    """Returns uint8 as it is (the step scales it) and everything else in Keras's default float type."""
    return x if x.dtype == np.uint8 else np.asarray(x, keras.config.floatx())


def full_batches(stream):
    """Returns how many batches of full size one pass has, or `None` where that can't be known.

    A `DataLoader` says how many samples fill how many batches; anything else is taken at its `len`.
    """
    if isinstance(stream, PyDatasetPasses):
        return stream.full_batches
    try:
        length = len(stream)
        if getattr(stream, "batch_size", None) and hasattr(stream, "sampler"):
            length = max(1, min(length, len(stream.sampler) // stream.batch_size))
    except TypeError:
        return None
    return length if 0 < length < 2**40 else None


def _wrong_signature(sampler, batch_size, rng):
    try:
        signature = inspect.signature(sampler)
    except ValueError:  # some functions written in C don't say
        return []
    try:
        signature.bind(batch_size, rng)
    except TypeError:
        name = getattr(sampler, "__name__", type(sampler).__name__)
        return [f"`data`: expected a sampler `f(batch_size, rng)`. Received: `{name}{signature}`."]
    return []


def _wrong_count(x, batch_size):
    if x.ndim and len(x) == batch_size:
        return []
    return [f"`data`: expected `batch_size` = {batch_size} samples from the sampler. Received shape {x.shape}."]


def _stray_labels(data, labels):
    if labels is None:
        return []
    return [f"`labels`: expected only beside an array. With a {type(data).__name__}, let it give `(x, labels)`."]
