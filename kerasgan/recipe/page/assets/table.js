"use strict";
// Rows of a table: a histogram for each column, the first rows, and a value that is asked for.

const BINS = 24;

const largest = (row, start, size) => {
  let found = 0;
  for (let i = 1; i < size; i++) if (row[start + i] > row[start + found]) found = i;
  return found;
};

// The value at a place within a mode, as `kerasgan.tables.modes` has it.
const ofMode = (modes, mode, place) => {
  if (modes.means) return modes.means[mode] + 4 * place * modes.stds[mode];
  const knots = modes.knots[mode], at = Math.min(Math.max(((place + 0.9) / 1.8) * (knots.length - 1), 0), knots.length - 1);
  const low = Math.min(Math.floor(at), knots.length - 2);
  return knots[low] + (knots[low + 1] - knots[low]) * (at - low);
};

// A number of a column, NaN where it is missing.
const ofNumber = (column, choice, place) => {
  if (choice < column.spikes.length) return column.spikes[choice];
  if (column.missing && choice === column.size - 1) return NaN;
  const value = Math.min(Math.max(ofMode(column.modes, choice - column.spikes.length, place), column.low), column.high);
  return column.step ? Math.min(Math.max(Math.round(value / column.step) * column.step, column.low), column.high) : value;
};

const toText = (column, value) => {
  if (column.names) return column.names[value];
  if (!Number.isFinite(value)) return "–";
  if (column.family === "date") return new Date(value * 1000).toISOString().slice(0, 10);
  return Number(value.toPrecision(7)).toLocaleString("en");
};

const panelOfTable = (gan, place) => {
  const n = 500, player = new Player(gan.generator), { columns, numbers } = gan.table, [asked] = gan.conditions;
  let made = columns.map(() => []);

  const column = make("select", { change: () => { listed(); draw(); } },
    make("option", { value: "" }, "nothing"), ...columns.map((one, i) => (one.names ? make("option", { value: i }, one.name) : "")));
  const value = make("select", { disabled: true, change: () => draw() });
  const listed = () => { value.disabled = column.value === ""; value.replaceChildren(...(column.value === "" ? [] : columns[column.value].names.map((name, i) => make("option", { value: i }, name)))); };

  const charts = columns.map((one, number) => {
    const plot = chart("8.5rem", one.name, (context, wide, high) => {
      if (one.names) return named(context, wide, high, one, made[number]);
      bars(context, wide, high, counted(made[number], one.low, one.high, BINS), [[0, toText(one, one.low)], [1, toText(one, one.high)]]);
    });
    return { plot, figure: make("figure", {}, make("figcaption", {}, one.name), plot.frame) };
  });
  const rows = make("tbody");
  const status = make("p", { class: "note", role: "status" });

  const draw = latest(async () => {
    const z = controls.z(n), condition = new Float32Array(n * asked.size), chosen = column.value === "" ? null : columns[column.value];
    if (chosen) for (let row = 0; row < n; row++) condition[row * asked.size + chosen.start + Number(value.value)] = 1;
    const { data } = await player.play({ z, [asked.name]: condition }, n), width = data.length / n;
    const each = Array.from({ length: n }, (_, row) => data.subarray(row * width, (row + 1) * width));
    const decoded = columns.map((one) => each.map((row) => {
      const choice = largest(row, numbers + one.start, one.size);
      return one.names ? choice : ofNumber(one, choice, one.number === null ? 0 : row[one.number]);
    }));
    const right = each.map((_, row) => !chosen || decoded[column.value][row] === Number(value.value));
    made = decoded.map((values) => values.filter((_, row) => right[row]));
    status.textContent = chosen ? `${made[0].length} of ${n} rows that were asked for have this value; they alone are shown.` : `${n} rows.`;
    charts.forEach(({ plot }, number) => {
      plot.canvas.setAttribute("aria-label", `${columns[number].name}: ${summary(columns[number], made[number])}`);
      plot.again();
    });
    rows.replaceChildren(...made[0].slice(0, 8).map((_, row) =>
      make("tr", {}, ...columns.map((one, number) => make("td", {}, toText(one, made[number][row]))))));
  });
  const controls = new Controls(gan, draw);
  controls.row.firstChild.after(make("div", { class: "ask" }, make("label", {}, "Ask for ", column), make("label", {}, "Value ", value)));
  const table = make("table", { class: "words" }, make("thead", {}, make("tr", {}, ...columns.map((one) => make("th", { scope: "col" }, one.name)))), rows);
  place.append(make("div", { class: "stage rows" }, make("div", { class: "shown" }, make("div", { class: "charts" }, ...charts.map((one) => one.figure))), controls.row),
    status, make("details", {}, make("summary", {}, "The first rows"), make("div", { class: "scroll" }, table)));
  return draw();
};

// The most frequent values of a column of categories, as bars that lie.
const frequent = (column, values, most) => {
  const counts = column.names.map(() => 0);
  values.forEach((choice) => { counts[choice]++; });
  return counts.map((size, choice) => [size, column.names[choice]]).sort((a, b) => b[0] - a[0]).slice(0, most).filter(([size]) => size);
};

const named = (context, wide, high, column, values) => {
  const found = frequent(column, values, 5), step = (high - 12) / 5;
  context.font = "12px system-ui, sans-serif";
  found.forEach(([size, name], i) => {
    context.fillStyle = colour("--c0");
    context.globalAlpha = 0.35;
    context.fillRect(0, 6 + i * step, (wide * size) / Math.max(1, values.length), step - 4);
    context.globalAlpha = 1;
    context.fillStyle = colour("--ink");
    context.textAlign = "left";
    context.fillText(name, 8, 6 + i * step + step / 2 + 2, wide - 60);
    context.textAlign = "right";
    context.fillText(`${Math.round((100 * size) / Math.max(1, values.length))} %`, wide - 6, 6 + i * step + step / 2 + 2);
  });
};

const summary = (column, values) => {
  if (column.names) return frequent(column, values, 3).map(([size, name]) => `${name} ${Math.round((100 * size) / Math.max(1, values.length))} %`).join(", ");
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  return sorted.length ? `half below ${toText(column, sorted[sorted.length >> 1])}` : "no values";
};
