"use strict";
// Points of the plane: samples over D's verdict, and where D would send them; now, and at the steps of the training.

const SIDE = 56, ARROWS = 32, LEAST = 0.02;

// From "generated" to "real".
const SHADES = {
  light: [[240, 180, 140], [251, 239, 231], [255, 255, 255], [230, 240, 247], [133, 184, 218]],
  dark: [[138, 84, 48], [66, 47, 36], [29, 33, 38], [30, 48, 64], [45, 98, 140]],
};

const shade = (share, stops) => {
  const place = Math.min(Math.max(share, 0), 1) * (stops.length - 1), low = Math.min(Math.floor(place), stops.length - 2);
  return stops[low].map((value, i) => value + (stops[low + 1][i] - value) * (place - low));
};

const isDark = () => matchMedia("(prefers-color-scheme: dark)").matches;

// A square around points, with some room.
const square = (points) => {
  const ends = [0, 1].map((axis) => {
    let [low, high] = [Infinity, -Infinity];
    for (let i = axis; i < points.length; i += 2) [low, high] = [Math.min(low, points[i]), Math.max(high, points[i])];
    return [low, high];
  });
  const half = 0.65 * Math.max(...ends.map(([low, high]) => high - low), 1e-3);
  return ends.map(([low, high]) => [(low + high) / 2 - half, (low + high) / 2 + half]);
};

// What G makes larger, by its usual loss: it rises where D is sure that a point is generated, too.
const logOf = (share) => Math.log(Math.max(share, 1e-7));

// How the logarithm of D's verdict rises, by differences on its grid, at each of some points; from [left, right] and
// [bottom, top].
const rising = (verdicts, side, [[left, right], [bottom, top]], points) => {
  const at = (x, y) => logOf(verdicts[Math.min(Math.max(y, 0), side - 1) * side + Math.min(Math.max(x, 0), side - 1)]);
  const [wide, high] = [(right - left) / (side - 1), (top - bottom) / (side - 1)];
  return points.map(([a, b]) => {
    const [x, y] = [Math.round((a - left) / wide), Math.round((b - bottom) / high)];
    return [(at(x + 1, y) - at(x - 1, y)) / (2 * wide), (at(x, y + 1) - at(x, y - 1)) / (2 * high)];
  });
};

const pairsOf = (points, most) => Array.from({ length: Math.min(most, points.length / 2) }, (_, i) => [points[2 * i], points[2 * i + 1]]);

// What is to be seen at one time: points, D's verdicts on a grid and how far they are from a half at most, arrows.
const seenAs = (points, verdicts, side, limits, rises) => {
  const reach = Math.max(LEAST, verdicts ? verdicts.reduce((most, share) => Math.max(most, Math.abs(share - 0.5)), 0) : 0);
  const length = 0.15 * (limits[0][1] - limits[0][0]);
  const arrows = rises && pairsOf(points, ARROWS).map(([a, b], i) => [a, b, rises[i][0] * length, rises[i][1] * length]);
  return { points, verdicts, side, reach, arrows };
};

// The frames of a run, as `seenAs` has them.
const framesOf = ({ steps, side, limits, verdicts, points, real }) => {
  const numbers = (text) => Float32Array.from(new Uint16Array(fromBase64(text).buffer), (bits) => halves[bits]);
  const [shares, places] = [numbers(verdicts), numbers(points)], [each, many] = [side * side, places.length / steps.length];
  const frames = steps.map((step, i) => {
    const own = places.subarray(i * many, (i + 1) * many), found = shares.subarray(i * each, (i + 1) * each);
    return { step, ...seenAs(own, found, side, limits, rising(found, side, limits, pairsOf(own, ARROWS))) };
  });
  return { frames, limits, real: numbers(real) };
};

// Verdicts as a small picture, the lowest row at the bottom.
const surfaceOf = ({ verdicts, side, reach }) => {
  const image = new ImageData(side, side), stops = SHADES[isDark() ? "dark" : "light"];
  verdicts.forEach((share, at) => {
    const into = ((side - 1 - Math.floor(at / side)) * side + (at % side)) * 4;
    image.data.set([...shade(0.5 + (share - 0.5) / (2 * reach), stops), 255], into);
  });
  const small = make("canvas", { width: side, height: side });
  small.getContext("2d").putImageData(image, 0, 0);
  return small;
};

const percent = (share) => `${Math.round(100 * share)} %`;

const panelOfPoints = (gan, place) => {
  const n = 1000, player = new Player(gan.generator), judge = gan.discriminator && new Player(gan.discriminator);
  const said = (values) => (gan.discriminator.logits ? values.map((x) => 1 / (1 + Math.exp(-x))) : values);
  const run = gan.frames && framesOf(gan.frames), real = run?.real ?? (gan.real ? floats(gan.real.points) : null);
  let limits = run?.limits ?? gan.real?.limits ?? null, now = null, shown = null;

  const plot = chart("min(34rem, 92vw)", "", (context, wide, high) => {
    if (!shown) return;
    const [[left, right], [bottom, top]] = limits, { points, verdicts, arrows } = shown;
    const [x, y] = [(value) => ((value - left) / (right - left)) * wide, (value) => high - ((value - bottom) / (top - bottom)) * high];
    if (verdicts) context.drawImage(surfaceOf(shown), 0, 0, wide, high);
    if (real && hasReal.checked) {
      context.strokeStyle = colour("--c0");
      context.lineWidth = 1;
      context.globalAlpha = 0.7;
      for (let i = 0; i < real.length; i += 2) {
        context.beginPath();
        context.arc(x(real[i]), y(real[i + 1]), 2.8, 0, 7);
        context.stroke();
      }
    }
    context.fillStyle = colour("--c1");
    context.globalAlpha = 0.75;
    for (let i = 0; i < points.length; i += 2) {
      context.beginPath();
      context.arc(x(points[i]), y(points[i + 1]), 2.2, 0, 7);
      context.fill();
    }
    context.globalAlpha = 1;
    if (!arrows || !hasArrows.checked) return;
    context.strokeStyle = colour("--ink");
    context.lineWidth = 1.4;
    arrows.forEach(([a, b, dx, dy]) => {
      const [sx, sy] = [x(a), y(b)], length = Math.hypot(dx, dy) || 1, size = Math.min(30, (length * wide) / (right - left));
      const [ex, ey] = [sx + (dx / length) * size, sy - (dy / length) * size], turn = Math.atan2(ey - sy, ex - sx);
      context.beginPath();
      context.moveTo(sx, sy);
      context.lineTo(ex, ey);
      const head = Math.min(6, size);
      for (const side of [-0.5, 0.5]) { context.moveTo(ex, ey); context.lineTo(ex - head * Math.cos(turn + side), ey - head * Math.sin(turn + side)); }
      context.stroke();
    });
  });

  // Draws what is to be seen, and says it.
  const look = (at) => {
    shown = at;
    const when = at.step === undefined ? "" : `At step ${at.step.toLocaleString("en")} of the training: `, many = (at.points.length / 2).toLocaleString("en");
    const beside = real ? ` and ${(real.length / 2).toLocaleString("en")} real ones (blue rings)` : "", [low, high] = [0.5 - at.reach, 0.5 + at.reach].map(percent);
    legend.textContent = `${when}${many} generated points${real ? " (orange)" : ""}${beside}.` + (at.verdicts
      ? ` Colours show D's probability that a point is real, from ${low} (orange) to ${high} (blue); where it is pale D can't tell.` : "");
    plot.canvas.setAttribute("aria-label", `${many} generated points${at.verdicts ? " over D's probability that a point is real" : ""}`);
    plot.again();
  };

  // D's verdicts on a grid, and how they rise at some of the points, by differences.
  const judged = async (points) => {
    const [[left, right], [bottom, top]] = limits, step = (right - left) / 200, few = pairsOf(points, ARROWS);
    const all = new Float32Array(2 * (SIDE * SIDE + 4 * few.length));
    for (let row = 0, at = 0; row < SIDE; row++)
      for (let column = 0; column < SIDE; column++, at += 2)
        all.set([left + ((column + 0.5) / SIDE) * (right - left), bottom + ((row + 0.5) / SIDE) * (top - bottom)], at);
    few.forEach(([a, b], i) => all.set([a + step, b, a - step, b, a, b + step, a, b - step], 2 * (SIDE * SIDE + 4 * i)));
    const made = await judge.play({ x: all }, all.length / 2), width = made.data.length / (all.length / 2);
    const verdicts = said(made.data.filter((_, at) => at % width === 0)), at = (i) => SIDE * SIDE + 4 * i;
    const rises = few.map((_, i) => [0, 2].map((axis) => (logOf(verdicts[at(i) + axis]) - logOf(verdicts[at(i) + axis + 1])) / (2 * step)));
    return [verdicts.subarray(0, SIDE * SIDE), SIDE, limits, rises];
  };

  const draw = latest(async () => {
    film?.end();
    const z = controls.z(n), labels = gan.classes ? controls.labels(n) : null;
    const points = (await player.play({ z, ...(labels ? { [gan.label]: labels } : {}) }, n)).data;
    limits ??= square(points);
    now = seenAs(points, ...(judge ? await judged(points) : [null, 0, limits, null]));
    look(now);
  });
  const controls = new Controls(gan, draw);
  const [hasArrows, hasReal] = [0, 1].map(() => make("input", { type: "checkbox", checked: true, change: plot.again }));
  const legend = make("p", { class: "note" });
  const film = run && filmOf(run.frames.map(({ step }) => step), (frame) => look(run.frames[frame] ?? now));
  const more = [
    ...(judge || run ? [make("label", { class: "check" }, hasArrows, " Arrows: where D would send points")] : []),
    ...(real ? [make("label", { class: "check" }, hasReal, " Real points")] : []),
  ];
  place.append(make("div", { class: "stage" }, make("div", { class: "shown" }, plot.frame, ...(film ? [film.row] : []), legend, ...more), controls.row));
  return draw();
};
