"""Objects by name: terms and transforms alike take both kinds of names, configs and objects, and refuse the rest."""

import inspect

import keras
import pytest

import kerasgan
from kerasgan import terms, transforms

KINDS = {"terms": (terms.get, terms.TERMS), "transforms": (transforms.get, transforms.TRANSFORMS)}
NEEDED = {"perceptual": {"model": "digit_classifier"}}  # what has no default
EVERY = [(get, name, kind) for get, known in KINDS.values() for name, kind in known.items()]


@pytest.mark.parametrize("get, name, kind", EVERY, ids=lambda part: part if isinstance(part, str) else "")
def test_names_in_snake_case_and_those_of_classes_are_the_same(get, name, kind):
    config = NEEDED.get(name, {})
    alone = () if config else (name, kind.__name__, {"class_name": name})
    for identifier in (*alone, {"class_name": name, "config": config}, {"class_name": kind.__name__, "config": config}):
        assert type(get(identifier)) is kind


@pytest.mark.parametrize("name", ["perceptual", "Perceptual", {"class_name": "perceptual"}])
def test_an_argument_without_a_default_is_asked_for(name):
    assert message(terms.get, name) == (
        "`terms`: Perceptual needs `model`. Pass an object of it, Perceptual(model=...), or a config with 'model' in "
        "it."
    )
    with pytest.raises(ValueError, match="^`terms`: Perceptual needs `model`."):
        kerasgan.build_gan(terms=[name])


def test_what_has_no_default_is_what_is_needed():
    parameters = {name: inspect.signature(kind).parameters.values() for _, name, kind in EVERY}
    needed = {name: {one.name for one in found if one.default is one.empty} for name, found in parameters.items()}
    assert {name: found for name, found in needed.items() if found} == {n: set(given) for n, given in NEEDED.items()}


def test_both_can_be_handed_to_a_gan():
    g, d = kerasgan.build_generator("mlp", (8, 8, 1), 3), kerasgan.build_discriminator("mlp", (8, 8, 1))
    gan = kerasgan.build_gan(g, d, terms=["GradientPenalty"], transforms=["DiffAugment"])
    assert (type(gan.terms[0]), type(gan.transforms[0])) == (terms.GradientPenalty, transforms.DiffAugment)


@keras.saving.register_keras_serializable(package="test_identifiers")
class R1(terms.Term):
    """A term of a user's own with the name of one of ours."""


def test_a_saved_term_of_ones_own_is_not_mistaken_for_ours():
    again = terms.get(keras.saving.serialize_keras_object(R1()))
    assert type(again) is R1


@pytest.mark.parametrize("argument", KINDS)
@pytest.mark.parametrize("identifier", [None, 3, ["r1"], keras.layers.Dense, "gp", {}, {"class_name": ["r1"]}])
def test_what_is_none_is_refused_with_what_there_is(argument, identifier):
    get, known = KINDS[argument]
    with pytest.raises(ValueError) as error:
        get(identifier)
    options = ", ".join(map(repr, sorted(known)))
    assert str(error.value).startswith(f"`{argument}`: expected one of {options}. Received: ")


def message(get, identifier):
    with pytest.raises(ValueError) as error:
        get(identifier)
    return str(error.value)


def test_near_misses_are_named_in_any_case_of_letters():
    assert message(terms.get, "GradientPenalti").endswith("Did you mean 'gradient_penalty'?")
    assert message(transforms.get, "Diff_Augment").endswith("Did you mean 'diff_augment'?")


def test_a_class_and_an_object_of_another_kind_get_a_hint():
    assert message(terms.get, terms.R1).endswith("That is the class: pass an object of it, R1(...).")
    own = "One of your own is an object of a subclass of Transform; see docs/extending.md."
    assert message(transforms.get, terms.R1()).endswith(own)
    assert message(transforms.get, keras.saving.serialize_keras_object(terms.R1())).endswith(own)


@pytest.mark.parametrize("argument", KINDS)
@pytest.mark.parametrize("given", ["r1", {"class_name": "r1"}])
def test_one_instead_of_a_list_is_refused(argument, given):
    with pytest.raises(ValueError) as error:
        kerasgan.build_gan(**{argument: given})
    assert str(error.value) == (
        f"`{argument}`: expected a list. Received: {given!r}. Put it into brackets, [{given!r}]."
    )


def test_an_argument_that_is_not_known_is_named():
    assert message(terms.get, {"class_name": "r1", "config": {"wieght": 3}}) == (
        "`terms`: 'r1' takes no `wieght`. Known: every, name, weight. Did you mean 'weight'?"
    )
