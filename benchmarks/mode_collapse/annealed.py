"""Penalties that fade: strong at first, so that no mode is lost, weak at last, so that the modes get sharp.

Terms of one's own, as docs/extending.md has them. Huang et al. (The GAN is dead; long live the GAN!, 2024) let gamma
fall along a cosine; here it falls by the same factor at each step.
"""

import keras
from keras import ops

import kerasgan


class Fading:
    """Multiplies a penalty by `until ** (step / steps)`, and by `until` from `steps` on.

    Args:
        weight: Float, as for the penalty: that of the first step.
        until: Float from 0 to 1, the share of it that is left at last.
        steps: Integer, over how many steps it falls.
        **options: As for the penalty.
    """

    def __init__(self, weight, until, steps, **options):
        super().__init__(weight, **options)
        self.until, self.steps = until, steps

    def __call__(self, scene):
        return super().__call__(scene) * self.fade(scene)

    def fade(self, scene):
        """Returns the share of the penalty that is left, a scalar tensor."""
        step = ops.cast(scene.gan.optimizer.iterations, keras.config.floatx())
        return ops.power(self.until, ops.minimum(step / self.steps, 1.0))

    def get_config(self):
        return {**super().get_config(), "until": self.until, "steps": self.steps}


@keras.saving.register_keras_serializable(package="kerasgan_benchmarks")
class FadingR1(Fading, kerasgan.terms.R1):
    """R1 that fades."""


@keras.saving.register_keras_serializable(package="kerasgan_benchmarks")
class FadingR2(Fading, kerasgan.terms.R2):
    """R2 that fades."""


@keras.saving.register_keras_serializable(package="kerasgan_benchmarks")
class FadingZeroCentered(Fading, kerasgan.terms.ZeroCenteredPenalty):
    """The zero-centred penalty that fades."""


TERMS = {"fading_r1": FadingR1, "fading_r2": FadingR2, "fading_zero_centered": FadingZeroCentered}


def get(config):
    """Returns the term for a config, one of ours here or of `kerasgan.terms`."""
    if config["class_name"] in TERMS:
        return TERMS[config["class_name"]](**config["config"])
    return kerasgan.terms.get(config)
