"use strict";
// Products of matrices, in which networks spend their time: a small WebAssembly program of SIMD instructions that is
// put together here, byte by byte, and the same in plain JavaScript where a browser has no SIMD.
//
// multiply(a, b, c, m, n, k): C = A B; A has m rows of k numbers, C m rows of n. B lies in panels of 8 columns, each
// k rows of 8 numbers; m is a multiple of 4, n of 8. a, b and c are places in memory, in bytes.

const TILE = { rows: 4, columns: 8 };

const assembled = () => {
  const unsigned = (n) => (n < 128 ? [n] : [(n & 127) | 128, ...unsigned(n >>> 7)]);
  const signed = (n) => (n >= -64 && n < 64 ? [n & 127] : [(n & 127) | 128, ...signed(n >> 7)]);
  const section = (id, bytes) => [id, ...unsigned(bytes.length), ...bytes];
  const [I32, V128] = [0x7f, 0x7b];
  const [A, B, C, M, N, K] = [0, 1, 2, 3, 4, 5];
  // Locals: rows left, columns left, steps left; bytes of a row of A, of a row of C; places in A (one for each of four
  // rows), in B, in C; the sums, two vectors for each row; the row of B, and a number of A four times.
  const [rows, columns, steps, stepA, stepC, toB, toC] = [6, 7, 8, 9, 10, 11, 12];
  const toA = [13, 14, 15, 16];
  const sums = [17, 18, 19, 20, 21, 22, 23, 24];
  const [left, right, one] = [25, 26, 27];
  const get = (x) => [0x20, ...unsigned(x)];
  const set = (x) => [0x21, ...unsigned(x)];
  const tee = (x) => [0x22, ...unsigned(x)];
  const number = (n) => [0x41, ...signed(n)];
  const simd = (op, ...rest) => [0xfd, ...unsigned(op), ...rest];
  const load = (offset) => simd(0x00, 2, ...unsigned(offset));
  const splat = (offset) => simd(0x09, 2, ...unsigned(offset));
  const store = (offset) => simd(0x0b, 2, ...unsigned(offset));
  const zero = simd(0x0c, ...new Array(16).fill(0));
  const [add, subtract, times, shift] = [[0x6a], [0x6b], [0x6c], [0x74]];
  const [plus, product] = [simd(0xe4), simd(0xe6)];
  const loop = (...body) => [0x03, 0x40, ...body.flat(), 0x0b];
  const again = [0x0d, 0];
  const moved = (x, by) => [...get(x), ...by, ...add, ...set(x)];

  const inner = loop(
    get(toB), load(0), set(left), get(toB), load(16), set(right),
    ...toA.flatMap((row, i) => [
      get(row), splat(0), set(one),
      get(sums[2 * i]), get(one), get(left), product, plus, set(sums[2 * i]),
      get(sums[2 * i + 1]), get(one), get(right), product, plus, set(sums[2 * i + 1]),
      moved(row, number(4)),
    ]),
    moved(toB, number(32)),
    get(steps), number(1), subtract, tee(steps), again,
  );
  const tile = loop(
    get(B), set(toB), get(K), set(steps), ...sums.map((sum) => [...zero, ...set(sum)]),
    ...toA.slice(1).map((row, i) => [...get(toA[i]), ...get(stepA), ...add, ...set(row)]),
    inner,
    ...toA.map((_, i) => [
      ...get(toC), ...get(sums[2 * i]), ...store(0), ...get(toC), ...get(sums[2 * i + 1]), ...store(16),
      ...moved(toC, get(stepC)),
    ]),
    get(toA[3]), set(toA[0]),
    get(rows), number(4), subtract, tee(rows), again,
  );
  const code = [
    get(K), number(2), shift, set(stepA), get(N), number(2), shift, set(stepC), get(N), set(columns),
    loop(
      get(A), set(toA[0]), get(C), set(toC), get(M), set(rows), tile,
      moved(C, number(32)), get(B), get(stepA), number(3), shift, add, set(B),
      get(columns), number(8), subtract, tee(columns), again,
    ),
    [0x0b],
  ].flat(Infinity);
  const locals = [2, 11, I32, 11, V128];
  const body = [...locals, ...code];
  const text = (name) => [name.length, ...[...name].map((letter) => letter.charCodeAt(0))];
  return new Uint8Array([
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, [1, 0x60, 6, I32, I32, I32, I32, I32, I32, 0]),
    ...section(2, [1, ...text("page"), ...text("memory"), 2, 0, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...text("multiply"), 0, 0]),
    ...section(10, [1, ...unsigned(body.length), ...body]),
  ]);
};

// The same without SIMD.
const multiplied = (memory) => (a, b, c, m, n, k) => {
  const x = new Float32Array(memory.buffer);
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
};

// Memory that grows, places in it, and the product. Views are made anew: those from before it grew see nothing.
class Kernel {
  constructor(simd = true) {
    this.memory = new WebAssembly.Memory({ initial: 16 });
    this.top = 0;
    this.simd = simd;
    try {
      if (!simd) throw new Error("asked for without");
      const program = new WebAssembly.Module(assembled());
      this.multiply = new WebAssembly.Instance(program, { page: { memory: this.memory } }).exports.multiply;
    } catch {
      this.simd = false;
      this.multiply = multiplied(this.memory);
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
