"use strict";
// Starts each GAN of the page when it comes into view.

const floats = (text) => new Float32Array(fromBase64(text).buffer);

const PANELS = {
  cycle: panelOfCycle, pictures: panelOfPictures, points: panelOfPoints, table: panelOfTable, translation: panelOfTranslation, vectors: panelOfVectors,
};

const start = async (place) => {
  const gan = JSON.parse(document.getElementById(place.dataset.gan).textContent);
  if (gan.directions) gan.directions.vectors = floats(gan.directions.vectors);
  if (gan.latent?.store) gan.latent.store = floats(gan.latent.store);
  try {
    await PANELS[gan.kind](gan, place);
    place.dataset.state = "ready";
  } catch (error) {
    place.dataset.state = "failed";
    place.append(make("p", { class: "failed", role: "alert" }, `This browser can't run the generator: ${error.message}`));
  }
};

const seen = new IntersectionObserver((entries) => entries.forEach(({ isIntersecting, target }) => {
  if (!isIntersecting) return;
  seen.unobserve(target);
  start(target);
}), { rootMargin: "200px" });
document.querySelectorAll("[data-gan]").forEach((place) => seen.observe(place));
document.querySelectorAll("figure.played").forEach(playedFrames);
