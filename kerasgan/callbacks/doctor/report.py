"""The doctor's findings in words, and in the files of a run's folder."""

import json
import math
import pathlib

from kerasgan.callbacks.doctor.ledger import Finding
from kerasgan.checks import files as reading
from kerasgan.plots import files

MOST_LOG = 50_000_000  # bytes; a run of a million looks has fewer


def text(finding):
    """Returns a finding as a few lines of text."""
    since = f"step {finding.step:,}" if finding.since == finding.step else f"step {finding.since:,} to {finding.step:,}"
    advice = "\n".join(f"  {'Try first' if number == 0 else 'Then'}: {a}." for number, a in enumerate(finding.advice))
    return f"Doctor: {finding.name}, {since}.\n  {finding.evidence}\n{advice}"


def verdict(findings, looks):
    """Returns the verdict in one sentence."""
    if findings:
        return "Found: " + ", ".join(f"{finding.name} (step {finding.step:,})" for finding in findings) + "."
    if not looks:
        return "The run was too short for a look within 2 % of its time."
    return f"Nothing found in {len(looks)} look{'s' if len(looks) > 1 else ''}."


def write(folder, looks, findings, seconds, of):
    """Writes `doctor.json`, with all figures, and `doctor.txt`, with the findings, into a run's folder."""
    about = {
        "verdict": verdict(findings, looks),
        "findings": [finding._asdict() for finding in findings],
        "seconds": round(seconds, 3),
        "of_seconds": round(of, 3),
        "looks": [{name: plain(value) for name, value in look.items()} for look in looks],
    }
    files.write((json.dumps(about, indent=1) + "\n").encode(), pathlib.Path(folder) / "doctor.json")
    lines = [about["verdict"], *map(text, findings)]
    files.write(("\n\n".join(lines) + "\n").encode(), pathlib.Path(folder) / "doctor.txt")


def plain(value):
    """Returns a number of six digits, `None` for what JSON has no word for, and text as it is."""
    if isinstance(value, str):
        return value
    return float(f"{value:.6g}") if math.isfinite(value) else None


def read(folder, step):
    """Returns `(looks, findings)` that a run wrote down up to `step`, or `None` where there are none to be read."""
    if folder is None:
        return None
    try:
        about = json.loads(reading.read_text(pathlib.Path(folder) / "doctor.json", MOST_LOG))
        looks = [look for look in about["looks"] if look["step"] <= step]
        findings = [Finding(**finding) for finding in about["findings"] if finding["step"] <= step]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return looks, findings
