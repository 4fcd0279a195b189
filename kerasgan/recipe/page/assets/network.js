"use strict";
// A network as `program.py` wrote it down, carried out step by step.

// A float16 as a number.
const fromHalf = (bits) => {
  const sign = bits & 0x8000 ? -1 : 1, exponent = (bits >> 10) & 31, fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
};

const halves = Float32Array.from({ length: 65536 }, (_, bits) => fromHalf(bits));

const fromBase64 = (text) => {
  const letters = atob(text), bytes = new Uint8Array(letters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = letters.charCodeAt(i);
  return bytes;
};

// Which op takes its first weight as a matrix, and how many of its axes are rows of it.
const ROWS = { dense: 1, convolution: 3, transposed: 1 };

// Of each step whether it may write over its first value: nothing else, and no later step, needs that memory.
const lastUses = ({ inputs, steps }) => {
  const owners = [...inputs.keys()], uses = new Map();
  steps.forEach(({ op, on }, number) => {
    for (const value of on) uses.set(owners[value], [...(uses.get(owners[value]) ?? []), number]);
    owners.push(op === "reshape" ? owners[on[0]] : owners.length);
  });
  return steps.map(({ on }, number) => uses.get(owners[on[0]]).filter((use) => use >= number).length === 1);
};

class Network {
  // `program` has inputs, steps and weights; `bytes` are the weights, an ArrayBuffer.
  constructor(program, bytes, kernel = new Kernel()) {
    this.kernel = kernel;
    this.program = program;
    this.bytes = bytes;
    this.kept = program.steps.map((step) => step.weights.map((number, place) => this.keep(number, place === 0 && ROWS[step.op])));
    this.mark = kernel.top;
    this.lasts = lastUses(program);
  }

  decoded({ at, shape, half }) {
    const size = count(shape);
    if (!half) return new Float32Array(this.bytes, at, size);
    return Float32Array.from(new Uint16Array(this.bytes, at, size), (bits) => halves[bits]);
  }

  // Copies a weight into the kernel's memory; a matrix in panels, columns filled up with zeros.
  keep(number, rowAxes) {
    if (number === null) return null;
    const about = this.program.weights[number], numbers = this.decoded(about);
    if (!rowAxes) {
      const place = this.kernel.reserve(numbers.length);
      this.kernel.view(place, numbers.length).set(numbers);
      return { place, shape: about.shape };
    }
    const k = count(about.shape.slice(0, rowAxes)), n = count(about.shape.slice(rowAxes)), wide = upTo(TILE.columns, n);
    const place = this.kernel.reserve(k * wide), to = this.kernel.view(place, k * wide);
    to.fill(0);
    for (let row = 0, at = 0; row < k; row++)
      for (let column = 0; column < n; column++, at++)
        to[(column - (column % 8)) * k + row * 8 + (column % 8)] = numbers[at];
    return { place, size: [k, n] };
  }

  // === What the ops ask for ===

  get weights() {
    return this.kept[this.current];
  }

  numbers({ place, shape }) {
    return this.kernel.view(place, count(shape));
  }

  read(value) {
    return this.kernel.view(value.place, count(value.shape));
  }

  // A new value, with room for whole tiles of rows.
  value(shape) {
    const width = shape.at(-1), rows = count(shape.slice(0, -1));
    return { place: this.kernel.reserve(upTo(TILE.rows, rows) * width), shape };
  }

  // A value to be written over: the given one where the step that is carried out is the last to need it, else a copy.
  taken(value) {
    if (this.lasts[this.current]) return value;
    const made = this.value(value.shape);
    this.kernel.copy(made.place, value.place, 4 * count(value.shape));
    return made;
  }

  // Returns the outputs, a Float32Array, and their shape. `given` are arrays by name, of `n` samples; shapes of inputs
  // whose size is any are in `shapes`.
  run(given, n, shapes = {}) {
    const { inputs, steps } = this.program;
    this.kernel.top = this.mark;
    const values = inputs.map(({ name, shape }) => {
      const value = this.value([n, ...(shapes[name] ?? shape)]);
      this.read(value).set(given[name]);
      return value;
    });
    steps.forEach((step, number) => {
      this.current = number;
      values.push(OPS[step.op](this, step, step.on.map((place) => values[place])));
    });
    const last = values.at(-1);
    return { data: this.read(last).slice(), shape: last.shape };
  }
}
