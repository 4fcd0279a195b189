"""GANs of a table side by side: `python -m benchmarks.tables FILE`; `peers.py` is the process that each of them has."""
