"use strict";
// The frames of a run: played, or stepped through.

const playedFrames = (figure) => {
  const frames = JSON.parse(figure.querySelector("script").textContent), picture = figure.querySelector("img");
  if (frames.length < 2) return;
  const show = () => Object.assign(picture, { src: frames[way.value].source, alt: frames[way.value].alt });
  const way = slider("Step", { min: 0, max: frames.length - 1, step: 1, value: frames.length - 1, told: (x) => frames[x].step.toLocaleString("en") }, show);
  const to = (number) => { way.set((number + frames.length) % frames.length); show(); };
  let timer = null;
  const play = button("Play", () => {
    clearInterval(timer);
    timer = timer === null ? setInterval(() => to(way.value + 1), 250) : null;
    play.textContent = timer === null ? "Play" : "Stop";
  });
  figure.append(way.row, play, " ", button("Back", () => to(way.value - 1)), " ", button("Forward", () => to(way.value + 1)));
};
