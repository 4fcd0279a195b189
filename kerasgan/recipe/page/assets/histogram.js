"use strict";
// Bars.

// How many of some numbers lie in each of `bins` equal parts from `low` to `high`.
const counted = (values, low, high, bins) => {
  const found = new Array(bins).fill(0);
  for (const value of values) if (Number.isFinite(value)) found[Math.min(bins - 1, Math.max(0, Math.floor(((value - low) / (high - low || 1)) * bins)))]++;
  return found;
};

const bars = (context, wide, high, counts, labels) => {
  const most = Math.max(...counts, 1), room = 22, step = wide / counts.length;
  context.fillStyle = colour("--c0");
  counts.forEach((size, i) => {
    const tall = ((high - room - 8) * size) / most;
    context.fillRect(i * step + step * 0.08, high - room - tall, step * 0.84, tall);
  });
  context.fillStyle = colour("--soft");
  context.font = "12px system-ui, sans-serif";
  labels.forEach(([share, text], number) => {
    context.textAlign = number === 0 ? "left" : number === labels.length - 1 ? "right" : "center";
    context.fillText(text, Math.min(Math.max(share * wide, 4), wide - 4), high - 7);
  });
};
