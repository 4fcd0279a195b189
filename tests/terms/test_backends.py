"""Terms and transforms give the same on the three backends, compiled, from the same random numbers."""

import numpy as np
from comparison import in_comparison, on_each_backend

SCRIPT = """
import sys
import keras, numpy as np
import kerasgan
from kerasgan import terms, transforms
sys.path.insert(0, sys.argv[1])
from helpers import conv_pair, drawing
data = np.load(sys.argv[2] + "/in.npz")
augment = drawing(transforms.DiffAugment(), data["augment"])
cases = {
    "slopes": {"terms": [drawing(terms.GradientPenalty(), data["alpha"]), terms.R1(every=2), "r2"]},
    "looks": {"terms": [terms.Unrolled(2, "adam", 0.01), "feature_matching"], "transforms": [augment]},
}
encoder = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Dense(3)])
some = [drawing(terms.Dragan(), data["dragan"]), drawing(terms.GradientPenalty(), data["alpha"])]
style = drawing(terms.PathLength(every=2), data["length"])
adaptive = drawing(transforms.Adaptive(["quarter_turns"], images=64, every=1, probability=0.5), data["turns"])
adaptive._drawn[2] = [()]
cases["style"] = {"terms": [style, terms.R1(every=2)], "transforms": [adaptive]}
cases["dense"] = {"terms": [*some, terms.ModeRegularization(encoder)], "loss": "relativistic"}  # with XLA on TensorFlow
cases["r3gan"] = {"terms": [terms.R1(0.5), terms.R2(0.5)], "loss": "relativistic"}
found = {}


def r3gan_pair():
    tiny = {"filters": 4, "blocks": 1, "group_width": 4}
    g = kerasgan.build_generator("r3gan", (8, 8, 1), 3, **tiny)
    return g, kerasgan.build_discriminator("r3gan", (8, 8, 1), **tiny)


def dense_pair():
    layers = keras.layers
    g = [keras.Input((3,)), layers.Dense(5, "tanh"), layers.Dense(64), layers.Reshape((8, 8, 1))]
    d = [keras.Input((8, 8, 1)), layers.Flatten(), layers.Dense(5, "tanh"), layers.Dense(1)]
    return keras.Sequential(g), keras.Sequential(d)


def style_pair():
    g = kerasgan.build_generator("stylegan2", (8, 8, 1), 3, filters=3)
    return g, kerasgan.build_discriminator("stylegan2", (8, 8, 1), filters=3)


for case, options in cases.items():
    pairs = {"dense": dense_pair, "r3gan": r3gan_pair, "style": style_pair}
    generator, discriminator = pairs[case]() if case in pairs else conv_pair(batch_norm=False)
    sgd = [keras.optimizers.SGD(0.02) for _ in range(2)]
    gan = kerasgan.build_gan(generator, discriminator, g_optimizer=sgd[0], d_optimizer=sgd[1], **options)
    weights = [v for net in (generator, discriminator, *gan.companions) for v in net.weights]
    gan.reseed(5)  # what layers draw is the same on all
    for number, variable in enumerate(weights):
        if variable.path.startswith("adaptive") or (case == "style" and len(variable.shape) > 1):
            start = np.random.default_rng(number).normal(size=variable.shape)
            variable.assign(start if len(variable.shape) else keras.ops.convert_to_numpy(variable))
            continue
        start = np.random.default_rng(number).normal(size=variable.shape) / np.sqrt(np.prod(variable.shape[:-1]))
        variable.assign(0.5 * start)
    if case == "dense" and keras.backend.backend() == "tensorflow":
        assert gan.jit_compile is True
    for row in range(3):  # one by one: on JAX each step of a call is compiled by itself
        logs = gan.train_on_batches({name: data[name][row : row + 1] for name in ("real", "noise")})
        found.update({f"{case}_{name}_{row}": keras.ops.convert_to_numpy(values) for name, values in logs.items()})
    found.update({f"{case}_w{i}": keras.ops.convert_to_numpy(v) for i, v in enumerate(weights)})
np.savez(sys.argv[3], **found)
"""


@in_comparison
def test_backends_agree_on_three_steps_with_terms_and_transforms(tmp_path, rng):
    given = {"real": rng.uniform(-1, 1, (3, 4, 8, 8, 1)).astype("float32")}
    given["noise"] = rng.normal(size=(3, 2, 4, 3)).astype("float32")
    given["alpha"] = rng.uniform(size=(4, 1, 1, 1)).astype("float32")
    given["dragan"] = rng.uniform(-0.5, 0.5, size=(4, 8, 8, 1)).astype("float32")
    given["length"] = rng.normal(size=(4, 8, 8, 1)).astype("float32")
    given["turns"] = rng.uniform(size=(4, 2)).astype("float32")
    given["augment"] = rng.uniform(size=(4, 7)).astype("float32")
    np.savez(tmp_path / "in.npz", **given)
    reference, *others = on_each_backend(SCRIPT, tmp_path)
    for other in others:
        assert set(other) == set(reference)
        for name, expected in reference.items():
            np.testing.assert_allclose(other[name], expected, rtol=2e-3, atol=2e-4, err_msg=name)
