"""The doctor: what can go wrong while a GAN trains, by its name in the field, seen in figures of a few samples.

`probe.py` measures a GAN on a few samples, `evidence.py` turns samples and logits into figures, `conditions.py` is the
list of what the figures can mean, `ledger.py` remembers for how long each has held, `pace.py` says when there is time
to look. The callback that carries them through a run is `kerasgan.callbacks.Doctor`.
"""
