"""Stacked digits: three in one image, a thousand kinds."""

from kerasgan import metrics
from kerasgan.recipe.kinds.images import Images
from kerasgan.recipe.kinds.kind import Figure


class StackedDigits(Images):
    """uint8 images `(28, 28, 3)`, a digit in each colour; labels say which number they make."""

    def measured(self, groups):
        """Returns the figures of `Groups`: the modes of as many images as there are, then those of any images."""
        fake, real = (metrics.stacked_digits.scores(images) for images in (groups.fake, groups.other))
        n = len(groups.fake)
        modes = Figure(float(fake.modes), float(real.modes), f"modes of 1,000 that {n:,} images show")
        kl = Figure(fake.reverse_kl, real.reverse_kl, f"KL of {n:,} images from evenly many of each mode")
        return {"modes": modes, "reverse_kl": kl, **super().measured(groups)}
