"""The scripts of a page, run by Node.js and by a headless Chromium, where these are installed."""

import base64
import json
import re
import shutil
import subprocess

import numpy as np
import pytest

from kerasgan.recipe import page

NODE = shutil.which("node")
CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
needs_node = pytest.mark.skipif(NODE is None, reason="no Node.js is installed")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

# Runs each case `[program, given, n, simd]` and writes the outputs.
CASES = """
const each = (values, f) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, f(value)]));
const cases = JSON.parse(require("fs").readFileSync(0, "utf8")).map(([program, values, n, simd]) => {
  const shapes = each(values, ({ shape }) => shape);
  const data = each(values, ({ text }) => new Float32Array(fromBase64(text).buffer));
  const made = new Network(program, fromBase64(program.data).buffer, new Kernel(simd)).run(data, n, shapes);
  return { shape: made.shape, data: Buffer.from(made.data.buffer).toString("base64") };
});
process.stdout.write(JSON.stringify(cases));
"""

# The browser's virtual time waits for timers and for what runs in the page, not for workers or for frames to be drawn.
TIMERS = """<script>
window.Worker = class { constructor() { throw new Error("none"); } };
window.requestAnimationFrame = (act) => setTimeout(() => act(performance.now()), 16);
window.cancelAnimationFrame = clearTimeout;
window.IntersectionObserver = class {
  constructor(act) { this.act = act; }
  observe(target) { setTimeout(() => this.act([{ isIntersecting: true, target }])); }
  unobserve() {}
};
</script>"""


def node(script, given=None):
    """Returns what a script prints, JSON, behind the engine of a page; `given` is its standard input."""
    text = "\n".join(page.source(f"{name}.js") for name in page.ENGINE) + script
    done = subprocess.run(
        [NODE, "-e", text], input=json.dumps(given), capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def outputs(cases):
    """Returns the outputs of programs, a list of arrays; a case is `(program, arrays by name, whether by SIMD)`."""
    plain = [
        (program.as_plain(), {name: _packed(values) for name, values in given.items()}, count(given), simd)
        for program, given, simd in cases
    ]
    made = node(CASES, plain)
    return [np.frombuffer(base64.b64decode(one["data"]), "<f4").reshape(one["shape"]) for one in made]


def count(given):
    """Returns of how many samples arrays by name are."""
    return len(next(iter(given.values())))


def _packed(values):
    text = base64.b64encode(np.asarray(values, "<f4").tobytes()).decode()
    return {"text": text, "shape": list(values.shape[1:])}


def told(file, script, folder, size=(1280, 900)):
    """Returns what a script tells in a page: it is the body of an async function, its value any JSON.

    Args:
        file: Path of the page.
        script: String, JavaScript, run once the first GAN is there; `place` is its element, `pause(ms)` waits.
        folder: Path of an empty folder.
        size: Pair of integers, of the page in pixels.
    """
    probe = f"""<script>(async () => {{
      const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
      const place = document.querySelector("[data-gan]");
      for (let i = 0; i < 400 && !place.dataset.state; i++) await pause(25);
      const found = (async () => {{ {script} }})().catch((error) => ({{ error: `${{error.stack}}` }}));
      parent.postMessage(JSON.stringify(await found), "*");
    }})();</script>"""
    probed, frame = folder / "probed.html", folder / "frame.html"
    text = file.read_text("utf-8").replace("<head>", f"<head>{TIMERS}").replace("</body>", f"{probe}</body>")
    probed.write_text(text, encoding="utf-8")
    frame.write_text(
        "<script>addEventListener('message', (event) => { document.documentElement.dataset.told = btoa(event.data); });"
        f"</script><iframe src='{probed.name}' style='width: {size[0]}px; height: {size[1]}px; border: 0'></iframe>"
    )
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--window-size=1400,1000", "--dump-dom"]
    command += [f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=20000", frame.as_uri()]
    dom = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False).stdout
    found = re.search(r'data-told="([^"]*)"', dom[:200_000])
    assert found, dom[:500]
    said = json.loads(base64.b64decode(found.group(1)))
    assert not isinstance(said, dict) or "error" not in said, said["error"]
    return said
