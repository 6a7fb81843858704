/**
 * Where everything stands. dagre orders and places each level; here are the columns that it is to keep to, the frames of
 * open boxes, and the ports at which lines end.
 *
 * A line goes straight through a column, in the row that dagre has kept free for it, and curves only between columns: so
 * it crosses no box and no name.
 */

import { Graph, layout as dagre } from "@dagrejs/dagre";

/** @import { Scene, SceneBox, InnerEdge, OuterEdge, Layout, Shape, Route, Point, Sizes } from "./types" */

/** @type {Sizes} */
export const WIDE = { width: 236, node: 40, box: 44, columns: 72, rows: 14, title: 22, letter: 7.4 };
/** For narrow screens. @type {Sizes} */
export const NARROW = { width: 172, node: 36, box: 38, columns: 30, rows: 10, title: 20, letter: 6.4 };

const LAYERS = ["source", "feature", "processing", "destination"];
const MARGIN = 16;
const PORT = 9;

/** @typedef {{ id: string, width: number, height: number, column: number }} Item */
/** @typedef {{ id: string, from: string, to: string }} Line */
/** @typedef {{ at: Map<string, Point>, waypoints: Map<string, Point[]>, columns: Map<number, { left: number, right: number }> }} Level */

/**
 * The layout of scenes, one below the other.
 * @param {Scene[]} scenes
 * @param {Sizes} [sizes]
 * @returns {Layout}
 */
export function layout(scenes, sizes = WIDE) {
  /** @type {Layout} */
  const whole = { width: 0, height: MARGIN, shapes: [], routes: [] };
  for (const scene of scenes) {
    const part = collector(scene, sizes);
    for (const shape of part.shapes) whole.shapes.push({ ...shape, x: shape.x + MARGIN, y: shape.y + whole.height });
    for (const route of part.routes) whole.routes.push(moved(route, MARGIN, whole.height));
    whole.width = Math.max(whole.width, part.width + 2 * MARGIN);
    whole.height += part.height + MARGIN;
  }
  return whole;
}

/** @param {Scene} scene @param {Sizes} sizes @returns {Layout} */
function collector(scene, sizes) {
  const columns = layerColumns(scene);
  const frames = new Map(scene.boxes.filter((box) => box.open).map((box) => [box.id, frame(box, scene.edges, sizes)]));
  const items = scene.boxes.map((box) => {
    const inside = frames.get(box.id);
    const height = Math.max(sizes.box, PORT * (busiest(scene.edges, box.id) + 1));
    return { id: box.id, width: inside?.width ?? sizes.width, height: inside?.height ?? height, column: columns.get(box.id) ?? 0 };
  });
  const level = arrange(items, scene.edges, sizes);
  const top = sizes.title + 10;
  const left = 14;
  /** @type {Map<string, Shape>} */
  const shapes = new Map();
  for (const item of items) {
    const box = /** @type {SceneBox} */ (scene.boxes.find((one) => one.id === item.id));
    const at = /** @type {Point} */ (level.at.get(item.id));
    const shape = { x: at.x - item.width / 2, y: at.y - item.height / 2, width: item.width, height: item.height };
    shapes.set(item.id, { ...named(box), sort: box.open ? "frame" : "box", ...shape });
  }
  const ports = portsOf(scene.edges, shapes, level, frames, sizes);
  /** @type {Route[]} */
  const routes = scene.edges.map((edge) => ({
    id: edge.id,
    signal: edge.signal,
    members: edge.members,
    points: through(ports.start(edge), ports.end(edge), level.waypoints.get(edge.id) ?? [], level, edge, columns),
    arrow: !edge.entry,
  }));
  const all = [...shapes.values()];
  for (const [id, inside] of frames) {
    const shape = /** @type {Shape} */ (shapes.get(id));
    all.push(...inside.shapes.map((one) => ({ ...one, x: one.x + shape.x, y: one.y + shape.y })));
    routes.push(...inside.routes(ports, shape));
  }
  const width = Math.max(...all.map((one) => one.x + one.width), sizes.width) + 2 * left;
  const height = Math.max(...all.map((one) => one.y + one.height)) + top + left;
  const title = { id: `collector|${scene.collector}`, sort: /** @type {const} */ ("collector"), layer: "", subtitle: "", change: "" };
  return {
    width,
    height,
    shapes: [
      { ...title, title: scene.collector, x: 0, y: 0, width, height },
      ...all.map((one) => ({ ...one, x: one.x + left, y: one.y + top })),
    ],
    routes: routes.map((route) => moved(route, left, top)),
  };
}

/** @param {SceneBox} box */
function named(box) {
  return { id: box.id, title: box.title, subtitle: box.subtitle, layer: box.layer, change: box.change };
}

/** How many lines end at the side of a box where most do. @param {OuterEdge[]} edges @param {string} id */
function busiest(edges, id) {
  return Math.max(edges.filter((e) => e.from === id).length, new Set(edges.filter((e) => e.to === id)).size);
}

/**
 * The column of each box: by its layer, and behind what feeds it.
 * @param {Scene} scene
 * @returns {Map<string, number>}
 */
function layerColumns(scene) {
  const present = LAYERS.filter((layer) => scene.boxes.some((box) => box.layer === layer));
  const floors = new Map(scene.boxes.map((box) => [box.id, present.indexOf(box.layer)]));
  const first = depths(scene.boxes.map((box) => box.id), scene.edges, (id) => floors.get(id) ?? 0);
  const others = scene.boxes.filter((box) => box.layer !== "destination");
  const last = Math.max(-1, ...others.map((box) => first.get(box.id) ?? 0)) + 1;
  const destinations = new Set(scene.boxes.filter((box) => box.layer === "destination").map((box) => box.id));
  return depths(scene.boxes.map((box) => box.id), scene.edges, (id) =>
    destinations.has(id) && others.length ? last : (floors.get(id) ?? 0),
  );
}

/**
 * The length of the longest way to each, at least its floor. An edge that closes a cycle does not count.
 * @param {string[]} ids
 * @param {Line[]} edges
 * @param {(id: string) => number} floor
 * @returns {Map<string, number>}
 */
export function depths(ids, edges, floor) {
  /** @type {Map<string, string[]>} */
  const before = new Map(ids.map((id) => [id, []]));
  for (const edge of edges) before.get(edge.to)?.push(edge.from);
  /** @type {Map<string, number>} */
  const found = new Map();
  const open = new Set();
  /** @param {string} id @returns {number} */
  const depth = (id) => {
    const known = found.get(id);
    if (known !== undefined) return known;
    open.add(id);
    const feeders = (before.get(id) ?? []).filter((other) => before.has(other) && !open.has(other));
    const value = Math.max(floor(id), ...feeders.map((other) => depth(other) + 1));
    open.delete(id);
    found.set(id, value);
    return value;
  };
  ids.forEach(depth);
  return found;
}

/**
 * Places items in their columns.
 * @param {Item[]} items
 * @param {Line[]} edges
 * @param {Sizes} sizes
 * @returns {Level}
 */
function arrange(items, edges, sizes) {
  const graph = new Graph({ multigraph: true });
  const columns = new Map(items.map((item) => [item.id, item.column]));
  const ranker = (/** @type {Graph} */ inner) => {
    for (const id of inner.nodes()) inner.node(id).rank = columns.has(id) ? 2 * /** @type {number} */ (columns.get(id)) : -2;
  };
  const settings = { rankdir: "LR", nodesep: sizes.rows, edgesep: PORT, ranksep: sizes.columns, ranker };
  graph.setGraph(/** @type {any} */ (settings));
  for (const item of items) graph.setNode(item.id, { width: item.width, height: item.height });
  const back = new Set();
  for (const edge of edges) {
    const [from, to] = [columns.get(edge.from) ?? 0, columns.get(edge.to) ?? 0];
    if (from === to) continue;
    if (from > to) back.add(edge.id);
    const ends = from > to ? [edge.to, edge.from] : [edge.from, edge.to];
    graph.setEdge(ends[0], ends[1], { minlen: Math.abs(to - from) }, edge.id);
  }
  dagre(graph, {});
  const at = new Map(items.map((item) => [item.id, point(graph.node(item.id))]));
  /** @type {Level["columns"]} */
  const bands = new Map();
  for (const item of items) {
    const { x } = /** @type {Point} */ (at.get(item.id));
    const known = bands.get(item.column);
    const [left, right] = [x - item.width / 2, x + item.width / 2];
    bands.set(item.column, { left: Math.min(left, known?.left ?? left), right: Math.max(right, known?.right ?? right) });
  }
  /** @type {Map<string, Point[]>} */
  const waypoints = new Map();
  for (const edge of graph.edges()) {
    const name = /** @type {string} */ (edge.name);
    const points = (graph.edge(edge).points ?? []).slice(1, -1).map(point);
    waypoints.set(name, back.has(name) ? points.reverse() : points);
  }
  return { at, waypoints, columns: bands };
}

/** @param {{ x?: number, y?: number }} node @returns {Point} */
function point(node) {
  return { x: node.x ?? 0, y: node.y ?? 0 };
}

/**
 * Where lines end at the sides of boxes: spread over the height, in the order of where they come from.
 * @param {OuterEdge[]} edges
 * @param {Map<string, Shape>} shapes
 * @param {Level} level
 * @param {Map<string, Frame>} frames
 * @param {Sizes} sizes
 */
function portsOf(edges, shapes, level, frames, sizes) {
  /** @type {Map<string, Point>} */
  const at = new Map();
  const key = (/** @type {OuterEdge} */ edge, /** @type {"from" | "to"} */ end) =>
    (end === "from" ? edge.exit : edge.entry) || `${end}|${edge.id}`;
  for (const [id, shape] of shapes) {
    for (const end of /** @type {("from" | "to")[]} */ (["from", "to"])) {
      /** @type {Map<string, number[]>} */
      const heights = new Map();
      for (const edge of edges.filter((one) => one[end] === id)) {
        const points = level.waypoints.get(edge.id) ?? [];
        const other = /** @type {Point} */ (level.at.get(end === "from" ? edge.to : edge.from));
        const next = (end === "from" ? points[0] : points[points.length - 1]) ?? other;
        const far = points.length ? other : next;
        heights.set(key(edge, end), [...(heights.get(key(edge, end)) ?? []), next.y + far.y / 1e4]);
      }
      const order = [...heights].map(([name, ys]) => ({ name, y: ys.reduce((a, b) => a + b, 0) / ys.length }));
      order.sort((a, b) => a.y - b.y);
      const skip = frames.has(id) ? sizes.title : 0;
      const step = (shape.height - skip) / (order.length + 1);
      const x = end === "from" ? shape.x + shape.width : shape.x;
      order.forEach(({ name }, number) => at.set(name, { x, y: shape.y + skip + step * (number + 1) }));
    }
  }
  return {
    at,
    start: (/** @type {OuterEdge} */ edge) => /** @type {Point} */ (at.get(key(edge, "from"))),
    end: (/** @type {OuterEdge} */ edge) => /** @type {Point} */ (at.get(key(edge, "to"))),
  };
}

/**
 * The points of a line: out of its column, straight through each that it passes, into the last.
 * @param {Point} start
 * @param {Point} end
 * @param {Point[]} waypoints
 * @param {Level} level
 * @param {Line} edge
 * @param {Map<string, number>} columns
 * @returns {Point[]}
 */
function through(start, end, waypoints, level, edge, columns) {
  const [first, last] = [columns.get(edge.from) ?? 0, columns.get(edge.to) ?? 0];
  const forward = last >= first;
  const points = [start, { x: level.columns.get(first)?.right ?? start.x, y: start.y }];
  for (const way of waypoints) {
    const band = [...level.columns.values()].find((one) => one.left <= way.x && way.x <= one.right);
    if (!band) continue;
    points.push({ x: forward ? band.left : band.right, y: way.y }, { x: forward ? band.right : band.left, y: way.y });
  }
  points.push({ x: level.columns.get(last)?.left ?? end.x, y: end.y }, end);
  return points;
}

/** @typedef {{ width: number, height: number, shapes: Shape[], routes: (ports: { at: Map<string, Point> }, shape: Shape) => Route[] }} Frame */

/**
 * The inside of an open box. Its lines are drawn when the ports of the frame are known.
 * @param {SceneBox} box
 * @param {OuterEdge[]} outer
 * @param {Sizes} sizes
 * @returns {Frame}
 */
function frame(box, outer, sizes) {
  const inner = { ...sizes, columns: Math.round(sizes.columns * 0.6) };
  const ids = box.nodes.map((node) => node.id);
  const columns = depths(ids, box.inner, () => 1);
  const last = Math.max(...columns.values()) + 1;
  for (const entry of box.entries) columns.set(entry, 0);
  for (const exit of box.exits) columns.set(exit, last);
  /** @type {Item[]} */
  const items = [
    ...box.nodes.map((node) => {
      const lines = Math.max(
        box.inner.filter((edge) => edge.from === node.id).length,
        box.inner.filter((edge) => edge.to === node.id).length,
      );
      const height = Math.max(sizes.node, PORT * (lines + 1));
      return { id: node.id, width: sizes.width, height, column: columns.get(node.id) ?? 1 };
    }),
    ...[...box.entries, ...box.exits].map((id) => ({ id, width: 0, height: 0, column: columns.get(id) ?? 0 })),
  ];
  const level = arrange(items, box.inner, inner);
  const placed = items.filter((item) => item.width > 0);
  const [pad, top] = [12, sizes.title + 4];
  const xs = items.map((item) => /** @type {Point} */ (level.at.get(item.id)).x);
  const bounds = items.map((item) => ({ ...item, at: /** @type {Point} */ (level.at.get(item.id)) }));
  const ways = [...level.waypoints.values()].flat();
  const left = box.entries.length ? Math.min(...xs) : Math.min(...bounds.map((b) => b.at.x - b.width / 2)) - pad;
  const right = box.exits.length ? Math.max(...xs) : Math.max(...bounds.map((b) => b.at.x + b.width / 2)) + pad;
  const upper = Math.min(...bounds.map((b) => b.at.y - b.height / 2), ...ways.map((way) => way.y)) - top;
  const lower = Math.max(...bounds.map((b) => b.at.y + b.height / 2), ...ways.map((way) => way.y)) + pad;
  const ends = Math.max(box.exits.length, box.entries.length);
  const height = Math.max(lower - upper, PORT * (ends + 1) + sizes.title);
  const shift = { x: -left, y: -upper };
  /** @type {Shape[]} */
  const shapes = placed.map((item) => {
    const node = /** @type {import("./types").Node} */ (box.nodes.find((one) => one.id === item.id));
    const at = /** @type {Point} */ (level.at.get(item.id));
    const place = { x: at.x - item.width / 2 + shift.x, y: at.y - item.height / 2 + shift.y, width: item.width, height: item.height };
    return { id: node.id, sort: "node", title: node.kind, subtitle: node.label, layer: box.layer, change: node.change, ...place };
  });
  return {
    width: right - left,
    height,
    shapes,
    routes: (ports, shape) => {
      const own = new Map(shapes.map((one) => [one.id, one]));
      const ends = portsOf(
        box.inner.map((edge) => ({ ...edge, exit: "", entry: "" })),
        own,
        shifted(level, shift),
        new Map(),
        sizes,
      );
      const local = shifted(level, shift);
      return box.inner.map((edge) => {
        /** @param {string} id @param {"from" | "to"} end @returns {Point} */
        const place = (id, end) => {
          const known = ports.at.get(id);
          if (known) return { x: known.x - shape.x, y: known.y - shape.y };
          return /** @type {Point} */ (ends.at.get(`${end}|${edge.id}`));
        };
        const waypoints = local.waypoints.get(edge.id) ?? [];
        const points = through(place(edge.from, "from"), place(edge.to, "to"), waypoints, local, edge, columns);
        const arrow = own.has(edge.to);
        const inside = { id: `${box.id}|${edge.id}`, signal: edge.signal, members: edge.members, points, arrow };
        return moved(inside, shape.x, shape.y);
      });
    },
  };
}

/** @param {Level} level @param {Point} by @returns {Level} */
function shifted(level, by) {
  const move = (/** @type {Point} */ one) => ({ x: one.x + by.x, y: one.y + by.y });
  return {
    at: new Map([...level.at].map(([id, one]) => [id, move(one)])),
    waypoints: new Map([...level.waypoints].map(([id, points]) => [id, points.map(move)])),
    columns: new Map([...level.columns].map(([n, band]) => [n, { left: band.left + by.x, right: band.right + by.x }])),
  };
}

/** @param {Route} route @param {number} x @param {number} y @returns {Route} */
function moved(route, x, y) {
  return { ...route, points: route.points.map((one) => ({ x: one.x + x, y: one.y + y })) };
}
