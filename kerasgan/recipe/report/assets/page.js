"use strict";
(() => {
  let charts, smoothing, logarithm, drawn = [];
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

  // The exponential mean of a curve, corrected for its beginning; on a logarithmic scale what is not above 0 is left out.
  const shown = (one) => {
    const keep = one.mark ? 0 : Number(smoothing?.value ?? 0);
    let mean = 0, weight = 0;
    const values = one.values.map((value) => {
      if (value == null) return null;
      mean = keep * mean + (1 - keep) * value;
      weight = keep * weight + (1 - keep);
      return mean / weight;
    });
    return logarithm?.checked ? values.map((value) => (value > 0 ? value : null)) : values;
  };

  const draw = (place) => {
    const chart = charts[place.dataset.chart];
    const series = chart.series.map(shown);
    const positive = series.some((values) => values.some((value) => value > 0));
    place.replaceChildren();
    // The last values stand in the legend while nobody hovers.
    const last = (plot) => { if (plot.cursor.idx == null) plot.setLegend({ idx: chart.x.length - 1 }, false); };
    const options = {
      hooks: { ready: [last], setCursor: [last] },
      width: Math.max(200, place.clientWidth - 8),
      height: 280,
      cursor: { sync: { key: "steps" }, drag: { x: true, y: false } },
      scales: { x: { time: false }, y: logarithm?.checked && positive ? { distr: 3 } : {} },
      axes: [axis({ values: (_, marks) => marks.map(steps) }), axis({ size: 62, values: (_, marks) => marks.map(short) })],
      series: [{ label: "step", value: (_, value) => steps(value) }, ...chart.series.map(line)],
    };
    return new uPlot(options, [chart.x, ...series], place);
  };

  const again = () => {
    drawn.forEach((plot) => plot.destroy());
    drawn = [...document.querySelectorAll(".chart")].map(draw);
    document.documentElement.dataset.ready = drawn.length;
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  let width = innerWidth;
  addEventListener("resize", () => { if (innerWidth !== width) { width = innerWidth; again(); } });

  // Brings what is on the page to life; a page that renews itself does it again.
  const start = () => {
    charts = JSON.parse(document.getElementById("charts").textContent);
    smoothing = document.getElementById("smoothing");
    logarithm = document.getElementById("logarithm");
    smoothing?.addEventListener("input", again);
    logarithm?.addEventListener("change", again);
    again();
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
    for (const button of document.querySelectorAll(".copy")) {
      button.addEventListener("click", async () => {
        const code = button.parentElement.querySelector("code");
        try {
          await navigator.clipboard.writeText(code.textContent);
        } catch { // a page from a file may not write to the clipboard: select it
          getSelection().selectAllChildren(code);
          document.execCommand("copy");
        }
        button.textContent = "Copied";
        setTimeout(() => { button.textContent = "Copy"; }, 1500);
      });
    }
  };
  start();
  window.kerasgan = { start };
})();
