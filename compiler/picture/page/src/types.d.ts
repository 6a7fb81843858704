/** The picture as `compiler/picture/model.py` gives it, and what the modules here make of it. */

export interface Place {
  text: number;
  first: number;
  last: number;
}

export interface Box {
  id: string;
  collector: string;
  layer: string;
  title: string;
  says: string;
  places: Place[];
}

export interface Rule {
  first: number;
  last: number;
  says: string;
  places: Place[];
}

export interface Node {
  id: string;
  box: string;
  kind: string;
  label: string;
  says: string;
  text: string;
  rules: Rule[];
  places: Place[];
  defaults: string[];
  namespaces: string[];
  left_out: string[];
  written_by_user: boolean;
  change: string;
}

export interface Edge {
  start: string;
  end: string;
  signal: string;
}

export interface Removed {
  collector: string;
  box: string;
  name: string;
  by: string;
  into: string;
  says: string;
  text: string;
}

export interface LabelChange {
  label: string;
  before: string | null;
  after: string | null;
}

export interface Hop {
  node: string;
  rule: number | null;
  statement: string;
  changes: LabelChange[];
  outcome: "passed" | "dropped" | "unknown";
  reason: string;
}

export interface Answer {
  question: { kind: string; text: string };
  collector: string;
  outcome: "arrived" | "dropped" | "unknown";
  reason: string;
  hops: Hop[];
  arrived: { node: string; labels: Record<string, string> }[];
}

export interface Picture {
  version: number;
  title: string;
  collectors: string[];
  boxes: Box[];
  nodes: Node[];
  edges: Edge[];
  texts: { name: string; lines: string[] }[];
  removed: Removed[];
  answers: Answer[];
  live: boolean;
}

/** What of a picture is to be seen. Empty texts choose nothing. */
export interface View {
  /** Ids of the boxes that are open. */
  open: ReadonlySet<string>;
  signals: ReadonlySet<string>;
  feature: string;
  destination: string;
  namespace: string;
  /** An id of a node or box: nothing is seen but what is on its way. */
  way: string;
}

/** A box as it is seen: closed, or open with its nodes and what goes on inside. */
export interface SceneBox {
  id: string;
  layer: string;
  title: string;
  subtitle: string;
  open: boolean;
  nodes: Node[];
  inner: InnerEdge[];
  entries: string[];
  exits: string[];
  change: string;
}

/** An edge inside an open box, between its nodes and the ports of its frame. */
export interface InnerEdge {
  id: string;
  from: string;
  to: string;
  signal: string;
  members: number[];
}

/** An edge between boxes. Where one is open, it ends at a port of its frame. */
export interface OuterEdge extends InnerEdge {
  exit: string;
  entry: string;
}

export interface Scene {
  collector: string;
  boxes: SceneBox[];
  edges: OuterEdge[];
}

export interface Point {
  x: number;
  y: number;
}

/** A rectangle of the layout, by its top left corner. */
export interface Shape {
  id: string;
  sort: "collector" | "frame" | "box" | "node";
  x: number;
  y: number;
  width: number;
  height: number;
  title: string;
  subtitle: string;
  layer: string;
  change: string;
}

/** A line of the layout: every two points after the first are the ends of a straight part, what is between them curves. */
export interface Route {
  id: string;
  signal: string;
  members: number[];
  points: Point[];
  arrow: boolean;
}

export interface Layout {
  width: number;
  height: number;
  shapes: Shape[];
  routes: Route[];
}

export interface Sizes {
  width: number;
  node: number;
  box: number;
  columns: number;
  rows: number;
  title: number;
  letter: number;
}
