from kerasgan.callbacks.doctor import conditions, ledger, report

SICK = conditions.Condition("sick", lambda now, before: now["x"] > 1, "x is {x:.1f}, y {y}.", ("rest", "tea"), checks=3)


def told(values, steps=200, condition=SICK, every=50, known=()):
    book = ledger.Ledger([condition], steps, known)
    return [finding for n, x in enumerate(values, 1) for finding in book.add(n * every, {"x": x})]


def test_a_condition_is_told_of_once_it_has_held_long_enough():
    (finding,) = told([2, 2, 2, 2, 2, 2])
    assert finding == ("sick", 50, 150, "x is 2.0, y nan.", ["rest", "tea"])


def test_a_break_begins_anew():
    at_once = SICK._replace(lasting=False)
    assert told([2, 2, 0, 2, 2, 0, 2, 2], condition=at_once) == []
    assert told([2, 2, 0, 2, 2, 2], condition=at_once)[0].since == 200
    assert told([2, 2, 0, 0, 2, 2, 0, 0, 2, 2]) == []
    assert told([2, 2, 0, 0, 2, 2, 2])[0].since == 250


def test_what_lasts_may_waver_for_a_look():
    (finding,) = told([2, 2, 0, 2, 0, 2])
    assert finding.since == 50 and finding.step == 200


def test_what_has_to_last_lasts_a_tenth_of_the_run():
    assert ledger.Ledger([], 200).lasting == 100 and ledger.Ledger([], 15_000).lasting == 1500
    assert ledger.Ledger([], 10**6).lasting == 2000 and ledger.Ledger([]).lasting == 1000
    assert told([2] * 20, steps=8000, every=100)[0].step == 1100
    assert told([2] * 20, steps=8000, every=100, condition=SICK._replace(lasting=False))[0].step == 300


def test_few_looks_are_enough_where_all_speak_for_it():
    five = SICK._replace(checks=5)
    assert told([2, 2, 2], steps=600, every=200, condition=five)[0].step == 600
    assert told([2, 2], steps=600, every=300, condition=five) == []
    assert told([2, 2, 0, 2, 2], steps=1000, every=200, condition=five) == []
    assert told([2] * 4, steps=600, every=200, condition=five._replace(lasting=False)) == []


def test_what_was_told_before_the_run_was_cut_off_is_not_told_again():
    assert told([2] * 6, known=["sick"]) == []


def test_a_figure_that_is_not_there_says_nothing_for_or_against():
    assert ledger.holds(SICK, {}, []) is None
    book = ledger.Ledger([SICK], 200)
    figures = [{"x": 2}, {}, {"x": 2}, {}, {}, {"x": 2}]
    assert [len(book.add(50 * number, look)) for number, look in enumerate(figures, 1)] == [0, 0, 0, 0, 0, 1]


def test_only_a_plain_case_is_told_of_early_in_a_short_run():
    careful = SICK._replace(plain=lambda now: now["x"] > 5)
    assert told([2] * 12, steps=600, condition=careful) == []
    assert told([6] * 12, steps=600, condition=careful)[0].step == 350  # half of the run after the first look
    assert told([2] * 30, steps=1500, condition=careful)[0].step == 1050


def test_words_and_files(tmp_path):
    finding = told([2] * 3)[0]
    assert report.text(finding) == "Doctor: sick, step 50 to 150.\n  x is 2.0, y nan.\n  Try first: rest.\n  Then: tea."
    looks = [{"step": 100, "x": float("nan")}, {"step": 200, "x": 1 / 3}]
    report.write(tmp_path, looks, [finding], 0.1, 10.0)
    assert (tmp_path / "doctor.txt").read_text() == f"Found: sick (step 150).\n\n{report.text(finding)}\n"
    assert report.read(tmp_path, 200) == ([{"step": 100, "x": None}, {"step": 200, "x": 0.333333}], [finding])
    assert report.read(tmp_path, 120) == ([{"step": 100, "x": None}], [])
    assert report.read(tmp_path / "none", 1) is None and report.read(None, 1) is None


def test_verdicts():
    assert report.verdict([], [{}]) == "Nothing found in 1 look."
    assert report.verdict([], [{}, {}]) == "Nothing found in 2 looks."
    assert report.verdict([], []) == "The run was too short for a look within 2 % of its time."
