/** What is said of the chosen component or box, of what the optimizer did, and of an answer. */

import { element } from "./element.js";

/** @import { Index } from "./index.js" */
/** @import { Answer, Hop, Node as Component, Place, Removed } from "./types" */

/**
 * @typedef {{ choose: (id: string) => void, toggle: (id: string) => void, hop: (at: number) => void,
 *   light: (places: Place[]) => void }} Actions
 */

/**
 * @param {Index} index
 * @param {string} id
 * @param {boolean} open whether the box is open
 * @param {Actions} actions
 * @returns {Element[]}
 */
export function chosen(index, id, open, actions) {
  const node = index.nodes.get(id);
  const box = index.boxes.get(node?.box ?? id);
  if (!box) return [];
  if (node) return component(index, node, box.title, actions);
  const within = index.within(id);
  return [
    element("h2", {}, box.title),
    element("p", {}, `${box.says} (${box.layer} of collector ${box.collector})`),
    ...(within.length
      ? [element("button", { type: "button", id: "open", click: () => actions.toggle(id) }, open ? "Close" : "Open"), names(within, actions)]
      : []),
  ];
}

/** @param {Index} index @param {Component} node @param {string} title @param {Actions} actions */
function component(index, node, title, actions) {
  const edges = index.picture.edges;
  const from = edges.filter((edge) => edge.end === node.id);
  const to = edges.filter((edge) => edge.start === node.id);
  return [
    element("h2", {}, node.label ? `${node.kind} "${node.label}"` : node.kind),
    element("p", {}, [node.says, `Part of ${title}${node.written_by_user ? ", written in the values" : ""}.`].join(" ")),
    ...(node.change ? [element("p", { class: "outcome" }, node.change)] : []),
    ...(node.rules.length ? [element("h3", {}, "Rules, in order"), rules(node, actions)] : []),
    element("h3", {}, "Alloy"),
    element("pre", { tabindex: "0" }, node.text),
    ...(node.defaults.length ? [element("h3", {}, "Where the values say nothing"), list(node.defaults)] : []),
    ...linked("From", from.map((edge) => [edge.start, edge.signal]), index, actions),
    ...linked("To", to.map((edge) => [edge.end, edge.signal]), index, actions),
  ];
}

/** @param {Component} node @param {Actions} actions */
function rules(node, actions) {
  const lines = node.text.split("\n");
  const items = node.rules.map((rule) => {
    const said = rule.says || lines.slice(rule.first - 1, rule.last).map((line) => line.trim()).join(" ");
    const made = element("button", { type: "button", click: () => actions.light(rule.places) }, "its lines");
    return element("li", {}, said, ...(rule.places.length ? [" ", made] : []));
  });
  return element("ol", { class: "rules" }, ...items);
}

/** @param {string[]} words */
function list(words) {
  return element("ul", {}, ...words.map((word) => element("li", {}, word)));
}

/** @param {string} title @param {string[][]} ends @param {Index} index @param {Actions} actions */
function linked(title, ends, index, actions) {
  if (!ends.length) return [];
  const items = ends.map(([id, signal]) => {
    const name = index.nodes.has(id) ? id.slice(id.indexOf("/") + 1) : (index.boxes.get(id)?.title ?? id);
    return element("li", {}, element("button", { type: "button", click: () => actions.choose(id) }, name), ` ${signal}`);
  });
  return [element("h3", {}, title), element("ul", {}, ...items)];
}

/** @param {Component[]} nodes @param {Actions} actions */
export function names(nodes, actions) {
  const items = nodes.map((node) => {
    const name = node.label ? `${node.kind}.${node.label}` : node.kind;
    return element("li", {}, element("button", { type: "button", click: () => actions.choose(node.id) }, name));
  });
  return element("ul", { class: "names" }, ...items);
}

/** @param {Removed[]} removed @param {Actions} actions */
export function removals(removed, actions) {
  const items = removed.map((one) => {
    const into = one.into ? [" Now: ", element("button", { type: "button", click: () => actions.choose(one.into) }, one.into)] : [];
    const text = element("details", {}, element("summary", {}, "its Alloy"), element("pre", { tabindex: "0" }, one.text));
    return element("li", {}, element("strong", {}, one.name), ` of ${one.collector}: ${one.by}. ${one.says}`, ...into, text);
  });
  const none = element("p", {}, "The optimizer took nothing out.");
  return [element("h2", {}, "What the optimizer took out"), items.length ? element("ul", {}, ...items) : none];
}

/**
 * @param {Index} index
 * @param {Answer[]} answers
 * @param {number} at the hop that is lit last, over all answers
 * @param {Actions} actions
 * @returns {Element[]}
 */
export function answered(index, answers, at, actions) {
  const count = answers.reduce((sum, answer) => sum + answer.hops.length, 0);
  const step = (/** @type {number} */ by, /** @type {string} */ name) =>
    element("button", { type: "button", disabled: at + by < 0 || at + by >= count, click: () => actions.hop(at + by) }, name);
  let seen = 0;
  return [
    element("h2", {}, answers[0].question.text),
    element("p", {}, step(-1, "Back"), " ", step(1, "Next hop"), ` ${Math.min(at + 1, count)} of ${count}`),
    ...answers.flatMap((answer) => {
      const start = seen;
      seen += answer.hops.length;
      return way(index, answer, at - start, actions);
    }),
  ];
}

/** @param {Index} index @param {Answer} answer @param {number} at @param {Actions} actions */
function way(index, answer, at, actions) {
  const where = answer.arrived.map((one) => one.node.slice(one.node.indexOf("/") + 1)).join(", ");
  const end = answer.outcome === "arrived" ? `arrives at ${where}` : answer.outcome;
  const hops = answer.hops.slice(0, at + 1).map((one) => hop(index, one, actions));
  return [
    element("h3", {}, answer.collector),
    element("ol", { class: "hops" }, ...hops),
    ...(at + 1 >= answer.hops.length ? [element("p", { class: "outcome" }, [end, answer.reason].filter(Boolean).join(": "))] : []),
  ];
}

/** @param {Index} index @param {Hop} one @param {Actions} actions */
function hop(index, one, actions) {
  const name = one.node.slice(one.node.indexOf("/") + 1);
  const node = index.nodes.get(one.node);
  const rule = one.rule === null ? undefined : node?.rules[one.rule];
  const done = rule ? node?.text.split("\n").slice(rule.first - 1, rule.last).join("\n") : one.statement;
  const said = [one.outcome === "passed" ? "" : one.outcome, one.reason, rule?.says ?? ""].filter(Boolean).join(": ");
  const rows = one.changes.map((change) =>
    element("tr", {}, element("td", {}, change.label), element("td", {}, change.before ?? "(none)"), element("td", {}, change.after ?? "(none)")),
  );
  return element(
    "li",
    {},
    element("button", { type: "button", click: () => actions.choose(one.node) }, name),
    ` ${said}`,
    ...(done ? [element("pre", { tabindex: "0" }, done)] : []),
    ...(rows.length ? [element("table", { class: "changes" }, ...rows)] : []),
  );
}
