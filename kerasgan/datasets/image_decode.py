"""An image file of any kind as pixels of one size and colour."""

import contextlib
import warnings

import numpy as np
from PIL import ExifTags, Image, ImageColor, ImageOps, UnidentifiedImageError

from kerasgan.datasets import image_depth

# What a file may be, whatever its name says.
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")

MODES = {"rgb": "RGB", "rgba": "RGBA", "grey": "L", "gray": "L", "grayscale": "L"}


# How bright red, green and blue are, by ITU-R BT.601, as Pillow has it.
GREY = np.array([0.299, 0.587, 0.114])


class TooLargeError(ValueError):
    """An image has more pixels than Pillow's limit: it may be a decompression bomb."""


def look(file):
    """Reads the head of an image and no pixels.

    Args:
        file: A file opened in binary.

    Returns:
        A `PIL.Image.Image`, not yet loaded.

    Raises:
        TooLargeError: If it has more pixels than `PIL.Image.MAX_IMAGE_PIXELS`.
        OSError: If it is no image; Pillow has other errors, too.
    """
    try:
        image = Image.open(file, formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooLargeError(str(error)) from None
    if Image.MAX_IMAGE_PIXELS and image.width * image.height > Image.MAX_IMAGE_PIXELS:
        raise TooLargeError(f"Image size ({image.width * image.height} pixels) exceeds {Image.MAX_IMAGE_PIXELS} pixels")
    return image


@contextlib.contextmanager
def large_images_are_errors():
    """Turns Pillow's warning of large images, which it gives up to twice its limit, into an error; for one thread."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        yield


def reason(error):
    """Returns in a few words why an image can't be read."""
    if isinstance(error, UnidentifiedImageError):
        return "no PNG, JPEG, WebP, GIF, BMP or TIFF image"
    if isinstance(error, FileNotFoundError):
        return "the file is gone"
    return str(error) or type(error).__name__


def seen_size(image):
    """Returns width and height of an opened image as it is seen, turned as the EXIF data say."""
    turned = image.getexif().get(ExifTags.Base.Orientation, 1) >= 5
    if image.format == "TIFF" and image.size[0] != image.tag_v2[ExifTags.Base.ImageWidth]:
        turned = False  # Pillow has turned it when it opened the file
    return image.size[::-1] if turned else image.size


def decode(file, size, color="rgb", resize="crop", background="white", depth=8, parts=1):
    """Returns the pixels of an image.

    They are the first frame of an animation or page of a TIFF, turned as the EXIF data say, laid on the background
    where they are transparent, brought to their depth, and then to their size by Lanczos resampling.

    Args:
        file: A file opened in binary.
        size: Pair of integers, height and width, or `None`: as it is.
        color: `"rgb"`, `"rgba"`, which keeps transparency, or `"grey"`.
        resize: `"crop"`, `"pad"` or `"stretch"`.
        background: Colour, as Pillow takes it.
        depth: Integer, 8 or 16 bits. Defaults to `8`.
        parts: Integer, how many pictures stand side by side in it; each is brought to its share of the width by itself.
            Defaults to `1`.

    Returns:
        uint8 array `(height, width, 3)`, `(height, width, 4)` with transparency, or `(height, width, 1)` in grey; at a
        depth of 16 uint16.
    """
    image = look(file)
    bits, _ = image_depth.of(image)
    if size is not None and parts == 1:  # a large JPEG can be read at half its size or less, several times faster
        image.draft(None, (2 * max(size),) * 2)
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I") and depth == bits:
        return in_colour(grey_of_16(image, size, resize, background, parts), color)
    image = flatten(image, None if color == "rgba" else background).convert(MODES[color])
    paper = ImageColor.getcolor(background, image.mode)
    pixels = resized(image, size, resize, paper, parts).astype("uint8")
    return pixels if depth == 8 else image_depth.to_16_bit(pixels)


def grey_of_16(image, size, resize, background, parts=1):
    """Returns the pixels of a grey image of 16 bits, uint16 `(height, width, 1)`."""
    paper = 257 * ImageColor.getcolor(background, "L")
    pixels = resized(image_depth.as_float(image), size, resize, paper, parts)
    return np.clip(np.rint(pixels), 0, image_depth.WHITE[16]).astype("uint16")


def in_colour(grey, color):
    """Returns grey pixels of 16 bits in as many channels as a colour has, without transparency."""
    channels = {"L": 1, "RGB": 3, "RGBA": 3}[MODES[color]]
    pixels = grey.repeat(channels, axis=-1)
    opaque = np.full_like(grey, image_depth.WHITE[16])
    return np.concatenate([pixels, opaque], axis=-1) if MODES[color] == "RGBA" else pixels


def resized(image, size, resize, background, parts=1):
    """Returns the pixels of an image brought to its size, `(height, width, channels)`; `None` leaves it as it is.

    Of `parts` side by side each is brought to its share of the width by itself.
    """
    if parts > 1:
        share = size and (size[0], size[1] // parts)
        edges = [number * image.width // parts for number in range(parts + 1)]
        alone = [image.crop((left, 0, right, image.height)) for left, right in zip(edges, edges[1:])]
        return np.concatenate([resized(one, share, resize, background) for one in alone], axis=1)
    height, width = size or image.size[::-1]
    if image.size != (width, height):
        image = RESIZERS[resize](image, (width, height), background)
    return np.asarray(image).reshape(height, width, -1)


def flatten(image, background):
    """Returns an image of 8 bits, without transparency where there is a background."""
    if image.mode.startswith("I"):
        return Image.fromarray(image_depth.to_8_bit(image_depth.as_float(image)))
    if background is None or not image.has_transparency_data:
        return image
    canvas = Image.new("RGBA", image.size, ImageColor.getcolor(background, "RGB"))
    canvas.alpha_composite(image.convert("RGBA"))
    return canvas.convert("RGB")


def crop(image, size, background):
    """Fills `size`; what is too much on two sides is cut off evenly."""
    return ImageOps.fit(image, size, Image.Resampling.LANCZOS)


def pad(image, size, background):
    """Fits into `size`; what is missing on two sides is background."""
    scale = min(size[0] / image.width, size[1] / image.height)
    inner = stretch(image, [max(1, round(side * scale)) for side in image.size], background)
    canvas = Image.new(image.mode, size, background)
    canvas.paste(inner, ((size[0] - inner.width) // 2, (size[1] - inner.height) // 2))
    return canvas


def stretch(image, size, background):
    """Fills `size`, whatever becomes of the proportions."""
    return image.resize(size, Image.Resampling.LANCZOS)


RESIZERS = {"crop": crop, "pad": pad, "stretch": stretch}
