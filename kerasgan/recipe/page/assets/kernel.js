"use strict";
// Products of matrices, in which networks spend their time, and the simple loops around them: a small WebAssembly
// program of SIMD instructions that is put together here, byte by byte, and the same in plain JavaScript where a browser
// has no SIMD. Places are in memory, in bytes.
//
// multiply(a, b, c, m, n, k): C = A B; A has m rows of k numbers, C m rows of n. B lies in panels of 8 columns, each
// k rows of 8 numbers; m is a multiple of 4, n of 8.
// add(to, from, rows, n): adds the n numbers at `from` to each row; n is a multiple of 4.
// affine(to, scale, shift, rows, n): multiplies each row by n numbers, and adds n; n is a multiple of 4.
// bend(to, n, slope): multiplies what is below zero by `slope`; n is a multiple of 4.
// copy(to, from, size): copies bytes.

const TILE = { rows: 4, columns: 8 };

// `fused`: with products and sums in one instruction, which not all browsers have.
const assembled = (fused) => {
  const unsigned = (n) => (n < 128 ? [n] : [(n & 127) | 128, ...unsigned(n >>> 7)]);
  const signed = (n) => (n >= -64 && n < 64 ? [n & 127] : [(n & 127) | 128, ...signed(n >> 7)]);
  const section = (id, bytes) => [id, ...unsigned(bytes.length), ...bytes];
  const [I32, F32, V128] = [0x7f, 0x7d, 0x7b];
  const get = (x) => [0x20, ...unsigned(x)];
  const set = (x) => [0x21, ...unsigned(x)];
  const tee = (x) => [0x22, ...unsigned(x)];
  const number = (n) => [0x41, ...signed(n)];
  const simd = (op, ...rest) => [0xfd, ...unsigned(op), ...rest];
  const load = (offset) => simd(0x00, 2, ...unsigned(offset));
  const splat = (offset) => simd(0x09, 2, ...unsigned(offset));
  const store = (offset) => simd(0x0b, 2, ...unsigned(offset));
  const zero = simd(0x0c, ...new Array(16).fill(0));
  const [add, subtract, left] = [[0x6a], [0x6b], [0x74]];
  const [plus, product, least, most, spread, both] = [0xe4, 0xe6, 0xea, 0xeb, 0x13, 0x105].map((op) => simd(op));
  const end = [0x0b];
  const moved = (x, by) => [...get(x), ...by, ...add, ...set(x)];
  // Does the body until what is left, a local that is not zero, has come down to zero by steps.
  const loop = (rest, step, ...body) => [[0x03, 0x40], body, get(rest), number(step), subtract, tee(rest), [0x0d, 0], end];
  const { entries } = Object;

  const programs = {
    multiply() {
      const [A, B, C, M, N, K] = [0, 1, 2, 3, 4, 5];
      // Rows, columns and steps left; bytes of a row of A, of a row of C; places in B and C, and in A one for each of
      // four rows; the sums, two vectors for each row; the row of B, and a number of A four times.
      const [rows, columns, steps, stepA, stepC, toB, toC] = [6, 7, 8, 9, 10, 11, 12];
      const toA = [13, 14, 15, 16];
      const sums = [17, 18, 19, 20, 21, 22, 23, 24];
      const [first, second, one] = [25, 26, 27];
      const summed = (sum, part) =>
        fused ? [get(one), get(part), get(sum), both, set(sum)] : [get(sum), get(one), get(part), product, plus, set(sum)];
      const inner = loop(steps, 1,
        get(toB), load(0), set(first), get(toB), load(16), set(second),
        toA.map((row, i) => [get(row), splat(0), set(one), summed(sums[2 * i], first), summed(sums[2 * i + 1], second), moved(row, number(4))]),
        moved(toB, number(32)));
      const tile = loop(rows, 4,
        get(B), set(toB), sums.map((sum) => [zero, set(sum)]),
        toA.slice(1).map((row, i) => [get(toA[i]), get(stepA), add, set(row)]),
        get(K), set(steps), inner,
        toA.map((_, i) => [get(toC), get(sums[2 * i]), store(0), get(toC), get(sums[2 * i + 1]), store(16), moved(toC, get(stepC))]),
        get(toA[3]), set(toA[0]));
      return { takes: [I32, I32, I32, I32, I32, I32], locals: [2, 11, I32, 11, V128], body: [
        get(K), number(2), left, set(stepA), get(N), number(2), left, set(stepC), get(N), set(columns),
        loop(columns, 8,
          get(A), set(toA[0]), get(C), set(toC), get(M), set(rows), tile,
          moved(C, number(32)), get(B), get(stepA), number(3), left, add, set(B)),
      ] };
    },

    add() {
      const [to, from, rows, n, at, rest] = [0, 1, 2, 3, 4, 5];
      return { takes: [I32, I32, I32, I32], locals: [1, 2, I32], body: loop(rows, 1,
        get(from), set(at), get(n), set(rest),
        loop(rest, 4, get(to), get(to), load(0), get(at), load(0), plus, store(0), moved(to, number(16)), moved(at, number(16)))) };
    },

    affine() {
      const [to, scale, shift, rows, n, a, b, rest] = [0, 1, 2, 3, 4, 5, 6, 7];
      return { takes: [I32, I32, I32, I32, I32], locals: [1, 3, I32], body: loop(rows, 1,
        get(scale), set(a), get(shift), set(b), get(n), set(rest),
        loop(rest, 4,
          get(to), get(to), load(0), get(a), load(0), product, get(b), load(0), plus, store(0),
          [to, a, b].map((x) => moved(x, number(16))))) };
    },

    bend() {
      const [to, n, slope, values] = [0, 1, 2, 3];
      return { takes: [I32, I32, F32], locals: [1, 1, V128], body: loop(n, 4,
        get(to), load(0), set(values),
        get(to), get(values), zero, most, get(values), zero, least, get(slope), spread, product, plus, store(0),
        moved(to, number(16))) };
    },

    copy: () => ({ takes: [I32, I32, I32], locals: [0], body: [get(0), get(1), get(2), [0xfc, 0x0a, 0, 0]] }),
  };

  const text = (name) => [name.length, ...[...name].map((letter) => letter.charCodeAt(0))];
  const vector = (parts) => [...unsigned(parts.length), ...parts.flat(Infinity)];
  const made = entries(programs).map(([name, program]) => [name, program()]);
  return new Uint8Array([
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, vector(made.map(([, { takes }]) => [0x60, ...vector(takes), 0]))),
    ...section(2, [1, ...text("page"), ...text("memory"), 2, 0, 1]),
    ...section(3, vector(made.map((_, i) => [i]))),
    ...section(7, vector(made.map(([name], i) => [...text(name), 0, i]))),
    ...section(10, vector(made.map(([, { locals, body }]) => {
      const bytes = [...locals, ...[...body, end].flat(Infinity)];
      return [...unsigned(bytes.length), ...bytes];
    }))),
  ]);
};

// The same without SIMD.
const plainly = (memory) => {
  const all = () => new Float32Array(memory.buffer);
  return {
    multiply(a, b, c, m, n, k) {
      const x = all();
      for (let column = 0; column < n; column += 8)
        for (let row = 0; row < m; row++) {
          let [s0, s1, s2, s3, s4, s5, s6, s7] = [0, 0, 0, 0, 0, 0, 0, 0];
          for (let from = a / 4 + row * k, end = from + k, at = b / 4 + column * k; from < end; from++, at += 8) {
            const factor = x[from];
            s0 += factor * x[at]; s1 += factor * x[at + 1]; s2 += factor * x[at + 2]; s3 += factor * x[at + 3];
            s4 += factor * x[at + 4]; s5 += factor * x[at + 5]; s6 += factor * x[at + 6]; s7 += factor * x[at + 7];
          }
          x.set([s0, s1, s2, s3, s4, s5, s6, s7], c / 4 + row * n + column);
        }
    },
    add(to, from, rows, n) {
      const x = all();
      for (let at = to / 4; rows > 0; rows--, at += n) for (let i = 0; i < n; i++) x[at + i] += x[from / 4 + i];
    },
    affine(to, scale, shift, rows, n) {
      const x = all();
      for (let at = to / 4; rows > 0; rows--, at += n) for (let i = 0; i < n; i++) x[at + i] = x[at + i] * x[scale / 4 + i] + x[shift / 4 + i];
    },
    bend(to, n, slope) {
      const x = all();
      for (let at = to / 4; n > 0; n--, at++) if (x[at] < 0) x[at] *= slope;
    },
    copy(to, from, size) {
      new Uint8Array(memory.buffer).copyWithin(to, from, from + size);
    },
  };
};

// Memory that grows, places in it, and what works on it. Views are made anew: those from before it grew see nothing.
class Kernel {
  constructor(simd = true) {
    this.memory = new WebAssembly.Memory({ initial: 16 });
    this.top = 0;
    Object.assign(this, (simd && (this.instance(true) ?? this.instance(false))) || plainly(this.memory));
  }

  // The functions of the program, none where a browser lacks some of its instructions.
  instance(fused) {
    try {
      return new WebAssembly.Instance(new WebAssembly.Module(assembled(fused)), { page: { memory: this.memory } }).exports;
    } catch {
      return null;
    }
  }

  // Returns the place of so many numbers, which are not zero.
  reserve(count) {
    const place = this.top;
    this.top += (count * 4 + 63) & ~63;
    const short = this.top - this.memory.buffer.byteLength;
    if (short > 0) this.memory.grow(Math.ceil(short / 65536) + 64);
    return place;
  }

  view(place, count) {
    return new Float32Array(this.memory.buffer, place, count);
  }
}
