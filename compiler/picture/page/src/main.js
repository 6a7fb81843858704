/** The page: its state, and what changes it. */

import { answered, chosen as details, names, removals } from "./details.js";
import { byId, element } from "./element.js";
import { graphPane } from "./graph.js";
import { indexed, search } from "./index.js";
import { valuesPane } from "./values.js";
import { TELEMETRY, between, wholeView } from "./view.js";

/** @import { Answer, Picture, Place, View } from "./types" */

const SHOWN = 14;
const NOBODY = "No collector gathers that.";
const NO_ANSWER = "This file has no answer to that; a page of alloyc graph --serve answers any question.";

/** @type {Picture} */
const picture = JSON.parse(byId("picture", HTMLScriptElement).textContent ?? "");
const index = indexed(picture);
const state = { view: wholeView(), chosen: "", way: false, answers: /** @type {Answer[]} */ ([]), hop: 0 };
const actions = { choose, toggle, hop: toHop, light: (/** @type {Place[]} */ places) => values.light(places, true) };
const graph = graphPane(byId("graph", HTMLElement), index, actions);
const values = valuesPane(byId("values", HTMLElement), index, chooseLine);
const pane = byId("details", HTMLElement);

/** Draws what is to be seen. @param {Partial<View>} change */
function look(change) {
  state.view = { ...state.view, ...change };
  graph.show({ ...state.view, way: state.way ? state.chosen : "" });
  byId("level", HTMLButtonElement).setAttribute("aria-pressed", String(allOpen()));
  light();
}

function light() {
  if (state.chosen || !state.answers.length) return graph.light(state.chosen, new Set());
  let left = state.hop + 1;
  const reached = state.answers.map((answer) => {
    const hops = answer.hops.slice(0, Math.max(0, left)).map((hop) => hop.node);
    left -= answer.hops.length;
    return hops;
  });
  const ways = reached.flatMap((hops) => (hops.length ? between(hops[0], hops[hops.length - 1], picture.edges) : []));
  return graph.light("", new Set(reached.flat()), ways);
}

/** @param {string} id */
function choose(id) {
  const node = index.nodes.get(id);
  state.chosen = id;
  byId("way", HTMLButtonElement).disabled = !id && !state.way;
  if (node && !state.view.open.has(node.box)) look({ open: new Set([...state.view.open, node.box]) });
  else if (state.way) look({});
  light();
  if (id) {
    pane.replaceChildren(...details(index, id, state.view.open.has(id), actions));
    pane.scrollTop = 0;
  } else if (!state.answers.length) introduce();
  values.light(id ? index.places(id) : [], true);
  if (id) graph.bring(id, false);
}

/** Opens or closes a box; of a component, its box. @param {string} id */
function toggle(id) {
  const box = index.nodes.get(id)?.box ?? id;
  if (!index.within(box).length) return;
  const open = new Set(state.view.open);
  if (!open.delete(box)) open.add(box);
  look({ open });
  choose(box);
  graph.bring(box, document.activeElement === document.body);
}

/** @param {number} text @param {number} line @param {string[]} ids */
function chooseLine(text, line, ids) {
  state.chosen = "";
  state.answers = [];
  const nodes = ids.flatMap((id) => index.within(id));
  graph.light("", new Set(nodes.map((node) => node.id)));
  values.light([{ text, first: line, last: line }], false);
  pane.replaceChildren(element("h2", {}, `Line ${line} made`), names(nodes, actions));
  graph.bring(ids[0], false);
}

function introduce() {
  const count = (/** @type {number} */ number, /** @type {string} */ noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  const features = picture.boxes.filter((box) => box.layer === "feature").length;
  const collectors = picture.collectors.map((name) => `${name} (${picture.nodes.filter((node) => node.id.startsWith(`${name}/`)).length})`);
  pane.replaceChildren(
    element("h2", {}, "What will run"),
    element("p", {}, `${count(picture.collectors.length, "collector")}, ${count(features, "feature")}, ${count(picture.nodes.length, "component")}.`),
    element("p", {}, "Choose a box to see what it does and the lines that made it; twice opens it. Choose a line to see what it made."),
    element("ul", {}, ...collectors.map((name) => element("li", {}, name))),
  );
}

/** @param {number} at */
function toHop(at) {
  state.hop = at;
  state.chosen = "";
  const hops = state.answers.flatMap((answer) => answer.hops);
  const boxes = hops.map((hop) => index.nodes.get(hop.node)?.box).filter((box) => box !== undefined);
  look({ open: new Set([...state.view.open, ...boxes]) });
  pane.replaceChildren(...answered(index, state.answers, at, actions));
  if (hops[at]) {
    graph.bring(hops[at].node, false);
    values.light(index.places(hops[at].node), true);
  }
}

async function ask() {
  const kind = byId("kind", HTMLSelectElement).value;
  const text = byId("question", HTMLInputElement).value.trim();
  if (!text) return;
  try {
    state.answers = picture.answers.filter((answer) => answer.question.kind === kind && answer.question.text === text);
    if (picture.live && !state.answers.length) state.answers = await asked({ kind, text });
    if (state.answers.length) toHop(0);
    else pane.replaceChildren(element("p", { class: "outcome" }, picture.live ? NOBODY : NO_ANSWER));
  } catch (error) {
    pane.replaceChildren(element("p", { class: "outcome" }, error instanceof Error ? error.message : String(error)));
  }
}

/** Asks the server. @param {{ kind: string, text: string }} question @returns {Promise<Answer[]>} */
async function asked(question) {
  const headers = { "Content-Type": "application/json" };
  const reply = await fetch("ask", { method: "POST", headers, body: JSON.stringify(question) });
  const data = await reply.json();
  if (!reply.ok) throw new Error(data.error ?? reply.statusText);
  return data.answers;
}

function allOpen() {
  return picture.boxes.every((box) => box.layer === "source" || state.view.open.has(box.id));
}

function showFound() {
  const list = byId("found", HTMLUListElement);
  const ids = search(index, byId("search", HTMLInputElement).value);
  const buttons = ids.slice(0, SHOWN).map((id) => {
    const take = () => {
      list.hidden = true;
      choose(id);
      graph.bring(id, true);
    };
    const box = index.boxes.get(id);
    const name = box ? `${box.title} (${box.layer} of ${box.collector})` : id;
    return element("li", {}, element("button", { type: "button", click: take }, name));
  });
  const more = ids.length > SHOWN ? [element("li", {}, `and ${ids.length - SHOWN} more`)] : [];
  list.replaceChildren(...(ids.length ? [...buttons, ...more] : [element("li", {}, "nothing found")]));
  list.hidden = !byId("search", HTMLInputElement).value.trim();
}

/** @param {string} id @param {string[]} names @param {(value: string) => Partial<View>} change */
function choices(id, names, change) {
  const select = byId(id, HTMLSelectElement);
  select.append(element("option", { value: "" }, "all"), ...[...new Set(names)].sort().map((name) => element("option", { value: name }, name)));
  select.addEventListener("change", () => look(change(select.value)));
  if (!names.length && select.parentElement) select.parentElement.hidden = true;
}

function signalBoxes() {
  const used = TELEMETRY.filter((signal) => picture.edges.some((edge) => edge.signal === signal));
  const boxes = used.map((signal) => element("input", { type: "checkbox", name: signal, checked: true }));
  const change = () => {
    const off = new Set(boxes.filter((box) => !box.checked).map((box) => box.name));
    look({ signals: new Set(TELEMETRY.filter((signal) => !off.has(signal))) });
  };
  boxes.forEach((box) => box.addEventListener("change", change));
  byId("signals", HTMLFieldSetElement).append(...boxes.map((box) => element("label", { class: `signal-${box.name}` }, box, box.name)));
}

/** @param {string[]} layers */
const titles = (...layers) => picture.boxes.filter((box) => layers.includes(box.layer)).map((box) => box.title);

/** @param {string} id @param {() => void} action */
const onClick = (id, action) => byId(id, HTMLButtonElement).addEventListener("click", action);

/** @param {string} id @param {boolean} on */
const press = (id, on) => byId(id, HTMLButtonElement).setAttribute("aria-pressed", String(on));

document.title = `${picture.title} · alloyc graph`;
/** @type {HTMLElement} */ (document.querySelector("h1")).textContent = picture.title;
signalBoxes();
choices("feature", titles("feature", "processing"), (feature) => ({ feature }));
choices("destination", titles("destination"), (destination) => ({ destination }));
choices("namespace", picture.nodes.flatMap((node) => [...node.namespaces, ...node.left_out]), (namespace) => ({ namespace }));
onClick("level", () => look({ open: new Set(allOpen() ? [] : picture.boxes.map((box) => box.id)) }));
onClick("way", () => {
  state.way = !state.way && state.chosen !== "";
  press("way", state.way);
  look({});
});
onClick("removed", () => pane.replaceChildren(...removals(picture.removed, actions)));
onClick("smaller", () => graph.zoom(1 / 1.2));
onClick("larger", () => graph.zoom(1.2));
onClick("fit", () => graph.fit());
byId("search", HTMLInputElement).addEventListener("input", showFound);
byId("search", HTMLInputElement).addEventListener("keydown", (event) => {
  if (event.key === "Escape") byId("found", HTMLUListElement).hidden = true;
  if (event.key === "Enter") byId("found", HTMLUListElement).querySelector("button")?.click();
});
byId("ask", HTMLFormElement).hidden = !picture.live && !picture.answers.length;
byId("ask", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  void ask();
});
const known = new Set(picture.answers.map((answer) => answer.question.text));
byId("known", HTMLDataListElement).append(...[...known].map((text) => element("option", { value: text })));
introduce();
look({});
graph.fit();
let width = window.innerWidth;
window.addEventListener("resize", () => {
  if (window.innerWidth === width) return;
  width = window.innerWidth;
  look({});
  graph.fit();
});
Object.assign(globalThis, { alloyc: { layout: graph.layout } });
