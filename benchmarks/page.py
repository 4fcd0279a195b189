"""`python -m benchmarks.page [NAME ...]`: how fast the page of a GAN of pictures is, in headless Chromium.

    python -m benchmarks.page mnist_best [--seconds 4] [--chromium /usr/bin/chromium]

It needs `playwright` and a Chromium. A slider is moved once in each frame of the screen, as a hand would, and what is
painted is counted. `one core` is a grid by one worker's program in the page itself, the least of many.
"""

import argparse
import pathlib
import shutil
import tempfile

from kerasgan.recipe import page

# Notes when the first sample is painted.
FIRST = """
const put = CanvasRenderingContext2D.prototype.putImageData;
window.painted = new Map();
CanvasRenderingContext2D.prototype.putImageData = function (...given) {
  window.first ??= performance.now();
  window.painted.set(this.canvas, (window.painted.get(this.canvas) ?? 0) + 1);
  return put.apply(this, given);
};
"""

MOVED = """async (seconds) => {
  const place = document.querySelector("[data-gan]"), slide = place.querySelector(".sliders input");
  const tiles = [...place.querySelectorAll(".tile canvas")];
  const count = () => tiles.reduce((sum, one) => sum + (painted.get(one) ?? 0), 0);
  const move = async (seconds) => {
    const start = performance.now(), before = count();
    let [frames, changed, last] = [0, 0, before];
    for (; performance.now() - start < 1000 * seconds; frames++) {
      slide.value = (3 * Math.sin(frames / 20)).toFixed(2);
      slide.dispatchEvent(new Event("input"));
      await new Promise(requestAnimationFrame);
      changed += count() > last;
      last = count();
    }
    const passed = (performance.now() - start) / 1000;
    return { frames: frames / passed, changed: changed / passed, grids: (last - before) / tiles.length / passed };
  };
  await move(1);
  return move(seconds);
}"""

ALONE = """() => {
  const gan = JSON.parse(document.getElementById("gan-1-data").textContent);
  const { data, ...program } = gan.generator;
  const network = new Network(program, fromBase64(data).buffer), n = document.querySelectorAll(".tile").length;
  const given = { z: drawn(gan.latent, n, 0) };
  if (gan.classes) given[gan.label] = new Float32Array(n).map((_, i) => i % gan.classes);
  let least = Infinity;
  for (let i = 0; i < 150; i++) {
    const start = performance.now();
    network.run(given, n);
    least = Math.min(least, performance.now() - start);
  }
  return least;
}"""


TOLD = (
    "{name}: first picture after {first:.0f} ms; while a slider moves {frames:.0f} frames a second, {changed:.0f} with "
    "new pictures, {grids:.0f} whole grids; a grid on one core {alone:.1f} ms; {workers} workers"
)


def measure(browser, file, seconds):
    """Returns what is measured of a page, a dict of numbers."""
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    tab.add_init_script(FIRST)
    tab.goto(file.as_uri())
    tab.wait_for_selector("[data-state=ready]")
    found = {"first": tab.evaluate("first"), **tab.evaluate(MOVED, seconds), "alone": tab.evaluate(ALONE)}
    found["workers"] = len(tab.workers)
    tab.close()
    return found


def main():
    """Prints a line for each GAN."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page", description="How fast pages are.")
    parser.add_argument("names", nargs="*", default=["mnist_best"], help="entries of the zoo that make pictures")
    parser.add_argument("--seconds", type=float, default=4.0, help="for which the slider moves")
    parser.add_argument(
        "--chromium", default=shutil.which("chromium"), help="the browser; default: the one on the path"
    )
    options = parser.parse_args()
    from playwright import sync_api

    with tempfile.TemporaryDirectory() as folder, sync_api.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=options.chromium, args=["--no-sandbox", "--disable-gpu"])
        for name in options.names:
            file = page.write(name, pathlib.Path(folder) / f"{name}.html")
            found = measure(browser, file, options.seconds)
            print(TOLD.format(name=name, **found))
        browser.close()


if __name__ == "__main__":
    main()
