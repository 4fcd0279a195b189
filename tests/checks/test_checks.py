"""Argument checks: what they let through and the exact words for what they don't."""

import numpy as np
import pytest

from kerasgan import checks


def test_no_problem_raises_nothing():
    assert checks.raise_all([]) is None


def test_one_problem_is_the_whole_message():
    with pytest.raises(ValueError) as error:
        checks.raise_all(["`n`: too small."])
    assert str(error.value) == "`n`: too small."


def test_several_problems_are_numbered_in_one_message():
    with pytest.raises(ValueError) as error:
        checks.raise_all(["first.", "second.", "third."])
    assert str(error.value) == "3 problems:\n  1. first.\n  2. second.\n  3. third."


def test_the_kind_of_error_can_be_chosen():
    with pytest.raises(TypeError, match=r"^first\.$"):
        checks.raise_all(["first."], error=TypeError)


@pytest.mark.parametrize(
    "name, answer",
    [
        ("non_saturatin", " Did you mean 'non_saturating'?"),
        ("minmax", " Did you mean 'minimax'?"),
        ("NonSaturating", " Did you mean 'non_saturating'?"),
        ("MINIMAX", " Did you mean 'minimax'?"),
        ("wasserstein", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_suggestion_names_the_nearest_option_or_nothing(name, answer):
    assert checks.suggestion(name, ["minimax", "non_saturating"]) == answer


def test_suggestion_works_with_options_that_are_no_strings():
    assert checks.suggestion("12", [122, 7]) == " Did you mean '122'?"


def test_unknown_lists_all_options_sorted():
    message = checks.unknown("loss", "minmax", {"non_saturating": 1, "minimax": 2})
    assert message == (
        "`loss`: expected one of 'minimax', 'non_saturating'. Received: 'minmax'. Did you mean 'minimax'?"
    )
    assert checks.unknown("loss", 3, ["b", "a"]) == "`loss`: expected one of 'a', 'b'. Received: 3."


@pytest.mark.parametrize("received", ["x", "", None, 1, ["a"], {"a": 1}])
def test_one_of_refuses_all_but_the_options(received):
    assert checks.one_of("arch", "a", {"a": 1}) == []
    assert checks.one_of("arch", received, {"a": 1}) == [checks.unknown("arch", received, ["a"])]


@pytest.mark.parametrize("received", [1, 7, np.int64(3), np.uint8(1)])
def test_whole_numbers_of_at_least_one_are_positive_integers(received):
    assert checks.positive_integer("n", received) == []


@pytest.mark.parametrize("received", [0, -1, 1.0, 2.5, True, False, "1", None, (1,), float("nan"), np.float32(2)])
def test_nothing_else_is_a_positive_integer(received):
    assert checks.positive_integer("n", received) == [
        f"`n`: expected a whole number of at least 1. Received: {received!r}."
    ]


def test_an_optional_integer_may_be_none_and_nothing_else():
    assert checks.positive_integer("n", None, optional=True) == []
    assert checks.positive_integer("n", 0, optional=True) == checks.positive_integer("n", 0) != []


@pytest.mark.parametrize("received", [(200,), [200], (28, 28, 1), (np.int64(2), 3)])
def test_sequences_of_positive_integers_are_shapes(received):
    assert checks.shape("output_shape", received) == []


@pytest.mark.parametrize("received", [(), [], None, 200, "200", (0,), (28, -1), (None, 2), (2.0,), (True,), {2: 2}])
def test_nothing_else_is_a_shape(received):
    assert checks.shape("output_shape", received) == [
        "`output_shape`: expected a tuple of whole numbers of at least 1, the shape of one sample without the batch "
        f"axis, such as (200,) or (28, 28, 1). Received: {received!r}."
    ]


def test_each_unknown_name_gets_a_message_of_its_own():
    known = ("steps", "epochs")
    assert checks.no_unknown("`training`", {"steps": 1, "epochs": 2}, known) == []
    assert checks.no_unknown("`training`", {}, known) == []
    assert checks.no_unknown("`training`", {"step": 1, "steps": 2, "seed": 3}, known) == [
        "`training` takes no `step`. Known: epochs, steps. Did you mean 'steps'?",
        "`training` takes no `seed`. Known: epochs, steps.",
    ]


@pytest.mark.parametrize("received", [0, -2.5, np.float32(3), 10**9])
def test_finite_numbers_pass(received):
    assert checks.finite_number("x", received) == []


@pytest.mark.parametrize("received", [None, True, "1", float("inf"), float("nan"), 1j])
def test_what_is_no_finite_number_is_named(received):
    assert checks.finite_number("x", received) == [f"`x`: expected a finite number. Received: {received!r}."]


def test_a_number_below_the_least_is_named():
    assert checks.finite_number("x", 0, at_least=0) == []
    assert checks.finite_number("x", -1, at_least=0) == ["`x`: expected a finite number of at least 0. Received: -1."]


def test_only_true_and_false_are_boolean():
    assert checks.boolean("x", True) == checks.boolean("x", False) == []
    assert checks.boolean("x", 1) == ["`x`: expected True or False. Received: 1."]


@pytest.mark.parametrize("text, found", [("3", [3]), ("0-3", [0, 1, 2, 3]), ("5, 1-2,1", [5, 1, 2, 1]), ("4-4", [4])])
def test_whole_numbers_are_single_ones_and_ranges(text, found):
    assert checks.whole_numbers("labels", text, "'0-9'") == found


@pytest.mark.parametrize("text", ["", "a", "3-1", "-1", "1--2", "1-2-3", "1,", "1.5", "²", "1-²", "9" * 5000])
def test_a_text_of_other_things_is_shown_with_an_example(text):
    with pytest.raises(ValueError) as error:
        checks.whole_numbers("labels", text, "'0-9' or '3,5,7-9'")
    assert str(error.value) == (
        f"`labels`: expected whole numbers and ranges, such as '0-9' or '3,5,7-9'. Received: {text!r}."
    )


def test_a_text_of_too_many_numbers_is_refused_before_they_are_there():
    with pytest.raises(ValueError) as error:
        checks.whole_numbers("seeds", "0-999999999999", "'0-4'")
    assert str(error.value) == (
        "`seeds`: expected at most 100,000 numbers. Received 1,000,000,000,000: '0-999999999999'."
    )
