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

// Calls `draw`, an async function, once for any number of calls while it runs, and never twice at a time; resolves when
// the last of them is done.
const latest = (draw) => {
  let running = null, dirty = false;
  const run = async () => {
    try {
      do {
        dirty = false;
        await draw();
        await new Promise(requestAnimationFrame);
      } while (dirty);
    } finally {
      running = null;
    }
  };
  return () => {
    dirty = true;
    return (running ??= run());
  };
};

// Does work on `n` things in turns, each of which fits into a frame of the screen, until all are as they should be.
// `work(numbers, first)` does some of them, an async function; `first` is whether all are to be done anew since the last
// turn. `done()` is called when none is left.
class Turns {
  constructor(n, work, done) {
    Object.assign(this, { n, work, done, each: 0, next: 0, left: new Set() });
  }

  // All are to be done anew, that of the number `favoured` in the first turn; resolves when they are.
  all(favoured) {
    for (let number = 0; number < this.n; number++) this.left.add(number);
    [this.favoured, this.first] = [favoured, true];
    this.running ??= this.run();
    return this.running;
  }

  // The numbers of the next turn: as many as fit, one after the other.
  turn() {
    const fit = this.each ? Math.max(2, Math.floor(FRAME / this.each)) : this.n, found = [];
    if (this.left.delete(this.favoured)) found.push(this.favoured);
    for (; found.length < fit && this.left.size; this.next = (this.next + 1) % this.n) if (this.left.delete(this.next)) found.push(this.next);
    return found;
  }

  async run() {
    try {
      while (this.left.size) {
        const first = this.first, numbers = this.turn(), began = performance.now();
        this.first = false;
        await this.work(numbers, first);
        const each = (performance.now() - began) / numbers.length;
        this.each = this.each ? (this.each + each) / 2 : this.warm ? each : 0;
        this.warm = true; // the first turn of all waits for workers to start
        if (!this.left.size) await this.done();
        await new Promise(requestAnimationFrame);
      }
    } finally {
      this.running = null;
    }
  }
}

// How many milliseconds of a frame work may take: a 60th of a second has 16.7.
const FRAME = 12;

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
