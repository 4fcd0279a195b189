"use strict";
// The random numbers of `numpy.random.default_rng(seed)`, so that a seed means here what it means in Python: a seed
// sequence, the generator PCG64, uniform numbers and normal ones by the ziggurat.

const wrapped = (x) => BigInt.asUintN(128, x);

// NumPy's `SeedSequence(seed).generate_state(4, uint64)`, as 128 bits twice.
const seeded = (seed) => {
  const words = [];
  for (let rest = BigInt(seed); rest > 0n || !words.length; rest >>= 32n) words.push(Number(rest & 0xffffffffn));
  let factor = 0x43b0d7e5;
  const hashed = (value) => {
    value ^= factor;
    factor = Math.imul(factor, 0x931e8875);
    value = Math.imul(value, factor);
    return value ^ (value >>> 16);
  };
  const mixed = (x, y) => {
    const found = (Math.imul(0xca01f9dd, x) - Math.imul(0x4973f715, y)) | 0;
    return found ^ (found >>> 16);
  };
  const pool = [0, 1, 2, 3].map((place) => hashed(words[place] ?? 0));
  for (let from = 0; from < 4; from++)
    for (let to = 0; to < 4; to++) if (from !== to) pool[to] = mixed(pool[to], hashed(pool[from]));
  for (const word of words.slice(4)) for (let to = 0; to < 4; to++) pool[to] = mixed(pool[to], hashed(word));
  factor = 0x8b51f9dd;
  const state = Array.from({ length: 8 }, (_, place) => {
    let value = pool[place % 4] ^ factor;
    factor = Math.imul(factor, 0x58f38ded);
    value = Math.imul(value, factor);
    return BigInt((value ^ (value >>> 16)) >>> 0);
  });
  const both = (at) => (state[at + 1] << 96n) | (state[at] << 64n) | (state[at + 3] << 32n) | state[at + 2];
  return [both(0), both(4)];
};

// Marsaglia and Tsang's ziggurat of 256 layers of equal area: their edges, heights, and bounds for 52 random bits.
const ZIGGURAT = (() => {
  const end = 3.6541528853610088, area = 0.004928673233974655, bits = 2 ** 52;
  const height = (x) => Math.exp(-0.5 * x * x);
  const edges = new Float64Array(256), bounds = new Float64Array(256);
  edges[255] = end;
  for (let i = 254; i > 0; i--) edges[i] = Math.sqrt(-2 * Math.log(area / edges[i + 1] + height(edges[i + 1])));
  const heights = edges.map(height);
  for (let i = 2; i < 256; i++) bounds[i] = Math.floor((edges[i - 1] / edges[i]) * bits);
  edges[0] = area / height(end);
  bounds[0] = Math.floor((end / edges[0]) * bits);
  return { end, bounds, heights, widths: edges.map((x) => x / bits) };
})();

class Random {
  constructor(seed) {
    const [state, stream] = seeded(seed);
    this.step = wrapped((stream << 1n) | 1n);
    this.state = wrapped(this.step + state);
    this.next();
  }

  // 64 random bits as two halves, the upper one first.
  next() {
    this.state = wrapped(this.state * 0x2360ed051fc65da44385df649fccf645n + this.step);
    const turn = this.state >> 122n, mixed = BigInt.asUintN(64, (this.state >> 64n) ^ this.state);
    const found = BigInt.asUintN(64, (mixed >> turn) | (mixed << (64n - turn)));
    return [Number(found >> 32n), Number(found & 0xffffffffn)];
  }

  // From 0 to 1.
  uniform() {
    const [high, low] = this.next();
    return (high * 2097152 + (low >>> 11)) / 9007199254740992;
  }

  normal() {
    for (;;) {
      const [high, low] = this.next(), layer = low & 255, sign = low & 256 ? -1 : 1;
      const size = (high & 0x1fffffff) * 8388608 + (low >>> 9), x = size * ZIGGURAT.widths[layer];
      if (size < ZIGGURAT.bounds[layer]) return sign * x;
      if (layer === 0) {
        for (;;) {
          const beyond = -Math.log1p(-this.uniform()) / ZIGGURAT.end, chance = -Math.log1p(-this.uniform());
          if (2 * chance > beyond * beyond) return (size / 256) & 1 ? -(ZIGGURAT.end + beyond) : ZIGGURAT.end + beyond;
        }
      }
      const { heights } = ZIGGURAT;
      if ((heights[layer - 1] - heights[layer]) * this.uniform() + heights[layer] < Math.exp(-0.5 * x * x)) return sign * x;
    }
  }

  gumbel() {
    for (;;) {
      const u = 1 - this.uniform();
      if (u < 1) return -Math.log(-Math.log(u));
    }
  }
}

// The z of `n` samples as `gan.sample(n, seed=seed)` draws it, a Float32Array; `latent` says of which distribution. Of
// one that only Python knows there is a store of samples to choose from.
const drawn = (latent, n, seed) => {
  const random = new Random(seed), fill = (size, draw) => Float32Array.from({ length: size }, draw);
  if (latent.kind === "normal") return fill(n * latent.size, () => random.normal());
  if (latent.kind === "uniform") return fill(n * latent.size, () => -1 + 2 * random.uniform());
  if (latent.kind === "perturbed") {
    const [normal, gumbel] = [fill(n * latent.noise, () => random.normal()), fill(n * latent.gumbel, () => random.gumbel())];
    const z = new Float32Array(n * latent.size);
    for (let row = 0; row < n; row++) {
      z.set(normal.subarray(row * latent.noise, (row + 1) * latent.noise), row * latent.size);
      z.set(gumbel.subarray(row * latent.gumbel, (row + 1) * latent.gumbel), row * latent.size + latent.noise);
    }
    return z;
  }
  const kept = latent.store.length / latent.size;
  return fill(n * latent.size, (_, at) => {
    const row = (Math.floor(at / latent.size) + seed * n) % kept;
    return latent.store[row * latent.size + (at % latent.size)];
  });
};
