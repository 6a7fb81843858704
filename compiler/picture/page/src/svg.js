/** The drawing as a file: what Python calls, in an engine that has no page. */

import { draw } from "./draw.js";
import styles from "./drawing.css";
import { layout } from "./layout.js";
import { scenes, wholeView } from "./view.js";

/** @import { Picture } from "./types" */

// An engine without a page lacks it; dagre copies plain data with it.
globalThis.structuredClone ??= (value) => JSON.parse(JSON.stringify(value));

/**
 * @param {Picture} picture
 * @param {"features" | "components"} level
 * @returns {string}
 */
export function svg(picture, level) {
  const open = level === "components" ? picture.boxes.map((box) => box.id) : [];
  const shown = scenes(picture, { ...wholeView(), open: new Set(open) });
  return draw(layout(shown), { title: picture.title, styles });
}
