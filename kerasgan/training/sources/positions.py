"""Where in its data a run is, as a checkpoint has it: whether that can be a place in the data at hand."""

from kerasgan.errors import CheckpointError


def refuse_taken(position, most):
    """Raises a `ValueError` where a position in the data says that more batches were taken than steps can take."""
    taken = position.get("taken", 0)
    if not 0 <= taken <= most:
        raise ValueError(f"{taken:,} batches are more than its steps take, {most:,}")
    for inner in position.get("sources", ()):
        refuse_taken(inner, most)


# What kind of data the place in them is written down of, by what it consists of.
KINDS_OF_DATA = {
    ("left", "rng"): "arrays, or a folder of images",
    ("rng", "taken"): "batches, of a data set or an iterator",
    ("rng",): "a sampler",
    (): "a sampler that runs inside the step",
    ("sources",): "several sets of data",
}


def refuse_other_data(folder, written, here):
    """Raises where a checkpoint was written in a run on data of another kind: no place in these is written there."""
    kinds = [KINDS_OF_DATA.get(tuple(sorted(one)), "something else") for one in (written, here)]
    if kinds[0] != kinds[1]:
        raise CheckpointError(
            f"`checkpoint`: the run in {folder} was trained on {kinds[0]}, this one has {kinds[1]}, so it cannot go on "
            "where that one was. Pass the same data, or choose another folder."
        )
