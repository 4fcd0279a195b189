"""A GAN of a frame: trained on frames, samples are frames, and everything else a GAN can."""

import re

import keras
import numpy as np
import pytest
from small_table import frame
from small_table import gan as build

import kerasgan
from kerasgan import presets
from kerasgan.tables import networks

pandas = pytest.importorskip("pandas")


@pytest.fixture(scope="module")
def trained():
    keras.utils.set_random_seed(0)
    gan = build()
    kerasgan.fit_gan(gan, frame(), steps=20, batch_size=32, seed=0, verbose=0)
    return gan


def test_samples_are_a_frame_of_the_same_columns_and_types(trained):
    made, real = trained.sample(50, seed=0), frame()
    assert list(made.columns) == list(real.columns)
    assert (made.dtypes == real.dtypes).all()
    assert set(made["city"].dropna()) <= set(real["city"].dropna())
    assert made["id"].tolist() == list(range(1, 51))
    assert made["income"].between(real["income"].min(), real["income"].max()).all()
    assert set(made["always"]) == {"yes"}


def test_the_same_seed_the_same_rows(trained):
    assert trained.sample(20, seed=3).equals(trained.sample(20, seed=3))
    assert not trained.sample(20, seed=3).equals(trained.sample(20, seed=4))


def test_columns_are_printed_as_a_table(trained):
    lines = str(trained.columns).splitlines()
    assert lines[0].split() == ["column", "kind", "type", "choices", "values"]
    assert lines[1].split(maxsplit=4) == [
        "id",
        "id",
        "int64",
        "0",
        "a value of its own in most rows: made anew, 1, 2, 3, ...",
    ]
    assert len(lines) == 9


def test_each_end_has_the_name_of_its_column(trained):
    names = {layer.name: type(layer).__name__ for layer in trained.generator.layers}
    assert names["income_value"] == "Part" and names["income_mode"] == "GumbelSoftmax"
    assert names["sex"] == names["vip"] == "GumbelSoftmax"
    assert trained.generator.get_layer("income_value").activation is keras.activations.tanh


def test_names_of_columns_that_no_layer_can_have():
    rng = np.random.default_rng(0)
    text = {name: rng.choice(["x", "y"], 40) for name in ("a/b", "a b", "z")}
    gan = build(pandas.DataFrame({"收入": rng.random(40), **text}))
    assert gan.sample(3, seed=0).shape == (3, 4)
    assert {"column_1_value", "a_b", "column_3", "column_4"} <= {layer.name for layer in gan.generator.layers}


def test_what_the_generator_makes_is_in_reach(trained):
    rows = trained.rows(100, np.random.default_rng(0))
    table = trained.table
    assert np.abs(rows[:, : table.numbers]).max() <= 1
    parts = [rows[:, table.numbers + start :][:, :size] for start, size in zip(table.starts, table.sizes)]
    for part in parts:
        np.testing.assert_allclose(part.sum(axis=1), 1, atol=1e-5)


def test_all_backends_make_the_same_of_the_same_weights_and_noise():
    """Figures by NumPy: the forward pass of G, from its weights, the noise and the condition."""
    keras.utils.set_random_seed(0)
    gan = build()
    table, g = gan.table, gan.generator
    rng = np.random.default_rng(0)
    z, asked = rng.standard_normal((5, *gan.latent_shape)).astype("float32"), np.eye(table.choices, dtype="float32")[:5]
    x = np.concatenate([z[:, :6], asked], axis=1)
    hidden = x @ np.array(g.get_layer("hidden_1").kernel)
    hidden = np.maximum(hidden / np.sqrt(1 + 1e-3), 0)  # BatchNorm, as it begins
    raw = np.concatenate([hidden, x], axis=1) @ np.array(g.get_layer("row").kernel)
    parts = [np.tanh(raw[:, : table.numbers])]
    for start, size in zip(table.starts, table.sizes):
        logits = raw[:, table.numbers + start :][:, :size] + 0.3 * z[:, 6 + start :][:, :size]
        shares = np.exp(logits / 0.2 - (logits / 0.2).max(axis=1, keepdims=True))
        parts.append(shares / shares.sum(axis=1, keepdims=True))
    np.testing.assert_allclose(gan.generated(z, {"condition": asked}, 5), np.concatenate(parts, axis=1), atol=2e-5)


def test_the_loss_of_a_condition_is_its_cross_entropy():
    gan = build(g_optimizer=keras.optimizers.SGD(0.0), d_optimizer=keras.optimizers.SGD(0.0))
    asked = gan.as_batch(frame()[:32])["given"]["condition"]
    noise = np.random.default_rng(0).standard_normal((gan.noises, 32, *gan.latent_shape)).astype("float32")
    with gan.in_play():
        z, conditions = (keras.ops.convert_to_tensor(part) for part in (noise[-1], asked))
        made = keras.ops.convert_to_numpy(gan.generate(z, {"condition": conditions}))
    expected = -np.sum(asked * np.log(np.maximum(made[:, gan.table.numbers :], 1e-30)), axis=1).mean()
    logs = gan.train_on_batch(frame()[:32], noise=noise)
    np.testing.assert_allclose(logs["condition_match"], expected, rtol=1e-3)


# === Conditions ===


def test_where_is_exact_and_says_how_many_rows_were_made(trained):
    made = trained.sample(30, where={"sex": "m", "age": (30, 50), "city": ["Rome", "北京"]}, seed=0)
    assert len(made) == 30 and made.attrs["tries"] >= 30
    assert set(made["sex"]) == {"m"} and made["age"].between(30, 50).all()
    assert set(made["city"]) <= {"Rome", "北京"}


def test_where_by_dates_truth_and_what_is_missing(trained):
    made = trained.sample(5, where={"since": ("2020-03-01", "2021-12-31"), "vip": True}, seed=0)
    assert made["since"].between("2020-03-01", "2021-12-31").all() and made["vip"].all()
    assert trained.sample(5, where={"city": None}, seed=0)["city"].isna().all()
    assert trained.sample(2, where={"always": "yes"}, seed=0).shape == (2, 8)


@pytest.mark.parametrize(
    "where, text",
    [
        ({"sexx": "m"}, "`where`: there is no column 'sexx'. .* Did you mean 'sex'?"),
        ({"sex": "male"}, "`where`: 'sex' has no value 'male'. Known: 'f', 'm'."),
        ({"age": 200}, "`where`: 'age' runs from 18 to 89. Received: 200."),
        ({"age": "old"}, "`where`: 'age' runs from 18 to 89; expected one of them, a list, or a range"),
        ({"id": 3}, "`where`: 'id' is a value of its own in most rows"),
        ({"always": "no"}, "`where`: 'always' is always 'yes'. Received: 'no'."),
        ({"sex": None}, "`where`: in 'sex' no value is missing. Known: 'f', 'm'."),
        ("sex=m", "`where`: expected a dict of values by column."),
        ({"sex": []}, "`where`: expected values of 'sex'. Received: []. Leave the column out to take any."),
        ({"age": []}, "`where`: expected values of 'age'. Received: []."),
        ({"always": []}, "`where`: expected values of 'always'. Received: []."),
        ({"age": (np.nan, 30)}, "`where`: 'age' runs from 18 to 89; expected one of them, a list, or a range"),
        ({"age": (20, None)}, "`where`: 'age' runs from 18 to 89; expected one of them, a list, or a range"),
        ({"age": np.nan}, "`where`: in 'age' no value is missing. Received: nan."),
        ({"age": (20, 30, 40)}, "`where`: 'age' runs from 18 to 89; expected one of them, a list, or a range"),
        ({"age": (40, 20)}, "`where`: 'age' runs from 18 to 89. Received: (40, 20)."),
    ],
)
def test_a_condition_that_cannot_be_is_refused(trained, where, text):
    with pytest.raises(ValueError) as error:
        trained.sample(3, where=where)
    assert re.search(".*".join(map(re.escape, text.split(" .* "))), str(error.value))


def test_several_ranges_and_numbers_that_are_missing():
    data = frame().assign(debt=pandas.Series(np.arange(240) * 1.5).mask(np.arange(240) % 3 == 0))
    gan = build(data)
    made = gan.sample(20, where={"age": [(20, 30), (60, 70)], "debt": None}, seed=0)
    assert made["debt"].isna().all() and (made["age"].between(20, 30) | made["age"].between(60, 70)).all()
    either = gan.sample(20, where={"debt": [None, (0, 100)]}, seed=0)["debt"]
    assert (either.isna() | either.between(0, 100)).all()


def test_all_that_is_wrong_with_conditions_is_told_at_once(trained):
    with pytest.raises(ValueError, match="2 problems"):
        trained.sample(3, where={"sex": "x", "age": 200})


def test_what_never_occurs_is_an_error(trained, monkeypatch):
    monkeypatch.setattr("kerasgan.tables.asking.IN_VAIN", 200)
    with pytest.raises(ValueError, match="none of .* rows that were made in a row is as wanted, 0 of 3 were found"):
        trained.sample(3, where={"income": 12345.6789})


# === Training ===


def test_a_step_of_a_frame_changes_both_networks():
    gan = build()
    logs = gan.train_on_batch(frame()[:32])
    assert {"d_loss", "g_loss", "condition_match"} <= set(logs)
    assert np.isfinite(list(logs.values())).all()


def test_keras_fit_and_evaluate_take_frames():
    gan = build()
    history = gan.fit(frame(), batch_size=40, epochs=1, verbose=0)
    assert len(history.history["d_loss"]) == 1
    assert np.isfinite(gan.evaluate(frame(), batch_size=40, verbose=0)).all()


@pytest.mark.full
def test_epochs_are_passes_over_the_frame():
    history = kerasgan.fit_gan(build(), frame(), epochs=2, batch_size=60, verbose=0, seed=0)
    assert history.steps == [4, 8]


@pytest.mark.full
def test_the_average_of_a_short_run_has_forgotten_the_first_weights():
    keras.utils.set_random_seed(0)
    gan, data = build(), frame()
    first = gan.generator.get_weights()
    kerasgan.fit_gan(gan, data, steps=60, batch_size=32, seed=0, verbose=0)
    last = gan.generator.get_weights()
    variables = gan.generator.variables
    found = {id(variable): keras.ops.convert_to_numpy(average) for variable, average in gan._averages()}
    for variable, before, after in zip(variables, first, last):
        if id(variable) in found:  # with a momentum of 0.999 it would be nearer to the first ones
            average = found[id(variable)]
            assert np.linalg.norm(average - after) < 0.5 * np.linalg.norm(average - before), variable.path


def test_a_run_goes_on_to_the_bit(tmp_path):
    def run(steps, checkpoint=None, gan=None):
        keras.utils.set_random_seed(0)
        gan = gan or build()
        kerasgan.fit_gan(gan, frame(), steps=steps, batch_size=32, seed=0, verbose=0, checkpoint=checkpoint)
        return gan

    whole = run(8)
    run(4, tmp_path)
    again = run(8, tmp_path)
    for a, b in zip(whole.get_weights(), again.get_weights()):
        np.testing.assert_array_equal(a, b)


BAD = [
    (lambda data: data.drop(columns="sex"), r"Missing: \['sex'\]; not known: none"),
    (lambda data: data.rename(columns={"sex": "Sex"}), r"Missing: \['sex'\]; not known: \['Sex'\]. Did you mean 'sex'"),
    (lambda data: data.assign(sex=1), r"`(data|x)\['sex'\]`: expected str. Received int64. Convert it"),
    (lambda data: data.assign(income=np.inf), r"`(data|x)\['income'\]`: expected finite numbers"),
    (lambda data: data[:0], "expected at least 1 rows. Received an empty frame"),
    (lambda data: data.assign(sex="x"), r"`frame\['sex'\]`: expected the values that were there"),
    (lambda data: data.assign(age=data["age"].astype("Int64").mask(data["age"] > 50)), r"Received \d+ missing ones"),
]


@pytest.mark.parametrize("way", ["fit_gan", "fit", "train_on_batch"])
@pytest.mark.parametrize("change, text", BAD)
def test_another_frame_is_refused_by_every_way_in(trained, way, change, text):
    ways = {
        "fit_gan": lambda data: kerasgan.fit_gan(trained, data, steps=1, batch_size=8, verbose=0),
        "fit": lambda data: trained.fit(data, batch_size=8, verbose=0),
        "train_on_batch": lambda data: trained.train_on_batch(data[:8]),
    }
    before = trained.get_weights()
    with pytest.raises(ValueError, match=text):
        ways[way](change(frame()))
    assert all(np.array_equal(a, b) for a, b in zip(before, trained.get_weights()))


def test_other_data_than_a_frame_and_labels_are_refused(trained):
    with pytest.raises(ValueError, match="`data`: expected a pandas DataFrame. Received: numpy.ndarray."):
        kerasgan.fit_gan(trained, np.zeros((50, 3)), steps=1, verbose=0)
    with pytest.raises(ValueError, match="`labels`"):
        kerasgan.fit_gan(trained, frame(), labels=np.zeros(240, int), steps=1, verbose=0)


def test_fewer_rows_than_a_batch(trained):
    with pytest.raises(ValueError, match="expected at least `batch_size` = 500 rows. Received 240"):
        kerasgan.fit_gan(trained, frame(), steps=1, batch_size=500, verbose=0)


# === Saving ===


def test_a_keras_file_has_it_all(trained, tmp_path):
    trained.save(tmp_path / "gan.keras")
    again = keras.models.load_model(tmp_path / "gan.keras")
    assert again.sample(20, where={"sex": "f"}, seed=1).equals(trained.sample(20, where={"sex": "f"}, seed=1))


def secret_rows(data, texts):
    """The rows of which two values of different columns stand near each other in a text."""
    rows = [[str(value) for value in row] for row in data[["id", "income"]].itertuples(index=False)]
    return [row for row in rows for text in texts if re.search("[^0-9]{1,20}".join(map(re.escape, row)), text)]


def test_a_preset_makes_the_same_rows_and_holds_none_of_the_data(trained, tmp_path):
    trained.save_to_preset(tmp_path / "preset")
    again = presets.load(tmp_path / "preset")
    assert again.sample(20, seed=1).equals(trained.sample(20, seed=1))
    data, held = frame(), (tmp_path / "preset" / "config.json").read_bytes()
    ends = {data["income"].min(), data["income"].max()}
    leaked = [value for value in data["income"] if str(value).encode() in held and value not in ends]
    assert len(leaked) <= 0.1 * len(data)  # knots of quantiles, one for ten rows at most
    assert not any(re.search(rf"(?<![\d.]){value}(?![\d.])", held.decode()) for value in data["id"])
    files = [path for path in (tmp_path / "preset").rglob("*") if path.suffix in (".json", ".md", ".csv", ".txt")]
    assert secret_rows(data, [path.read_text("utf-8") for path in files]) == []


def test_no_place_in_a_preset_tells_two_values_of_one_row(trained, tmp_path):
    """What is written down is of single columns, and sorted: the order of rows is not in it."""
    config = trained.table.get_config()
    for column in config["columns"]:
        kept = [value for key in ("categories", "spikes") for value in column.get(key) or []]
        assert kept == sorted(kept, key=str) or kept == sorted(kept)


def test_arguments_are_checked_before_the_frame_is_read():
    with pytest.raises(ValueError) as error:
        kerasgan.tables.build_gan(None, free=7, temperature=0, noise=-1, g_hidden=(0,), kinds=["a"], discrete=3)
    said = str(error.value)
    assert said.startswith("6 problems:")
    for name in ("free", "temperature", "noise", "g_hidden", "kinds", "discrete"):
        assert f"`{name}`: expected" in said


def test_weights_are_counted_before_networks_are_made():
    gan = build()
    counted = networks.weights(gan.table, noise=4, g_hidden=(8,), d_hidden=(8,), pack=2)
    g = networks.generator(gan.table, 4, (8,))
    d = networks.discriminator(gan.table, 2, (8,), 0.0)
    matrices = [weight for net in (g, d) for weight in net.trainable_weights if len(weight.shape) == 2]
    assert counted == sum(int(np.prod(weight.shape)) for weight in matrices)


def test_a_run_does_not_go_on_with_another_table_of_the_same_sizes(tmp_path):
    rows = pandas.DataFrame({"x": [1.5, 2.5, 3.5, 4.25] * 20, "y": ["a", "b"] * 40})
    options = {"steps": 2, "batch_size": 16, "verbose": 0, "checkpoint": tmp_path}
    kerasgan.fit_gan(build(rows), rows, **options)
    other = rows.rename(columns={"x": "w"})
    with pytest.raises(kerasgan.errors.CheckpointError, match="whose samples mean something else"):
        kerasgan.fit_gan(build(other), other, **{**options, "steps": 4})
    assert len(kerasgan.fit_gan(build(rows), rows, **{**options, "steps": 4}).history["d_loss"]) == 4


@pytest.mark.full
def test_keras_fit_takes_a_held_out_frame_and_no_labels():
    gan = build()
    history = gan.fit(frame(), batch_size=16, epochs=1, verbose=0, validation_data=frame(64, seed=1))
    assert np.isfinite(history.history["val_d_loss"]).all()
    with pytest.raises(ValueError, match="^`y`: a table has none. A column of the frame is what it would be.$"):
        gan.fit(frame(), np.zeros(240), verbose=0)


@pytest.mark.parametrize(
    "columns",
    [
        ["row", "choices", "columns", "noise", "asked", "gumbel", "hidden_1", "norm_1", "relu_2", "beside_1"],
        ["x", "x_value", "x_mode", "x_value_mode"],
        ["column_2", "???", "column_2_value", "!!!"],
        ["z", "condition", "Z", "row!"],
    ],
    ids=lambda columns: columns[0],
)
def test_columns_may_be_called_anything(columns):
    rng = np.random.default_rng(0)
    of = [lambda: rng.normal(size=40), lambda: rng.choice(["a", "b"], 40)]
    for first in (0, 1):
        data = pandas.DataFrame({name: of[(number + first) % 2]() for number, name in enumerate(columns)})
        assert list(kerasgan.tables.build_gan(data).sample(3).columns) == columns


@pytest.mark.parametrize("several", [np.array, pandas.Series, pandas.Index, frozenset, pandas.Categorical], ids=str)
def test_values_are_asked_for_in_any_collection(trained, several):
    cities = frame()["city"].dropna().unique()[:2].tolist()
    assert trained.sample(5, seed=0, where={"city": several(cities)})["city"].isin(cities).all()
