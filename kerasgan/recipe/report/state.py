"""What a run was and how far it came, in words: its state, its date, its optimizers, its lazy terms."""

SCHEDULES = ("initial_learning_rate", "learning_rate")


def steps_made(summary, history):
    """Returns how many steps a run has made, as far as it wrote that down, or `None`."""
    told = summary.get("steps")
    steps = [int(step) for step in history.get("step", ()) if step is not None]
    return max([*([told] if is_count(told) else []), *steps], default=None)


def status(recipe, summary, steps, live=False):
    """Returns what has become of a run, a dict of `text` and `whole`; `None` where its files do not say."""
    training = part(recipe, "training")
    wanted = summary.get("of_steps") or training.get("steps")
    known = is_count(wanted) and steps is not None
    state = summary.get("state")
    if state is None and not known:
        return None
    far = f"{steps:,} of {wanted:,} steps" if known else f"{steps:,} steps" if steps is not None else "no step yet"
    if state == "done":
        early = known and steps < wanted
        return {"text": f"Stopped early, after {far}." if early else f"Done, {steps or 0:,} steps.", "whole": True}
    if live and state in (None, "running"):
        return {"text": f"Running: {far}.", "whole": True}
    if state in (None, "running"):
        if known and steps >= wanted:
            return {"text": f"Done, {steps:,} steps.", "whole": True}
        return {"text": f"Not finished: {far}. It is running, or was cut off.", "whole": False}
    words = {"cut off": "Cut off", "diverged": "Diverged"}.get(state, "Not finished")
    return {"text": f"{words} after {far}.", "whole": False}


def date(summary):
    """Returns when a run ended or was last written down, text, or `None`."""
    found = summary.get("date") or summary.get("written")
    return found if isinstance(found, str) else None


def optimizers(recipe):
    """Returns the optimizers of a recipe in words: list of (name, text)."""
    gan = part(recipe, "gan")
    names = {"g_optimizer": "optimizer of G", "d_optimizer": "optimizer of D"}
    return [(text, in_words(gan[name])) for name, text in names.items() if gan.get(name)]


def in_words(optimizer):
    """Returns an optimizer as a few words: its class and its learning rate."""
    if not isinstance(optimizer, dict):
        return str(optimizer)[:60]
    name, rate = str(optimizer.get("class_name", "?"))[:40], part(optimizer, "config").get("learning_rate")
    falling = isinstance(rate, dict)
    if falling:
        inner = part(rate, "config")
        rate = next((inner[key] for key in SCHEDULES if key in inner), None)
    if not isinstance(rate, (int, float)):
        return name
    return f"{name} {rate:g}{', falling' if falling else ''}"


def loss(recipe):
    """Returns the loss of a recipe, text."""
    return str(part(recipe, "gan").get("loss", "non_saturating"))


def lazy(recipe):
    """Returns {name in the history: every} of the terms of a recipe that are applied every so many steps."""
    terms = part(recipe, "gan").get("terms")
    found = {}
    for term in terms if isinstance(terms, list) else ():
        every = part(term, "config").get("every", 1)
        if is_count(every) and every > 1:
            found[str(part(term, "config").get("name", term.get("class_name")))] = every
    return found


def is_count(value):
    """Tells whether a value is a whole number that is not negative."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def part(value, name):
    """Returns a part of what should be a dict of dicts, `{}` where it is not."""
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}
