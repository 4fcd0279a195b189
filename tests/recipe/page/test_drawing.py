"""The place to draw: pointer, keys, dropped files and characters, in headless Chromium."""

import browser
import keras
import numpy as np
import pytest

import kerasgan

SIDE = 16

ACTS = """
const canvas = place.querySelector(".drawing"), box = () => canvas.getBoundingClientRect();
canvas.setPointerCapture = () => {};
const pixels = (one) => [...one.getContext("2d").getImageData(0, 0, 16, 16).data].filter((_, i) => i % 4 === 0);
const to = (name, x, y) => {
  const { left, top, width, height } = box();
  const where = { clientX: left + (x / 16) * width, clientY: top + (y / 16) * height };
  canvas.dispatchEvent(new PointerEvent(name, { pointerId: 1, button: 0, ...where }));
};
const key = (key, more = {}) => canvas.dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true, ...more }));
const press = (label) => [...place.querySelectorAll("button")].find((one) => one.textContent === label).click();
const choose = (value) => place.querySelector(`input[value=${value}]`).click();
const shown = async () => { await pause(400); return [...place.querySelectorAll(".pair canvas")].map(pixels); };
"""


def gan_of(*names):
    """A GAN whose generator makes of pictures the negative of the first."""
    inputs = [keras.Input((SIDE, SIDE, 1), name=name) for name in names]
    made = keras.layers.Conv2D(1, 1, name="negative")(inputs[0])
    if len(inputs) > 1:
        made = keras.layers.Add()([made, keras.layers.Rescaling(0.0)(inputs[1])])
    generator = keras.Model(inputs, keras.layers.Activation("hard_tanh")(made))
    generator.get_layer("negative").set_weights([-np.ones((1, 1, 1, 1)), np.zeros(1)])
    x = keras.Input((SIDE, SIDE, 1))
    flat = [keras.layers.Flatten()(part) for part in (x, *inputs)]
    gan = kerasgan.build_gan(
        generator, keras.Model([x, *inputs], keras.layers.Dense(1)(keras.layers.Concatenate()(flat)))
    )
    for field in gan.fields:
        field.pixels = True
    return gan


@pytest.fixture
def told(tmp_path):
    """A function of a script and names of conditions to what it tells on the page of such a GAN."""

    def run(script, *names):
        return browser.told(gan_of(*names).save_page(tmp_path / "page.html"), ACTS + script, tmp_path, (390, 900))

    return run


@browser.needs_chromium
def test_a_stroke_is_drawn_erased_and_followed_by_what_is_made(told):
    drawn, erased, cleared = told(
        """
        to("pointerdown", 3, 8); to("pointermove", 12, 8); to("pointerup", 12, 8); to("pointermove", 12, 15);
        const found = [await shown()];
        choose("erase");
        to("pointerdown", 8, 8); to("pointerup", 8, 8);
        found.push(await shown());
        press("Clear");
        return [...found, await shown()];
        """,
        "picture",
    )
    given, made = np.array(drawn).reshape(2, SIDE, SIDE)
    assert given[7:9, 3:12].min() > 150
    assert given[:6].max() == given[10:].max() == 0
    assert np.array_equal(made, 255 - given)
    erased = np.array(erased).reshape(2, SIDE, SIDE)[0]
    assert erased[8, 8] == 0 and erased[8, 4] > 150
    assert not np.any(cleared[0]) and np.all(np.array(cleared[1]) == 255)


@browser.needs_chromium
def test_keys_draw_where_the_pen_is(told):
    given, made = told(
        """
        canvas.focus();
        key("ArrowLeft"); key("ArrowUp"); key(" ");
        for (let i = 0; i < 4; i++) key("ArrowRight", { shiftKey: true });
        canvas.blur();
        return shown();
        """,
        "picture",
    )
    given = np.array(given).reshape(SIDE, SIDE)
    assert given[6:8, 7:11].min() > 150
    assert given[:5].max() == given[9:].max() == 0
    assert np.array_equal(np.array(made).reshape(SIDE, SIDE), 255 - given)


@browser.needs_chromium
def test_a_picture_is_dropped_and_what_is_none_is_said_to_be_none(told):
    (given, _), (after, _), said = told(
        """
        const said = () => place.querySelector(".tools .note").textContent;
        const until = async (told) => { for (let i = 0; i < 400 && !said().includes(told); i++) await pause(10); };
        const drop = (file) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(file);
          canvas.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
        };
        const large = Object.assign(document.createElement("canvas"), { width: 64, height: 32 });
        const context = large.getContext("2d");
        context.fillStyle = "#fff";
        context.fillRect(32, 0, 16, 32); // transparent beside it; the middle square goes from 16 to 48
        drop(new File([await new Promise((made) => large.toBlob(made))], "half.png", { type: "image/png" }));
        await until("half.png"); // it is read beside the page, whose time goes on
        const first = await shown();
        drop(new File(["words"], "notes.txt", { type: "text/plain" }));
        await until("no picture");
        return [first, await shown(), said()];
        """,
        "picture",
    )
    given = np.array(given).reshape(SIDE, SIDE)
    assert given[:, :7].max() < 30 and given[:, 9:].min() > 225
    assert np.array_equal(given.ravel(), after)
    assert said == "notes.txt is no picture that this browser can read."


@browser.needs_chromium
def test_a_character_is_written_in_the_middle(told):
    given, _ = told(
        """
        Object.assign(place.querySelector(".written"), { value: "H" }).dispatchEvent(new Event("input"));
        return shown();
        """,
        "picture",
    )
    given = np.array(given).reshape(SIDE, SIDE)
    rows, columns = (np.flatnonzero(given.max(axis) > 100) for axis in (1, 0))
    assert rows[-1] - rows[0] >= 10
    assert abs(rows[0] - (SIDE - 1 - rows[-1])) <= 1 and abs(columns[0] - (SIDE - 1 - columns[-1])) <= 1


@browser.needs_chromium
def test_a_hole_is_grey_for_the_network_and_given_as_the_mask(told):
    (before, _), (given, made), (filled, _) = told(
        """
        to("pointerdown", 0, 8); to("pointermove", 16, 8); to("pointerup", 16, 8);
        const found = [await shown()];
        choose("hole");
        to("pointerdown", 8, 8); to("pointerup", 8, 8);
        found.push(await shown());
        choose("fill");
        to("pointerdown", 8, 8); to("pointerup", 8, 8);
        return [...found, await shown()];
        """,
        "picture",
        "mask",
    )
    given = np.array(given).reshape(SIDE, SIDE)
    assert given[8, 8] == 128 and given[8, 3] > 150 and given[2, 2] == 0
    assert np.array_equal(made, 255 - given.ravel())
    assert filled == before
