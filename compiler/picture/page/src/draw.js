/** A layout as SVG: the same text for the page and for a file. */

import { NARROW, WIDE } from "./layout.js";

/** @import { Layout, Shape, Route, Point, Sizes } from "./types" */

const SIGNALS = ["metrics", "logs", "traces", "profiles", "targets", "values"];
const MARKS = { added: "+ ", gone: "- ", changed: "± " };
const LEGEND = 30;

/**
 * @param {Layout} layout
 * @param {{ title: string, sizes?: Sizes, styles?: string }} options with `styles` the text is a whole file, with a
 * legend; without, it is for the page, where styles stand elsewhere and shapes can be chosen.
 * @returns {string}
 */
export function draw(layout, { title, sizes = WIDE, styles }) {
  const live = styles === undefined;
  const used = SIGNALS.filter((signal) => layout.routes.some((route) => route.signal === signal));
  const legend = live ? [] : drawLegend(used, layout.height);
  const width = number(Math.max(layout.width, live ? 0 : 100 + 105 * used.length));
  const height = number(layout.height + (live || !used.length ? 0 : LEGEND));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="picture${sizes === NARROW ? " narrow" : ""}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"${live ? ' role="group"' : ' role="img"'} aria-label="${escape(title)}">`,
    ...(live ? [] : [`<title>${escape(title)}</title>`, `<style>${styles}</style>`]),
    `<defs>${used.map(marker).join("")}</defs>`,
    ...layout.shapes.filter((one) => one.sort === "collector" || one.sort === "frame").map((one) => shape(one, sizes, live)),
    ...layout.routes.map(route),
    ...layout.shapes.filter((one) => one.sort === "box" || one.sort === "node").map((one) => shape(one, sizes, live)),
    ...legend,
    "</svg>",
    "",
  ].join("\n");
}

/** @param {string} signal */
function marker(signal) {
  return `<marker id="to-${signal}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path class="signal-${signal}" d="M0 0.5L8 4L0 7.5z"/></marker>`;
}

/** @param {Route} one */
function route(one) {
  const arrow = one.arrow ? ` marker-end="url(#to-${one.signal})"` : "";
  return `<path class="signal-${one.signal}" data-members="${one.members.join(" ")}" d="${path(one.points)}"${arrow}/>`;
}

/**
 * Straight between the first two points and every two after them, curved in between.
 * @param {Point[]} points
 * @returns {string}
 */
export function path(points) {
  let text = `M${number(points[0].x)} ${number(points[0].y)}`;
  for (let at = 1; at < points.length; at += 1) {
    const [from, to] = [points[at - 1], points[at]];
    const middle = number((from.x + to.x) / 2);
    if (at % 2 === 1) text += `H${number(to.x)}`;
    else text += `C${middle} ${number(from.y)} ${middle} ${number(to.y)} ${number(to.x)} ${number(to.y)}`;
  }
  return text;
}

/** @param {Shape} one @param {Sizes} sizes @param {boolean} live */
function shape(one, sizes, live) {
  const names = [one.sort, one.layer && `layer-${one.layer}`, one.change && `change-${one.change}`].filter(Boolean);
  const mark = MARKS[/** @type {keyof typeof MARKS} */ (one.change)] ?? "";
  const said = [mark + one.title, one.subtitle].filter(Boolean).join(", ");
  const chosen = live && one.sort !== "collector" ? ` data-id="${escape(one.id)}" tabindex="-1" role="button" aria-label="${escape(said)}"` : "";
  const [x, y, width, height] = [one.x, one.y, one.width, one.height].map(number);
  const area = `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${one.sort === "collector" ? 8 : 5}"/>`;
  return `<g class="${names.join(" ")}"${chosen}><title>${escape(said)}</title>${area}${labels(one, mark, sizes)}</g>`;
}

/** @param {Shape} one @param {string} mark @param {Sizes} sizes */
function labels(one, mark, sizes) {
  const room = one.width - 16;
  const [x, middle] = [number(one.x + 8), one.y + one.height / 2];
  if (one.sort === "collector" || one.sort === "frame") {
    return text("title", x, number(one.y + sizes.title - 7), fitted(mark + one.title, room, sizes.letter * 1.08));
  }
  if (!one.subtitle) return text("title", x, number(middle + 4), fitted(mark + one.title, room, sizes.letter));
  return (
    text("title", x, number(middle - 3), fitted(mark + one.title, room, sizes.letter)) +
    text("subtitle", x, number(middle + 12), fitted(one.subtitle, room, sizes.letter * 0.92))
  );
}

/** @param {string} name @param {number} x @param {number} y @param {string} words */
function text(name, x, y, words) {
  return `<text class="${name}" x="${x}" y="${y}">${escape(words)}</text>`;
}

/**
 * Words cut to a width: the end tells names apart more often than the middle.
 * @param {string} words
 * @param {number} room
 * @param {number} letter the width of a letter
 */
export function fitted(words, room, letter) {
  const letters = [...words];
  const count = Math.max(3, Math.floor(room / letter));
  if (letters.length <= count) return words;
  const end = Math.floor((count - 1) / 2);
  return `${letters.slice(0, count - 1 - end).join("")}…${letters.slice(letters.length - end).join("")}`;
}

/** @param {string[]} signals @param {number} top @returns {string[]} */
function drawLegend(signals, top) {
  const y = number(top + LEGEND / 2 - 4);
  return signals.map((signal, at) => {
    const x = 24 + 105 * at;
    return `<path class="signal-${signal}" d="M${x} ${y}H${x + 28}"/><text class="subtitle" x="${x + 34}" y="${y + 4}">${signal}</text>`;
  });
}

/** @param {number} value */
function number(value) {
  return Math.round(value * 10) / 10;
}

/** Text as it may stand in XML, in quotes too. @param {string} words */
export function escape(words) {
  const safe = words.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd");
  return safe.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;").replace(/'/g, "&#39;");
}
