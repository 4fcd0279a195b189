"use strict";
// Activations: functions of one number, or of the numbers of each row.

const erf = (x) => {
  // Abramowitz and Stegun 7.1.26, off by 1.5e-7 at most.
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.sign(x) * (1 - tail * Math.exp(-x * x));
};

const softplus = (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const sigmoid = (x) => 1 / (1 + Math.exp(-x));

const ACTIVATIONS = {
  elu: (x) => (x > 0 ? x : Math.expm1(x)),
  exponential: Math.exp,
  gelu: (x) => 0.5 * x * (1 + erf(x / Math.SQRT2)),
  hard_sigmoid: (x) => Math.min(Math.max(x + 3, 0), 6) / 6,
  hard_tanh: (x) => Math.min(Math.max(x, -1), 1),
  mish: (x) => x * Math.tanh(softplus(x)),
  relu6: (x) => Math.min(Math.max(x, 0), 6),
  selu: (x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)),
  sigmoid,
  silu: (x) => x * sigmoid(x),
  softplus,
  softsign: (x) => x / (1 + Math.abs(x)),
  tanh: Math.tanh,
};

const softmax = (numbers, size) => {
  for (let start = 0; start < numbers.length; start += size) {
    const row = numbers.subarray(start, start + size);
    let most = -Infinity, sum = 0;
    for (const x of row) most = Math.max(most, x);
    for (let i = 0; i < size; i++) sum += row[i] = Math.exp(row[i] - most);
    for (let i = 0; i < size; i++) row[i] /= sum;
  }
};

// Applies an activation to numbers, in place; `size` is that of the last axis.
const activate = (kind, numbers, size) => {
  if (kind === "softmax") return softmax(numbers, size);
  const f = ACTIVATIONS[kind];
  for (let i = 0; i < numbers.length; i++) numbers[i] = f(numbers[i]);
};
