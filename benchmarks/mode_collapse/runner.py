"""Carries out the runs, one after the other; it can be stopped at any moment and goes on where it was.

A finished run is a JSON file, and is not made again while its settings are the same. The one in progress has a
checkpoint of `fit_gan`, written about once a minute. Networks are compiled once for all seeds of an experiment.
"""

from benchmarks.mode_collapse import experiments
from benchmarks.mode_collapse.bench import Bench
from benchmarks.mode_collapse.boosted import Boosted
from benchmarks.studies import records


def study(names, data, seeds, folder, steps=None, say=print):
    """Carries out each experiment on each data set for each seed, as far as that is not done.

    Args:
        names: List of names of experiments.
        data: List of names of data sets.
        seeds: List of integers.
        folder: Path, where records, samples and checkpoints are.
        steps: Integer, steps of each run. Defaults to `None`, each experiment's own.
        say: Function of a string, told of each run.

    Raises:
        Stopped: After Ctrl-C.
    """
    for name in names:
        bench, kind = None, Boosted if experiments.EXPERIMENTS[name].rounds > 1 else Bench
        for source in data:
            todo = [seed for seed in seeds if not done(folder, source, name, seed, steps)]
            bench = kind(name, source, steps, bench) if todo else bench
            for seed in todo:
                record = bench.run(seed, folder)
                records.write(records.path_of(folder, source, name, seed), record)
                say(line(record))


def done(folder, data, name, seed, steps=None):
    """Tells whether a run is finished with the settings of today."""
    record = records.read(records.path_of(folder, data, name, seed))
    return record is not None and record["settings"] == experiments.settings(name, data, steps)


def line(record):
    """Returns one line about a run."""
    figures = f"{record['modes']:2d} modes, {100 * record['high_quality']:5.1f} % high quality"
    about = f"{record['data']:8s} {record['name']:25s} seed {record['seed']}"
    told = f"; doctor: {', '.join(record['doctor'])}" if record["doctor"] else ""
    return f"{about}: {figures}, reverse KL {record['reverse_kl']:.3f} ({record['seconds']:.0f} s){told}"
