"""Exported generators: one contract for every entry of the zoo and for networks of anybody's, and bad input."""

import json

import keras
import numpy as np
import pytest
import small_table
from cases import some
from helpers import sgd, values
from keras import layers

import kerasgan
from kerasgan import zoo
from kerasgan.presets.export import formats, onnx_file, packages

BACKEND = keras.config.backend()
FIRST = ("mnist_cgan", "normal_200d")  # convolutions with classes, and dense layers

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the converters'


def needs(name):
    """Skips where a format can't be written: on this backend, or for want of a package."""
    chosen = formats.FORMATS[name]
    if BACKEND not in chosen.of_backend:
        pytest.skip(f"Keras writes no {name} on {BACKEND}")
    for package in packages.needed(chosen):
        pytest.importorskip(package)


def run_onnx(path, **given):
    onnxruntime = pytest.importorskip("onnxruntime")
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(["samples"], given)[0]


def given_to(gan, n, rng):
    """z and conditions for `n` samples in the units of the data, a dict by the names of the file's inputs."""
    given = {} if gan.latent is None else {"z": kerasgan.latent.draw(gan.latent, (n, *gan.latent_shape), rng)}
    for field in gan.fields[:1] if gan.unpaired else gan.conditions:  # by default a translation is to b
        if field.is_class:
            given[field.name] = np.arange(n, dtype="int32") % field.classes
        elif field.pixels:
            given[field.name] = rng.integers(0, 256, (n, *field.shape), "uint8")
        else:
            given[field.name] = rng.uniform(-1, 1, (n, *field.shape)).astype("float32")
    return given


def by_python(gan, given):
    """What Python makes of it: by `decode` and `translate`; of a table the rows that it decodes."""
    conditions = {name: part for name, part in given.items() if name != "z"} or None
    if hasattr(gan, "table"):
        return gan.generated(given["z"], conditions, len(given["z"]))
    if "z" not in given:
        return gan.translate(given["a"] if gan.unpaired else conditions)
    return gan.decode(given["z"], condition=conditions)


def agree(found, expected):
    """Grey values may differ by one where a half was rounded, and hardly ever do; floats by float32's precision."""
    assert found.shape == expected.shape and found.dtype == expected.dtype
    if expected.dtype == np.uint8:
        differ = np.abs(found.astype(int) - expected)
        assert differ.max() <= 1 and np.mean(differ > 0) < 1e-3
    else:
        np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5 * max(1, np.abs(expected).max()))


# === Every entry of the zoo, and networks of anybody's ===


@pytest.mark.parametrize("name", some(zoo.names(), FIRST))
def test_onnx_makes_the_samples_of_an_entry(name, tmp_path, rng):
    needs("onnx")
    gan = zoo.load(name)
    given = given_to(gan, 5, rng)
    agree(run_onnx(gan.export(tmp_path / "g.onnx"), **given), by_python(gan, given))


def functional():
    """z, a class and a vector to images: a network with two branches and a skip."""
    z, digit, style = (
        keras.Input((6,), name="z"),
        keras.Input((), name="digit", dtype="int32"),
        keras.Input((3,), name="style"),
    )
    x = layers.Concatenate()([z, layers.Embedding(4, 2)(digit), style])
    x = layers.Reshape((4, 4, 2))(layers.Dense(32, "relu")(x))
    x = layers.Concatenate()([x, layers.Conv2D(2, 3, padding="same")(x)])
    x = layers.Conv2DTranspose(3, 3, strides=2, padding="same", activation="sigmoid")(layers.BatchNormalization()(x))
    return keras.Model([z, digit, style], x)


def judge():
    """D for `functional`."""
    x, digit, style = (
        keras.Input((8, 8, 3), name="x"),
        keras.Input((), name="digit", dtype="int32"),
        keras.Input((3,), name="style"),
    )
    seen = layers.Concatenate()([layers.Flatten()(x), layers.Embedding(4, 2)(digit), style])
    return keras.Model([x, digit, style], layers.Dense(1)(seen))


class Own(keras.Model):
    """A subclassed generator that Keras could not rebuild from a config."""

    def __init__(self, first):
        super().__init__()
        self.first, self.second = first, layers.Dense(4, "tanh")

    def call(self, z):
        return self.second(keras.ops.sin(self.first(z)) + z[:, :1])


def own_gan(**options):
    generator = Own(layers.Dense(5))
    generator(np.zeros((1, 3), "float32"))
    discriminator = keras.Sequential([keras.Input((4,)), layers.Dense(1)])
    return kerasgan.build_gan(generator, discriminator, latent_dim=3, latent="normal", **options)


@pytest.mark.parametrize("pixels", [True, False])
def test_onnx_of_a_functional_generator(pixels, tmp_path, rng):
    needs("onnx")
    gan = kerasgan.GAN(functional(), judge(), pixels=pixels)
    path, given = gan.export(tmp_path / "g.onnx"), given_to(gan, 5, rng)
    agree(run_onnx(path, **given), by_python(gan, given))
    import onnx

    assert [one.name for one in onnx.load(path).graph.input] == ["z", "digit", "style"]


def test_onnx_of_a_subclassed_generator(tmp_path, rng):
    needs("onnx")
    gan = own_gan()
    given = given_to(gan, 5, rng)
    agree(run_onnx(gan.export(tmp_path / "g.onnx"), **given), by_python(gan, given))


def test_the_file_says_what_it_takes_and_makes(tmp_path):
    needs("onnx")
    import onnx

    path = kerasgan.GAN(functional(), judge(), pixels=True, latent="normal").export(tmp_path / "g.onnx")
    about = json.loads({one.key: one.value for one in onnx.load(path).metadata_props}["kerasgan"])
    assert about["latent"] == "normal" and about["dtype"] == "uint8" and about["shape"] == [8, 8, 3]
    assert [(one["name"], one["classes"]) for one in about["inputs"]] == [("digit", 4), ("style", None)]


def test_a_distribution_of_the_user_is_told_by_its_name_and_without_code():
    def triangle(shape, seed=None):
        return keras.random.uniform(shape, seed=seed)

    codes = kerasgan.latent.Codes(noise=2, categorical={"digit": 10})
    assert [onnx_file.distribution(one) for one in (None, kerasgan.latent.normal, triangle)] == [
        None,
        "normal",
        "triangle",
    ]
    assert onnx_file.distribution(codes)["class_name"] == "Codes"


def test_averaged_weights_are_exported_and_the_gan_keeps_its_own(tmp_path, rng):
    needs("onnx")
    gan = own_gan(g_optimizer=sgd(0.5, use_ema=True, ema_momentum=0.9))
    for _ in range(3):
        gan.train_on_batch(rng.normal(size=(8, 4)).astype("float32"))
    before, given = values(gan.variables), given_to(gan, 4, rng)
    found = run_onnx(gan.export(tmp_path / "g.onnx"), **given)
    agree(found, gan.decode(given["z"]))
    assert np.abs(found - keras.ops.convert_to_numpy(gan.generator(given["z"]))).max() > 1e-3
    assert all(np.array_equal(*pair) for pair in zip(before, values(gan.variables)))


@pytest.mark.parametrize("to", ["b", "a"])
def test_a_cycle_gan_exports_either_way(to, tmp_path, rng):
    needs("onnx")
    nets = [keras.Sequential([keras.Input((4,)), layers.Dense(4, "tanh")]) for _ in range(2)]
    judges = [keras.Sequential([keras.Input((4,)), layers.Dense(1)]) for _ in range(2)]
    cycle = kerasgan.build_cycle_gan(*nets, *judges)
    given = {"b": "a", "a": "b"}[to]
    samples = rng.uniform(-1, 1, (3, 4)).astype("float32")
    agree(run_onnx(cycle.export(tmp_path / "g.onnx", to=to), **{given: samples}), cycle.translate(samples, to=to))


def test_the_rows_of_a_table_become_a_frame_by_what_the_file_says(tmp_path, rng):
    needs("onnx")
    import onnx

    gan = small_table.gan()
    path, given = gan.export(tmp_path / "g.onnx"), given_to(gan, 6, rng)
    given["condition"] = gan.unasked(6)["condition"]
    about = json.loads({one.key: one.value for one in onnx.load(path).metadata_props}["kerasgan"])
    table = kerasgan.tables.Table.from_config(about["table"])
    frame = table.decode(run_onnx(path, **given), np.random.default_rng(0))
    assert frame.equals(gan.decode(given["z"], condition=given["condition"]))


# === Other formats ===


def test_a_saved_model_outlives_every_object(tmp_path, rng):
    needs("saved_model")
    import tensorflow as tf

    gan = kerasgan.GAN(functional(), judge(), pixels=True)
    given, path = given_to(gan, 5, rng), str(gan.export(tmp_path / "served", "saved_model"))
    expected = by_python(gan, given)
    del gan
    keras.backend.clear_session()
    agree(tf.saved_model.load(path).serve(*given.values()).numpy(), expected)  # of a temporary
    loaded = tf.saved_model.load(path).signatures["serving_default"](**{k: tf.constant(v) for k, v in given.items()})
    agree(loaded["samples"].numpy(), expected)


def test_litert_makes_the_same(tmp_path, rng):
    needs("litert")
    gan = kerasgan.GAN(functional(), judge(), pixels=True)
    given, path = given_to(gan, 5, rng), gan.export(tmp_path / "g.tflite")
    agree(formats.FORMATS["litert"].opened(path)(given), by_python(gan, given))


@pytest.mark.parametrize("name", formats.FORMATS)
def test_what_a_backend_can_t_write_is_said(name, tmp_path, gan):
    if BACKEND in formats.FORMATS[name].of_backend:
        pytest.skip("it can")
    with pytest.raises(ValueError, match=f"not on '{BACKEND}'.*KERAS_BACKEND=tensorflow.*ONNX is written on every"):
        gan.export(tmp_path / f"g{formats.FORMATS[name].suffix}", name)
    assert not list(tmp_path.iterdir())


# === Bad input: told before anything is written ===


def refused(gan, folder, *words, **options):
    path = options.pop("filepath", folder / "g.onnx")
    before = sorted(folder.rglob("*"))
    with pytest.raises(ValueError) as caught:
        gan.export(path, **options)
    assert all(word in str(caught.value) for word in words), str(caught.value)
    assert sorted(folder.rglob("*")) == before


def test_a_path_or_format_that_nobody_writes(gan, tmp_path):
    refused(gan, tmp_path, ".onnx (ONNX)", ".tflite (LiteRT)", "format='saved_model'", filepath=tmp_path / "g.pb")
    refused(gan, tmp_path, "`format`", "Did you mean 'onnx'?", format="onxx")
    refused(gan, tmp_path, "ends in .onnx", format="onnx", filepath=tmp_path / "g.tflite")
    refused(gan, tmp_path, "`to`: this GAN has one generator", to="b")


def test_what_is_there_is_replaced_only_when_asked(gan, tmp_path):
    needs("onnx")
    (tmp_path / "g.onnx").write_text("mine")
    refused(gan, tmp_path, "exists", "overwrite=True")
    assert gan.export(tmp_path / "g.onnx", overwrite=True).stat().st_size > 100
    (tmp_path / "folder.onnx").mkdir()
    refused(gan, tmp_path, "the folder", filepath=tmp_path / "folder.onnx", overwrite=True)
    if BACKEND != "torch":
        refused(gan, tmp_path, "is no SavedModel", filepath=tmp_path, format="saved_model", overwrite=True)


def test_a_folder_that_cannot_be_made(gan, tmp_path):
    needs("onnx")
    (tmp_path / "file").touch()
    refused(gan, tmp_path, "`filepath`: expected a folder that can be made", filepath=tmp_path / "file" / "g.onnx")


def test_layers_of_mixed_precision(tmp_path):
    generator = keras.Sequential([keras.Input((3,)), layers.Dense(4, dtype="mixed_bfloat16", name="soft")])
    gan = kerasgan.build_gan(generator, keras.Sequential([keras.Input((4,)), layers.Dense(1)]))
    refused(gan, tmp_path, "'soft'", "'mixed_bfloat16'", "set_dtype_policy('float32')")


def test_layers_that_no_file_holds_are_named(tmp_path):
    z, word = keras.Input((3,), name="z"), keras.Input((), dtype="int32", name="word")
    if BACKEND != "tensorflow":
        pytest.skip("only TensorFlow has such layers in a network")
    hashed = layers.Embedding(4, 2)(layers.Hashing(4, name="hashed")(word))
    generator = keras.Model([z, word], layers.Dense(4)(layers.Concatenate()([z, hashed])))
    x, seen = keras.Input((4,), name="x"), keras.Input((), dtype="int32", name="word")
    discriminator = keras.Model([x, seen], layers.Dense(1)(layers.Concatenate()([x, layers.Embedding(4, 2)(seen)])))
    refused(kerasgan.build_gan(generator, discriminator), tmp_path, "'hashed' (Hashing)", "looks into a table")


class Noisy(layers.Layer):
    """A layer that draws, whether it trains or not."""

    def __init__(self, **options):
        super().__init__(**options)
        self.seed = keras.random.SeedGenerator(0)

    def call(self, inputs):
        return inputs + keras.random.normal((4,), seed=self.seed)


def test_a_layer_that_draws_is_found_out(tmp_path):
    needs("onnx")
    generator = keras.Sequential([keras.Input((3,)), layers.Dense(4), Noisy(name="noisy")])
    gan = kerasgan.build_gan(generator, keras.Sequential([keras.Input((4,)), layers.Dense(1)]))
    refused(gan, tmp_path, "The layers ['noisy'] draw random numbers of their own", "othing was written")


def test_conditions_without_names_or_with_odd_ones(tmp_path):
    def gan_of(*names):
        g = [keras.Input((size,), name=name) for size, name in zip((3, 2, 2), ("z", *names))]
        d = [keras.Input((size,), name=name) for size, name in zip((4, 2, 2), ("x", *names))]
        judged = layers.Dense(1)(layers.Concatenate()(d))
        return kerasgan.build_gan(keras.Model(g, layers.Dense(4)(layers.Concatenate()(g))), keras.Model(d, judged))

    refused(gan_of(None, None), tmp_path, "['condition_1', 'condition_2'] have no names", "name='mask'")
    refused(gan_of("hair colour", "style"), tmp_path, "letters, digits and underscores", "'hair colour'")
    refused(gan_of("samples", "style"), tmp_path, "not 'samples', the output's")


def test_a_missing_package_is_named_with_the_extra(gan, tmp_path, monkeypatch):
    monkeypatch.setattr(packages.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ImportError, match=r"ONNX needs onnx, onnxruntime.*kerasgan\[export") as caught:
        gan.export(tmp_path / "g.onnx")
    assert ("export-jax" in str(caught.value)) == (BACKEND == "jax") and not list(tmp_path.iterdir())
