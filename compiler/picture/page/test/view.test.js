import assert from "node:assert/strict";
import { test } from "node:test";
import { between, scenes, shown, wayOf, wholeView } from "../src/view.js";
import { picture } from "./picture.js";

/** @param {Partial<import("../src/types").View>} change */
const left = (change) => [...shown(picture(), { ...wholeView(), ...change })].sort();

test("a whole view shows everything", () => {
  assert.equal(left({}).length, 7);
});

test("a way is what leads there and where it leads", () => {
  const edges = [["a", "b"], ["b", "c"], ["x", "c"]].map(([start, end]) => ({ start, end, signal: "logs" }));
  assert.deepEqual([...wayOf(["b"], edges)].sort(), ["a", "b", "c"]);
});

test("between two are those on the ways from one to the other", () => {
  const edges = [["a", "b"], ["b", "d"], ["a", "c"], ["x", "d"]].map(([start, end]) => ({ start, end, signal: "logs" }));
  assert.deepEqual(between("a", "d", edges).sort(), ["a", "b", "d"]);
  assert.deepEqual(between("a", "a", edges), ["a"]);
});

test("a signal that is off takes along what only carries it", () => {
  assert.deepEqual(left({ signals: new Set(["logs"]) }), ["c/from Files", "c/loki.source.file.pods", "c/loki.write.out"]);
});

test("filters narrow to ways", () => {
  assert.deepEqual(left({ feature: "pods" }), left({ destination: "logs" }));
  assert.deepEqual(left({ way: "c/prometheus.scrape.shop" }), left({ feature: "shop" }));
});

test("a namespace leaves out what is gathered from others", () => {
  assert.ok(!left({ namespace: "till" }).includes("c/prometheus.remote_write.out"));
  assert.ok(left({ namespace: "till" }).includes("c/loki.write.out"));
  assert.ok(left({ namespace: "shop" }).includes("c/prometheus.remote_write.out"));
});

test("closed boxes have one line a signal, open ones end it at a port", () => {
  const [closed] = scenes(picture(), wholeView());
  assert.deepEqual(closed.edges.map((edge) => edge.id), [
    "c/from Files|c/pods|logs",
    "c/pods|c/logs|logs",
    "c/from Pods|c/shop|targets",
    "c/shop|c/metrics|metrics",
  ]);
  const [open] = scenes(picture(), { ...wholeView(), open: new Set(["c/shop"]) });
  const box = open.boxes.find((one) => one.id === "c/shop");
  assert.deepEqual(box?.inner.map((edge) => edge.signal), ["targets", "targets", "metrics"]);
  assert.deepEqual([box?.entries.length, box?.exits.length], [1, 1]);
});
