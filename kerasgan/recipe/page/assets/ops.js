"use strict";
// What each step of a program does: `OPS[op](machine, step, values) -> value`. A value is a place in memory and a
// shape, the batch first, channels last.

const count = (shape) => shape.reduce((a, b) => a * b, 1);
const upTo = (size, n) => Math.ceil(n / size) * size;

// How many pixels a strided window makes of `size`, and how many zeros stand before the first.
const windows = (size, window, stride, same) => {
  if (!same) return [Math.floor((size - window) / stride) + 1, 0];
  const made = Math.ceil(size / stride);
  return [made, Math.floor(Math.max((made - 1) * stride + window - size, 0) / 2)];
};

// A B + bias, A of `rows` rows; B is kept in panels.
const product = (machine, place, rows, matrix, bias, shape) => {
  const { kernel } = machine, [k, n] = matrix.size, wide = upTo(TILE.columns, n), tall = upTo(TILE.rows, rows);
  const made = machine.value(shape);
  const c = wide === n && tall === rows ? made.place : kernel.reserve(tall * wide);
  kernel.multiply(place, matrix.place, c, tall, wide, k);
  if (c !== made.place) {
    const from = kernel.view(c, tall * wide), to = kernel.view(made.place, rows * n);
    for (let row = 0, at = 0; row < rows; row++) for (let i = 0; i < n; i++, at++) to[at] = from[row * wide + i];
  }
  if (bias) addToChannels(machine, made, bias);
  return made;
};

const addToChannels = (machine, value, bias) => {
  const size = value.shape.at(-1), rows = count(value.shape) / size;
  if (size % 4 === 0) return machine.kernel.add(value.place, bias.place, rows, size);
  const [to, from] = [machine.read(value), machine.numbers(bias)];
  for (let start = 0; start < to.length; start += size) for (let i = 0; i < size; i++) to[start + i] += from[i];
};

// The numbers of a value in a place that has room for whole tiles of rows.
const whole = (machine, value, rows, k) => {
  if (rows % TILE.rows === 0) return value.place;
  const place = machine.kernel.reserve(upTo(TILE.rows, rows) * k);
  machine.kernel.view(place, rows * k).set(machine.read(value));
  return place;
};

// Copies each window of an image into a row: what lies next to each other in a row of pixels at once.
const unfolded = (machine, value, step, [high, wide], [top, left]) => {
  const { kernel } = machine, [n, height, width, channels] = value.shape;
  const [kh, kw] = step.size, [sh, sw] = step.strides, [dh, dw] = step.dilation, rows = n * high * wide;
  if (kh * kw * sh * sw === 1) return whole(machine, value, rows, channels);
  const k = kh * kw * channels, place = kernel.reserve(upTo(TILE.rows, rows) * k);
  const to = kernel.view(place, rows * k), from = machine.read(value), run = dw === 1 ? kw : 1;
  if (step.same) to.fill(0);
  for (let image = 0, row = 0; image < n; image++)
    for (let i = 0; i < high; i++)
      for (let j = 0; j < wide; j++, row += k)
        for (let p = 0; p < kh; p++) {
          const y = i * sh - top + p * dh;
          if (y < 0 || y >= height) continue;
          for (let q = 0; q < kw; q += run) {
            const x = j * sw - left + q * dw, first = Math.max(0, x), size = (Math.min(width, x + run) - first) * channels;
            if (size <= 0) continue;
            const at = ((image * height + y) * width + first) * channels, into = row + (p * kw + q + first - x) * channels;
            if (size >= 32) kernel.copy(place + 4 * into, value.place + 4 * at, 4 * size);
            else for (let c = 0; c < size; c++) to[into + c] = from[at + c];
          }
        }
  return place;
};

// Activations that bend at zero, and their slope below it where the step has none of its own.
const BENT = { relu: 0, leaky_relu: 0.2 };

const elementwise = (f) => (machine, step, values) =>
  values.reduce((a, b) => {
    const shape = a.shape.map((size, axis) => Math.max(size, b.shape[axis])), made = machine.value(shape);
    const [x, y, to] = [machine.read(a), machine.read(b), machine.read(made)];
    if (count(a.shape) === to.length && count(b.shape) === to.length) {
      for (let i = 0; i < to.length; i++) to[i] = f(x[i], y[i]);
      return made;
    }
    const strides = (value) => {
      let stride = 1;
      return value.shape.map((size) => size).reverse().map((size) => { const found = size === 1 ? 0 : stride; stride *= size; return found; }).reverse();
    };
    const [sx, sy] = [strides(a), strides(b)];
    for (let i = 0; i < to.length; i++) {
      let rest = i, px = 0, py = 0;
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        const place = rest % shape[axis];
        rest = (rest - place) / shape[axis];
        px += place * sx[axis];
        py += place * sy[axis];
      }
      to[i] = f(x[px], y[py]);
    }
    return made;
  });

// Normalises numbers in place, so many rows of `size` channels at a time, each group of channels by its own mean and
// deviation; then scales and shifts each channel.
const normalised = (machine, value, rows, groups, epsilon, [gamma, beta]) => {
  const numbers = machine.read(value), size = value.shape.at(-1), wide = size / groups, share = 1 / (rows * wide);
  const [scale, shift] = [gamma, beta].map((part) => part && machine.numbers(part));
  const means = new Float64Array(size), factors = new Float64Array(size);
  const shared = (sums) => {
    for (let start = 0; start < size; start += wide) {
      const sum = sums.subarray(start, start + wide).reduce((a, b) => a + b) * share;
      sums.fill(sum, start, start + wide);
    }
  };
  for (let start = 0, end = rows * size; start < numbers.length; start = end, end += rows * size) {
    means.fill(0);
    for (let at = start; at < end; at += size) for (let c = 0; c < size; c++) means[c] += numbers[at + c];
    shared(means);
    factors.fill(0);
    for (let at = start; at < end; at += size) for (let c = 0; c < size; c++) factors[c] += (numbers[at + c] - means[c]) ** 2;
    shared(factors);
    for (let c = 0; c < size; c++) factors[c] = (scale ? scale[c] : 1) / Math.sqrt(factors[c] + epsilon);
    for (let at = start; at < end; at += size)
      for (let c = 0; c < size; c++) numbers[at + c] = (numbers[at + c] - means[c]) * factors[c] + (shift ? shift[c] : 0);
  }
};

// Copies images row by row: `row(y)` is the row of the source, or -1 for zeros, `column(x)` likewise.
const rearranged = (machine, value, height, width, row, column) => {
  const [n, high, wide, channels] = value.shape, made = machine.value([n, height, width, channels]);
  const [from, to] = [machine.read(value), machine.read(made)];
  for (let image = 0, at = 0; image < n; image++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++, at += channels) {
        const [i, j] = [row(y), column(x)], inside = i >= 0 && i < high && j >= 0 && j < wide;
        const start = ((image * high + i) * wide + j) * channels;
        for (let c = 0; c < channels; c++) to[at + c] = inside ? from[start + c] : 0;
      }
  return made;
};

const OPS = {
  dense(machine, step, [value]) {
    const [matrix, bias] = machine.weights, shape = [...value.shape.slice(0, -1), matrix.size[1]];
    const rows = count(shape.slice(0, -1));
    return product(machine, whole(machine, value, rows, matrix.size[0]), rows, matrix, bias, shape);
  },

  convolution(machine, step, [value]) {
    const [matrix, bias] = machine.weights, [n, height, width] = value.shape;
    const reach = step.size.map((size, axis) => (size - 1) * step.dilation[axis] + 1);
    const [high, top] = windows(height, reach[0], step.strides[0], step.same);
    const [wide, left] = windows(width, reach[1], step.strides[1], step.same);
    const place = unfolded(machine, value, step, [high, wide], [top, left]);
    return product(machine, place, n * high * wide, matrix, bias, [n, high, wide, matrix.size[1]]);
  },

  // Each pixel becomes a patch; patches that lie upon each other are added.
  transposed(machine, step, [value]) {
    const { kernel } = machine, [matrix, bias] = machine.weights, [n, height, width, inputs] = value.shape;
    const [kh, kw] = step.size, [sh, sw] = step.strides, [dh, dw] = step.dilation, channels = matrix.size[1] / (kh * kw);
    const reach = [(kh - 1) * dh + 1, (kw - 1) * dw + 1];
    const made = [height, width].map((size, axis) => {
      const stride = step.strides[axis];
      return step.same ? size * stride : size * stride + Math.max(reach[axis] - stride, 0);
    });
    const [top, left] = reach.map((size, axis) => (step.same ? Math.floor(Math.max(size - step.strides[axis], 0) / 2) : 0));
    const rows = n * height * width;
    const patches = product(machine, whole(machine, value, rows, inputs), rows, matrix, null, [rows, matrix.size[1]]);
    const result = machine.value([n, ...made, channels]);
    const [from, to] = [machine.read(patches), machine.read(result)], run = dw === 1 ? kw : 1;
    to.fill(0);
    for (let image = 0, at = 0; image < n; image++)
      for (let i = 0; i < height; i++)
        for (let j = 0; j < width; j++)
          for (let p = 0; p < kh; p++) {
            const y = i * sh - top + p * dh;
            for (let q = 0; q < kw; q += run, at += run * channels) {
              const x = j * sw - left + q * dw, first = Math.max(0, x), size = (Math.min(made[1], x + run) - first) * channels;
              if (y < 0 || y >= made[0] || size <= 0) continue;
              const start = at + (first - x) * channels, into = ((image * made[0] + y) * made[1] + first) * channels;
              if (channels % 4 === 0) kernel.add(result.place + 4 * into, patches.place + 4 * start, 1, size);
              else for (let c = 0; c < size; c++) to[into + c] += from[start + c];
            }
          }
    if (bias) addToChannels(machine, result, bias);
    return result;
  },

  gather(machine, step, [value]) {
    const [table] = machine.weights, [, width] = table.shape, made = machine.value([...value.shape, width]);
    const [chosen, rows, to] = [machine.read(value), machine.numbers(table), machine.read(made)];
    chosen.forEach((row, i) => to.set(rows.subarray(row * width, (row + 1) * width), i * width));
    return made;
  },

  affine(machine, step, [value]) {
    const made = machine.taken(value), [scale, shift] = machine.weights, size = count(scale.shape), all = count(value.shape);
    if (size % 4 === 0) machine.kernel.affine(made.place, scale.place, shift.place, all / size, size);
    else {
      const [to, a, b] = [machine.read(made), machine.numbers(scale), machine.numbers(shift)];
      for (let start = 0; start < all; start += size) for (let i = 0; i < size; i++) to[start + i] = to[start + i] * a[i] + b[i];
    }
    return made;
  },

  modulate(machine, step, [value, scale, shift]) {
    const made = machine.taken(value), to = machine.read(made), [a, b] = [machine.read(scale), machine.read(shift)];
    const size = value.shape.at(-1), each = to.length / value.shape[0];
    for (let start = 0, row = 0; start < to.length; start += size) {
      if (start && start % each === 0) row += size;
      for (let c = 0; c < size; c++) to[start + c] = to[start + c] * a[row + c] + b[row + c];
    }
    return made;
  },

  group_normalization(machine, step, [value]) {
    const made = machine.taken(value), size = value.shape.at(-1), rows = count(value.shape.slice(1, -1));
    normalised(machine, made, rows, step.groups === -1 ? size : step.groups, step.epsilon, machine.weights);
    return made;
  },

  layer_normalization(machine, step, [value]) {
    const made = machine.taken(value);
    normalised(machine, made, 1, 1, step.epsilon, machine.weights);
    return made;
  },

  activation(machine, step, [value]) {
    const made = machine.taken(value), slope = step.slope ?? BENT[step.kind];
    if (slope !== undefined) machine.kernel.bend(made.place, upTo(4, count(value.shape)), slope);
    else activate(step.kind, machine.read(made), value.shape.at(-1));
    return made;
  },

  reshape(machine, step, [value]) {
    const n = value.shape[0], size = count(value.shape.slice(1)), known = count(step.shape.filter((part) => part !== -1));
    return { place: value.place, shape: [n, ...step.shape.map((part) => (part === -1 ? size / known : part))] };
  },

  repeat(machine, step, [value]) {
    const [n, size] = value.shape, made = machine.value([n, step.times, size]), [from, to] = [machine.read(value), machine.read(made)];
    for (let row = 0; row < n * step.times; row++) {
      const start = Math.floor(row / step.times) * size;
      to.set(from.subarray(start, start + size), row * size);
    }
    return made;
  },

  slice(machine, step, [value]) {
    const [n, size] = value.shape, made = machine.value([n, step.size]), [from, to] = [machine.read(value), machine.read(made)];
    for (let row = 0; row < n; row++) to.set(from.subarray(row * size + step.start, row * size + step.start + step.size), row * step.size);
    return made;
  },

  concatenate(machine, step, values) {
    const sizes = values.map((value) => value.shape.at(-1)), size = sizes.reduce((a, b) => a + b);
    const shape = [...values[0].shape.slice(0, -1), size], made = machine.value(shape), to = machine.read(made);
    let start = 0;
    values.forEach((value, number) => {
      const from = machine.read(value), wide = sizes[number];
      for (let row = 0; row < to.length / size; row++)
        for (let i = 0; i < wide; i++) to[row * size + start + i] = from[row * wide + i];
      start += wide;
    });
    return made;
  },

  add: elementwise((a, b) => a + b),
  subtract: elementwise((a, b) => a - b),
  multiply: elementwise((a, b) => a * b),
  maximum: elementwise(Math.max),

  average(machine, step, values) {
    const made = OPS.add(machine, step, values), to = machine.read(made);
    for (let i = 0; i < to.length; i++) to[i] /= values.length;
    return made;
  },

  dot(machine, step, [a, b]) {
    const made = machine.value([a.shape[0], 1]), [x, y, to] = [machine.read(a), machine.read(b), machine.read(made)];
    const size = a.shape[1];
    for (let row = 0; row < to.length; row++) {
      let sum = 0;
      for (let i = row * size; i < (row + 1) * size; i++) sum += x[i] * y[i];
      to[row] = sum;
    }
    return made;
  },

  upsample(machine, step, [value]) {
    const [, height, width] = value.shape, [high, wide] = step.size;
    if (!step.smooth) return rearranged(machine, value, height * high, width * wide, (y) => Math.floor(y / high), (x) => Math.floor(x / wide));
    return enlarged(machine, value, height * high, width * wide);
  },

  pad(machine, step, [value]) {
    const [, height, width] = value.shape, [[top, bottom], [left, right]] = step.sides;
    const mirrored = (size) => (at) => (at < 0 ? -at : at >= size ? 2 * size - 2 - at : at);
    const [row, column] = step.mirrored ? [mirrored(height), mirrored(width)] : [(y) => y, (x) => x];
    return rearranged(machine, value, height + top + bottom, width + left + right, (y) => row(y - top), (x) => column(x - left));
  },

  crop(machine, step, [value]) {
    const [, height, width] = value.shape, [[top, bottom], [left, right]] = step.sides;
    return rearranged(machine, value, height - top - bottom, width - left - right, (y) => y + top, (x) => x + left);
  },

  crop_like(machine, step, [value, like]) {
    return rearranged(machine, value, like.shape[1], like.shape[2], (y) => y, (x) => x);
  },

  depth_to_space(machine, step, [value]) {
    const [n, height, width, deep] = value.shape, by = step.scale, channels = deep / by ** 2;
    const made = machine.value([n, height * by, width * by, channels]), [from, to] = [machine.read(value), machine.read(made)];
    for (let row = 0, at = 0; row < n * height * by; row++)
      for (let x = 0; x < width * by; x++)
        for (let c = 0; c < channels; c++, at++)
          to[at] = from[(Math.floor(row / by) * width + Math.floor(x / by)) * deep + ((row % by) * by + (x % by)) * channels + c];
    return made;
  },

  pool(machine, step, [value]) {
    const [n, height, width, channels] = value.shape, [kh, kw] = step.size;
    const [high, top] = windows(height, kh, step.strides[0], step.same), [wide, left] = windows(width, kw, step.strides[1], step.same);
    const made = machine.value([n, high, wide, channels]), [from, to] = [machine.read(value), machine.read(made)];
    const largest = step.kind === "largest";
    for (let image = 0, at = 0; image < n; image++)
      for (let i = 0; i < high; i++)
        for (let j = 0; j < wide; j++)
          for (let c = 0; c < channels; c++, at++) {
            let found = largest ? -Infinity : 0, seen = 0;
            for (let y = Math.max(i * step.strides[0] - top, 0); y < Math.min(i * step.strides[0] - top + kh, height); y++)
              for (let x = Math.max(j * step.strides[1] - left, 0); x < Math.min(j * step.strides[1] - left + kw, width); x++, seen++) {
                const one = from[((image * height + y) * width + x) * channels + c];
                found = largest ? Math.max(found, one) : found + one;
              }
            to[at] = largest ? found : found / seen;
          }
    return made;
  },

  pool_all(machine, step, [value]) {
    const [n, height, width, channels] = value.shape;
    const pooled = OPS.pool(machine, { kind: step.kind, size: [height, width], strides: [1, 1], same: false }, [value]);
    return step.kept ? pooled : { place: pooled.place, shape: [n, channels] };
  },
};

// Bilinear, half-pixel centres, as Keras resizes.
const enlarged = (machine, value, height, width) => {
  const [n, high, wide, channels] = value.shape, made = machine.value([n, height, width, channels]);
  const [from, to] = [machine.read(value), machine.read(made)];
  const places = (size, of) => Array.from({ length: size }, (_, at) => {
    const place = Math.min(Math.max(((at + 0.5) * of) / size - 0.5, 0), of - 1), low = Math.floor(place);
    return [low, Math.min(low + 1, of - 1), place - low];
  });
  const [rows, columns] = [places(height, high), places(width, wide)];
  for (let image = 0, at = 0; image < n; image++)
    for (const [above, below, down] of rows)
      for (const [before, after, along] of columns)
        for (let c = 0; c < channels; c++, at++) {
          const of = (i, j) => from[((image * high + i) * wide + j) * channels + c];
          const upper = of(above, before) * (1 - along) + of(above, after) * along;
          to[at] = upper * (1 - down) + (of(below, before) * (1 - along) + of(below, after) * along) * down;
        }
  return made;
};
