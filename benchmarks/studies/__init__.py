"""What the studies share: records of runs, kept samples, curves, the end of a page, the command line."""
