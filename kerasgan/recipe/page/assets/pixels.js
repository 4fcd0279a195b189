"use strict";
// Numbers as pixels and back, as `kerasgan.networks.scaling` has it.

// Samples in the generator's range as grey values from 0 to 255. The array itself rounds to the nearest whole number, of
// two equally near ones to the even one.
const toPixels = (samples, [low, high]) => {
  const factor = Math.fround(255 / (high - low)), pixels = new Uint8ClampedArray(samples.length);
  for (let i = 0; i < pixels.length; i++) pixels[i] = Math.fround(Math.fround(samples[i] - low) * factor);
  return pixels;
};

// Grey values as a network takes them.
const fromPixels = (pixels, [low, high]) => Float32Array.from(pixels, (x) => low + x * ((high - low) / 255));

// Of each canvas what is painted again and again.
const papers = new WeakMap();

const paperOf = (canvas, width, height) => {
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  let paper = papers.get(canvas);
  if (paper?.image.width !== width || paper.image.height !== height) {
    const context = canvas.getContext("2d");
    papers.set(canvas, (paper = { context, image: context.createImageData(width, height) }));
  }
  return paper;
};

// Draws one image of 1, 3 or 4 channels onto a canvas of its size.
const paint = (canvas, pixels, [height, width, channels]) => {
  const { context, image } = paperOf(canvas, width, height), { data } = image, step = channels < 3 ? 0 : 1;
  for (let at = 0, from = 0; at < data.length; at += 4, from += channels) {
    data[at] = pixels[from];
    data[at + 1] = pixels[from + step];
    data[at + 2] = pixels[from + 2 * step];
    data[at + 3] = channels < 4 ? 255 : pixels[from + 3];
  }
  context.putImageData(image, 0, 0);
};
