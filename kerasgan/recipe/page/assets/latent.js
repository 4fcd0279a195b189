"use strict";
// Places in the latent space: truncated, moved along directions, and between two samples.

// Nearer to the middle by the factor `psi`, then moved along each direction by its amount; z is changed in place. The
// middle is 0 where no `mean` is told, and numbers that are not `free`, those of one-hot codes, stay.
const moved = (z, { size, noise = size, mean, free }, psi, directions, amounts) => {
  for (let start = 0; start < z.length; start += size) {
    for (let i = 0; i < noise; i++) {
      const middle = mean ? mean[i] : 0;
      z[start + i] += (psi - 1) * (free ? free[i] : 1) * (z[start + i] - middle);
    }
    amounts.forEach((amount, number) => {
      if (amount !== 0) for (let i = 0; i < size; i++) z[start + i] += amount * directions[number * size + i];
    });
  }
  return z;
};

// The point at `part` of the way: along the arc between normal ones, whose straight line passes where no sample lies.
const between = (a, b, part, curved) => {
  let [x, y] = [1 - part, part];
  if (curved) {
    const dot = (p, q) => p.reduce((sum, value, i) => sum + value * q[i], 0);
    const cosine = dot(a, b) / Math.max(Math.sqrt(dot(a, a) * dot(b, b)), 1e-12);
    const angle = Math.max(Math.acos(Math.min(Math.max(cosine, -1), 1)), 1e-6);
    [x, y] = [Math.sin((1 - part) * angle) / Math.sin(angle), Math.sin(part * angle) / Math.sin(angle)];
  }
  return a.map((value, i) => x * value + y * b[i]);
};
