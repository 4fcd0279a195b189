"""The benchmark: what it counts, who takes turns, what it reports. No test looks at a clock."""

import importlib.util
import json
import re
import subprocess
import sys

import numpy as np
import pytest
from rich.console import Console

import kerasgan
from benchmarks import (
    __main__,
    architectures,
    beside,
    competitors,
    convolutions,
    flops,
    report,
    runner,
    scaling,
    workloads,
)
from benchmarks.competitors import Entry
from benchmarks.worker import Bench
from benchmarks.workloads import Conv, ConvTranspose, Dense, Workload

TINY = Workload(
    name="tiny",
    batch=2,
    latent=3,
    data_shape=(4, 4, 1),
    data=(0.0, 1.0),
    generator=(Dense(8, "relu", shape=(2, 2, 2)), ConvTranspose(1, "tanh")),
    discriminator=(Conv(5, "leaky_relu"), Dense(1)),
    learning_rate=1e-3,
    beta_1=0.5,
    entry=1,
)
DENSE = TINY._replace(data_shape=(4,), generator=(Dense(5), Dense(4)), discriminator=(Dense(6), Dense(1)))


class Fake:
    """A competitor that counts its steps, and the order in which all worked."""

    chunk = 2
    turns = []

    def __init__(self, workload, data):
        self.steps = 0

    def run(self, steps):
        self.steps += steps
        self.turns.append(self)

    def close(self):
        self.turns.append("closed")


class FakeEntry(Entry):
    """An entry whose variants are given, not imported."""

    def variants(self, workload):
        if self.function == "broken":
            raise RuntimeError("no such layer")
        return {"a": Fake, "b": Fake}


class InProcess:
    """A worker without a process."""

    def __init__(self, backend):
        self.bench = Bench(backend, ENTRIES, {"tiny": TINY})
        self.bench.products = {"numpy": lambda: None}
        self.questions = []

    def ask(self, **question):
        self.questions.append(question)
        return self.bench.answer(question)

    def close(self):
        self.questions.append("closed")


ENTRIES = [
    FakeEntry("hand-written", "numpy", "fake"),
    FakeEntry("broken", "numpy", "broken"),
    FakeEntry("kerasgan fit_gan", "numpy", "fake"),
    FakeEntry("elsewhere", "missing", "fake"),
    FakeEntry("of another workload", "numpy", "fake", ("other",)),
]


@pytest.fixture
def result(monkeypatch):
    monkeypatch.setattr("benchmarks.worker.SETTLE", 0.0)
    options = {"entries": ENTRIES, "known": {"tiny": TINY}, "connect": InProcess, "say": lambda text: None}
    return runner.measure(
        ["tiny"], ["numpy", "missing"], 0.001, 3, installed=lambda package: package == "numpy", **options
    )


def rows(result):
    return {row["name"]: row for row in result["workloads"]["tiny"]["rows"]}


# === Operations ===


def test_a_dense_step_is_counted_as_by_hand():
    g, g_first, d, d_first = 2 * (3 * 5 + 5 * 4), 2 * 3 * 5, 2 * (4 * 6 + 6 * 1), 2 * 4 * 6
    d_update = g + 2 * d + 2 * (2 * d - d_first)
    g_update = g + d + d + 2 * g - g_first
    assert flops.step(DENSE) == 2 * (d_update + g_update)


def test_convolutions_are_counted_as_by_hand():
    # 2x2 places that each see 4x4x1 values for 5 filters; 2x2 places that each spread 2 channels over 4x4x1 values.
    assert flops.forward(TINY.discriminator, (4, 4, 1)) == [2 * 2 * 2 * 16 * 1 * 5, 2 * 20 * 1]
    assert flops.forward(TINY.generator, (3,)) == [2 * 3 * 8, 2 * 2 * 2 * 16 * 2 * 1]


@pytest.mark.parametrize("workload", workloads.WORKLOADS.values(), ids=lambda workload: workload.name)
def test_the_networks_fit_together(workload):
    assert workloads.shapes(workload.generator, (workload.latent,))[-1] == workload.data_shape
    assert workloads.shapes(workload.discriminator, workload.data_shape)[-1] == (1,)


def test_the_keras_networks_have_the_shapes_that_are_counted():
    from benchmarks.competitors import keras_networks

    assert keras_networks.generator(TINY).output_shape == (None, 4, 4, 1)
    assert keras_networks.discriminator(TINY).output_shape == (None, 1)


# === Taking turns ===


def test_each_round_begins_one_later():
    assert [runner.rotated("abc", number) for number in range(4)] == ["abc", "bca", "cab", "abc"]


def test_everyone_has_a_slice_in_each_round(result):
    assert {name: len(row["rates"]) for name, row in rows(result).items()} == {
        "hand-written": 3,
        "broken": 0,
        "kerasgan fit_gan": 3,
        "limit": 3,
    }


def test_what_ours_sets_for_its_process_is_no_gift_to_the_others(monkeypatch):
    made = []
    monkeypatch.setattr("benchmarks.worker.SETTLE", 0.0)
    connect = lambda backend: made.append(InProcess(backend)) or made[-1]  # noqa: E731
    options = {"entries": ENTRIES, "known": {"tiny": TINY}, "connect": connect, "say": lambda text: None}
    runner.measure(["tiny"], ["numpy"], 0.001, 1, installed=lambda package: True, **options)
    told = [{q["name"] for q in worker.questions if q != "closed" and "name" in q} for worker in made]
    assert told == [{"hand-written", "broken"}, {"kerasgan fit_gan"}]
    assert [sum(q != "closed" and q["do"] == "matmul" for q in worker.questions) for worker in made] == [1, 0]


def test_steps_are_whole_chunks(monkeypatch):
    monkeypatch.setattr("benchmarks.worker.SETTLE", 0.0)
    bench = Bench("numpy", ENTRIES, {"tiny": TINY})
    bench.answer({"do": "warm_up", "workload": "tiny", "name": "hand-written"})
    bench.rates["hand-written"] = 5
    before = bench.running["hand-written"].steps
    bench.answer({"do": "slice", "name": "hand-written", "seconds": 1})
    assert bench.running["hand-written"].steps - before == 4


def test_a_failure_is_shown_with_its_error(result):
    assert rows(result)["broken"]["error"] == "RuntimeError: no such layer"
    assert "RuntimeError: no such layer" in printed(result)
    assert "failed" in printed(result)


def test_a_missing_package_is_skipped_by_name(result):
    assert result["skipped"] == ["elsewhere (missing)"]
    assert "Skipped, package missing: elsewhere (missing)." in printed(result)


def test_a_worker_that_dies_is_a_failure_and_no_hang():
    worker = runner.Worker("no_such_backend")
    worker.process.kill()
    worker.process.wait()
    assert worker.ask(do="forget")["error"].startswith("the worker ended with status")
    worker.close()


# === Reporting ===


def printed(result):
    console = Console(width=200, record=True, quiet=True)
    with console.capture() as capture:
        console.quiet = False
        console.print(report.table(result))
    return capture.get()


def test_ratios_are_medians_within_rounds():
    assert runner.ratio([2, 30, 4], [1, 10, 1]) == 3


def test_the_record_has_medians_spread_and_ratios(result):
    ours = rows(result)["kerasgan fit_gan"]
    assert ours["low"] <= ours["median"] <= ours["high"]
    assert ours["ours_against_it"] == {"numpy": 1.0}
    assert rows(result)["limit"]["of_limit"] == 1.0
    assert result["workloads"]["tiny"]["operations"] == flops.step(TINY)


def test_the_table_has_a_row_for_each(result):
    text = printed(result)
    assert all(name in text for name in ("tiny", "hand-written", "kerasgan fit_gan", "limit", "100 %"))


def test_the_command_line_writes_what_it_measured(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("benchmarks.worker.SETTLE", 0.0)
    monkeypatch.setattr(__main__, "WORKLOADS", {"tiny": TINY})
    file = tmp_path / "figures.json"
    options = {"entries": ENTRIES, "known": {"tiny": TINY}, "connect": InProcess, "installed": lambda package: True}
    monkeypatch.setattr(InProcess, "ask", quick_ask)
    __main__.main(["--quick", "--backend", "tensorflow", "--json", str(file)], **options)
    assert "Steps per second" in capsys.readouterr().out
    assert json.loads(file.read_text())["rounds"] == 3


def quick_ask(self, **question):
    return self.bench.answer(question)


def test_everyone_has_a_file():
    import pathlib

    folder = pathlib.Path(competitors.__file__).parent
    assert all((folder / f"{entry.function.split(':')[0]}.py").exists() for entry in competitors.everyone())


@pytest.mark.parametrize("workload", ["normal_200d", pytest.param("pictures", marks=pytest.mark.full)])
def test_flat_cost_reports_memory_and_rate(workload, capsys):
    from benchmarks import flat_cost

    rows = flat_cost.main(["--steps", "40", "--reports", "4", "--workload", workload])
    assert [step for step, *_ in rows] == [10, 20, 30, 40]
    assert re.search(r"memory [+-]\d+\.\d\d% from step 10 to 40, rate [+-]\d+\.\d%", capsys.readouterr().out)


@pytest.mark.full
def test_the_first_step_is_waited_for_in_a_process_of_its_own(monkeypatch, capsys):
    from benchmarks import first_step

    for case in first_step.CASES:
        gan, data = first_step.build(case)
        assert data.shape[1:] == gan.data_shape if case != "normal_200d" else callable(data)
    assert 0 < first_step.wait("recurrent", 3) < 100
    asked = []
    monkeypatch.setattr(first_step, "in_a_process", lambda *question: asked.append(question) or len(asked))
    first_step.main(["--backend", "jax", "--case", "normal_200d", "--steps", "500"])
    assert capsys.readouterr().out.splitlines()[-1] == "| normal_200d | jax | 500 | 1.0 | 2.0 |"
    assert asked[0][:3] == ("jax", "normal_200d", 500) and asked[0] == asked[1]


def test_the_peak_of_memory_is_that_of_the_process_itself():
    from benchmarks import memory

    code = "from benchmarks import memory; print(memory.peak())"
    small = int(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
    assert 2**20 < small < memory.peak() / 2, "this process has a backend in it"


def test_metrics_stand_beside_their_peers_where_those_are_installed(capsys):
    from benchmarks import metrics

    def here(make, samples, features):
        return make()(*metrics.draw(100, features)), 0.5, 3 * metrics.MB

    figures = {name: (by, 4) for name, (by, _) in metrics.FIGURES.items() if "kernel" not in name}
    metrics.main(["--quick"], figures=figures, installed=lambda package: package == "kerasgan", measured=here)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Fréchet distance, 2 x 2,000 samples of 4 features"
    assert re.fullmatch(r"  kerasgan        0\.\d+  0\.50 s  3 MB", lines[1])
    assert lines[2] == "  torch-fidelity  skipped: not installed"


def test_a_peer_that_does_not_work_is_told_of():
    import queue

    from benchmarks import metrics

    answers = queue.Queue()
    metrics.measure(lambda: __import__("no_such_package"), 10, 2, answers)
    assert answers.get() == ("ModuleNotFoundError: No module named 'no_such_package'",)


def test_what_is_spoilt_has_a_condition_that_exists():
    from benchmarks import doctor
    from kerasgan.callbacks.doctor import conditions

    assert {expected for *_, expected in doctor.SICK.values()} <= set(conditions.names())


def test_what_is_spoilt_otherwise_is_trained_and_told_of(capsys, tmp_path):
    from benchmarks import sabotage

    sabotage.main(["--only", "all are real", "--steps", "2", "--folder", str(tmp_path)])
    assert re.match(r"D is told that all are real: .* \| \d+ looks, \d+\.\d s\n", capsys.readouterr().out)
    assert "verdict" in json.loads(next(tmp_path.glob("*/doctor.json")).read_text())


@pytest.mark.parametrize("name", ["normal_200d", "dcgan_28"])
def test_the_pieces_of_a_step_are_all_of_its_operations(name, monkeypatch):
    pieces = pytest.importorskip("benchmarks.pieces")
    monkeypatch.setattr(pieces, "measure", lambda kernel, seconds: 1.0)
    found = list(pieces.pieces(workloads.WORKLOADS[name], seconds=0))
    assert sum(piece.count * piece.operations for piece in found) == flops.step(workloads.WORKLOADS[name])


@pytest.mark.parametrize("layer, before, after", [(Conv, (5, 5, 2), (3, 3, 3)), (ConvTranspose, (3, 3, 2), (6, 6, 3))])
def test_the_passes_of_a_piece_have_the_shapes_of_the_layer(layer, before, after):
    pieces = pytest.importorskip("benchmarks.pieces")
    found = pieces.kernels(layer(3), before, after, 4)
    shapes = {name: tuple(kernel().shape) for name, kernel in found.items()}
    assert shapes["forward"] == (4, *after) and shapes["inputs"] == (4, *before)
    assert sorted(shapes["weights"]) == [2, 3, 4, 4]


def test_the_table_of_pieces_ends_with_their_sum(capsys):
    pieces = pytest.importorskip("benchmarks.pieces")
    pieces.show([pieces.Piece("a", 2, 1e9, 0.25), pieces.Piece("b", 1, 2e9, 0.5)], rate=8e9)
    *_, first, _, last = capsys.readouterr().out.splitlines()
    assert first == "| a | 2 | 2.00 | 500.00 | 50% |"
    assert last == "| **all** | | 4.00 | **1000.0**: 1.0 steps/s | **50%** |"


# === Several devices ===

HLO = """
  %all-reduce.1 = (f32[128,256]{1,0}, f32[256]{0}) all-reduce(%a, %b), channel_id=1, to_apply=%add
  %all-reduce-start = bf16[10]{0} all-reduce-start(%c), channel_id=2
  %all-reduce-done = bf16[10]{0} all-reduce-done(%all-reduce-start)
  ROOT %all-gather = pred[8]{0} all-gather(%d), dimensions={0}
  %plain = f32[5]{0} add(%all-reduce.1, %e)
"""


def test_bytes_are_counted_from_the_compiled_program():
    assert scaling.collectives(HLO) == {"all-reduce": 4 * (128 * 256 + 256) + 20, "all-gather": 8}
    assert scaling.collectives("%plain = f32[5]{0} add(%a, %b)") == {}


def test_efficiency_by_hand():
    step = scaling.Step("tiny", {"all-reduce": 50_000_000}, 50_000_000, 2 * scaling.RATE / 1000, 2)  # 2 ms
    link = scaling.Link("link", 25e9, 1e-5)
    seconds = 2 * 7 / 8 * 50e6 / 25e9 + 2 * 2 * 3 * 1e-5
    assert scaling.exchange(50e6, 8, link, 2) == pytest.approx(seconds)
    assert scaling.efficiency(step, 8, link) == pytest.approx(0.002 / (0.002 + seconds))
    assert scaling.row(step).startswith("| `tiny` | 50.00 | 50.00 | - | 2 | 20.00 | ")
    assert len(scaling.row(step).split("|")) == len(scaling.heading().splitlines()[0].split("|"))


def test_a_form_is_chosen_that_beats_the_backends_own_on_the_layers_of_a_kind():
    rows = [
        ("a", {"own": 8.0, "im2col": 2.0}),
        ("a", {"own": 1.0, "im2col": 2.0}),  # by geometric mean 1.41 times as fast
        ("b", {"own": 1.0, "im2col": 0.95}),  # too little
        ("c", {"own": 1.0, "im2col": 3.0}),
    ]
    assert convolutions.chosen(rows) == {"a": "im2col"}


def test_the_table_of_another_backend_and_of_other_dtypes_stays(tmp_path):
    table = tmp_path / "table.json"
    others, kept = {"a, float32": "im2col"}, {"a, bfloat16": "im2col"}
    table.write_text(json.dumps({"another": others, convolutions.NAME: {**kept, "a, float32": "im2col"}}))
    convolutions.write({"b, float32": "subpixel"}, ["float32"], table)
    assert json.loads(table.read_text()) == {"another": others, convolutions.NAME: {**kept, "b, float32": "subpixel"}}


def test_a_form_that_is_the_backends_own_with_less_around_it_is_taken_unless_it_loses():
    rows = [("a", {"own": 1.0, "as_they_lie": 1.04}), ("b", {"own": 1.0, "symmetric": 1.1})]
    assert convolutions.chosen([*rows, ("c", {"own": 1.0, "im2col": 0.95})]) == {"a": "as_they_lie"}


@pytest.mark.parametrize("layer", [convolutions.LAYERS[number] for number in (0, 6, -1)], ids=str)
def test_each_form_of_a_layer_is_timed(layer, monkeypatch):
    monkeypatch.setattr(convolutions, "BATCH", 1)
    times = convolutions.measure(layer._replace(size=4), "float32", 1)
    forms = convolutions.convolutions
    assert set(times) == {"own", *forms.FORMS[layer.operation]} & {"own", *forms.available(convolutions.NAME)}


@pytest.mark.full
@pytest.mark.parametrize("arch", architectures.ARCHITECTURES)
def test_an_architecture_trains_beside_the_same_by_hand(arch, monkeypatch, capsys):
    small = {"filters": 4, **({"group_width": 4} if arch == "r3gan" else {})}
    monkeypatch.setattr(architectures, "SHAPE", (8, 8, 3))
    monkeypatch.setitem(architectures.ARCHITECTURES, arch, (small, small))
    architectures.main(["--only", arch, "--rounds", "1", "--steps", "1", "--batch", "2"])
    assert re.fullmatch(
        rf"{arch}, \w+: ours [\d.]+ ms, by hand [\d.]+ ms, [\d.]+ times as fast\n", capsys.readouterr().out
    )


def test_ours_and_by_hand_are_timed_in_turns(monkeypatch):
    spent, order = iter([0, 4, 4, 10, 10, 14, 14, 26]), []
    monkeypatch.setattr(beside.time, "process_time", lambda: next(spent))
    ways = [lambda steps, name=name: order.append((name, steps)) for name in ("ours", "by hand")]
    line = beside.compared(ways, rounds=2, steps=2)
    assert order == [("ours", 2), ("by hand", 2)] * 3
    assert line.endswith(": ours 2000.0 ms, by hand 4500.0 ms, 2.25 times as fast")


@pytest.mark.full
def test_a_table_s_peers_are_measured_and_shown(tmp_path, monkeypatch):
    pandas = pytest.importorskip("pandas")
    from benchmarks.tables import __main__ as tables

    rows = pandas.DataFrame({"x": range(200), "y": list("ab") * 100})
    rows.to_csv(tmp_path / "rows.csv", index=False)
    monkeypatch.setattr(
        tables, "made", lambda name, frame, chosen, seed: None if name == "ctgan" else (rows, {"memory": 9.0})
    )
    call = [str(tmp_path / "rows.csv"), "--peers", "real", "ctgan", "--seeds", "2", "--json", str(tmp_path / "x.json")]
    tables.main(call)
    found = json.loads((tmp_path / "x.json").read_text())
    assert list(found) == ["real"] and [one["memory"] for one in found["real"]] == [9.0, 9.0]
    assert tables.cell([1.0, 3.0]) == "2 ± 1.4" and tables.cell([float("nan")]) == ""


@pytest.mark.full
def test_a_table_s_peer_works_in_a_process_of_its_own(capsys):
    pandas = pytest.importorskip("pandas")
    from benchmarks.tables import __main__ as tables

    frame = pandas.DataFrame({"x": range(200), "y": list("ab") * 100})
    chosen = tables.parser().parse_args(["rows.csv", "--rows", "30", "--python", f"shuffled={sys.executable}"])
    rows, spent = tables.made("shuffled", frame, chosen, 0)
    assert rows.shape == (30, 2) and set(rows["y"]) == {"a", "b"} and spent == {}
    if importlib.util.find_spec("ctgan") is None:
        assert tables.made("ctgan", frame, chosen, 0) is None
        told = r"ctgan is left out: ModuleNotFoundError: No module named '(ctgan|torch)'\n"
        assert re.fullmatch(told, capsys.readouterr().out)


@pytest.mark.parametrize("given", ["us=python", "ctgan", "ctgan=no/such/python"])
def test_a_python_that_is_none_is_told(given, capsys):
    pytest.importorskip("pandas")
    from benchmarks.tables import __main__ as tables

    with pytest.raises(SystemExit):
        tables.parser().parse_args(["rows.csv", "--python", given])
    assert f"expected a peer and its Python, ctgan=PATH. Received: {given!r}." in capsys.readouterr().err


@pytest.mark.full
def test_our_peer_of_a_table_tells_each_epoch():
    pandas = pytest.importorskip("pandas")
    from benchmarks.tables import peers

    frame, spent = pandas.DataFrame({"x": range(40), "y": list("ab") * 20}), peers.Spent()
    sample = peers.ours(frame, {"seed": 0, "epochs": 2, "batch_size": 20}, spent)
    assert sample(3).shape == (3, 2) and len(spent.ends) == 3


def test_what_a_table_s_peer_spends_epoch_by_epoch(monkeypatch):
    pytest.importorskip("pandas")
    from benchmarks.tables import peers

    spent = peers.Spent()
    spent.start, clocks = np.zeros(2), iter([(2.0, 3.0), (10.0, 15.0), (13.0, 20.0), (18.0, 27.0)])
    monkeypatch.setattr(spent, "clocks", lambda: np.array(next(clocks)))
    spent.begun()
    for _ in range(3):
        spent.epoch()
    found = spent.figures()
    memory = found.pop("memory")
    assert found == {"modes": 3.0, "first": 12.0, "epoch": 6.0, "wall": 4.0, "seconds": 18.0} and memory > 1


def test_a_folder_of_pictures_stands_beside_the_same_pictures_in_memory(monkeypatch):
    from benchmarks import folder

    seen, said = [], []

    def compare(path, size, steps, rounds):
        pictures = kerasgan.datasets.load("image_folder", path=path, size=size)
        seen.append((len(pictures.names), pictures[0].shape[1:], steps, rounds))
        return [(0.1, 0.1), (0.1, 0.2), (0.3, 0.4)]

    monkeypatch.setattr(folder, "compare", compare)
    folder.main(["--sizes", "8", "16", "--pictures", "6", "--pixels", "24", "--steps", "5"], said.append)
    assert seen == [(6, (8, 8, 3), 5, 3), (6, (16, 16, 3), 5, 3)]
    assert said[0].startswith("6 JPEGs of 24x24 pixels, ")
    assert said[1].startswith("8x8, ") and said[1].endswith(
        "in memory 100 ms a step, by folder 200 ms: 0.75 of the rate"
    )


@pytest.mark.full
def test_both_ways_train_the_same_gan(tmp_path):
    from benchmarks import folder

    folder.draw(tmp_path, 40, 24)
    found = folder.compare(tmp_path, 16, steps=2, rounds=2)
    assert len(found) == 2 and all(value > 0 for pair in found for value in pair)
