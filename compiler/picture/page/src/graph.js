/** The drawing in the page: drawn anew when the view changes, lit when something is chosen. */

import { draw } from "./draw.js";
import { NARROW, WIDE, layout } from "./layout.js";
import { scenes, wayOf } from "./view.js";
import { element } from "./element.js";

/** @import { Index } from "./index.js" */
/** @import { Layout, View } from "./types" */

/** Of a pane, in pixels: a narrower one gets smaller boxes. */
const NARROWEST = 700;
/** Below these sizes words cannot be read. */
const SMALLEST = { wide: 0.78, narrow: 0.9 };

/**
 * @param {HTMLElement} pane
 * @param {Index} index
 * @param {{ choose: (id: string) => void, toggle: (id: string) => void }} actions
 */
export function graphPane(pane, index, actions) {
  /** @type {Layout} */
  let drawn = { width: 0, height: 0, shapes: [], routes: [] };
  let scale = 1;

  /** @param {View} view */
  function show(view) {
    const sizes = pane.clientWidth < NARROWEST ? NARROW : WIDE;
    drawn = layout(scenes(index.picture, view), sizes);
    if (!drawn.shapes.length) {
      pane.replaceChildren(element("p", { class: "empty" }, "Nothing is left. Choose other filters."));
      return;
    }
    const text = draw(drawn, { title: index.picture.title, sizes });
    const read = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    pane.replaceChildren(document.importNode(read, true));
    pane.querySelector("[data-id]")?.setAttribute("tabindex", "0");
    resize(scale);
  }

  /** @param {number} wanted */
  function resize(wanted) {
    scale = Math.min(2, Math.max(0.2, wanted));
    const svg = pane.querySelector("svg");
    svg?.setAttribute("width", String(Math.round(drawn.width * scale)));
    svg?.setAttribute("height", String(Math.round(drawn.height * scale)));
  }

  /** The width of the pane, as far as words can still be read. */
  function fit() {
    const smallest = pane.clientWidth < NARROWEST ? SMALLEST.narrow : SMALLEST.wide;
    resize(Math.min(1, Math.max(smallest, pane.clientWidth / drawn.width)));
  }

  /**
   * @param {string} chosen the chosen component or box, or nothing
   * @param {ReadonlySet<string>} lit components
   * @param {string[]} [way] what is near them; otherwise all that leads there and where it leads
   */
  function light(chosen, lit, way) {
    const svg = pane.querySelector("svg");
    const { picture } = index;
    const seeds = chosen ? [chosen, ...index.within(chosen).map((node) => node.id)] : [...lit];
    const near = way ? new Set(way) : wayOf(seeds, picture.edges);
    const holds = (/** @type {ReadonlySet<string>} */ ids, /** @type {string} */ id) =>
      ids.has(id) || (!index.nodes.has(id) && index.within(id).some((node) => ids.has(node.id)));
    svg?.classList.toggle("choosing", seeds.length > 0);
    for (const shape of pane.querySelectorAll("[data-id]")) {
      const id = shape.getAttribute("data-id") ?? "";
      shape.classList.toggle("chosen", id === chosen);
      shape.classList.toggle("near", holds(near, id));
      shape.classList.toggle("lit", !shape.classList.contains("frame") && holds(lit, id));
    }
    for (const path of pane.querySelectorAll("path[data-members]")) {
      const members = (path.getAttribute("data-members") ?? "").split(" ").map((at) => picture.edges[Number(at)]);
      path.classList.toggle("near", members.some((edge) => near.has(edge.start) && near.has(edge.end)));
    }
  }

  /** Brings what stands for a component or box into sight; focuses it where asked. @param {string} id @param {boolean} focus */
  function bring(id, focus) {
    const box = index.nodes.get(id)?.box ?? id;
    const shape = find(id) ?? find(box);
    shape?.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (shape && focus) focusOn(shape);
  }

  /** @param {string} id */
  function find(id) {
    return [...pane.querySelectorAll("[data-id]")].find((shape) => shape.getAttribute("data-id") === id);
  }

  /** @param {Element} shape */
  function focusOn(shape) {
    for (const other of pane.querySelectorAll('[tabindex="0"]')) other.setAttribute("tabindex", "-1");
    shape.setAttribute("tabindex", "0");
    if (shape instanceof SVGElement) shape.focus();
  }

  /** @param {Event} event */
  const idOf = (event) => (event.target instanceof Element ? event.target.closest("[data-id]")?.getAttribute("data-id") : null);

  pane.addEventListener("click", (event) => actions.choose(idOf(event) ?? ""));
  pane.addEventListener("dblclick", (event) => {
    const id = idOf(event);
    if (id && index.within(id).length && !index.nodes.has(id)) actions.toggle(id);
  });
  pane.addEventListener("keydown", (event) => {
    const id = idOf(event);
    if (event.key === "Escape") actions.choose("");
    if (!id) return;
    if (event.key === "Enter") actions.choose(id);
    else if (event.key === " ") actions.toggle(id);
    else if (event.key.startsWith("Arrow")) {
      const next = neighbour(drawn, id, event.key);
      const shape = next ? find(next) : undefined;
      if (shape) focusOn(shape);
      shape?.scrollIntoView({ block: "nearest", inline: "nearest" });
    } else return;
    event.preventDefault();
  });
  pane.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      resize(scale * (event.deltaY < 0 ? 1.1 : 1 / 1.1));
    },
    { passive: false },
  );
  return { show, light, bring, fit, zoom: (/** @type {number} */ by) => resize(scale * by), layout: () => drawn };
}

/**
 * The shape that lies next in the direction of an arrow key.
 * @param {Layout} drawn
 * @param {string} id
 * @param {string} key
 * @returns {string | undefined}
 */
export function neighbour(drawn, id, key) {
  const here = drawn.shapes.find((shape) => shape.id === id);
  if (!here) return undefined;
  const [ahead, aside] = key === "ArrowLeft" || key === "ArrowRight" ? [/** @type {const} */ ("x"), /** @type {const} */ ("y")] : [/** @type {const} */ ("y"), /** @type {const} */ ("x")];
  const sign = key === "ArrowRight" || key === "ArrowDown" ? 1 : -1;
  const near = drawn.shapes
    .filter((shape) => shape.sort !== "collector" && shape.id !== id)
    .map((shape) => ({ id: shape.id, far: sign * (shape[ahead] - here[ahead]), off: Math.abs(shape[aside] - here[aside]) }))
    .filter((one) => one.far > 1);
  near.sort((a, b) => a.far + 3 * a.off - (b.far + 3 * b.off));
  return near[0]?.id;
}

