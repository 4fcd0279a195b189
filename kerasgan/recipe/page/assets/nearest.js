"use strict";
// The training pictures nearest to two samples, among those that the page holds.

// The pictures of a sheet, one after the other, a Uint8Array.
const picturesOf = async ({ sheet, across, count }, [height, width, channels]) => {
  const bitmap = await createImageBitmap(new Blob([fromBase64(sheet)], { type: "image/png" }), { colorSpaceConversion: "none" });
  const canvas = make("canvas", { width: bitmap.width, height: bitmap.height }), context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(bitmap, 0, 0);
  const pixels = new Uint8Array(count * height * width * channels);
  for (let number = 0, to = 0; number < count; number++) {
    const { data } = context.getImageData((number % across) * width, Math.floor(number / across) * height, width, height);
    for (let at = 0; at < data.length; at += 4) for (let c = 0; c < channels; c++) pixels[to++] = data[at + c];
  }
  return pixels;
};

// The number of the one nearest to `sample`, and how far it is: the root of the mean square of a pixel.
const nearestOf = (sample, pictures) => {
  const size = sample.length;
  let [found, least] = [0, Infinity];
  for (let start = 0; start < pictures.length; start += size) {
    let sum = 0;
    for (let i = 0; i < size && sum < least; i++) sum += (pictures[start + i] - sample[i]) ** 2;
    if (sum < least) [found, least] = [start / size, sum];
  }
  return [found, Math.sqrt(least / size)];
};

// `samples()` returns the two chosen samples as pixels, those of A and B.
const nearestPictures = (gan, samples) => {
  const { real, shape } = gan, size = shape.reduce((a, b) => a * b);
  let pictures = null;
  const pairs = ["A", "B"].map((name) => {
    const [sample, found] = [`Sample ${name}`, `The training picture nearest to ${name}`].map((label) => make("canvas", { class: "large", role: "img", "aria-label": label }));
    const told = make("figcaption", { class: "note" });
    return { name, sample, found, told, figure: make("figure", {}, make("div", { class: "twins" }, sample, found), told) };
  });
  const draw = async () => {
    const chosen = samples();
    if (!chosen) return;
    pictures ??= await picturesOf(real, shape);
    pairs.forEach(({ name, sample, found, told }, i) => {
      const [number, far] = nearestOf(chosen[i], pictures);
      paint(sample, chosen[i], shape);
      paint(found, pictures.subarray(number * size, (number + 1) * size), shape);
      told.textContent = `${name}, and the nearest: ${far.toFixed(0)} of 255 apart.`;
    });
  };
  const row = make("div", { class: "nearest" }, make("h3", {}, "The nearest training pictures"), make("div", { class: "two" }, ...pairs.map(({ figure }) => figure)),
    make("p", { class: "note" }, `Among ${real.count.toLocaleString("en")} of the ${real.of.toLocaleString("en")} pictures that it was trained on; apart by the root of the mean squared difference of a pixel. Of these pictures themselves half are less than ${real.typical.toFixed(0)} from the nearest other one.`));
  return { row, draw };
};
