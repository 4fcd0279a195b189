"use strict";
// The frames of a run: played, or stepped through.

// A slider over steps, with buttons; `show` is given the number of a frame. With `now` there is one more at the end, that
// of the trained GAN.
const filmOf = (steps, show, now = "now") => {
  const last = steps.length - (now ? 0 : 1);
  const way = slider("Step of the training", { min: 0, max: last, step: 1, value: last, told: (x) => steps[x]?.toLocaleString("en") ?? now }, () => { stop(); show(way.value); });
  const to = (number) => { way.set((number + last + 1) % (last + 1)); show(way.value); };
  let timer = null;
  const stop = () => { clearInterval(timer); timer = null; play.textContent = "Play"; };
  const play = button("Play", () => {
    if (timer !== null) return stop();
    timer = setInterval(() => (way.value === last ? stop() : to(way.value + 1)), 250);
    play.textContent = "Stop";
    if (way.value === last) to(0);
  });
  const by = (label, step) => button(label, () => { stop(); to(way.value + step); });
  const row = make("div", { class: "film", role: "group", "aria-label": "The training" }, way.row, play, by("Back", -1), by("Forward", 1));
  return { row, end() { stop(); way.set(last); } };
};

// Pictures.
const playedFrames = (figure) => {
  const frames = JSON.parse(figure.querySelector("script").textContent), picture = figure.querySelector("img");
  if (frames.length < 2) return;
  figure.append(filmOf(frames.map(({ step }) => step), (at) => Object.assign(picture, { src: frames[at].source, alt: frames[at].alt }), null).row);
};
