"use strict";
// Pictures: a grid of samples that follows the sliders, and a walk between two of them.

const panelOfPictures = (gan, place) => {
  const player = new Player(gan.generator), n = gan.classes ? Math.min(2 * gan.classes, 40) : 16;
  const tiles = Array.from({ length: n }, (_, number) => {
    const canvas = make("canvas", { width: gan.shape[1], height: gan.shape[0] });
    const tile = make("button", { type: "button", class: "tile", "aria-pressed": "false", click: () => pick(number) }, canvas, make("span", { class: "mark", "aria-hidden": "true" }));
    return { tile, canvas };
  });
  const grid = make("div", { class: "tiles", style: `--across: ${n % 5 ? 4 : 5}`, role: "group", "aria-label": "Samples; press two to walk between them" }, ...tiles.map((one) => one.tile));
  const status = make("p", { class: "note", role: "status" });
  let chosen = [0, gan.classes ? 1 : n - 1], shown = null;

  const given = (z, labels) => ({ z, ...(labels ? { [gan.label]: labels } : {}) });
  const rows = (values, numbers) => {
    const size = values.length / n, found = new Float32Array(numbers.length * size);
    numbers.forEach((number, row) => found.set(values.subarray(number * size, (number + 1) * size), row * size));
    return found;
  };
  // Pictures follow in turns, as many of them as fit into a frame: what is moved moves smoothly. A goes first.
  const turns = new Turns(n, async (numbers, first) => {
    if (first) shown = { z: controls.z(n), labels: gan.classes ? controls.labels(n) : null };
    const { z, labels } = shown, made = await player.play(given(rows(z, numbers), labels && rows(labels, numbers)), numbers.length);
    const pixels = toPixels(made.data, gan.range), size = pixels.length / numbers.length;
    numbers.forEach((number, row) => {
      tiles[number].pixels = pixels.subarray(row * size, (row + 1) * size);
      paint(tiles[number].canvas, tiles[number].pixels, gan.shape);
    });
  }, () => {
    tiles.forEach(({ tile }, number) => tile.setAttribute("aria-label", `Sample ${number + 1}${shown.labels ? `, class ${shown.labels[number]}` : ""}`));
    place.dataset.milliseconds = (n * turns.each).toFixed(1);
    told();
    return beside();
  });
  const draw = () => turns.all(chosen[0]);
  const told = () => {
    const same = controls.plain && gan.seeds ? (gan.command ? ofCommand : ofCall)(gan, n, controls) : "";
    if (same === status.dataset.told) return; // screen readers say what changes
    status.dataset.told = same;
    status.replaceChildren(...(same ? ["The same in Python: ", make("code", {}, same)] : [gan.seeds ? "Moved away from what the seed makes." : "The noise is chosen from some that Python drew."]));
  };
  const pick = (number) => {
    chosen = chosen.includes(number) ? chosen : [chosen[1], number];
    marked();
    beside();
  };
  const marked = () => tiles.forEach(({ tile }, number) => {
    const place = chosen.indexOf(number);
    tile.setAttribute("aria-pressed", String(place >= 0));
    tile.querySelector(".mark").textContent = place < 0 ? "" : "AB"[place];
  });

  const controls = new Controls(gan, draw);
  const walk = walkBetween(gan, player, given, () => shown && { ...shown, chosen });
  const nearest = gan.real && nearestPictures(gan, () => shown && chosen.map((number) => tiles[number].pixels));
  const beside = () => Promise.all([walk.draw(), nearest?.draw()]);
  place.append(make("div", { class: "stage" }, make("div", { class: "shown" }, grid, status), controls.row, walk.row, ...(nearest ? [nearest.row] : [])));
  marked();
  return draw();
};

// What makes the same samples in a terminal, and in Python.
const ofCommand = (gan, n, { classes, seedValue }) =>
  `kerasgan sample ${gan.command} -n ${n}${classes?.value ? ` --labels ${classes.value}` : ""} --seed ${seedValue}`;

const ofCall = (gan, n, { classes, seedValue }) => {
  const all = `sorted(i % ${gan.classes} for i in range(${n}))`;
  return `gan.sample(${n}, ${classes ? `labels=${classes.value || all}, ` : ""}seed=${seedValue})`;
};

// The walk: one large picture on the way from A to B, by a slider or by itself.
const walkBetween = (gan, player, given, state) => {
  const canvas = make("canvas", { class: "large", role: "img", "aria-label": "The sample on the way from A to B" });
  const draw = latest(async () => {
    const now = state();
    if (!now) return;
    const [a, b] = now.chosen, { size } = gan.latent, at = (number) => now.z.slice(number * size, (number + 1) * size);
    const part = way.value, z = between(at(a), at(b), part, gan.latent.kind === "normal");
    const labels = now.labels && Float32Array.of(now.labels[part < 0.5 ? a : b]);
    const made = await player.play(given(z, labels), 1);
    paint(canvas, toPixels(made.data, gan.range), gan.shape);
  });
  const way = slider("From A to B", { min: 0, max: 1, step: 0.01, value: 0.5, told: (x) => `${Math.round(100 * x)} %` }, () => draw());
  let playing = null;
  const stop = () => { cancelAnimationFrame(playing); playing = null; play.textContent = "Play"; };
  const play = button("Play", () => {
    if (playing !== null) return stop();
    play.textContent = "Stop";
    const began = performance.now() - Math.acos(1 - 2 * way.value) * 1000;
    const step = (now) => {
      way.set((1 - Math.cos((now - began) / 1000)) / 2);
      draw();
      playing = requestAnimationFrame(step);
    };
    playing = requestAnimationFrame(step);
  });
  const row = make("div", { class: "walk" }, canvas, make("div", {},
    make("h3", {}, "A walk between two samples"),
    make("p", { class: "note" }, "Press two samples above: the last two pressed are A and B."), way.row, play));
  return { row, draw };
};
