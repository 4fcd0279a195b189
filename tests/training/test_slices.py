"""An update in slices of its batch is the update of the whole batch."""

import keras
import numpy as np
import pytest
from cases import some
from helpers import conv_pair, sgd, value, values

import kerasgan
from kerasgan import terms
from kerasgan.training import slices, step
from kerasgan.training.backend import engine, replicas

SHAPE = (8, 8, 1)


def conditional(arch="mlp", condition="one_hot", **options):
    """A pair of networks for images of 8x8 of three classes, in which no sample looks at another."""
    given = {"num_classes": 3, "condition": condition, "normalization": "layer", **options}
    return kerasgan.build_generator(arch, SHAPE, 3, **given), kerasgan.build_discriminator(arch, SHAPE, **given)


def plain(channels=1):
    """A pair without labels, whose D sees so many images at once."""
    d = kerasgan.build_discriminator("mlp", (8, 8, channels), hidden=6)
    return kerasgan.build_generator("mlp", SHAPE, 3, hidden=6), d


CASES = {
    "dense, R1": (conditional, {"hidden": 6}, {"terms": ["r1"]}),
    "convolutions, R1": (conditional, {"arch": "dcgan", "filters": 3}, {"terms": ["r1"]}),
    "an embedding, lazy R1, two D updates": (
        conditional,
        {"hidden": 6, "condition": "embedding"},
        {"terms": [terms.R1(every=2)], "d_steps": 2},
    ),
    "an auxiliary classifier": (conditional, {"hidden": 6, "condition": "auxiliary"}, {}),
    "what terms draw": (conditional, {"hidden": 6}, {"terms": ["gradient_penalty", "consistency"]}),
    "spectral normalisation": (conditional, {"arch": "dcgan", "filters": 3, "spectral_normalization": True}, {}),
    "a companion": (plain, {}, {"terms": ["mode_regularization"]}),
    "packs": (plain, {"channels": 2}, {"transforms": ["diff_augment", "packing"]}),
}


FIRST = ("convolutions, R1",)


def data(gan, rng, steps=5, size=16):
    """Batches of five steps: images, and labels for those that take them."""
    lead = (steps, gan.d_steps, size) if gan.d_steps > 1 else (steps, size)
    real = np.tanh(rng.normal(size=(*lead, *SHAPE))).astype("float32")
    labels = {"labels": rng.integers(0, 3, lead).astype("int32")} if gan.conditional else {}
    return {"real": real, **labels}


def trained(count, make, options, game, compile_it):
    """All that five steps change, and what they log, from one seed."""
    keras.utils.set_random_seed(3)
    optimizers = {f"{letter}_optimizer": keras.optimizers.Adam(1e-3, beta_1=0.5, use_ema=True) for letter in "gd"}
    torch = keras.backend.backend() == "torch"  # whose compiler takes a minute: there a traced step stands for it
    how = {"jit_compile": compile_it and not torch, "run_eagerly": torch and not compile_it}
    game = {**game, **optimizers, **how, "gradient_accumulation_steps": count}
    gan = kerasgan.build_gan(*make(**options), **game)
    gan.reseed(5)
    steps, found = data(gan, np.random.default_rng(2)), {}
    for row in range(len(steps["real"])):  # one by one: on JAX each step of a call is compiled by itself
        logs = gan.train_on_batches({name: part[row : row + 1] for name, part in steps.items()})
        found |= {(name, row): keras.ops.convert_to_numpy(value) for name, value in logs.items()}
    return values(gan.state), found


def agree(make, options, game, compile_it=False, count=4):
    whole, expected = trained(1, make, options, game, compile_it)
    parts, found = trained(count, make, options, game, compile_it)
    for ours, theirs in zip(parts, whole, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=2e-6)
    assert found.keys() == expected.keys()
    for name in found:
        np.testing.assert_allclose(found[name], expected[name], rtol=1e-4, atol=2e-6)


@pytest.mark.parametrize("case", some(CASES, FIRST))
def test_four_slices_are_the_whole_batch(case):
    agree(*CASES[case])


@pytest.mark.full
@pytest.mark.xla
@pytest.mark.parametrize("case", ["dense, R1", "an embedding, lazy R1, two D updates"])
def test_under_a_compiler_too(case):
    agree(*CASES[case], compile_it=True)


def test_the_optimizer_makes_one_update_for_all_slices(networks, real):
    gan = kerasgan.build_gan(*networks, g_optimizer=sgd(), d_optimizer=sgd(), gradient_accumulation_steps=4)
    gan.train_on_batch(real)
    assert [int(value(half.iterations)) for half in gan.optimizer.optimizers] == [1, 1]


def test_batch_normalisation_sees_a_slice_and_keeps_the_mean_of_what_it_saw(rng):
    """One D update, the moving mean by hand: each slice begins where the batch did."""
    gan = kerasgan.build_gan(*conv_pair(), g_optimizer=sgd(), d_optimizer=sgd(0.0), gradient_accumulation_steps=2)
    norm = next(layer for layer in gan.discriminator.layers if "normalization" in layer.name)
    real = rng.uniform(-1, 1, (8, *SHAPE)).astype("float32")
    noise = rng.normal(size=(8, 3)).astype("float32")
    convolution = gan.discriminator.layers[0]
    with gan.in_play(), engine.sandbox(gan):
        fake = value_of(gan.generate(noise[:4])), value_of(gan.generate(noise[4:]))
    seen = [[value_of(convolution(x)).mean((0, 1, 2)) for x in pair] for pair in zip((real[:4], real[4:]), fake)]
    batch = {"given": {"real": real}, "noise": noise, "random": {}}
    with gan.in_play():
        step.update(gan, gan.moves[0], slices.each(keras.ops.convert_to_tensor, batch))
    expected = np.mean([0.99 * 0.01 * of_real + 0.01 * of_fake for of_real, of_fake in seen], axis=0)
    np.testing.assert_allclose(value(norm.moving_mean), expected, rtol=1e-3, atol=1e-6)


def value_of(tensor):
    return np.array(keras.ops.convert_to_numpy(tensor))


def test_the_mean_over_slices_by_hand(rng):
    x = rng.normal(size=(6, 2)).astype("float32")
    seen = []

    def function(batch):
        seen.append(batch["x"])
        return [keras.ops.sum(batch["x"]), None], {"seed": keras.ops.convert_to_tensor(np.uint32(len(seen)))}

    def added(of_slice, count):
        found = [of_slice(number) for number in range(count)]
        for other in found[1:]:
            found[0] = keras.tree.map_structure(slices.plus, found[0], other)
        return found[0]

    batch = {"x": keras.ops.convert_to_tensor(x), "labels": None}
    (total, nothing), kept = slices.mean(function, batch, 3, replicas.cut, added)
    assert [part.shape for part in seen] == [(2, 2)] * 3
    assert nothing is None and int(kept["seed"]) == 3
    np.testing.assert_allclose(float(total), x.sum() / 3, rtol=1e-5)


def test_a_batch_that_makes_no_slices_is_refused_before_the_start(networks, real):
    gan = kerasgan.build_gan(*networks, gradient_accumulation_steps=3, run_eagerly=True)
    wrong = "expected a batch divisible by 3, for the slices of `gradient_accumulation_steps`. Received"
    calls = {
        "`x`: " + wrong + " 8 samples. Choose for example 9.": lambda: gan.train_on_batch(real),
        "`x`: " + wrong + " 2 samples in the last batch. Leave some out, `x[:6]`.": lambda: gan.fit(
            real, batch_size=6, verbose=0
        ),
        "`batch_size`: " + wrong + " 4 samples. Choose for example 3.": lambda: kerasgan.fit_gan(
            gan, real, steps=1, batch_size=4
        ),
    }
    for message, call in calls.items():
        with pytest.raises(ValueError) as error:
            call()
        assert str(error.value) == message
    with pytest.raises(ValueError, match="^`gradient_accumulation_steps`: expected a whole number of at least 1. Rec"):
        kerasgan.build_gan(*networks, gradient_accumulation_steps=0)


def test_saving_keeps_it(networks, tmp_path):
    kerasgan.build_gan(*networks, gradient_accumulation_steps=3).save(tmp_path / "gan.keras")
    assert keras.models.load_model(tmp_path / "gan.keras").gradient_accumulation_steps == 3
