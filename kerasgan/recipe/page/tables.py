"""What a page has to know of the columns of a table, to make values of rows."""

from kerasgan.tables import categories, following, numeric


def about(table):
    """Returns how rows of numbers become values: `columns`, and how many `numbers` a row begins with."""
    starts = dict(zip([one.name for one in table.chosen], table.starts.tolist()))
    places = {one.name: number for number, one in enumerate(table.numeric)}
    found = [column(one, starts, places, table) for one in table.columns]
    return {"columns": [one for one in found if one], "numbers": table.numbers}


def column(one, starts, places, table):
    """Returns what a page has to know of a column, `None` of one that nothing is learned of."""
    if isinstance(one, following.FollowingColumn):
        other = next(column for column in table.columns if column.name == one.other)
        own = choices(one.own)
        names = [own[place] for place in one.places]
        return {"name": one.name, "start": starts[other.name], "size": other.choices, "names": names}
    if not one.choices:
        return None
    found = {"name": one.name, "start": starts[one.name], "size": one.choices}
    if isinstance(one, categories.CategoryColumn):
        return {**found, "names": choices(one)}
    return {**found, "number": places.get(one.name), **numbers(one)} if isinstance(one, numeric.NumberColumn) else None


def choices(one):
    """Returns the names of the choices of a column of categories."""
    shared = len(one.categories) - one.own
    names = [str(value) for value in one.categories[: one.own]]
    return [*names, *([f"{shared} others"] if shared else []), *(["missing"] if one.missing else [])]


def numbers(one):
    """Returns how choices and places of a column become numbers."""
    return {
        "spikes": one.spikes.tolist(),
        "modes": one.modes and one.modes.get_config(),
        "missing": bool(one.missing),
        "low": one.low,
        "high": one.high,
        "step": float(one.step or 0),
        "family": one.family,
    }
