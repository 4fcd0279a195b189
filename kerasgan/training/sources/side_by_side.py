"""`SideBySide`: several sources that know nothing of each other, such as two sets of unpaired images."""

from kerasgan.training.sources.source import Source


class SideBySide(Source):
    """A batch of each of several sources; the longest one says how long a pass is, the others begin again.

    Args:
        sources: Dict of `Source`s, each with fields of its own, by the names of the sets.
    """

    def __init__(self, sources):
        self.names, self.sources = list(sources), list(sources.values())
        self.batch_size = self.sources[0].batch_size
        lengths = [source.batches_per_pass for source in self.sources]
        self.batches_per_pass = None if None in lengths else max(lengths)

    @property
    def share(self):
        """Pair of integers, which part of each batch this process takes."""
        return self.sources[0].share

    @share.setter
    def share(self, value):
        for source in self.sources:
            source.share = value

    def take(self):
        return self._together(lambda source: source.take())

    def problems(self):
        """Returns what is wrong with each, and with which."""
        named = zip(self.names, self.sources)
        return [f"Set {name!r}: {problem}" for name, source in named for problem in source.problems()]

    def look(self):
        """Returns some samples of each."""
        return self._together(lambda source: source.look())

    def position(self):
        """Returns the positions of all."""
        return {"sources": [source.position() for source in self.sources]}

    def go_to(self, position):
        """Goes to where `position` was taken."""
        for source, one in zip(self.sources, position["sources"]):
            source.go_to(one)

    def _together(self, function):
        found = {}
        for source in self.sources:
            found |= function(source)
        return found
