"""Rows of a table: columns of mixed kinds."""

import math

from kerasgan import metrics, plots
from kerasgan.recipe.kinds import kind

TITLES = {
    "table_shape": "shape of the columns, ideal 1",
    "table_trend": "trend of pairs of columns, ideal 1",
    "utility_auc": "AUC on held-out rows, trained on these, the higher the better",
    "utility_f1": "F1 on held-out rows, trained on these, the higher the better",
    "utility_rmse": "RMSE on held-out rows, trained on these, the lower the better",
    "nearest_distance": "distance to the nearest training row, ideal as real",
    "copies": "share of rows that are training rows, ideal as real",
}


class Table(kind.Kind):
    """A frame: nothing to look at while it trains but the curves; at the end each column, and how they depend."""

    def figures(self, gan, seed):
        """Returns how close generated rows are to held-out ones, beside training rows."""
        held_out, real = self._held_out(seed), self.data.frame
        made = gan.sample(max(len(held_out), min(len(real), kind.SAMPLES)), seed=seed)
        some = real.sample(min(len(made), len(real)), random_state=seed)
        alike = (metrics.table_shape, metrics.table_trend)
        values = [{metric.__name__: metric(held_out, rows) for metric in alike} for rows in (made, some)]
        utility = self._utility(real, made, held_out, seed)
        near = metrics.nearest_record(real, made, held_out=held_out, seed=seed)
        for found, side in zip(values, ("", "real_")):
            scores = {f"utility_{name}": getattr(utility, side + name, math.nan) for name in ("auc", "f1", "rmse")}
            found |= {name: score for name, score in scores.items() if not math.isnan(score)}
            found |= {"nearest_distance": getattr(near, f"{side}distance"), "copies": getattr(near, f"{side}copies")}
        return len(made), kind.titled(TITLES, *values)

    def _utility(self, real, made, held_out, seed):
        if len(real.columns) < 2:  # nothing to predict the only column by
            return None
        return metrics.table_utility(real, made, target=self.data.target, held_out=held_out, seed=seed)

    def _held_out(self, seed):
        if len(self.data.held_out) > 1:
            return self.data.held_out
        return self.data.frame.sample(min(len(self.data.frame), kind.FEWER_SAMPLES), random_state=seed)

    def evaluation(self, gan, seed):
        """Returns the arguments of `callbacks.Evaluate`: the trend of pairs of columns on held-out rows."""
        return {"metrics": "table_trend", "real": self._held_out(seed)}

    def draw(self, gan, seed, folder):
        """Draws each column, and how they depend on each other."""
        real = self.data.frame
        made = gan.sample(min(len(real), kind.SAMPLES), seed=seed)
        plots.plot_columns(real, made, folder / "columns.png")
        plots.plot_correlations(real, made, folder / "correlations.png")
