"""The study of mode collapse: `python -m benchmarks.mode_collapse`.

    experiments.py -> runner.py: bench.py -> one JSON per (data, experiment, seed) -> page.py, pictures.py

Who owns what: `experiments.py` says what is trained, as data; `networks.py` builds PacGAN's networks and ours;
`annealed.py` has terms of the study's own; `bench.py` trains one experiment on one data set, `boosted.py` one of
AdaGAN; `runner.py` carries out one run after the other and can be stopped at any moment; `records.py` reads and writes
what was found; `published.py` has the papers' rows; `saturation.py` is the experiment on the Jensen-Shannon divergence;
`page.py`, `pictures.py` and `notes.py` make `docs/mode_collapse.md`.
"""
