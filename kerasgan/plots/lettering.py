"""A few words on images, by Pillow alone: the names of rows at the left, a caption below."""

from PIL import Image, ImageDraw, ImageFont

INK, SIZE, MARGIN = "#333333", 13, 6


def name_rows(image, names, size=SIZE):
    """Returns `image`, whose rows are of one height, with the name of each row at its left."""
    font = ImageFont.load_default(size)
    left = 2 * MARGIN + max(round(font.getlength(str(name))) for name in names)
    wider = Image.new(image.mode, (left + image.width, image.height), "white")
    wider.paste(image, (left, 0))
    draw = ImageDraw.Draw(wider)
    for row, name in enumerate(names):
        middle = (row + 0.5) * image.height / len(names)
        draw.text((left - MARGIN, middle), str(name), ink(image), font, anchor="rm")
    return wider


def caption(image, text, size=SIZE):
    """Returns `image` with `text` in a white strip below it."""
    taller = Image.new(image.mode, (image.width, image.height + size + 2 * MARGIN), "white")
    taller.paste(image)
    middle = image.height + MARGIN + size / 2
    ImageDraw.Draw(taller).text((MARGIN, middle), text, ink(image), ImageFont.load_default(size), anchor="lm")
    return taller


def ink(image):
    """Returns our dark grey as a colour that `image` takes."""
    return int(INK[1:3], 16) if image.mode == "L" else INK
