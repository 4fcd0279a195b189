"""The study of translation: Isola et al.'s ablation, and CycleGAN without pairs, on characters in two faces.

- `experiments.py`: what a cell of the table is, and how it is trained;
- `reader.py`: the classifier that reads characters, on which two of the figures rest;
- `measures.py`: the figures, of characters that no cell has been trained on;
- `records.py`: runs and their results on disk, so that the study goes on where it was cut off;
- `page.py`: the tables and the picture of `docs/translation.md`.
"""
