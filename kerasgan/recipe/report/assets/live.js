"use strict";
(() => {
  const told = document.getElementById("live");
  let version = null, missed = 0;

  // What the reader has set on the page, to be set again on the new one.
  const settings = () => ({
    inputs: [...document.querySelectorAll("main input")].map((one) => [one.value, one.checked, one.value === one.max]),
    open: [...document.querySelectorAll("main details")].map((one) => one.open),
    top: scrollY,
  });
  const restore = ({ inputs, open, top }) => {
    document.querySelectorAll("main details").forEach((one, place) => { one.open = open[place] ?? false; });
    document.querySelectorAll("main input").forEach((one, place) => {
      const [value, checked, last] = inputs[place] ?? [one.value, one.checked, true];
      one.checked = checked;
      if (one.closest(".frames") && last) return; // the newest picture stays the newest
      one.value = value;
      one.dispatchEvent(new Event(one.type === "checkbox" ? "change" : "input"));
    });
    scrollTo({ top, behavior: "instant" });
  };

  const renew = async () => {
    const page = new DOMParser().parseFromString(await (await fetch("./")).text(), "text/html");
    const main = page.querySelector("main");
    if (!main) return;
    const before = settings();
    document.querySelector("main").replaceWith(main);
    document.getElementById("charts").textContent = page.getElementById("charts").textContent;
    window.kerasgan.start();
    restore(before);
  };

  const ask = async () => {
    try {
      const state = await (await fetch("state")).json();
      missed = 0;
      if (state.version !== version || state.ended) await renew();
      version = state.version;
      if (state.ended) {
        told.textContent = `The run has ended; its report is ${state.report}.`;
        return;
      }
    } catch {
      missed += 1;
      if (missed === 3) told.textContent = "The run does not answer: it has ended, or the machine is busy.";
      if (missed === 60) return;
    }
    setTimeout(ask, 2000);
  };
  ask();
})();
