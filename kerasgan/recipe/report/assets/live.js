"use strict";
(() => {
  const told = document.getElementById("live");
  let version = null, missed = 0;

  // What something on the page is known by on the next one, where there may be more of its kind.
  const key = (one) => [
    one.id,
    one.closest("section")?.id,
    one.closest("figure")?.querySelector("figcaption")?.textContent,
    one.querySelector("summary")?.textContent,
  ].join("\n");

  // What the reader has set, to be set again on the new page. The newest picture stays the newest.
  const settings = () => ({
    inputs: new Map([...document.querySelectorAll("main input")]
      .filter((one) => !one.closest(".frames") || one.value !== one.max)
      .map((one) => [key(one), [one.value, one.checked]])),
    open: new Set([...document.querySelectorAll("main details[open]")].map(key)),
    top: scrollY,
  });
  const restore = ({ inputs, open, top }) => {
    for (const one of document.querySelectorAll("main details")) one.open = open.has(key(one));
    for (const one of document.querySelectorAll("main input")) {
      if (!inputs.has(key(one))) continue;
      [one.value, one.checked] = inputs.get(key(one));
      one.dispatchEvent(new Event(one.type === "checkbox" ? "change" : "input"));
    }
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
