"use strict";
// Small builders of what stands on the page.

let numbered = 0;

// An element: `make("p", { class: "note" }, "text", child)`; functions among the attributes listen to events.
const make = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
};

// A labelled slider; `told` says its value in words.
const slider = (label, { min, max, step, value, told = (x) => x.toFixed(2) }, changed) => {
  const output = make("output", {}, told(value));
  const input = make("input", {
    type: "range", min, max, step, value,
    input: () => { output.textContent = told(input.valueAsNumber); changed(); },
  });
  const row = make("label", { class: "slider" }, make("span", {}, label), output, input);
  const set = (to) => { input.value = to; output.textContent = told(input.valueAsNumber); };
  return { row, get value() { return input.valueAsNumber; }, set };
};

// Buttons of which one is pressed, as radio buttons that arrow keys move through.
const choice = (legend, options, changed) => {
  const name = `choice-${numbered++}`;
  const inputs = options.map(({ label, value }, number) => {
    const input = make("input", { type: "radio", name, value, checked: number === 0, change: () => changed() });
    return { input, row: make("label", { class: "pill" }, input, make("span", {}, label)) };
  });
  const row = make("fieldset", { class: "choice" }, make("legend", {}, legend), ...inputs.map((one) => one.row));
  return { row, get value() { return inputs.find((one) => one.input.checked).input.value; } };
};

const button = (label, click, more = {}) => make("button", { type: "button", click, ...more }, label);

// Calls `draw`, an async function, once for any number of calls while it runs, and never twice at a time.
const latest = (draw) => {
  let running = false, dirty = false;
  const run = async () => {
    if (running) { dirty = true; return; }
    running = true;
    do {
      dirty = false;
      await draw();
      await new Promise(requestAnimationFrame);
    } while (dirty);
    running = false;
  };
  return run;
};

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// A canvas as sharp as the screen; `draw` is given its context, width and height, and called again as these change.
const chart = (height, label, draw) => {
  const canvas = make("canvas", { role: "img", "aria-label": label });
  const frame = make("div", { class: "plot", style: `height: ${height}` }, canvas);
  const again = () => {
    const scale = devicePixelRatio || 1, [wide, high] = [frame.clientWidth, frame.clientHeight];
    if (!wide || !high) return;
    canvas.width = Math.round(wide * scale);
    canvas.height = Math.round(high * scale);
    const context = canvas.getContext("2d");
    context.scale(scale, scale);
    draw(context, wide, high);
  };
  new ResizeObserver(again).observe(frame);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  return { frame, canvas, again };
};
