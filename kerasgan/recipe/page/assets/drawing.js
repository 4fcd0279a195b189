"use strict";
// A picture to draw on, with a hole where a mask goes with it; pictures can be dropped onto it, opened, or written.

const HOLE = 128;

// What is around what pictures show: the middle value of their edges, for each channel; black in grey, white in colour
// where there are none.
const blankOf = (pictures, [height, width, channels]) => Array.from({ length: channels }, (_, c) => {
  const found = [];
  for (const pixels of pictures)
    for (let i = 0; i < height; i++)
      for (let j = 0; j < width; j++) if (i % (height - 1) === 0 || j % (width - 1) === 0) found.push(pixels[(i * width + j) * channels + c]);
  return found.length ? found.sort((a, b) => a - b)[found.length >> 1] : channels < 3 ? 0 : 255;
});

const toHex = (values) => `#${values.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
const fromHex = (text) => [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16));
const brightness = ([red, green, blue]) => 0.299 * red + 0.587 * green + 0.114 * blue;

class Drawing {
  // `about` has name, title, shape, size and range, and `called` where it is one of several; `blank` is the value of each
  // channel where nothing is drawn.
  constructor(about, blank, holed, changed) {
    this.about = about;
    [this.height, this.width, this.channels] = about.shape;
    this.blank = blank;
    this.changed = changed;
    this.grey = new Uint8ClampedArray(about.size).map((_, at) => blank[at % this.channels]);
    this.hole = new Uint8ClampedArray(this.height * this.width);
    this.cover = new Float32Array(this.height * this.width);
    this.pen = [this.width / 2, this.height / 2];
    const { title } = about, dark = brightness(this.channels < 3 ? [blank[0], blank[0], blank[0]] : blank) < 128;
    this.canvas = make("canvas", {
      class: "large drawing", tabindex: 0, role: "application", "aria-roledescription": "canvas",
      "aria-label": `${title}: draw here with the pointer, or move with the arrow keys and press space`,
    });
    const tools = [["Draw", "draw"], ["Erase", "erase"], ...(holed ? [["Hole", "hole"], ["No hole", "fill"]] : [])];
    this.tool = choice("Tool", tools.map(([label, value]) => ({ label, value })), () => {});
    this.colour = make("input", { type: "color", value: dark ? "#ffffff" : "#000000" });
    const inks = this.channels < 3 ? [] : [make("label", { class: "ink" }, "Colour ", this.colour)];
    const file = make("input", { type: "file", accept: "image/*", class: "file", "aria-label": `${title}: open a picture`, change: () => { this.open(file.files[0]); file.value = ""; } });
    const clear = button("Clear", () => this.clear());
    const written = make("input", { type: "text", class: "written", size: 4, maxlength: 8, autocomplete: "off", input: () => this.write(written.value) });
    this.status = make("p", { class: "note", role: "status" });
    this.figure = make("figure", {}, make("figcaption", {}, title), this.canvas);
    this.tools = make("div", { class: "tools" }, this.tool.row, ...inks, clear, make("label", { class: "open" }, "Open a picture", file),
      make("label", { class: "ink" }, "Write ", written), this.status);
    this.say();
    this.listen();
    this.paint();
  }

  say(told = "Draw on it, drop a picture onto it, open one, or write a character.") {
    this.status.textContent = this.about.called ? `${this.about.called}: ${told}` : told;
  }

  // === The pointer, and keys ===

  listen() {
    let last = null;
    const at = (event) => {
      const box = this.canvas.getBoundingClientRect();
      return [((event.clientX - box.left) / box.width) * this.width, ((event.clientY - box.top) / box.height) * this.height];
    };
    const on = (name, act) => this.canvas.addEventListener(name, act);
    on("pointerdown", (event) => {
      if (event.button) return;
      this.canvas.setPointerCapture(event.pointerId);
      last = at(event);
      this.begin();
      this.stroke(last, last);
    });
    on("pointermove", (event) => {
      if (!last) return;
      const between = event.getCoalescedEvents?.() ?? [];
      for (const one of between.length ? between : [event]) { const next = at(one); this.stroke(last, next); last = next; }
    });
    for (const name of ["pointerup", "pointercancel"]) on(name, () => { last = null; });
    for (const name of ["focus", "blur"]) on(name, () => this.paint());
    on("keydown", (event) => {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1], " ": [0, 0] }[event.key];
      if (!way) return;
      event.preventDefault();
      this.keyed = true;
      const [most, before] = [[this.width, this.height], this.pen];
      this.pen = before.map((value, axis) => Math.min(Math.max(value + way[axis], 0.5), most[axis] - 0.5));
      if (event.key === " ") this.begin();
      if (event.key === " " || event.shiftKey) this.stroke(before, this.pen);
      else this.paint();
    });
    this.figure.addEventListener("dragover", (event) => event.preventDefault());
    this.figure.addEventListener("drop", (event) => { event.preventDefault(); this.open(event.dataTransfer.files[0]); });
  }

  // === What is drawn ===

  // A stroke lies over what was there when it began, so that its soft edges stay soft.
  begin() {
    this.before = this.grey.slice();
    this.cover.fill(0);
  }

  get ink() {
    if (this.tool.value === "erase") return this.blank;
    return this.channels < 3 ? this.blank.map((value) => (value < 128 ? 255 : 0)) : [...fromHex(this.colour.value), 255].slice(0, this.channels);
  }

  // A soft line from one place to another, or a piece of the hole.
  stroke(from, to) {
    const tool = this.tool.value, ink = this.ink, radius = Math.max(0.75, Math.min(this.height, this.width) / (tool === "draw" ? 24 : 9));
    if (!this.before) this.begin();
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]), steps = Math.max(1, Math.ceil(length * 2));
    for (let step = 0; step <= steps; step++) {
      const [x, y] = [0, 1].map((axis) => from[axis] + ((to[axis] - from[axis]) * step) / steps);
      for (let i = Math.max(0, Math.floor(y - radius - 1)); i < Math.min(this.height, y + radius + 1); i++)
        for (let j = Math.max(0, Math.floor(x - radius - 1)); j < Math.min(this.width, x + radius + 1); j++) {
          const share = Math.min(1, Math.max(0, radius + 0.5 - Math.hypot(j + 0.5 - x, i + 0.5 - y))), pixel = i * this.width + j;
          if (tool === "hole" || tool === "fill") { if (share > 0.5) this.hole[pixel] = tool === "hole" ? 1 : 0; continue; }
          if (share <= this.cover[pixel]) continue;
          this.cover[pixel] = share;
          for (let c = 0, place = pixel * this.channels; c < this.channels; c++, place++) this.grey[place] = this.before[place] + (ink[c] - this.before[place]) * share;
        }
    }
    this.show();
  }

  clear() {
    this.say();
    this.hole.fill(0);
    this.grey.forEach((_, at) => { this.grey[at] = this.blank[at % this.channels]; });
    this.show();
  }

  // What the network is given: mid-grey in the hole.
  pixels() {
    return this.grey.map((value, at) => (this.hole[Math.floor(at / this.channels)] ? HOLE : value));
  }

  // With the place of the pen, for those who draw with keys.
  paint() {
    const pixels = this.pixels();
    if (this.keyed && document.activeElement === this.canvas) {
      const [x, y] = this.pen.map(Math.floor), at = (y * this.width + x) * this.channels;
      for (let c = 0; c < Math.min(3, this.channels); c++) pixels[at + c] = pixels[at + c] < 128 ? 255 : 0;
    }
    paint(this.canvas, pixels, this.about.shape);
  }

  show() {
    this.paint();
    this.changed();
  }

  load(pixels, mask) {
    this.grey.set(pixels);
    this.hole = Uint8ClampedArray.from(mask ?? this.hole, (value) => (mask ? Number(value > 127) : 0));
    this.show();
  }

  // Draws with a browser's own means on what is blank, and takes it as grey or in colour, as the network does.
  drawn(act) {
    const small = make("canvas", { width: this.width, height: this.height }), context = small.getContext("2d");
    context.fillStyle = toHex(this.channels < 3 ? [this.blank[0], this.blank[0], this.blank[0]] : this.blank.slice(0, 3));
    context.fillRect(0, 0, this.width, this.height);
    act(context);
    const { data } = context.getImageData(0, 0, this.width, this.height);
    this.load(this.grey.map((_, at) => {
      const pixel = 4 * Math.floor(at / this.channels);
      return this.channels < 3 ? brightness(data.subarray(pixel, pixel + 3)) : data[pixel + (at % this.channels)];
    }), null);
  }

  // A picture of any size, its middle square.
  async open(file) {
    if (!file) return;
    let bitmap;
    try {
      bitmap = await createImageBitmap(file);
    } catch {
      this.say(`${file.name} is no picture that this browser can read.`);
      return;
    }
    this.say(`${file.name}.`);
    const scale = Math.max(this.width / bitmap.width, this.height / bitmap.height), [wide, high] = [bitmap.width * scale, bitmap.height * scale];
    this.drawn((context) => {
      context.imageSmoothingQuality = "high";
      context.drawImage(bitmap, (this.width - wide) / 2, (this.height - high) / 2, wide, high);
    });
  }

  // A character in the middle, as large as it may be.
  write(text) {
    const shown = text.trim();
    if (!shown) return;
    this.say();
    this.drawn((context) => {
      const [wide, high] = [this.width, this.height].map((size) => 0.86 * size), font = (size) => `${size}px system-ui, sans-serif`;
      context.font = font(100);
      const sizes = context.measureText(shown), left = sizes.actualBoundingBoxLeft, rise = sizes.actualBoundingBoxAscent;
      const [width, height] = [sizes.actualBoundingBoxRight + left, sizes.actualBoundingBoxDescent + rise];
      const scale = Math.min(wide / Math.max(width, 1), high / Math.max(height, 1), (1.2 * this.height) / 100);
      context.font = font(100 * scale);
      context.fillStyle = toHex(this.channels < 3 ? [this.ink[0], this.ink[0], this.ink[0]] : this.ink.slice(0, 3));
      context.fillText(shown, this.width / 2 + (left - width / 2) * scale, this.height / 2 + (rise - height / 2) * scale);
    });
  }
}
