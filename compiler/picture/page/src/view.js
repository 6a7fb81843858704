/** What of a picture is to be seen: filters, ways, and boxes that are open or closed. */

/** @import { Picture, View, Scene, SceneBox, Edge, InnerEdge, OuterEdge, Node, Box } from "./types" */

export const TELEMETRY = ["metrics", "logs", "traces", "profiles"];

/** The view that shows everything, each box closed. @returns {View} */
export function wholeView() {
  return { open: new Set(), signals: new Set(TELEMETRY), feature: "", destination: "", namespace: "", way: "" };
}

/**
 * The boxes and edges that a view shows, by collector. Collectors of which nothing is shown are left out.
 * @param {Picture} picture
 * @param {View} view
 * @returns {Scene[]}
 */
export function scenes(picture, view) {
  const kept = shown(picture, view);
  const found = picture.collectors.map((collector) => scene(picture, view, collector, kept));
  return found.filter((one) => one.boxes.length > 0);
}

/**
 * The ids of the nodes and sources that a view shows.
 * @param {Picture} picture
 * @param {View} view
 * @returns {Set<string>}
 */
export function shown(picture, view) {
  const edges = picture.edges.filter((edge) => !TELEMETRY.includes(edge.signal) || view.signals.has(edge.signal));
  const everything = elements(picture);
  let kept = new Set(everything);
  const boxOf = new Map(picture.nodes.map((node) => [node.id, node.box]));
  const titles = new Map(picture.boxes.map((box) => [box.id, box.title]));
  /** @param {(id: string) => boolean} chosen */
  const narrow = (chosen) => {
    const way = wayOf(everything.filter(chosen), edges);
    kept = new Set([...kept].filter((id) => way.has(id)));
  };
  /** @param {string} title @param {string[]} layers */
  const inBox = (title, layers) => {
    const boxes = new Set(picture.boxes.filter((b) => b.title === title && layers.includes(b.layer)).map((b) => b.id));
    narrow((id) => boxes.has(boxOf.get(id) ?? ""));
  };
  if (view.signals.size < TELEMETRY.length) {
    const ends = edges.filter((edge) => view.signals.has(edge.signal)).flatMap((edge) => [edge.start, edge.end]);
    const used = upstream(ends, edges.filter((edge) => !TELEMETRY.includes(edge.signal)));
    kept = new Set([...kept].filter((id) => used.has(id)));
  }
  if (view.feature) inBox(view.feature, ["feature", "processing"]);
  if (view.destination) inBox(view.destination, ["destination"]);
  if (view.namespace) {
    const elsewhere = new Set(picture.nodes.filter((n) => n.left_out.includes(view.namespace)).map((n) => n.id));
    const through = edges.filter((edge) => !elsewhere.has(edge.start) && !elsewhere.has(edge.end));
    const fed = new Set(edges.filter((edge) => boxOf.has(edge.start)).map((edge) => edge.end));
    const found = wayOf([...boxOf.keys()].filter((id) => !fed.has(id) && !elsewhere.has(id)), through);
    kept = new Set([...kept].filter((id) => found.has(id)));
  }
  if (view.way) narrow((id) => id === view.way || boxOf.get(id) === view.way);
  return titles.size ? kept : new Set();
}

/** Every node and source. @param {Picture} picture @returns {string[]} */
function elements(picture) {
  return [...picture.boxes.filter((box) => box.layer === "source").map((box) => box.id), ...picture.nodes.map((n) => n.id)];
}

/**
 * What leads to some elements and what they lead to, themselves too.
 * @param {Iterable<string>} ids
 * @param {Edge[]} edges
 * @returns {Set<string>}
 */
export function wayOf(ids, edges) {
  const seeds = [...ids];
  const backwards = edges.map((edge) => ({ ...edge, start: edge.end, end: edge.start }));
  return new Set([...upstream(seeds, edges), ...upstream(seeds, backwards)]);
}

/**
 * What lies on the ways from one element to another, both too.
 * @param {string} from
 * @param {string} to
 * @param {Edge[]} edges
 * @returns {string[]}
 */
export function between(from, to, edges) {
  const backwards = edges.map((edge) => ({ ...edge, start: edge.end, end: edge.start }));
  const after = upstream([from], backwards);
  return [...upstream([to], edges)].filter((id) => after.has(id));
}

/** @param {string[]} ids @param {Edge[]} edges @returns {Set<string>} */
function upstream(ids, edges) {
  /** @type {Map<string, string[]>} */
  const before = new Map();
  for (const edge of edges) before.set(edge.end, [...(before.get(edge.end) ?? []), edge.start]);
  const found = new Set(ids);
  const waiting = [...found];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const other of before.get(id) ?? []) {
      if (!found.has(other)) {
        found.add(other);
        waiting.push(other);
      }
    }
  }
  return found;
}

/** @param {Picture} picture @param {View} view @param {string} collector @param {Set<string>} kept @returns {Scene} */
function scene(picture, view, collector, kept) {
  /** @type {Map<string, SceneBox>} */
  const boxes = new Map();
  /** @type {Map<string, string>} */
  const boxOf = new Map();
  for (const box of picture.boxes.filter((one) => one.collector === collector)) {
    const nodes = picture.nodes.filter((node) => node.box === box.id && kept.has(node.id));
    for (const node of nodes) boxOf.set(node.id, box.id);
    if (box.layer === "source" && kept.has(box.id)) boxOf.set(box.id, box.id);
    if (nodes.length || boxOf.has(box.id)) boxes.set(box.id, sceneBox(box, nodes, view));
  }
  /** @type {Map<string, OuterEdge>} */
  const outer = new Map();
  picture.edges.forEach((edge, number) => {
    const from = boxes.get(boxOf.get(edge.start) ?? "");
    const to = boxes.get(boxOf.get(edge.end) ?? "");
    if (!from || !to || (TELEMETRY.includes(edge.signal) && !view.signals.has(edge.signal))) return;
    if (from === to) {
      if (from.open) add(from.inner, edge.start, edge.end, edge.signal, number);
      return;
    }
    const end = to.open ? edge.end : to.id;
    const id = [from.id, end, edge.signal].join("|");
    const exit = from.open ? `exit|${id}` : "";
    const entry = to.open ? `entry|${end}|${edge.signal}` : "";
    const known = outer.get(id);
    if (known) known.members.push(number);
    else outer.set(id, { id, from: from.id, to: to.id, signal: edge.signal, members: [number], exit, entry });
    if (exit) {
      if (!from.exits.includes(exit)) from.exits.push(exit);
      add(from.inner, edge.start, exit, edge.signal, number);
    }
    if (entry) {
      if (!to.entries.includes(entry)) to.entries.push(entry);
      add(to.inner, entry, edge.end, edge.signal, number);
    }
  });
  return { collector, boxes: [...boxes.values()], edges: [...outer.values()] };
}

/** @param {Box} box @param {Node[]} nodes @param {View} view @returns {SceneBox} */
function sceneBox(box, nodes, view) {
  const changes = new Set(nodes.map((node) => node.change));
  const change = changes.size === 1 ? [...changes][0] : changes.size ? "changed" : "";
  const alone = nodes.length === 1 && nodes[0].id.endsWith(`/${nodes[0].kind}.${box.title}`);
  const count = nodes.length === 1 ? nodes[0].kind : `${nodes.length} components`;
  return {
    id: box.id,
    layer: box.layer,
    title: box.title,
    subtitle: box.layer === "source" ? "outside" : alone ? nodes[0].kind : count,
    open: view.open.has(box.id) && nodes.length > 0,
    nodes,
    inner: [],
    entries: [],
    exits: [],
    change,
  };
}

/** @param {InnerEdge[]} edges @param {string} from @param {string} to @param {string} signal @param {number} member */
function add(edges, from, to, signal, member) {
  const id = [from, to, signal].join("|");
  const known = edges.find((edge) => edge.id === id);
  if (known) known.members.push(member);
  else edges.push({ id, from, to, signal, members: [member] });
}
