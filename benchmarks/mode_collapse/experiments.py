"""What is trained, as data: one `Experiment` per row of the tables."""

import json
from typing import NamedTuple

DATA = ("ring_8", "grid_25")
SAMPLES = 2500  # that a row is judged by, as in the papers


class Experiment(NamedTuple):
    """One row of a table.

    Args:
        title: String, as the table has it.
        networks: String, `"pacgan"` or `"small"`.
        steps: Integer, how many steps (updates of G) a run has, or a dict of such by data set.
        batch: Integer, how many points, or packs of them, D judges of each kind.
        adam: Dict, the arguments of both optimizers; `decay=0.25` lets the rate fall to zero along a cosine in the last
            quarter of the steps, `True` from the first one on.
        d_rate: Float, the learning rate of D's optimizer, or `None` for G's.
        ema: Float, the momentum of the average of G's weights that is sampled from, or `None`.
        pack: Integer, how many points D sees as one.
        terms: Tuple of configs of `kerasgan.terms` or of `annealed.py`; a weight that is a string `"3 std^2"` is in
            units of the squared deviation of the data's modes, so that one recipe fits data of any scale.
        shape: Dict, options of the networks.
        codes: Dict, arguments of `kerasgan.latent.Codes`, or empty for normal z.
        rounds: Integer, how many GANs AdaGAN trains, each of `steps`; one is no AdaGAN.
        loss, d_steps: As in `kerasgan.build_gan`.
        reuse_fakes: Boolean, likewise.
        paper: String, the row of `published.PACGAN` that it repeats, or `None`.
        about: String, what is worth knowing of it.
    """

    title: str
    networks: str
    steps: int | dict
    batch: int
    adam: dict
    ema: float | None = None
    pack: int = 1
    terms: tuple = ()
    shape: dict = {}
    loss: str | dict = "non_saturating"
    d_steps: int = 1
    reuse_fakes: bool = False
    paper: str | None = None
    about: str = ""
    d_rate: float | None = None
    codes: dict = {}
    rounds: int = 1


# Options that came later: where they have their defaults, runs from before are none the worse.
LATER = {name: Experiment._field_defaults[name] for name in ("reuse_fakes", "d_rate", "codes", "rounds")}


def term(name, **config):
    """Returns the config of one of `kerasgan.terms`."""
    return {"class_name": name, "config": config}


PACGAN_ADAM = {"learning_rate": 1e-4, "beta_1": 0.8, "decay": 0.25}
SMALL_ADAM = {"learning_rate": 1e-3, "beta_1": 0.5, "decay": True}
PACGAN_STEPS = {"ring_8": 40_000, "grid_25": 80_000}
PACGAN_PLAIN_STEPS = {"ring_8": 80_000, "grid_25": 160_000}  # one point a sample teaches D less than a pack of two
SMALL_STEPS, BEST_STEPS = 4000, 12_000


def pacgan(title, pack=1, steps=PACGAN_STEPS, **options):
    """Returns an experiment on PacGAN's networks; the paper has 400,000 steps at a constant 1e-4.

    Both networks learn from the same generated samples, as in the authors' code.
    """
    return Experiment(title, "pacgan", steps, 100, PACGAN_ADAM, pack=pack, reuse_fakes=True, **options)


def small(title, **options):
    """Returns an experiment on the smaller networks."""
    return Experiment(
        **{"networks": "small", "steps": SMALL_STEPS, "batch": 128, "adam": SMALL_ADAM, **options}, title=title
    )


BEST = {
    "steps": BEST_STEPS,
    "batch": 256,
    "adam": {"learning_rate": 2e-3, "beta_1": 0.0, "beta_2": 0.99, "decay": True},
    "ema": 0.99,
}

EXPERIMENTS = {
    "pacgan_plain": pacgan("GAN", steps=PACGAN_PLAIN_STEPS, paper="GAN"),
    "pacgan_2": pacgan("PacGAN2", pack=2, paper="PacGAN2"),
    "pacgan_4": pacgan("PacGAN4", pack=4, paper="PacGAN4"),
    "plain": small("GAN"),
    "packing_2": small("packing, m = 2", pack=2),
    "unrolled": small("unrolled, 5 steps", terms=(term("unrolled", steps=5),)),
    "minibatch_discrimination": small("minibatch discrimination", shape={"minibatch": "discrimination"}),
    "minibatch_std_dev": small("minibatch standard deviation", shape={"minibatch": "std_dev"}),
    "feature_matching": small("feature matching", loss="features_only", terms=(term("feature_matching"),)),
    "mode_regularization": small("mode regularisation", terms=(term("mode_regularization"),)),
    "two_time_scales": small("two time scales", adam={**SMALL_ADAM, "learning_rate": 5e-4}, d_rate=2e-3),
    "info_gan": small(
        "InfoGAN",
        terms=(term("mutual_information"),),
        codes={"noise": 2, "categorical": (10,), "continuous": 0},
        about="Ten categories, whatever the data, beside two numbers of noise.",
    ),
    "adagan": small(
        "AdaGAN, 5 rounds",
        rounds=5,
        about="Five GANs of these steps each; the table counts all of them. The data are 20,000 points, drawn once.",
    ),
    "weight_clipping": small(
        "WGAN, weights clipped",
        loss="wasserstein",
        terms=(term("weight_clipping", limit=0.01),),
        d_steps=5,
        adam={**SMALL_ADAM, "beta_1": 0.0},
        about="Its paper has RMSprop, which is Adam with beta_1 0.",
    ),
    "wgan_gp": small(
        "WGAN-GP",
        loss="wasserstein",
        terms=(term("gradient_penalty", weight=1.0),),
        d_steps=5,
        adam={**SMALL_ADAM, "beta_1": 0.0, "beta_2": 0.9},
    ),
    "dragan": small("DRAGAN", terms=(term("dragan"),)),
    "zero_centered": small("zero-centred penalty", terms=(term("zero_centered_penalty", weight="12 std^2"),)),
    "r1": small("R1", terms=(term("r1", weight="12 std^2"),)),
    "rp_r1_r2": small(
        "RpGAN + R1 + R2",
        loss="relativistic",
        terms=(term("r1", weight="12 std^2"), term("r2", weight="12 std^2")),
    ),
    "best_without_penalty": small("our best without its penalty", **BEST),
    "best_constant_penalty": small(
        "our best with a penalty that stays",
        terms=(term("zero_centered_penalty", weight="12 std^2", every=4),),
        **BEST,
    ),
    "best": small(
        "**our best**",
        terms=(term("fading_zero_centered", weight="12 std^2", until=0.1, steps=int(0.875 * BEST_STEPS), every=4),),
        **BEST,
    ),
}


def steps_of(name, data):
    """Returns how many steps an experiment has on a data set."""
    steps = EXPERIMENTS[name].steps
    return steps[data] if isinstance(steps, dict) else steps


def settings(name, data, steps=None):
    """Returns what a run was made with, as plain types; a record with other settings is made again."""
    found = EXPERIMENTS[name]._asdict()
    del found["title"], found["about"], found["paper"]
    found = {key: value for key, value in found.items() if key not in LATER or value != LATER[key]}
    return json.loads(json.dumps({**found, "steps": steps or steps_of(name, data)}))


def resolved(config, std):
    """Returns a term's config with a weight in units of `std` ** 2 made a number."""
    weight = config["config"].get("weight")
    if not isinstance(weight, str):
        return config
    number, unit = weight.split()
    if unit != "std^2":
        raise ValueError(f"`weight`: expected a number, or one and 'std^2'. Received: {weight!r}.")
    return {**config, "config": {**config["config"], "weight": float(number) * std**2}}
