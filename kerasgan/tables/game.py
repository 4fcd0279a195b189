"""`TableGAN`: the classic game on the rows of a frame."""

import dataclasses
import hashlib
import json
from typing import Any

import keras
import numpy as np

from kerasgan import checks
from kerasgan import latent as latents
from kerasgan.checks.types import Config, Frame, Tensor
from kerasgan.games.gan import GAN
from kerasgan.games.route import Route
from kerasgan.tables import asking
from kerasgan.tables.networks import CONDITION
from kerasgan.tables.rows import FREE, Rows
from kerasgan.tables.table import Table

# What the ends of a row can reach, and what they are called in messages.
REACH, ENDING = (-1.0, 1.0), "tanh and Gumbel-softmax"


@keras.saving.register_keras_serializable(package="kerasgan")
class TableGAN(GAN):
    """A GAN of a pandas DataFrame: trained on frames, and its samples are frames of the same columns and types.

    `kerasgan.tables.build_gan(frame)` makes one. `gan.columns` prints what was decided of each column.

    Args:
        generator: Keras model of noise and a condition to a row, as `tables.networks.generator` makes it.
        discriminator: Keras model of packs of rows and conditions to a logit.
        table: A `Table`, or its config.
        free: Float, the share of rows in a batch that are drawn without a condition. Defaults to `0.8`.
        **options: As of `kerasgan.GAN`.

    Example:

    >>> frame = pandas.DataFrame({"age": [31, 44, 29, 60] * 9, "sex": ["f", "m", "f", "f"] * 9})
    >>> gan = kerasgan.tables.build_gan(frame)
    >>> gan.sample(3, seed=0).shape
    (3, 2)
    """

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        *,
        table: Table | Config,
        free: float = FREE,
        **options: Any,
    ) -> None:
        super().__init__(generator, discriminator, **options)
        self.table = Table.from_config(table) if isinstance(table, dict) else table
        self.free = free
        self.fields[0].reach, self.fields[0].ending = REACH, ENDING

    @property
    def columns(self) -> Table:
        """The `Table`: printed, one line for each column with what was decided."""
        return self.table

    # === Frames in ===

    def source_of(self, data: Any, labels: Any, batch_size: int, rng: np.random.Generator) -> Rows:
        """Returns the `Rows` of a frame; see `fit_gan`."""
        data = getattr(data, "frame", data)  # of a file
        found = [] if labels is None else ["`labels`: a table has none. A column of the frame is what they would be."]
        checks.raise_all([*found, *self.table.problems(data)])
        checks.raise_all(asking.too_few(data, batch_size))
        return Rows(self.table, data, batch_size, rng, self.free)

    def as_batch(
        self, x: Any, y: Any = None, noise: Any = None, look: bool = True, check_range: bool = True
    ) -> dict[str, Any]:
        """Returns the checked dict of arrays for one step, of a frame; see `train_on_batch`."""
        if hasattr(x, "columns"):
            x, y = asking.as_arrays(self, x, "x"), None
        return super().as_batch(x, y, noise, look, check_range)

    def fit(
        self, x: Any = None, y: Any = None, batch_size: int | None = None, *arguments: Any, **options: Any
    ) -> keras.callbacks.History:
        """Trains as any Keras model does, on a frame; see `Game.fit`. `fit_gan` draws rare categories more often."""
        if options.get("validation_data") is not None:
            options["validation_data"] = asking.held_out_for_keras(self, options["validation_data"])
        return super().fit(*asking.for_keras(self, x, y), batch_size, *arguments, **options)

    def evaluate(self, x: Any = None, y: Any = None, *arguments: Any, **options: Any) -> Any:
        """Returns the losses of a held-out frame; see `Game.evaluate`."""
        return super().evaluate(*asking.for_keras(self, x, y), *arguments, **options)

    # === Frames out ===

    def sample(
        self, n: int, where: dict[str, Any] | None = None, seed: int | None = None, batch_size: int = 4096
    ) -> Frame:
        """Generates rows, by the averaged weights where G's optimizer keeps an average (`use_ema`).

        Args:
            n: Integer, how many.
            where: Dict of what rows are to be, by column: a value, a list of values, or of numbers and dates a range
                `(low, high)`, both ends included. The rarest is asked of G, rows that don't fulfil all are made again;
                `frame.attrs["tries"]` says how many rows were made. Defaults to `None`.
            seed: Integer; the same seed gives the same rows. Defaults to `None`, others each time.
            batch_size: Integer, how many to make at a time. Defaults to `4096`.

        Returns:
            `pandas.DataFrame` of `n` rows with the columns and types of the data.

        Raises:
            ValueError: If an argument is not valid, or `where` asks for what G never makes.

        Example:

        >>> frame = pandas.DataFrame({"age": [31, 44, 29, 60] * 9, "sex": ["f", "m", "f", "f"] * 9})
        >>> gan = kerasgan.tables.build_gan(frame)
        >>> set(gan.sample(4, where={"sex": "m"}, seed=0)["sex"])
        {'m'}
        """
        sizes = [*checks.positive_integer("n", n), *checks.positive_integer("batch_size", batch_size)]
        checks.raise_all([*sizes, *checks.seed(seed, optional=True)])
        wanted = asking.Where.of(self.table, where)
        return asking.collected(self, n, wanted, np.random.default_rng(seed), batch_size)

    def rows(
        self, n: int, rng: np.random.Generator, asked: np.ndarray | None = None, batch_size: int = 4096
    ) -> np.ndarray:
        """Returns rows as G makes them, `(n, width)`, numbers from -1 to 1 and shares of choices.

        Args:
            n: Integer.
            rng: `numpy.random.Generator`.
            asked: Array `(n, choices)`, the conditions. Defaults to `None`, none.
            batch_size: Integer. Defaults to `4096`.
        """
        noise = latents.draw(self.latent, (n, *self.latent_shape), rng)
        given = self.unasked(n) if asked is None else {CONDITION: asked}
        return self.generated(noise, given, n, batch_size)

    def look(self, given: dict[str, Any], noise: Tensor | None) -> dict[str, Tensor]:
        """Returns what the doctor sees, but for D's verdicts beside other conditions: it looks at rows without any."""
        return {name: value for name, value in super().look(given, noise).items() if name != "wrong_logits"}

    def figures_of(self, real: np.ndarray, fake: np.ndarray) -> dict[str, Any]:
        """Returns the column whose choices vary least beside the data's, and its entropy in parts of theirs."""
        spreads = self.table.spreads(real, fake)
        name = min(spreads, key=spreads.get, default=None)
        return {} if name is None else {"narrowest": name, "narrowest_spread": spreads[name]}

    def unasked(self, n: int) -> dict[str, np.ndarray]:
        """Returns the condition of `n` rows that nothing is asked of, a dict."""
        return {CONDITION: np.zeros((n, self.table.choices), "float32")}

    def in_units(self, samples: np.ndarray) -> Frame:
        """Returns rows as G makes them, an array, as a frame."""
        return self.table.decode(samples, np.random.default_rng(0))

    # === Saving ===

    @property
    def meaning(self) -> str:
        """A digest of what each column is and which values it has."""
        return hashlib.sha256(json.dumps(self.table.get_config(), sort_keys=True, default=str).encode()).hexdigest()

    def facts(self) -> dict[str, Any]:
        """Returns what a row is, for cards: the names of its columns, and one value that can be asked for."""
        asked = next(((one.name, one.categories[0]) for one in self.table.chosen if hasattr(one, "categories")), ())
        return {**super().facts(), "conditions": [], "columns": self.table.names, "asked": list(asked)}

    def route(self, to: str | None = None) -> Route:
        """Returns the `Route` to rows as G makes them, for `export`, with what `Table.decode` needs of the columns."""
        found = super().route(to)
        return dataclasses.replace(found, about={**found.about, "table": self.table.get_config()})

    def get_config(self) -> Config:
        """Returns what `from_config` needs: of the data what `Table.get_config` says, and no row."""
        return {**super().get_config(), "table": self.table.get_config(), "free": self.free}
