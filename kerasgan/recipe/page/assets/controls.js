"use strict";
// What decides which samples are shown: seed, truncation, directions, classes.

const REACH = 3;

class Controls {
  constructor(gan, changed) {
    this.gan = gan;
    const directions = gan.directions.count, latent = gan.latent;
    this.seed = make("input", { type: "number", min: 0, max: 4294967295, step: 1, value: 0, inputmode: "numeric", input: changed });
    const dice = button("Dice", () => { this.seed.value = Math.floor(Math.random() * 1e6); changed(); }, { title: "Another seed" });
    const seed = make("div", { class: "seed" }, make("label", {}, "Seed ", this.seed), dice);
    this.classes = gan.classes ? choice("Class", [{ label: "All", value: "" }, ...Array.from({ length: gan.classes }, (_, i) => ({ label: `${i}`, value: i }))], changed) : null;
    this.psi = slider("Truncation", { min: 0, max: 1, step: 0.05, value: 1 }, changed);
    this.sliders = Array.from({ length: directions }, (_, i) =>
      slider(`Direction ${i + 1}`, { min: -REACH, max: REACH, step: 0.05, value: 0, told: (x) => (x > 0 ? "+" : "") + x.toFixed(2) }, changed));
    const reset = button("Reset", () => { this.psi.set(1); this.sliders.forEach((one) => one.set(0)); changed(); });
    const sliders = make("div", { class: "sliders" }, ...this.sliders.map((one) => one.row));
    const folded = gan.kind === "table" && directions ? make("details", {}, make("summary", {}, "Directions"), sliders) : sliders;
    this.row = make("div", { class: "controls-panel", role: "group", "aria-label": "Which samples" },
      ...(latent ? [seed] : []), ...(this.classes ? [this.classes.row] : []),
      ...(latent ? [this.psi.row, folded, reset] : []));
  }

  get seedValue() {
    return Math.max(0, Math.floor(this.seed.valueAsNumber || 0));
  }

  get plain() {
    return this.psi.value === 1 && this.sliders.every((one) => one.value === 0);
  }

  // The z of `n` samples; the last draw is kept, since most changes are not of the seed.
  z(n) {
    const key = `${n} ${this.seedValue}`;
    if (this.key !== key) [this.key, this.kept] = [key, drawn(this.gan.latent, n, this.seedValue)];
    return moved(this.kept.slice(), this.gan.latent, this.psi.value, this.gan.directions.vectors, this.sliders.map((one) => one.value));
  }

  // The class of each of `n` samples: the one chosen, or all of them, equal ones together, as `kerasgan sample` has it.
  labels(n) {
    const chosen = this.classes.value;
    if (chosen !== "") return new Float32Array(n).fill(Number(chosen));
    return Float32Array.from({ length: n }, (_, i) => i % this.gan.classes).sort();
  }
}
