import assert from "node:assert/strict";
import { test } from "node:test";
import { neighbour } from "../src/graph.js";
import { depths, layout } from "../src/layout.js";
import { scenes, wholeView } from "../src/view.js";
import { picture } from "./picture.js";

const laidOut = () => layout(scenes(picture(), wholeView()));

test("layers stand from left to right", () => {
  const { shapes } = laidOut();
  const at = (/** @type {string} */ layer) => shapes.filter((one) => one.layer === layer).map((one) => one.x);
  assert.ok(Math.max(...at("source")) < Math.min(...at("feature")));
  assert.ok(Math.max(...at("feature")) < Math.min(...at("destination")));
});

test("the same picture is laid out the same", () => {
  assert.deepEqual(laidOut(), laidOut());
});

test("lines begin and end at the sides of their boxes", () => {
  const { shapes, routes } = laidOut();
  const route = routes.find((one) => one.id === "c/pods|c/logs|logs");
  const [from, to] = ["c/pods", "c/logs"].map((id) => shapes.find((one) => one.id === id));
  assert.equal(route?.points[0].x, (from?.x ?? 0) + (from?.width ?? 0));
  assert.equal(route?.points.at(-1)?.x, to?.x);
});

test("in a cycle too, no line stays in its column", () => {
  const edges = [["a", "b"], ["b", "c"], ["c", "b"], ["c", "d"]].map(([from, to]) => ({ id: from + to, from, to }));
  const columns = depths(["a", "b", "c", "d"], edges, () => 0);
  assert.ok(edges.every((edge) => columns.get(edge.from) !== columns.get(edge.to)));
});

test("arrow keys lead to the next box", () => {
  const drawn = laidOut();
  assert.equal(neighbour(drawn, "c/pods", "ArrowRight"), "c/logs");
  assert.equal(neighbour(drawn, "c/logs", "ArrowLeft"), "c/pods");
  assert.equal(neighbour(drawn, "c/from Files", "ArrowLeft"), undefined);
});
