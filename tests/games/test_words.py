"""Mistakes that people make, and words that mend them."""

import keras
import numpy as np
import pytest

import kerasgan

layers = keras.layers
X = np.ones((8, 4), "float32")


@pytest.mark.parametrize(
    "loss, meant",
    {
        "mse": "`'least_squares'`",
        "bce": "`'non_saturating'`",
        "binary_crossentropy": "`'non_saturating'`",
        "wgan-gp": "`loss='wasserstein', terms=['gradient_penalty'], d_steps=5`",
        "LSGAN": "`'least_squares'`",
        "wgan": "`'wasserstein'`",
    }.items(),
)
def test_losses_by_their_names_elsewhere(loss, meant):
    with pytest.raises(ValueError) as error:
        kerasgan.build_gan(loss=loss)
    assert str(error.value).endswith(f" Received: {loss!r}. Pass {meant}.")


def test_a_model_of_both_networks_is_no_generator(networks):
    combined = keras.Sequential([keras.Input((3,)), *networks])
    with pytest.raises(ValueError, match="^`generator`: expected the generator alone. Received a model of two, 'gen"):
        kerasgan.build_gan(combined)


@pytest.mark.parametrize(
    "batch, says",
    [
        (
            {"image": X, "label": X},
            "needed, in a `tf.data.Dataset` by `.map(lambda batch: batch['image'])`",
        ),
        (((X, X), X), "Received a tuple of 2. Choose one, in a `tf.data.Dataset` by `.map(lambda x, c: (x[0], c))`."),
        (
            ({"a": X}, X),
            "Received a dict of ['a']. Choose one, in a `tf.data.Dataset` by `.map(lambda x, c: (x['a'],",
        ),
        ((X, X, X), "by `.map(lambda x, *rest: x)`."),
    ],
    ids=["dict", "tuple in a tuple", "dict in a tuple", "three parts"],
)
def test_batches_of_other_parts_come_with_the_map_that_mends_them(gan, batch, says):
    with pytest.raises(ValueError) as error:
        kerasgan.fit_gan(gan, iter([batch]), steps=1, verbose=0)
    assert says in str(error.value) and len(str(error.value)) < 300


def test_networks_that_want_one_hot_codes_say_how_to_make_them():
    z, x, c = keras.Input((3,), name="z"), keras.Input((4,), name="x"), keras.Input((3,), name="code")
    g = keras.Model([z, c], layers.Dense(4)(layers.Concatenate()([z, c])))
    gan = kerasgan.build_gan(g, keras.Model([x, c], layers.Dense(1)(layers.Concatenate()([x, c]))))
    labels = np.arange(8) % 3
    with pytest.raises(ValueError, match=r"take one-hot codes: `keras.utils.to_categorical\(code, 3\)`.$"):
        gan.train_on_batch(X, labels)
    assert np.isfinite(gan.train_on_batch(X, keras.utils.to_categorical(labels, 3))["d_loss"])


@pytest.mark.parametrize("monitor", ["g_loss", "d_loss", "d_accuracy", "val_g_loss"])
def test_early_stopping_watches_what_a_game_logs(gan, monitor):
    stop = keras.callbacks.EarlyStopping(monitor, patience=1)
    gan.fit(X, epochs=2, verbose=0, callbacks=[stop], validation_data=(X,))
    assert stop.mode == ("max" if monitor == "d_accuracy" else "min") and np.isfinite(stop.best)


def test_rates_have_the_names_of_the_players():
    gan = kerasgan.build_gan(d_optimizer=keras.optimizers.Adam(name="my_own"))
    assert [optimizer.name for optimizer in gan.optimizer.optimizers] == ["g", "my_own"]


def test_a_generator_of_unknown_size_is_told_by_latent_dim():
    z = keras.Input((None,))
    g = keras.Model(z, layers.Lambda(lambda z: keras.ops.sum(z, axis=1, keepdims=True), output_shape=(1,))(z))
    g = keras.Sequential([g, layers.Dense(4)])
    g.build((None, None))
    gan = kerasgan.build_gan(g, keras.Sequential([keras.Input((4,)), layers.Dense(1)]), latent_dim=3)
    assert gan.latent_dim == 3 and gan.sample(2, seed=0).shape == (2, 4)


def test_a_table_at_the_beginning_of_d_is_refused():
    d = keras.Sequential([keras.Input((4,)), layers.Embedding(5, 2), layers.Flatten(), layers.Dense(1)])
    with pytest.raises(ValueError, match="it begins with `Embedding`, which takes whole numbers and lets no gradient"):
        kerasgan.build_gan(kerasgan.build_generator("mlp", (4,), 3), d)


@pytest.mark.parametrize("arch", ["dcgan", "resnet", "stylegan2"])
def test_channels_first_is_refused_before_anything_is_built(arch):
    keras.config.set_image_data_format("channels_first")
    try:
        with pytest.raises(ValueError, match="has the channels last, and Keras is set to 'channels_first'. Call"):
            kerasgan.build_generator(arch, (16, 16, 3), 3)
    finally:
        keras.config.set_image_data_format("channels_last")


@pytest.mark.parametrize("frames", [np.zeros((4, 8, 8)), np.zeros(4), [np.zeros((8, 8))], iter([np.zeros((8, 8))])])
def test_arrays_are_no_frames(frames):
    with pytest.raises(ValueError, match="^`frames`: expected paths of pictures. Received arrays. Write each"):
        kerasgan.plots.animate(frames, "film.gif")


@pytest.mark.parametrize("frames", ["folder", None, 3])
def test_a_folder_is_no_list_of_frames(frames):
    with pytest.raises(ValueError, match=f"^`frames`: expected a list of paths of pictures. Received: {frames!r}. Of"):
        kerasgan.plots.animate(frames, "film.gif")


def test_compile_says_what_keras_calls_otherwise(gan):
    with pytest.raises(TypeError, match="^`compile` takes no `optimizer`. Known: .* Did you mean 'g_optimizer'?"):
        gan.compile(optimizer="adam", loss="hinge")
