"""Metrics beside torch-fidelity's and prdc's functions: the same figure, the time and the memory that each takes.

    python -m benchmarks.metrics [--quick] [--features 2048] [--samples 10000]

Peers that are not installed are skipped by name; `benchmarks/peers.py` says how torch-fidelity is imported without
torchvision. Each function runs in a process of its own, so that the peak of its memory is its own; what stands before
it (the arrays and the imports) is taken off.
"""

import argparse
import contextlib
import importlib.metadata
import multiprocessing
import time

import numpy as np

from benchmarks import memory, peers

MB = 2**20


def draw(samples, features):
    rng = np.random.default_rng(0)
    return rng.normal(size=(samples, features)), rng.normal(0.1, 1.1, (samples, features))


# === One figure by each; the imports come first, since they are not what is measured ===


def frechet_of_ours():
    from kerasgan import metrics

    return lambda real, fake: metrics.frechet_distance(real, fake)


def frechet_of_torch_fidelity():
    import torch

    peer = peers.torch_fidelity("metric_fid")

    def run(real, fake):
        parts = [peer.fid_features_to_statistics(torch.from_numpy(x)) for x in (real, fake)]
        return peer.fid_statistics_to_metric(*parts, verbose=False)["frechet_inception_distance"]

    return run


def kernel_of_ours():
    from kerasgan import metrics

    return lambda real, fake: metrics.kernel_distance(real, fake, subsets=100, subset_size=1000).mean


def kernel_of_torch_fidelity():
    import torch

    peer = peers.torch_fidelity("metric_kid")

    options = {"kid_subsets": 100, "kid_subset_size": 1000, "rng_seed": 2020, "verbose": False}

    def run(real, fake):
        found = peer.kid_features_to_metric(torch.from_numpy(real), torch.from_numpy(fake), **options)
        return found["kernel_inception_distance_mean"]

    return run


def neighbours_of_ours():
    from kerasgan import metrics

    return lambda real, fake: metrics.precision_recall(real, fake, k=3).precision


def neighbours_of_torch_fidelity():
    import torch

    peer = peers.torch_fidelity("metric_prc")

    options = {"prc_neighborhood": 3, "prc_batch_size": 10000, "save_cpu_ram": False, "verbose": False}

    def run(real, fake):
        return peer.prc_features_to_metric(torch.from_numpy(fake), torch.from_numpy(real), **options)["precision"]

    return run


def neighbours_of_prdc():
    import prdc

    return lambda real, fake: prdc.compute_prdc(real, fake, nearest_k=3)["precision"]


# Figure: by whom (package and function), and how many features at most, so that a run takes minutes.
FIGURES = {
    "Fréchet distance": ({"kerasgan": frechet_of_ours, "torch-fidelity": frechet_of_torch_fidelity}, 2048),
    "kernel distance, 100 subsets": ({"kerasgan": kernel_of_ours, "torch-fidelity": kernel_of_torch_fidelity}, 2048),
    "precision, k = 3": (
        {"kerasgan": neighbours_of_ours, "torch-fidelity": neighbours_of_torch_fidelity, "prdc": neighbours_of_prdc},
        64,
    ),
}


def measure(make, samples, features, answers):
    """Puts (figure, seconds, bytes above what stood before), or (what went wrong,); runs in a process of its own."""
    try:
        run = make()
        arrays = draw(samples, features)
        before = memory.peak()
        began = time.perf_counter()
        with contextlib.redirect_stdout(None):  # prdc prints its sizes
            figure = float(run(*arrays))
        seconds = time.perf_counter() - began
        answers.put((figure, seconds, memory.peak() - before))
    except Exception as error:
        answers.put((f"{type(error).__name__}: {error}",))


def in_a_process(make, samples, features):
    """Returns what `measure` put."""
    context = multiprocessing.get_context("spawn")
    answers = context.Queue()
    process = context.Process(target=measure, args=(make, samples, features, answers))
    process.start()
    answer = answers.get()
    process.join()
    return answer


def is_installed(package):
    try:
        return bool(importlib.metadata.version(package))
    except importlib.metadata.PackageNotFoundError:
        return False


def main(arguments=None, *, figures=None, installed=is_installed, measured=in_a_process):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--samples", type=int, default=10_000)
    parser.add_argument("--features", type=int, default=2048, help="at most")
    parser.add_argument("--quick", action="store_true", help="2,000 samples of 64 features")
    options = parser.parse_args(arguments)
    samples, most = (2000, 64) if options.quick else (options.samples, options.features)
    for name, (functions, limit) in (figures or FIGURES).items():
        features = min(most, limit)
        print(f"{name}, 2 x {samples:,} samples of {features} features")
        for package, make in functions.items():
            found = measured(make, samples, features) if installed(package) else ("skipped: not installed",)
            print(f"  {package:15} {told(found)}", flush=True)


def told(found):
    if len(found) == 1:
        return found[0]
    figure, seconds, memory = found
    return f"{figure:.9g}  {seconds:.2f} s  {memory / MB:,.0f} MB"


if __name__ == "__main__":
    main()
