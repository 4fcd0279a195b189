"""What was measured, as one table."""

from rich.table import Table

BACKENDS = ("tensorflow", "jax", "torch")


def table(result):
    """Returns a rich table: a row per competitor, a section per workload.

    Args:
        result: What `runner.measure` returned.
    """
    machine = result["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    title = f"Steps per second on {machine['cores']} cores of {machine['processor']}\n{versions}"
    found = Table(title=title, caption=caption(result), caption_justify="left")
    for name in ("workload", "competitor", "backend"):
        found.add_column(name, no_wrap=name != "competitor")
    for name in ("steps/s", "min - max", "of limit", "first step", *(f"ours, {name}" for name in BACKENDS)):
        found.add_column(name, justify="right")
    for workload, record in result["workloads"].items():
        for number, row in enumerate(record["rows"]):
            found.add_row(workload if number == 0 else "", *cells(row))
        found.add_section()
    return found


def cells(row):
    """Returns the texts of one row, all but the workload."""
    name = f"{row['name']} ({row['variant']})" if row.get("variant") else row["name"]
    if row["error"]:
        return [f"{name}\n{row['error'][:150]}", row["backend"], "failed", *[""] * 6]
    spread = f"{figure(row['low'])} - {figure(row['high'])}"
    first = f"{row['first_step']:.1f} s" if "first_step" in row else ""
    ratios = [row["ours_against_it"].get(backend) for backend in BACKENDS]
    shown = ["" if ratio is None else f"{ratio:.2f}x" for ratio in ratios]
    return [name, row["backend"], figure(row["median"]), spread, f"{100 * row['of_limit']:.0f} %", first, *shown]


def figure(rate):
    """Returns a rate with three digits, or all of its whole part."""
    return f"{rate:.0f}" if rate >= 100 else f"{rate:.3g}"


def caption(result):
    """Returns what the columns mean, and who was not there."""
    lines = [
        f"Medians of {result['rounds']} interleaved slices of {result['seconds']:g} s. `ours, jax`: steps/s of "
        "kerasgan's fit_gan on JAX over those of this row, the median of the ratios within each round. The limit: the "
        "best rate of large float32 matrix products in the same round over the operations of a step "
        "(benchmarks/flops.py). First step: building, compiling, and one call of the variant; without imports."
    ]
    lines += [f"Skipped, package missing: {', '.join(result['skipped'])}."] if result["skipped"] else []
    return "\n".join(lines)
