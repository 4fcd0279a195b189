"""The study of stacked MNIST: how many of a thousand modes G makes, by recipe and seed.

`study.py` carries out the runs, `page.py` writes the page from what has been run, `pictures.py` draws,
`notes.py` has the words.
"""
