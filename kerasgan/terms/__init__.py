"""Penalties and cures: what D or G minimises in addition to the adversarial loss; one idea, one file.

A term is an object in the list `terms=` of `build_gan` and `GAN.compile`. To add one, write a `Term`; to give it a name
for recipes, list it in `TERMS`.
"""

from kerasgan.checks import identifiers
from kerasgan.checks.types import Identifier
from kerasgan.terms.auxiliary_classifier import AuxiliaryClassifier
from kerasgan.terms.condition_match import ConditionMatch
from kerasgan.terms.consistency import Consistency
from kerasgan.terms.dragan import Dragan
from kerasgan.terms.feature_matching import FeatureMatching
from kerasgan.terms.gradient_penalty import GradientPenalty, ZeroCenteredPenalty
from kerasgan.terms.lecam import LeCam
from kerasgan.terms.mismatch import Mismatch
from kerasgan.terms.mode_regularization import ModeRegularization
from kerasgan.terms.mutual_information import MutualInformation
from kerasgan.terms.orthogonal_regularization import OrthogonalRegularization
from kerasgan.terms.pair_match import PairMatch
from kerasgan.terms.path_length import PathLength
from kerasgan.terms.perceptual import Perceptual
from kerasgan.terms.r1 import R1, R2
from kerasgan.terms.reconstruction import Reconstruction
from kerasgan.terms.slope import SlopePenalty
from kerasgan.terms.term import Term
from kerasgan.terms.unrolled import Unrolled
from kerasgan.terms.weight_clipping import WeightClipping

__all__ = [
    "R1",
    "R2",
    "TERMS",
    "AuxiliaryClassifier",
    "ConditionMatch",
    "Consistency",
    "Dragan",
    "FeatureMatching",
    "GradientPenalty",
    "LeCam",
    "Mismatch",
    "ModeRegularization",
    "MutualInformation",
    "OrthogonalRegularization",
    "PairMatch",
    "PathLength",
    "Perceptual",
    "Reconstruction",
    "SlopePenalty",
    "Term",
    "Unrolled",
    "WeightClipping",
    "ZeroCenteredPenalty",
    "get",
]

TERMS = {
    "auxiliary_classifier": AuxiliaryClassifier,
    "condition_match": ConditionMatch,
    "consistency": Consistency,
    "dragan": Dragan,
    "feature_matching": FeatureMatching,
    "gradient_penalty": GradientPenalty,
    "lecam": LeCam,
    "mismatch": Mismatch,
    "mode_regularization": ModeRegularization,
    "mutual_information": MutualInformation,
    "orthogonal_regularization": OrthogonalRegularization,
    "pair_match": PairMatch,
    "path_length": PathLength,
    "perceptual": Perceptual,
    "r1": R1,
    "r2": R2,
    "reconstruction": Reconstruction,
    "unrolled": Unrolled,
    "weight_clipping": WeightClipping,
    "zero_centered_penalty": ZeroCenteredPenalty,
}


def get(identifier: Identifier) -> Term:
    """Returns the term for a name, a config or a term.

    Args:
        identifier: A name among `TERMS`, such as `"gradient_penalty"`, or that of its class, `"GradientPenalty"`, for
            one with its defaults; a dict `{"class_name": name, "config": arguments}`, as in a recipe or as Keras saves
            a registered class; or a `Term`.

    Returns:
        A `Term`.

    Raises:
        ValueError: If the name or an argument is not known, or it is no term.

    Example:

    >>> kerasgan.terms.get({"class_name": "r1", "config": {"every": 16}})
    R1(weight=5.0, every=16, name='r1')
    """
    return identifiers.find("terms", identifier, TERMS, Term)
