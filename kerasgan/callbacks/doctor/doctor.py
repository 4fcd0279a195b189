"""`Doctor`: says what goes wrong while a GAN trains, by its name, with the figures and what to try first."""

import math
import pathlib
import warnings
from typing import Any

from numpy.typing import ArrayLike

from kerasgan import checks
from kerasgan.callbacks.periodic import Periodic
from kerasgan.callbacks.progress import say, steady_console
from kerasgan.checks.types import Logs, PathLike
from kerasgan.plots import files


class Doctor(Periodic):
    """Watches a GAN learn and names what goes wrong, once for each condition; it is quiet when all is well.

    `fit_gan` has one by default. Between two steps, and never in one, it looks at a few real and generated samples:
    how often D is right and by how much, both losses and the JSD estimate, both gradients, how far both networks'
    weights have moved, how far apart the generated samples are beside the real ones, how many of their values are at
    the ends of the generator's range. `kerasgan.callbacks.doctor.conditions` has the list of what that can mean, with
    the reason of each threshold: mode collapse, vanishing generator gradient, discriminator overpowering, discriminator
    too weak, range mismatch, exchanged labels, oscillation, saturation, divergence, frozen discriminator, frozen
    generator and others. What healthy runs go through for a while, such as a D that is far ahead, has to last before it
    counts.

    It changes nothing of the training, neither weights nor random numbers, and takes at most 2 % of its time, or half
    a second in a short run (on JAX, where looks are compiled, a second): it looks as often as that allows. What it
    found is in `history.doctor`, a list of findings with `name`, `since`, `step`, `evidence`, `advice`, the
    gravest first.

    Args:
        real: Array `(n, *shape)` of real samples in the data's own units. Defaults to `None`: those that `fit_gan`
            hands it; needed with `gan.fit`.
        labels: Integer array `(n,)` beside it, for a GAN with classes; of other conditions an array, a tuple or a dict.
            Defaults to `None`.
        folder: Path of the run's folder, where `doctor.json` has all figures and `doctor.txt` the findings; made where
            it does not exist. Defaults to `None`, no files.
        every: Integer, how many steps from one look to the next. Defaults to `None`: as often as 2 % of the time allow.
        classifier: Keras model or function of a batch of samples to class probabilities or logits: mode collapse is
            then seen by the classes, too. Defaults to `None`.
        verbose: Boolean, whether to print a finding when it is made. Defaults to `True`.
        conditions: List of `kerasgan.callbacks.doctor.conditions.Condition`. Defaults to `None`, all that are known.

    Attributes:
        findings: List of findings of this run.
        looks: List of dicts, the figures of each look with its `step`.
        seconds: Float, the time that all looks took.

    Raises:
        ValueError: If an argument is not valid; before any training if the folder can't be written to.

    Example:

    >>> gan = kerasgan.build_gan()
    >>> doctor = kerasgan.callbacks.Doctor(every=5)
    >>> data = kerasgan.datasets.load("normal_200d")
    >>> history = kerasgan.fit_gan(gan, data, steps=10, doctor=doctor, verbose=0)
    >>> [look["step"] for look in doctor.looks], history.doctor
    ([5, 10], [])
    """

    needs_one_process = True  # a look is no step that all make together

    def __init__(
        self,
        real: ArrayLike | None = None,
        labels: ArrayLike | None = None,
        *,
        folder: PathLike | None = None,
        every: int | None = None,
        classifier: Any = None,
        verbose: bool = True,
        conditions: Any = None,
    ) -> None:
        checks.raise_all(checks.positive_integer("every", every, optional=True))
        super().__init__(every or 1)
        self.every = every or math.inf  # then never due, and `on_call_end` asks the clock
        self.real, self.labels = real, labels
        self.folder = None if folder is None else pathlib.Path(folder)
        self.classifier = classifier
        self.verbose = verbose
        self.conditions = conditions
        self.findings, self.looks, self.seconds = [], [], 0.0
        self.data, self._more, self._at_once = None, None, 1

    def compare_with(self, given: dict[str, Any], more: Any = None, batch_size: int = 1) -> None:
        """Takes the samples that `fit_gan` has to compare with, unless the user gave some.

        Args:
            given: Dict of arrays by the names of the game's fields: real samples, and what stands beside them.
            more: Function that returns such a dict of what training has seen since, or `None` as long as that is too
                little. Defaults to `None`: `given` is enough.
            batch_size: Integer, how many samples a step has in memory. Defaults to `1`.
        """
        self._at_once = batch_size
        if self.real is None:
            self.data, self._more = given, more

    def on_train_begin(self, logs: Logs = None) -> None:
        """Checks, before any training, that there will be something to look at and somewhere to write."""
        from kerasgan.callbacks.doctor.pace import GRADIENTS, Pace
        from kerasgan.callbacks.doctor.probe import times_of
        from kerasgan.training.backend import engine

        super().on_train_begin(logs)
        gan = self.model
        checks.raise_all([*self._problems(gan), *(files.make_folder("folder", self.folder) if self.folder else [])])
        self.findings, self.looks, self.seconds = [], [], 0.0
        self.probe, self._waits = None, None
        compiles = engine.COMPILES_LOOKS
        self.pace = Pace(compiles=compiles, times=times_of(self._at_once))
        self.gradients_pace = Pace(GRADIENTS, compiles)
        gan.history.doctor = self.findings

    def _problems(self, gan):
        from kerasgan.training import preflight

        if self.real is None and self.data is None:
            return ["`real`: expected an array of real samples to compare with. Received None. `fit_gan` has them."]
        if self.real is None:
            return []
        self.data, problems = preflight.beside_array(gan, self.real, self.labels)
        return problems

    def on_first_step(self, step: int) -> None:
        """Reads what the same run found before it was cut off, and begins to count."""
        from kerasgan.callbacks.doctor import conditions, ledger, report

        before = report.read(self.folder, step) if step else None
        if before:
            self.looks[:], self.findings[:] = before
        steps = (self.params.get("epochs") or 0) * (self.params.get("steps") or 0)
        known = [finding.name for finding in self.findings]
        self._counted = step
        self._prepare()
        self.pace.planned = steps or None
        self.ledger = ledger.Ledger(self.conditions or conditions.CONDITIONS, steps or None, known)

    def waits(self) -> bool:
        """Tells whether it is time to look by the clock."""
        self._waits = not math.isfinite(self.every) and self.pace.due() and not self._waits_for_samples()
        return self._waits

    def _waits_for_samples(self):
        """Tells whether too few samples have been seen; takes them once they are enough."""
        found = self._more and self._more()
        if found:
            self.probe.compare_with(found)
            self._more = None
        return self._more is not None

    def on_call_end(self, step: int, logs: Logs = None) -> None:
        """Looks, when it is time to by the clock; in Keras's `fit` nobody has asked whether it is."""
        for pace in (self.pace, self.gradients_pace):
            pace.ran(step - self._counted)
        self._counted = step
        if self.waits() if self._waits is None else self._waits:
            self._waits = None if self._waits is None else False
            self.look()

    def on_due(self, step: int, logs: Logs = None) -> None:
        """Looks, when it is time to by the steps."""
        self._waits_for_samples()
        self.look()

    def on_train_end(self, logs: Logs = None) -> None:
        """Writes down what was found."""
        self.write()

    def _prepare(self):
        """Makes the probe, which sees the weights as they are before the first step."""
        from kerasgan.callbacks.doctor.probe import Probe

        with self.pace.preparing():
            self.probe = Probe(self.model, self.data, self.classifier, batch_size=self._at_once)

    def look(self) -> None:
        """Looks at the GAN now, and tells of what is new."""
        self.probe.gan = self.model  # in Keras's `fit` on JAX, asking for it puts the weights back in place
        figures = {}
        if math.isfinite(self.every) or self.gradients_pace.due():
            with self.gradients_pace.look():
                figures = self.probe.gradients()
        with self.pace.look():
            figures = {**figures, **self.probe.look(), **self._remains()}
            new = self.ledger.add(self.step, figures)
        self.looks.append({"step": self.step, **figures})
        for finding in new:
            self.add(finding)

    def _remains(self):
        planned = self.pace.planned
        return {"remains": max(0.0, 1 - self.step / planned)} if planned else {}

    def add(self, finding: Any) -> None:
        """Keeps a finding, in order of severity, and tells of it."""
        from kerasgan.callbacks.doctor import conditions, report

        self.findings.append(finding)
        self.findings.sort(key=lambda one: conditions.rank(one.name, self.conditions))
        if self.verbose:
            say(steady_console(), report.text(finding))
        self.write()

    def on_diverged(self, error: Exception) -> None:
        """Takes the error that ended the run as a finding; `fit_gan` calls it."""
        from kerasgan.callbacks.doctor import conditions, ledger

        divergence = next(c for c in conditions.CONDITIONS if c.name == "divergence")
        if divergence.name not in [finding.name for finding in self.findings]:
            step = self.step or 0
            told = str(error).split(" Training stopped")[0]
            self.add(ledger.Finding(divergence.name, step, step, told, list(divergence.advice)))

    def write(self) -> None:
        """Writes `doctor.json` and `doctor.txt`, where there is a folder."""
        from kerasgan.callbacks.doctor import report

        self.seconds = self.pace.spent + self.gradients_pace.spent
        if self.folder and self.step is not None:
            about = {"looks": self.looks, "findings": self.findings, "seconds": self.seconds}
            try:
                report.write(self.folder, **about, of=self.pace.elapsed)
            except OSError as error:  # a full disk, or the folder is gone: nothing to end a training for
                warnings.warn(f"{self.folder}/doctor.json could not be written: {error.strerror}.", stacklevel=2)
