"use strict";
// From picture to picture: one is drawn, dropped or chosen, the other follows.

const HOLE = 128;

const panelOfTranslation = (gan, place) => {
  const player = new Player(gan.generator), mask = gan.conditions.find((one) => one.name === "mask" && gan.conditions.length === 2);
  const drawings = gan.conditions.filter((one) => one !== mask).map((about) => new Drawing(about, Boolean(mask), () => draw()));
  const result = make("canvas", { class: "large", role: "img", "aria-label": "What the generator makes of it" });
  const draw = latest(async () => {
    const given = {}, shapes = {};
    drawings.forEach((one) => {
      given[one.about.name] = fromPixels(one.pixels(), one.about.range);
      shapes[one.about.name] = one.about.shape;
      if (mask) given[mask.name] = fromPixels(one.hole.map((inside) => 255 * inside), mask.range);
    });
    if (gan.latent) given.z = controls.z(1);
    const { data, shape } = await player.play(given, 1, shapes);
    paint(result, toPixels(data, gan.range), shape.slice(1));
  });
  const controls = gan.latent ? new Controls(gan, draw) : null;
  const examples = gan.examples.map((example, number) => {
    const canvas = make("canvas");
    const parts = drawings.map((one) => fromBase64(example[one.about.name]));
    paint(canvas, parts[0], drawings[0].about.shape);
    const load = () => drawings.forEach((one, i) => one.load(parts[i], mask ? fromBase64(example[mask.name]) : null));
    return { load, tile: make("button", { type: "button", class: "tile", "aria-label": `Example ${number + 1}`, click: () => { load(); draw(); } }, canvas) };
  });
  place.append(
    make("div", { class: "pair" }, ...drawings.map((one) => one.figure), make("figure", {}, make("figcaption", {}, "Made"), result)),
    ...drawings.map((one) => one.tools),
    ...(examples.length ? [make("h3", {}, "Examples, not seen in training"), make("div", { class: "examples" }, ...examples.map((one) => one.tile))] : []),
    ...(controls ? [controls.row] : []));
  examples[0]?.load();
  return draw();
};

// A picture to draw on, with a hole where a mask goes with it.
class Drawing {
  constructor(about, holed, changed) {
    this.about = about;
    [this.height, this.width, this.channels] = about.shape;
    this.changed = changed;
    this.grey = new Uint8ClampedArray(about.size);
    this.hole = new Uint8ClampedArray(this.height * this.width);
    this.canvas = make("canvas", { class: "large drawing", role: "img", "aria-label": `Draw ${about.name} here with the pointer` });
    const tools = [{ label: "Draw", value: "draw" }, { label: "Erase", value: "erase" }, ...(holed ? [{ label: "Hole", value: "hole" }, { label: "No hole", value: "fill" }] : [])];
    this.tool = choice("Tool", tools, () => {});
    const file = make("input", { type: "file", accept: "image/*", class: "file", "aria-label": `Open a picture for ${about.name}`, change: () => this.open(file.files[0]) });
    const clear = button("Clear", () => { this.grey.fill(0); this.hole.fill(0); this.show(); });
    const name = about.name === "condition" ? "Given" : about.name[0].toUpperCase() + about.name.slice(1);
    this.figure = make("figure", {}, make("figcaption", {}, name), this.canvas);
    this.tools = make("div", { class: "tools" }, this.tool.row, clear, make("label", { class: "open" }, "Open a picture", file),
      make("p", { class: "note" }, `${name}: draw on it, drop a picture onto it, or open one.`));
    this.listen();
    paint(this.canvas, this.pixels(), about.shape);
  }

  listen() {
    let last = null;
    const at = (event) => {
      const box = this.canvas.getBoundingClientRect();
      return [((event.clientX - box.left) / box.width) * this.width, ((event.clientY - box.top) / box.height) * this.height];
    };
    this.canvas.addEventListener("pointerdown", (event) => { this.canvas.setPointerCapture(event.pointerId); last = at(event); this.stroke(last, last); });
    this.canvas.addEventListener("pointermove", (event) => { if (last) { const next = at(event); this.stroke(last, next); last = next; } });
    for (const name of ["pointerup", "pointercancel"]) this.canvas.addEventListener(name, () => { last = null; });
    this.figure.addEventListener("dragover", (event) => event.preventDefault());
    this.figure.addEventListener("drop", (event) => { event.preventDefault(); this.open(event.dataTransfer.files[0]); });
  }

  // A soft line from one place to another, or a piece of the hole.
  stroke(from, to) {
    const tool = this.tool.value, radius = Math.max(0.75, Math.min(this.height, this.width) / (tool === "draw" ? 24 : 9));
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]), steps = Math.max(1, Math.ceil(length * 2));
    for (let step = 0; step <= steps; step++) {
      const [x, y] = [0, 1].map((axis) => from[axis] + ((to[axis] - from[axis]) * step) / steps);
      for (let i = Math.max(0, Math.floor(y - radius - 1)); i < Math.min(this.height, y + radius + 1); i++)
        for (let j = Math.max(0, Math.floor(x - radius - 1)); j < Math.min(this.width, x + radius + 1); j++) {
          const share = Math.min(1, Math.max(0, radius + 0.5 - Math.hypot(j + 0.5 - x, i + 0.5 - y))), pixel = i * this.width + j;
          if (tool === "hole" || tool === "fill") { if (share > 0.5) this.hole[pixel] = tool === "hole" ? 1 : 0; continue; }
          for (let c = 0; c < this.channels; c++) {
            const place = pixel * this.channels + c;
            this.grey[place] = tool === "draw" ? Math.max(this.grey[place], 255 * share) : Math.min(this.grey[place], 255 * (1 - share));
          }
        }
    }
    this.show();
  }

  // What the network is given: mid-grey in the hole.
  pixels() {
    return this.grey.map((value, at) => (this.hole[Math.floor(at / this.channels)] ? HOLE : value));
  }

  show() {
    paint(this.canvas, this.pixels(), this.about.shape);
    this.changed();
  }

  load(pixels, mask) {
    this.grey.set(pixels);
    this.hole = Uint8ClampedArray.from(mask ?? this.hole, (value) => (mask ? Number(value > 127) : 0));
    this.show();
  }

  // A picture of any size, its middle square, as grey or in colour as the network takes it.
  async open(file) {
    if (!file) return;
    const bitmap = await createImageBitmap(file), small = make("canvas", { width: this.width, height: this.height });
    const context = small.getContext("2d"), scale = Math.max(this.width / bitmap.width, this.height / bitmap.height);
    context.imageSmoothingQuality = "high";
    const [wide, high] = [bitmap.width * scale, bitmap.height * scale];
    context.drawImage(bitmap, (this.width - wide) / 2, (this.height - high) / 2, wide, high);
    const { data } = context.getImageData(0, 0, this.width, this.height), grey = (at) => 0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2];
    this.load(this.grey.map((_, at) => (this.channels < 3 ? grey(4 * Math.floor(at / this.channels)) : data[4 * Math.floor(at / this.channels) + (at % this.channels)])), null);
  }
}
