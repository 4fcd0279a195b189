"use strict";
// Vectors: some as lines, and how the values of many are spread.

const panelOfVectors = (gan, place) => {
  const n = 256, lines = 5, player = new Player(gan.generator), size = gan.shape.reduce((a, b) => a * b, 1);
  let values = new Float32Array(0);
  const ends = () => {
    let [low, high] = [Infinity, -Infinity];
    for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
    return [low, high];
  };
  const drawn = chart("14rem", `The first ${lines} samples, each of ${size} values`, (context, wide, high) => {
    const [low, top] = ends();
    for (let line = lines - 1; line >= 0; line--) {
      context.strokeStyle = colour(`--c${line}`);
      context.globalAlpha = line ? 0.45 : 1;
      context.beginPath();
      for (let i = 0; i < size && values.length; i++)
        context.lineTo(8 + (i / Math.max(1, size - 1)) * (wide - 16), high - 8 - ((values[line * size + i] - low) / (top - low || 1)) * (high - 16));
      context.stroke();
    }
  });
  const spread = chart("12rem", `How the values of ${n} samples are spread`, (context, wide, high) => {
    const [low, top] = ends();
    if (values.length) bars(context, wide, high, counted(values, low, top, 41), [[0, low.toPrecision(3)], [1, top.toPrecision(3)]]);
  });
  const draw = latest(async () => {
    const z = controls.z(n), labels = gan.classes ? controls.labels(n) : null;
    values = (await player.play({ z, ...(labels ? { [gan.label]: labels } : {}) }, n)).data;
    drawn.again();
    spread.again();
  });
  const controls = new Controls(gan, draw);
  place.append(make("div", { class: "stage" }, make("div", { class: "shown" },
    make("h3", {}, `${lines} samples`), drawn.frame, make("h3", {}, `All values of ${n} samples`), spread.frame), controls.row));
  return draw();
};
