"use strict";
(() => {
  const charts = JSON.parse(document.getElementById("charts").textContent);
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const short = (value) => (value == null ? "–" : Number(value.toPrecision(4)).toString());
  const steps = (value) => (value == null ? "–" : value.toLocaleString("en"));

  // One line of a chart; marks, the values to compare with, are dashed.
  const line = (one, number) => ({
    label: one.label,
    stroke: colour(one.mark ? "--mark" : `--c${number % 6}`),
    width: one.mark ? 1 : 2,
    dash: one.mark ? [6, 4] : undefined,
    points: { show: !one.mark && one.values.length < 2 },
    spanGaps: true,
    value: (_, value) => short(value),
  });

  const axis = (extra) => ({ stroke: colour("--soft"), grid: { stroke: colour("--grid"), width: 1 }, ticks: { show: false }, ...extra });

  const draw = (place) => {
    const chart = charts[place.dataset.chart];
    place.replaceChildren();
    // The last values stand in the legend while nobody hovers.
    const last = (plot) => { if (plot.cursor.idx == null) plot.setLegend({ idx: chart.x.length - 1 }, false); };
    const options = {
      hooks: { ready: [last], setCursor: [last] },
      width: Math.max(200, place.clientWidth - 8),
      height: 280,
      cursor: { sync: { key: "steps" }, drag: { x: true, y: false } },
      scales: { x: { time: false } },
      axes: [axis({ values: (_, marks) => marks.map(steps) }), axis({ size: 62, values: (_, marks) => marks.map(short) })],
      series: [{ label: "step", value: (_, value) => steps(value) }, ...chart.series.map(line)],
    };
    return new uPlot(options, [chart.x, ...chart.series.map((one) => one.values)], place);
  };

  const places = [...document.querySelectorAll(".chart")];
  let drawn = places.map(draw);
  const again = () => { drawn.forEach((plot) => plot.destroy()); drawn = places.map(draw); };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  let width = innerWidth;
  addEventListener("resize", () => { if (innerWidth !== width) { width = innerWidth; again(); } });

  for (const figure of document.querySelectorAll(".frames")) {
    const slider = figure.querySelector("input");
    if (!slider) continue;
    const frames = JSON.parse(figure.querySelector("script").textContent);
    slider.addEventListener("input", () => {
      const frame = frames[slider.value];
      const picture = figure.querySelector("img");
      picture.src = frame.source;
      picture.alt = frame.alt;
      figure.querySelector("output").textContent = frame.step.toLocaleString("en");
    });
  }
  document.documentElement.dataset.ready = drawn.length;
})();
