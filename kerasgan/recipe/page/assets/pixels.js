"use strict";
// Numbers as pixels and back, as `kerasgan.networks.scaling` has it.

// The nearest whole number, of two equally near ones the even one.
const rounded = (x) => {
  const low = Math.floor(x), rest = x - low;
  return rest > 0.5 || (rest === 0.5 && low % 2) ? low + 1 : low;
};

// Samples in the generator's range as grey values from 0 to 255.
const toPixels = (samples, [low, high]) => {
  const factor = Math.fround(255 / (high - low));
  return Uint8ClampedArray.from(samples, (x) => rounded(Math.fround(Math.fround(x - low) * factor)));
};

// Grey values as a network takes them.
const fromPixels = (pixels, [low, high]) => Float32Array.from(pixels, (x) => low + x * ((high - low) / 255));

// Draws one image of 1, 3 or 4 channels onto a canvas of its size.
const paint = (canvas, pixels, [height, width, channels]) => {
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  const image = new ImageData(width, height);
  for (let at = 0; at < width * height; at++)
    for (let c = 0; c < 4; c++) image.data[at * 4 + c] = c === 3 && channels < 4 ? 255 : pixels[at * channels + (channels < 3 ? 0 : c)];
  canvas.getContext("2d").putImageData(image, 0, 0);
};
