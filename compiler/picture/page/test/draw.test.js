import assert from "node:assert/strict";
import { test } from "node:test";
import { escape, fitted, path } from "../src/draw.js";
import { indexed, madeBy, search } from "../src/index.js";
import { picture } from "./picture.js";

test("text cannot become markup", () => {
  assert.equal(escape(`<a b="c" d='e'>&\u0000`), "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;\ufffd");
});

test("long names keep their beginning and end", () => {
  assert.equal(fitted("short", 100, 10), "short");
  assert.equal(fitted("a_very_long_name_indeed", 100, 10), "a_ver…deed");
});

test("a line is straight in columns and curved between them", () => {
  const points = [[0, 0], [10, 0], [20, 8], [30, 8]].map(([x, y]) => ({ x, y }));
  assert.equal(path(points), "M0 0H10C15 0 15 8 20 8H30");
});

test("a line of the values leads to what it alone made", () => {
  const index = indexed(picture());
  assert.deepEqual(madeBy(index, 0, 1), ["c/discovery.kubernetes.shop", "c/prometheus.scrape.shop"]);
  assert.equal(madeBy(index, 0, 3).length, 3);
  const sectioned = indexed({ ...picture(), nodes: [], boxes: [{ ...picture().boxes[0], places: [{ text: 0, first: 1, last: 3 }] }] });
  assert.deepEqual(madeBy(sectioned, 0, 2), ["c/pods"]);
  assert.deepEqual(madeBy(index, 0, 9), []);
});

test("search looks at names first, then at Alloy", () => {
  const index = indexed(picture());
  assert.deepEqual(search(index, "SHOP scrape"), ["c/prometheus.scrape.shop"]);
  assert.deepEqual(search(index, '"out" {'), ["c/loki.write.out", "c/prometheus.remote_write.out"]);
  assert.deepEqual(search(index, " "), []);
});
