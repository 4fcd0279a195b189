"""How many bits the values of a picture have: 8, or 16, which are kept where they can be."""

import numpy as np
from PIL import Image

DEPTHS = (8, 16)

# What white is in 8 and in 16 bits; 65535 is 257 * 255.
WHITE = {8: 255, 16: 65535}


def of(image):
    """Returns how many bits the values of an opened picture have, 8 or 16, and whether Pillow gives all of them.

    Of colours and of transparency in 16 bits it gives the upper 8.

    Raises:
        ValueError: If its values are floats, whose white nobody knows.
    """
    if image.mode == "F":
        raise ValueError("its pixels are floats, whose white is not known; save it with 16 bits")
    if image.mode.startswith("I"):
        return 16, True
    return (16, False) if any(";16" in str(tile[3]) for tile in image.tile or ()) else (8, True)


def chosen(depths, wanted):
    """Returns the depth of a data set: the one that is wanted, else 16 where all pictures have 16 bits to give."""
    return wanted or (16 if depths and all(found == (16, True) for found in depths.values()) else 8)


def note(depths, depth):
    """Returns what is lost of pictures, a dict of what `of` says by name, at a depth; an empty string for nothing."""
    less = [name for name, (bits, _) in depths.items() if bits > depth]
    if less:
        return (
            f"{len(less)} of {len(depths)} images, such as {less[0]!r}, have 16 bits and are rounded to 8. To keep "
            "them pass `depth=16`: batches are then floats."
        )
    cut = [name for name, found in depths.items() if found == (16, False)]
    if not cut or depth == 8:
        return ""
    return (
        f"{len(cut)} of {len(depths)} images, such as {cut[0]!r}, have 16 bits in colour, of which Pillow gives the "
        "upper 8. Save them in grey, each colour in a file of its own, to keep all."
    )


def as_float(image):
    """Returns a grey picture of 16 bits as one of floats, which Pillow can resize."""
    values = np.asarray(image)
    if values.size and (values.min() < 0 or values.max() > WHITE[16]):
        raise ValueError(f"its values run from {values.min()} to {values.max()}, out of the 65536 of 16 bits")
    return Image.fromarray(values.astype("float32"))


def to_8_bit(values):
    """Returns values from 0 to 65535 as the nearest of 0 to 255."""
    return ((np.asarray(values).astype("int64") + 128) // 257).astype("uint8")


def to_16_bit(values):
    """Returns values from 0 to 255 as the same of 0 to 65535."""
    return values.astype("uint16") * 257


def scaled(pixels, limits):
    """Returns pixels of 16 bits as floats, black and white as the pair `limits` says."""
    low, high = limits
    return (low + pixels * ((high - low) / WHITE[16])).astype("float32")


def moved(x, limits, wanted):
    """Returns floats whose black and white are as the pair `limits` says as those of the pair `wanted`."""
    (low, high), (least, most) = limits, wanted
    return (least + (x - low) * ((most - least) / (high - low))).astype("float32")
