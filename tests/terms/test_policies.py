"""Every term, transform, layer and loss runs under every policy of mixed precision."""

import keras
import numpy as np
import pytest
from cases import some

import kerasgan
from kerasgan import layers as ours
from kerasgan import losses, terms, transforms

layers = keras.layers
STYLES = {
    "EqualizedConv2D", "EqualizedDense", "FilteredResidualBlock", "LearnedConstant",
    "ModulatedConv2D", "MovingAverage", "NoiseInjection", "StyleMixing",
}  # fmt: skip
VECTORS = ("condition_match", "pair_match")
POLICIES = ["float32", "mixed_float16", "mixed_bfloat16"]
EAGERLY = keras.backend.backend() != "jax"  # where each operation would be a program of its own
X = np.linspace(-1, 1, 4 * 64).reshape(4, 8, 8, 1).astype("float32")
LABELS = np.array([0, 1, 2, 0])


@pytest.fixture(params=some(POLICIES, ["mixed_bfloat16"]))
def policy(request):
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(request.param)
    yield request.param
    keras.config.set_dtype_policy(before)


def pair(channels=1, inside=(), condition=None, heads=0):
    """Dense networks of images, with layers of ours inside of D; a condition is G's, the heads are D's."""
    beside = [] if condition is None else [condition]
    z, x = keras.Input((3,), name="z"), keras.Input((8, 8, channels), name="x")
    seen = [
        z,
        *[
            layers.Flatten()(layers.CategoryEncoding(3, output_mode="one_hot")(c) if "int" in c.dtype else c)
            for c in beside
        ],
    ]
    made = layers.Dense(64, "tanh")(layers.Concatenate()(seen) if beside else z)
    features = layers.Dense(5, "tanh")(layers.Flatten()(x))
    for layer in inside:
        features = layer(features)
    ends = [layers.Dense(size)(features) for size in (1, *([heads] if heads else []))]
    g = keras.Model([z, *beside] if beside else z, layers.Reshape((8, 8, 1))(made))
    return g, keras.Model(x, ends if heads else ends[0])


def style_pair():
    """StyleGAN2's networks of the size of the others."""
    g = kerasgan.build_generator("stylegan2", (8, 8, 1), 3, filters=2)
    return g, kerasgan.build_discriminator("stylegan2", (8, 8, 1), filters=2)


def told_pair():
    """Networks of images that both see the class."""
    g = kerasgan.build_generator("mlp", (8, 8, 1), 3, num_classes=3, hidden=(5,))
    return g, kerasgan.build_discriminator("mlp", (8, 8, 1), num_classes=3, hidden=(5,))


def judge():
    """A network of images for `Perceptual`, which has no default."""
    return keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(2, 3), layers.Flatten()])


def logs_of(networks, y=None, **options):
    """The logs of one step, without a compiler: types are the same, and the test takes a tenth of the time."""
    gan = kerasgan.build_gan(*networks, g_optimizer="sgd", d_optimizer="sgd", run_eagerly=EAGERLY, **options)
    return gan.train_on_batch(X, y)


def finite(logs):
    return bool(np.isfinite(list(logs.values())).all())


# One term of each sort in a hurry: of classes, of slopes, of features, of changed samples, of styles, with a state.
FIRST = ["auxiliary_classifier", "consistency", "feature_matching", "lecam", "path_length", "r1", "unrolled"]


@pytest.mark.parametrize("name", some([name for name in terms.TERMS if name not in VECTORS], FIRST))
def test_every_term(policy, name):
    needs = {
        "auxiliary_classifier": (pair(condition=keras.Input((), dtype="int32", name="label"), heads=3), LABELS, {}),
        "mismatch": (told_pair(), LABELS, {}),
        "path_length": (style_pair(), None, {}),
        "mutual_information": (pair(heads=2), None, {"latent": kerasgan.latent.Codes(1, (), 2)}),
        **dict.fromkeys(
            ("perceptual", "reconstruction"), (pair(condition=keras.Input((8, 8, 1), name="condition")), X, {})
        ),
    }
    networks, y, options = needs.get(name, (pair(), None, {}))
    if (name, policy) == ("unrolled", "mixed_float16"):
        with pytest.raises(ValueError, match="^`terms`: Unrolled does not work under the 'mixed_float16' policy"):
            logs_of(networks, y, terms=[name], **options)
        return
    assert finite(logs_of(networks, y, terms=[terms.Perceptual(judge()) if name == "perceptual" else name], **options))


@pytest.mark.parametrize("name", VECTORS)
def test_every_term_of_vectors(policy, name):
    z, c, x = keras.Input((2,), name="z"), keras.Input((3,), name="condition"), keras.Input((3,))
    g = keras.Model([z, c], layers.Dense(3, "softmax")(layers.Concatenate()([z, c])))
    d = keras.Model([x, c], layers.Dense(1)(layers.Concatenate()([x, c])))
    gan = kerasgan.build_gan(g, d, terms=[name], run_eagerly=EAGERLY)
    assert finite(gan.train_on_batch(np.eye(3, dtype="float32"), np.eye(3, dtype="float32")))


@pytest.mark.parametrize("name", transforms.TRANSFORMS)
def test_every_transform(policy, name):
    assert finite(logs_of(pair(2 if name == "packing" else 1), transforms=[name]))


@pytest.mark.parametrize("name", some(losses.PAIRS, ["non_saturating", "relativistic", "wasserstein"]))
def test_every_loss(policy, name):
    assert finite(logs_of(pair(), loss=name))


@pytest.mark.parametrize("name", ["MinibatchDiscrimination", "MinibatchStdDev", "SynchronizedBatchNormalization"])
def test_every_layer_of_vectors(policy, name):
    assert finite(logs_of(pair(inside=[getattr(ours, name)()])))


def test_the_layers_of_tables(policy):
    z, logits = keras.Input((6,), name="z"), layers.Dense(3)
    made = ours.GumbelSoftmax(0, 3)([logits(ours.Part(0, 3)(z)), ours.Part(3, 3)(z)])
    d = keras.Sequential([keras.Input((3,)), layers.Dense(1)])
    gan = kerasgan.build_gan(keras.Model(z, made), d, run_eagerly=EAGERLY)
    assert finite(gan.train_on_batch(np.eye(3, dtype="float32")))


@pytest.mark.full
def test_the_layers_of_styles(policy):
    g, d = style_pair()
    assert finite(logs_of((g, d)))
    kinds = {type(layer).__name__ for network in (g, d) for layer in network._flatten_layers()}
    assert STYLES <= kinds


@pytest.mark.full
@pytest.mark.parametrize("condition", ["one_hot", "projection"])
def test_the_layers_of_residual_networks(policy, condition):
    options = {"num_classes": 3, "condition": condition, "filters": (4,)}
    g = kerasgan.build_generator("resnet", (8, 8, 1), 3, **options)
    assert finite(logs_of((g, kerasgan.build_discriminator("resnet", (8, 8, 1), **options)), LABELS))


@pytest.mark.full
def test_the_layers_of_r3gan(policy):
    tiny = {"filters": 4, "blocks": 1, "group_width": 4}
    pair = (
        kerasgan.build_generator("r3gan", (8, 8, 1), 3, **tiny),
        kerasgan.build_discriminator("r3gan", (8, 8, 1), **tiny),
    )
    assert finite(logs_of(pair, loss="relativistic", terms=["r1", "r2"]))


@pytest.mark.full
@pytest.mark.parametrize("arch", ["dcgan", "resnet"])
def test_self_attention(policy, arch):
    options = {"filters": (4,), "attention": 4, "spectral_normalization": True}
    g, d = (
        kerasgan.build_generator(arch, (8, 8, 1), 3, **options),
        kerasgan.build_discriminator(arch, (8, 8, 1), **options),
    )
    assert finite(logs_of((g, d), loss="hinge"))


SIZES = {"unet": 17, "translator": 9, "upscale": 8}


@pytest.mark.parametrize("arch", some(SIZES, ["unet"]))
def test_the_layers_of_pictures(policy, arch):
    """Odd sizes are cut; the pool shows D samples of the batch before."""
    size = SIZES[arch]
    c = np.linspace(-1, 1, 2 * size * size).reshape(2, size, size, 1).astype("float32")
    tiny = {"filters": 2, **({} if arch == "unet" else {"blocks": 1})}
    g = kerasgan.build_generator(arch, input_shape=c.shape[1:], **tiny)
    seen = {"condition_shape": c.shape[1:], "receptive_field": 1}
    d = kerasgan.build_discriminator("patch", g.output_shape[1:], filters=2, **seen)
    gan = kerasgan.build_gan(g, d, pool=3, run_eagerly=EAGERLY)
    x = np.zeros((2, *g.output_shape[1:]), "float32")
    assert all(finite(gan.train_on_batch(x, c)) for _ in range(2))
    kinds = {"unet": ours.CropLike, "translator": ours.ReflectionPadding2D, "upscale": ours.DepthToSpace}
    assert any(type(layer) is kinds[arch] for layer in g.layers)


def test_all_that_is_exported_is_here():
    """A new layer has to be added above."""
    vectors = {"MinibatchDiscrimination", "MinibatchStdDev", "SynchronizedBatchNormalization"}
    pictures = {"CropLike", "DepthToSpace", "ReflectionPadding2D", "SamplePool"}
    others = {"ResidualBlock", "ConditionalBatchNormalization", "Part", "GumbelSoftmax"}
    r3gan = {"FilteredResampling", "InvertedBottleneck", "LearnedBasis"}
    attention = {"ModulatedBatchNormalization", "SelfAttention"}
    terms = {"DecayingMean"}  # LeCam's
    assert set(ours.__all__) == vectors | pictures | others | r3gan | attention | terms | STYLES
