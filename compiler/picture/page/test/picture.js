/** A small picture: two features, two destinations. */

/** @import { Picture } from "../src/types" */

/** @param {string} id @param {string} layer */
const box = (id, layer) => ({ id: `c/${id}`, collector: "c", layer, title: id.replace("from ", ""), says: "", places: [] });

/** @param {string} box @param {string} kind @param {string} label @param {string[]} left_out */
const node = (box, kind, label, left_out = []) => ({
  id: `c/${kind}.${label}`, box: `c/${box}`, kind, label, says: "", text: `${kind} "${label}" { }`, rules: [],
  places: [{ text: 0, first: 1, last: box === "shop" ? 2 : 4 }], defaults: [], namespaces: [], left_out, written_by_user: false, change: "",
});

/** @param {string} start @param {string} end @param {string} signal */
const edge = (start, end, signal) => ({ start: `c/${start}`, end: `c/${end}`, signal });

/** @returns {Picture} */
export const picture = () => ({
  version: 1,
  title: "values.yaml",
  collectors: ["c"],
  boxes: [
    box("pods", "feature"), box("shop", "feature"), box("logs", "destination"), box("metrics", "destination"),
    box("from Files", "source"), box("from Pods", "source"),
  ],
  nodes: [
    node("pods", "loki.source.file", "pods"),
    node("shop", "discovery.kubernetes", "shop"),
    node("shop", "prometheus.scrape", "shop", ["till"]),
    node("logs", "loki.write", "out"),
    node("metrics", "prometheus.remote_write", "out"),
  ],
  edges: [
    edge("from Files", "loki.source.file.pods", "logs"),
    edge("loki.source.file.pods", "loki.write.out", "logs"),
    edge("from Pods", "discovery.kubernetes.shop", "targets"),
    edge("discovery.kubernetes.shop", "prometheus.scrape.shop", "targets"),
    edge("prometheus.scrape.shop", "prometheus.remote_write.out", "metrics"),
  ],
  texts: [{ name: "values.yaml", lines: ["a", "b", "c", "d"] }],
  removed: [],
  answers: [],
  live: false,
});
