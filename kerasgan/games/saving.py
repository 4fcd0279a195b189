"""`Saving`: how any game is written down, in Keras's files and as a preset."""

import pathlib
from typing import Any, Self

import keras

from kerasgan import checks, networks
from kerasgan import latent as latents
from kerasgan.checks.types import Config, PathLike


class Saving:
    """What a game's configuration is, and how it becomes a preset."""

    def memory(self):
        """Returns what is known of the data, for saving: which fields are uint8, how frequent classes are."""
        return {field.name: field.memory() for field in self.fields}

    @property
    def meaning(self) -> str:
        """What else than shapes decides what a sample means, as one text: a run goes on only where it is the same."""
        return ""

    def facts(self) -> dict[str, Any]:
        """Returns what a sample is, for cards: shape, type, and what it is asked for by; a dict of plain types."""
        return {
            "shape": self.data_shape,
            "dtype": "uint8" if self.pixels else keras.config.floatx(),
            "classes": getattr(self, "num_classes", None) or 1 if self.label else 0,
            "conditions": [] if self.label else [field.name for field in self.conditions],
            "translates": self.translates,
        }

    def get_config(self) -> Config:
        """Returns what `from_config` needs; each network is written down as trainable as it came."""
        with networks.thawed([one for player in self.players.values() for one in player.learners]):
            parts = {name: keras.saving.serialize_keras_object(model) for name, model in self.networks.items()}
        drawn = {} if self.latent is None else {"latent": latents.serialize(self.latent)}
        return {**parts, **drawn, "name": self.name, "data": self.memory()}

    @classmethod
    def from_config(cls, config: Config, custom_objects: dict[str, Any] | None = None) -> Self:
        """Returns the game that `get_config` described, not yet compiled."""
        config = dict(config)
        memory = config.pop("data", {})
        for name, part in config.items():
            if isinstance(part, dict) and "class_name" in part and name != "latent":
                config[name] = keras.saving.deserialize_keras_object(part, custom_objects=custom_objects)
        game = cls(**config)
        for field in game.fields:
            if field.name in memory:
                field.remember(memory[field.name])
        return game

    def save(self, filepath: PathLike, *arguments: Any, **options: Any) -> None:
        """Saves the game, its weights and all optimizers' state in a `.keras` file; see `keras.Model.save`.

        Raises:
            ValueError: If the file is an HDF5 one, from which Keras could not load it.
        """
        checks.raise_all(file_problems(filepath))
        return super().save(filepath, *arguments, **options)

    def export(
        self,
        filepath: PathLike,
        format: str | None = None,
        *,
        to: str | None = None,
        overwrite: bool = False,
    ) -> pathlib.Path:
        """Writes the generator alone to a file that runs without Python: noise and conditions in, samples out.

        It has the weights that `sample` uses, takes batches of any size, images as uint8 and classes as integers, and
        makes samples in the units of the data, as `decode` does. Its inputs are `z`, the noise, and the conditions by
        their names. The file is run before it takes its name. `docs/export.md` shows how to load it elsewhere.

        Args:
            filepath: Path: `.onnx`, `.tflite`, or for a SavedModel a folder.
            format: `"onnx"`, `"saved_model"` (TensorFlow or JAX) or `"litert"` (TensorFlow). Defaults to `None`, by the
                suffix.
            to: String, which way, of a `CycleGAN`: `"b"` from set a, `"a"` from set b. Defaults to `None`, `"b"`.
            overwrite: Boolean, whether an existing file may be replaced. Defaults to `False`.

        Returns:
            `pathlib.Path` of what was written.

        Raises:
            ValueError: If an argument is not valid, the file exists, or the generator has what the format can't hold,
                such as a layer of another library or of mixed precision. Nothing is written then.
            ImportError: If a package is missing: `pip install 'kerasgan[export]'`, on JAX `'kerasgan[export-jax]'`.

        Example:

        >>> kerasgan.build_gan().export("gan.onnx").name
        'gan.onnx'
        """
        from kerasgan.presets import export

        return export.export(self, filepath, format, to, overwrite)

    def save_page(self, to_file: PathLike, **options: Any) -> pathlib.Path:
        """Writes a page in which the generator runs: one HTML file that opens offline, on a phone too.

        Args:
            to_file: Path of the HTML file.
            **options: `precision`, `"float32"` (default) or `"float16"`, half the size; `real`, an array of pictures or
                points that it was trained on, to show those beside the samples; `overwrite`, whether a file may be
                there already, by default `False`.

        Returns:
            `pathlib.Path` of the file.

        Raises:
            ValueError: If a layer of the generator is none that a page can carry out, the file exists or can't be
                written, or the page would be larger than 25 MB.

        Example:

        >>> kerasgan.zoo.load("gaussian_2d").save_page("gaussian.html").name
        'gaussian.html'
        """
        from kerasgan.recipe import page

        return page.write(self, to_file, **options)

    # === Presets ===

    @classmethod
    def from_preset(cls, preset: PathLike) -> Self:
        """Returns a trained GAN, ready to sample and to train further.

        Args:
            preset: String or path: a name of the zoo (`kerasgan.zoo.names()`), a folder that `save_to_preset` wrote, or
                `"hf://user/repository"` on the Hugging Face hub.

        Returns:
            A `GAN`, or another game, as it was saved. All optimizers start afresh.

        Raises:
            ValueError: If there is no such preset.
            PresetError: If it is damaged, incomplete, or needs a newer kerasgan.

        Example:

        >>> kerasgan.GAN.from_preset("normal_200d").sample(2, seed=0).shape
        (2, 200)
        """
        from kerasgan.presets import loading

        return loading.load(preset)

    def save_to_preset(self, folder: PathLike, **parts: Any) -> None:
        """Saves the GAN as a folder of small files: configuration, weights, pictures and a card, without any code.

        Args:
            folder: Path of a folder: a new or an empty one, or a preset, which is replaced.
            **parts: Dicts that go into files of these names and onto the card: `recipe`, `scores`, `about`.

        Raises:
            ValueError: If the folder can't be written to or holds something else, or a layer can't be saved.

        Example:

        >>> kerasgan.build_gan().save_to_preset("my_gan")
        """
        from kerasgan.presets import saving

        saving.save(self, folder, **parts)

    def upload_preset(self, uri: str, *, private: bool = False, **parts: Any) -> str:
        """Saves the GAN as a preset in a repository of the Hugging Face hub; needs the extra `hub`.

        Args:
            uri: String, `"hf://user/repository"`; the repository is made where there is none.
            private: Boolean, whether a new repository is for you alone. Defaults to `False`.
            **parts: As in `save_to_preset`.

        Returns:
            String, the address of the commit.

        Raises:
            ValueError: If `uri` is not valid, or names a revision.
            ImportError: If `huggingface_hub` is not installed.
            OSError: If the hub refuses.
        """
        from kerasgan.presets import saving

        return saving.upload(self, uri, private=private, **parts)


def file_problems(filepath):
    """Refuses Keras's old format, which has no place for a model of several networks and optimizers."""
    if not str(filepath).lower().endswith((".h5", ".hdf5")):
        return []
    name = pathlib.Path(filepath)
    return [
        f"`filepath`: expected a file that ends in .keras, or the folder of a preset for `save_to_preset`. Received: "
        f"{str(filepath)!r}, from which Keras could not load a GAN again. Pass {str(name.with_suffix('.keras'))!r}; "
        f"for the weights alone there is `save_weights({str(name.with_suffix('.weights.h5'))!r})`."
    ]
