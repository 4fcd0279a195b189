"""Training rates of kerasgan, of its peers and of the machine, side by side: `python -m benchmarks`.

    workloads.py -> runner.py -> worker.py (two processes per backend) -> competitors/ -> report.py

Who owns what: `workloads.py` says what is trained, as data; `flops.py` and `limit.py` say what the machine could do at
best; each file of `competitors/` is one way to train; `worker.py` holds the competitors of one backend alive;
`runner.py` lets one at a time work, in turn; `report.py` makes the table. Nothing here is installed with the package.
"""
