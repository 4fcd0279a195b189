"""What `kerasgan sample` makes: samples of a GAN as a picture, as numbers, as single files or as a walk through z."""

import io
import os
import pathlib
import tempfile

import numpy as np

from kerasgan import checks, latent
from kerasgan.plots import files, grid, layout, lettering

PICTURES = (".jpg", ".pdf", ".png", ".svg", ".webp")
NUMBERS = (".csv", ".npy")

# Of a walk: how many samples move at once, and how many frames lie between two stops.
WALKERS = 16
FRAMES = 12

# Rows of a table that say enough of its columns.
TABLE_ROWS = 5000


def is_image(gan):
    """Tells whether a GAN makes images, or what is drawn as some, such as volumes."""
    return layout.drawable(np.zeros((1, *gan.data_shape), "uint8")).ndim > 2


def default_count(gan):
    """Returns how many samples say enough: a grid of images, a cloud of points."""
    if is_image(gan):
        return 100 if gan.label else 64
    return 2500


def labels_for(gan, n, wanted=None):
    """Returns the label of each of `n` samples: as many of each class as can be, classes together; or `None`.

    Args:
        gan: A `kerasgan.GAN`.
        n: Integer.
        wanted: List of labels to share out. Defaults to `None`, all classes of a conditional GAN.
    """
    if wanted is None and not gan.label:
        return None
    if not gan.label:
        raise ValueError("`labels`: this GAN takes none, it was trained without classes. Leave the labels out.")
    wanted = list(range(classes(gan))) if wanted is None else wanted
    beyond = [label for label in wanted if label >= classes(gan)]
    if beyond:
        raise ValueError(f"`labels`: expected labels below {classes(gan)}. Received: {beyond[0]}.")
    return np.asarray(wanted, "int32")[np.sort(np.resize(np.arange(len(wanted)), n))]


def classes(gan):
    """Returns the number of classes of a conditional GAN."""
    return gan.num_classes or 1


def make(gan, n, seed=None, labels=None, **options):
    """Returns `(samples, labels)`; a conditional GAN makes as many of each class as can be, unless labels are given."""
    checks.raise_all(checks.positive_integer("n", n))
    labels = labels_for(gan, n, labels)
    return gan.sample(n, labels=labels, seed=seed, **options), labels


def write(gan, made, to_file):
    """Writes samples; the end of the name says how.

    Args:
        gan: The `kerasgan.GAN` that made them.
        made: What `make` returned.
        to_file: Path: a picture (`.png`, `.svg`, ...), `.npy`, `.csv` for vectors (labels in the last column), or a
            name without an end, a folder that gets one PNG for each image.

    Raises:
        ValueError: If samples can't be written so.
    """
    to_file = pathlib.Path(to_file)
    checks.raise_all(output_problems(gan, to_file))
    kind = to_file.suffix.lower()
    if kind in PICTURES:
        draw(gan, made, to_file)
    elif kind == ".npy":
        data = io.BytesIO()
        np.save(data, made[0], allow_pickle=False)
        files.write(data.getvalue(), to_file)
    elif kind == ".csv":
        write_csv(made, to_file)
    else:
        write_images(gan, made, to_file)


def output_problems(gan, to_file):
    """Checks that samples of `gan` can be written to `to_file`."""
    kind = to_file.suffix.lower()
    if kind and kind not in PICTURES + NUMBERS:
        ends = ", ".join(PICTURES + NUMBERS)
        return [f"`output`: expected a name that ends in {ends}, or a folder. Received: {str(to_file)!r}."]
    if kind == ".csv" and is_image(gan):
        return ["`output`: images don't go into a .csv. Choose .npy, a picture, or a folder."]
    if not kind and not is_image(gan):
        return ["`output`: only images go into a folder. Choose .npy, .csv or a picture."]
    return files.make_folder("output", to_file.parent if kind else to_file)


def draw(gan, made, to_file):
    """Draws samples: images as a grid, a class in each row, pixel by pixel; points as points, vectors as lines."""
    samples, labels = layout.drawable(made[0]), made[1]
    if is_image(gan) and pathlib.Path(to_file).suffix.lower() == ".png":
        canvas = grid.image_grid(samples, labels=labels, value_range=value_range(gan, samples), scale="auto")
        image = grid.to_image(canvas)
        named = image if labels is None else lettering.name_rows(image, grid.in_order(labels))
        files.write(grid.to_png(named), to_file)
        return
    from kerasgan import plots

    options = {"value_range": value_range(gan, samples)} if is_image(gan) else {}
    plots.plot_samples(
        samples, to_file, labels=labels if samples.ndim == 4 or samples.shape[1] == 2 else None, **options
    )


def value_range(gan, samples):
    """Returns what black and white are in the samples of a GAN; `None` for uint8."""
    from kerasgan.networks import scaling

    return None if samples.dtype == np.uint8 else scaling.pixel_range(gan.output_range)


def write_csv(made, to_file):
    """Writes vectors as rows of a table, the label behind."""
    samples, labels = made[0].reshape(len(made[0]), -1), made[1]
    header = [f"x{number}" for number in range(samples.shape[1])]
    if labels is not None:
        samples, header = np.column_stack([samples, labels]), [*header, "label"]
    text = io.StringIO()
    np.savetxt(text, samples, "%.7g", ",", header=",".join(header), comments="")
    files.write(text.getvalue().encode(), to_file)


def write_images(gan, made, folder):
    """Writes each image as a PNG of its own, numbered, the label in its name."""
    samples, labels = made
    pixels = grid.to_pixels(layout.drawable(samples), value_range(gan, samples))
    for number, image in enumerate(pixels):
        label = "" if labels is None else f"-label{labels[number]}"
        files.write(grid.to_png(image), folder / f"{number:05d}{label}.png")


def plot(gan, folder):
    """Draws samples and diagrams of a GAN into a folder; returns the list of the files."""
    from kerasgan import plots

    folder = pathlib.Path(folder)
    checks.raise_all(files.make_folder("out", folder))
    drawn = [folder / "samples.png"] if samples_alone(gan) else []
    if drawn and hasattr(gan, "table"):
        plots.plot_columns(gan.sample(TABLE_ROWS, seed=0), to_file=drawn[0])
    elif drawn:
        draw(gan, make(gan, default_count(gan), seed=0), drawn[0])
    plots.plot_model(gan, folder / "gan.png")
    return [*drawn, folder / "gan.png", *plot_networks(gan, folder)]


def samples_alone(gan):
    """Tells whether a game makes samples by itself, of noise and classes alone; others need their conditions."""
    return getattr(gan, "generator", None) is not None and (gan.label is not None or gan.unasked(1) is not None)


def plot_networks(gan, folder):
    """Draws a diagram of each network of a game; returns the list of the files."""
    from kerasgan import plots

    drawn = []
    for name, network in gan.networks.items():
        with gan.learner_of(name).thawed():  # on its own D is no frozen part, but what its own update trains
            plots.plot_model(network, folder / f"{name}.png")
        drawn.append(folder / f"{name}.png")
    return drawn


# === A walk through the latent space ===


def walk(gan, stops, to_file, seed=None, labels=None, n=None, frames=FRAMES, truncation=None):
    """Draws samples that turn into one another, as an animation that ends where it begins.

    Args:
        gan: A `kerasgan.GAN` of images.
        stops: Integer of at least 2, how many random points each sample passes.
        to_file: Path, `.gif` or `.webp`.
        seed: Integer. Defaults to `None`, another walk each time.
        labels: List of labels to share out. Defaults to `None`, all classes of a conditional GAN.
        n: Integer, how many samples move at once. Defaults to `None`: 16, or about as many, equally many of each class.
        frames: Integer, how many frames from one stop to the next. Defaults to `12`.
        truncation: Float from 0 to 1, as in `gan.sample`. Defaults to `None`.

    Raises:
        ValueError: If the GAN makes no images, or an argument is not valid.
    """
    from kerasgan.plots import animation

    problems = checks.positive_integer("interpolate", stops, least=2) + animation.format_problems("output", to_file)
    n = walkers(gan, labels) if n is None else n
    problems += [] if is_image(gan) else ["`interpolate`: only for images. This GAN makes vectors."]
    checks.raise_all(problems + checks.positive_integer("n", n) + checks.positive_integer("frames", frames))
    checks.raise_all(files.make_folder("output", pathlib.Path(to_file).parent))
    path, labels = latent_path(gan, stops, n, frames, seed), labels_for(gan, n, labels)
    equal = labels is not None and len(set(np.unique(labels, return_counts=True)[1])) == 1
    rows = labels if equal else None  # a class in each row where that leaves no holes
    with tempfile.TemporaryDirectory() as folder:
        pictures = [os.path.join(folder, f"{number:05d}.png") for number in range(len(path))]
        for noise, picture in zip(path, pictures):
            draw(gan, (gan.decode(noise, labels, truncation=truncation), rows), picture)
        animation.animate(pictures, to_file, milliseconds=60, hold=60)


def walkers(gan, labels=None):
    """Returns how many samples a walk moves at once: about sixteen, equally many of each class."""
    if not gan.label:
        return WALKERS
    count = len(set(labels)) if labels else classes(gan)
    return count * -(-WALKERS // count)


def latent_path(gan, stops, n, frames, seed):
    """Returns noise `(stops * frames, n, *latent_shape)` on a closed way through random points."""
    points = latent.draw(gan.latent, (stops, n, *gan.latent_shape), np.random.default_rng(seed))
    return latent.interpolate(points, steps=frames + 1, latent=gan.latent, closed=True)
