/** The text of the values, each line that made something linked to it. */

import { element } from "./element.js";
import { madeBy } from "./index.js";

/** @import { Index } from "./index.js" */
/** @import { Place } from "./types" */

/**
 * @param {HTMLElement} pane
 * @param {Index} index
 * @param {(text: number, line: number, ids: string[]) => void} onLine
 */
export function valuesPane(pane, index, onLine) {
  const { texts } = index.picture;
  let shown = 0;
  const list = element("ol", { class: "lines" });
  const names = element("select", { "aria-label": "Text", change: () => show(names.selectedIndex) });
  names.append(...texts.map((text) => element("option", {}, text.name)));
  pane.replaceChildren(texts.length > 1 ? names : element("h2", {}, texts[0]?.name ?? ""), list);

  /** @param {number} text */
  function show(text) {
    shown = text;
    names.selectedIndex = text;
    let first = true;
    const lines = texts[text]?.lines.map((words, at) => {
      const ids = words.trim() ? madeBy(index, text, at + 1) : [];
      if (!ids.length) return element("li", { "data-line": `${at + 1}` }, words);
      const choose = () => onLine(text, at + 1, ids);
      const attributes = { class: "linked", "data-line": `${at + 1}`, role: "button", tabindex: first ? "0" : "-1", click: choose };
      first = false;
      return element("li", attributes, words);
    });
    list.replaceChildren(...(lines ?? []));
  }

  list.addEventListener("keydown", (event) => {
    const here = event.target;
    if (!(here instanceof HTMLElement)) return;
    if (event.key === "Enter" || event.key === " ") here.click();
    else if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    const lines = /** @type {HTMLElement[]} */ ([...list.querySelectorAll(".linked")]);
    const next = lines[lines.indexOf(here) + { ArrowDown: 1, ArrowUp: -1 }[event.key === "ArrowUp" ? "ArrowUp" : "ArrowDown"]];
    if (event.key.startsWith("Arrow") && next) {
      here.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    }
  });

  show(0);
  return {
    /** Lights places, and brings the first into sight. @param {Place[]} places @param {boolean} bring */
    light(places, bring) {
      if (places.length && !places.some((place) => place.text === shown)) show(places[0].text);
      const own = places.filter((place) => place.text === shown);
      const lines = /** @type {HTMLElement[]} */ ([...list.children]);
      lines.forEach((line, at) => line.classList.toggle("lit", own.some((p) => p.first <= at + 1 && at + 1 <= p.last)));
      const first = own.length ? lines[Math.min(...own.map((place) => place.first)) - 1] : undefined;
      if (bring && first) pane.scrollTop += first.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 3;
    },
  };
}
