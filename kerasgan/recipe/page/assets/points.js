"use strict";
// Points of the plane: samples over D's verdict, and where D would send them.

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

const panelOfPoints = (gan, place) => {
  const n = 1000, player = new Player(gan.generator), judge = gan.discriminator && new Player(gan.discriminator);
  const said = (values) => (gan.discriminator.logits ? values.map((x) => 1 / (1 + Math.exp(-x))) : values);
  let points = new Float32Array(0), limits = null, surface = null, arrows = null, reach = 0.5;

  const plot = chart("min(34rem, 92vw)", "", (context, wide, high) => {
    if (!limits) return;
    const [[left, right], [bottom, top]] = limits;
    const [x, y] = [(value) => ((value - left) / (right - left)) * wide, (value) => high - ((value - bottom) / (top - bottom)) * high];
    if (surface) {
      const image = new ImageData(SIDE, SIDE), stops = SHADES[isDark() ? "dark" : "light"];
      surface.forEach((share, at) => {
        const into = ((SIDE - 1 - Math.floor(at / SIDE)) * SIDE + (at % SIDE)) * 4;
        image.data.set([...shade(0.5 + (share - 0.5) / (2 * reach), stops), 255], into);
      });
      const small = make("canvas", { width: SIDE, height: SIDE });
      small.getContext("2d").putImageData(image, 0, 0);
      context.drawImage(small, 0, 0, wide, high);
    }
    context.fillStyle = colour("--c1");
    context.globalAlpha = 0.75;
    for (let i = 0; i < points.length; i += 2) {
      context.beginPath();
      context.arc(x(points[i]), y(points[i + 1]), 2.2, 0, 7);
      context.fill();
    }
    context.globalAlpha = 1;
    if (!arrows || !shown.checked) return;
    context.strokeStyle = colour("--ink");
    context.lineWidth = 1.4;
    arrows.forEach(([a, b, dx, dy]) => {
      const [sx, sy] = [x(a), y(b)], length = Math.hypot(dx, dy) || 1, size = Math.min(30, (length * wide) / (right - left));
      const [ex, ey] = [sx + (dx / length) * size, sy - (dy / length) * size], turn = Math.atan2(ey - sy, ex - sx);
      context.beginPath();
      context.moveTo(sx, sy);
      context.lineTo(ex, ey);
      for (const side of [-0.5, 0.5]) { context.moveTo(ex, ey); context.lineTo(ex - 6 * Math.cos(turn + side), ey - 6 * Math.sin(turn + side)); }
      context.stroke();
    });
  });

  // D's verdict on a grid, and how it rises at some of the points, by differences.
  const judged = async () => {
    if (!judge) return;
    const [[left, right], [bottom, top]] = limits, step = (right - left) / 200;
    const all = new Float32Array(2 * (SIDE * SIDE + 4 * ARROWS));
    for (let row = 0, at = 0; row < SIDE; row++)
      for (let column = 0; column < SIDE; column++, at += 2)
        all.set([left + ((column + 0.5) / SIDE) * (right - left), bottom + ((row + 0.5) / SIDE) * (top - bottom)], at);
    for (let i = 0; i < ARROWS; i++) {
      const [a, b] = points.subarray(2 * i, 2 * i + 2);
      all.set([a + step, b, a - step, b, a, b + step, a, b - step], 2 * (SIDE * SIDE + 4 * i));
    }
    const made = await judge.play({ x: all }, all.length / 2), width = made.data.length / (all.length / 2);
    const verdicts = said(made.data.filter((_, at) => at % width === 0));
    surface = verdicts.subarray(0, SIDE * SIDE);
    reach = Math.max(LEAST, surface.reduce((most, share) => Math.max(most, Math.abs(share - 0.5)), 0));
    const ends = [0.5 - reach, 0.5 + reach].map((share) => `${Math.round(100 * share)} %`);
    legend.textContent = `${told} Colours show D's probability that a point is real, from ${ends[0]} (orange) to ${ends[1]} (blue); where it is pale D can't tell.`;
    arrows = Array.from({ length: ARROWS }, (_, i) => {
      const at = SIDE * SIDE + 4 * i, rise = [0, 2].map((axis) => (verdicts[at + axis] - verdicts[at + axis + 1]) / (2 * step));
      return [points[2 * i], points[2 * i + 1], ...rise.map((value) => value * 0.3 * (right - left))];
    });
  };

  const draw = latest(async () => {
    const z = controls.z(n), labels = gan.classes ? controls.labels(n) : null;
    points = (await player.play({ z, ...(labels ? { [gan.label]: labels } : {}) }, n)).data;
    limits ??= square(points);
    await judged();
    plot.again();
    plot.canvas.setAttribute("aria-label", `${n} generated points${judge ? " over D's probability that a point is real" : ""}`);
  });
  const controls = new Controls(gan, draw);
  const shown = make("input", { type: "checkbox", checked: true, change: plot.again });
  const told = `${n.toLocaleString("en")} generated points.`, legend = make("p", { class: "note" }, told);
  const more = judge ? [make("label", { class: "check" }, shown, " Arrows: where D would send points")] : [];
  place.append(make("div", { class: "stage" }, make("div", { class: "shown" }, plot.frame, legend, ...more), controls.row));
  return draw();
};
