"""Rows on the command line: conditions as text, files, and a whole run."""

import pytest
from small_table import frame
from small_table import gan as build
from typer.testing import CliRunner

from kerasgan import recipe as recipes
from kerasgan.cli import app
from kerasgan.recipe import run
from kerasgan.tables import Table, asking, files

pandas = pytest.importorskip("pandas")


@pytest.mark.parametrize(
    "texts, found",
    [
        (["sex=m"], {"sex": "m"}),
        (["age=30..40", "vip=True"], {"age": (30.0, 40.0), "vip": True}),
        (["age=30"], {"age": 30.0}),
        (["city=", "city=Rome"], {"city": [None, "Rome"]}),
        (["since=2020-02-01..2020-05-01"], {"since": ("2020-02-01", "2020-05-01")}),
    ],
)
def test_conditions_as_text(texts, found):
    assert files.asked(Table.fit(frame()), texts) == found


def test_a_value_may_have_an_equals_sign_or_a_greater_than():
    data = pandas.DataFrame({"income": ["<=50K", ">50K"] * 20, "x": [0.5, 1.5, 2.5, 3.5] * 10})
    assert files.asked(Table.fit(data), ["income=>50K"]) == {"income": ">50K"}
    assert files.asked(Table.fit(data), ["income=<=50K"]) == {"income": "<=50K"}


def test_conditions_that_are_none():
    table = Table.fit(frame())
    with pytest.raises(
        ValueError, match="`where`: expected a column and a value, such as 'age=30..40'. Received: 'm'."
    ):
        files.asked(table, ["m"])
    with pytest.raises(ValueError, match="`where`: there is no column 'sx'. .* Did you mean 'sex'"):
        files.asked(table, ["sx=m"])


def test_a_constant_can_be_asked_for_by_its_text():
    data = frame().assign(seven=7, half=0.5, yes=True, day=pandas.Timestamp("2020-01-01"), nothing=None)
    table = Table.fit(data)
    given = ["seven=7", "half=0.5", "yes=True", "day=2020-01-01", "nothing=", "always=yes"]
    assert asking.Where.of(table, files.asked(table, given)).asked(table, 3, None) is None
    with pytest.raises(ValueError, match="`where`: 'seven' is always 7. Received: '8'."):
        asking.Where.of(table, files.asked(table, ["seven=8"]))


def test_rows_by_the_command_line(tmp_path):
    gan = build()
    gan.save(tmp_path / "gan.keras")
    made = tmp_path / "made.csv"
    call = ["sample", str(tmp_path / "gan.keras"), "-n", "12", "-o", str(made), "--where", "sex=m", "--seed", "1"]
    told = CliRunner().invoke(app, call)
    assert told.exit_code == 0 and told.output.startswith(f"{made}: 12 rows")
    rows = pandas.read_csv(made)
    assert len(rows) == 12 and set(rows["sex"]) == {"m"}


def test_rows_by_the_command_line_as_parquet_have_the_types_of_the_data(tmp_path):
    pytest.importorskip("pyarrow")
    build().save(tmp_path / "gan.keras")
    made = tmp_path / "made.parquet"
    call = ["sample", str(tmp_path / "gan.keras"), "-n", "12", "-o", str(made), "--where", "always=yes", "--seed", "1"]
    assert CliRunner().invoke(app, call).exit_code == 0
    rows = pandas.read_parquet(made)
    assert len(rows) == 12 and (rows.dtypes == frame().dtypes).all()


@pytest.mark.full
def test_a_run_of_a_table_leaves_figures_and_pictures(tmp_path):
    frame().drop(columns=["id", "always"]).to_csv(tmp_path / "rows.csv", index=False)
    recipe = recipes.changed(recipes.load("adult"), data=tmp_path / "rows.csv", steps=2, batch_size=32)
    recipe["data"]["options"]["target"] = "vip"
    for part, own in (("generator", {"noise": 4, "hidden": [8]}), ("discriminator", {"hidden": [8], "pack": 2})):
        recipe[part].update(own)
    summary = run.train(recipe, tmp_path / "run", verbose=0)
    assert {"table_shape", "table_trend", "utility_auc", "nearest_distance", "copies"} <= set(summary["figures"])
    there = {path.name for path in (tmp_path / "run").iterdir()}
    assert {"columns.png", "correlations.png", "gan.keras", "report.html", "history.png"} <= there
    report = (tmp_path / "run" / "report.html").read_text("utf-8")
    assert "shape of the columns" in report


def test_a_recipe_of_a_table_without_its_file():
    assert recipes.missing_data(recipes.load("adult")) == [
        "`data`: the recipe 'adult' trains on a CSV or Parquet file of yours. Pass its path, `--data PATH`."
    ]


def test_a_recipe_says_what_it_does_not_know(tmp_path):
    frame().to_csv(tmp_path / "rows.csv", index=False)
    recipe = recipes.changed(recipes.load("adult"), data=tmp_path / "rows.csv")
    recipe["generator"]["noises"] = 3
    with pytest.raises(ValueError, match="`generator` takes no `noises`. .* Did you mean 'noise'"):
        recipes.build(recipe)
    recipe["generator"] = {"arch": "table", "hidden": [20_000, 20_000]}
    with pytest.raises(ValueError, match="expected networks of at most 100,000,000 weights"):
        recipes.build(recipe)
