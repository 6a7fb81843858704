/** What the page looks up in a picture. */

/** @import { Picture, Place, Node } from "./types" */

/** @typedef {ReturnType<typeof indexed>} Index */

/** @param {Picture} picture */
export function indexed(picture) {
  const nodes = new Map(picture.nodes.map((node) => [node.id, node]));
  const boxes = new Map(picture.boxes.map((box) => [box.id, box]));
  return {
    picture,
    nodes,
    boxes,
    /** @param {string} id @returns {Place[]} */
    places: (id) => {
      const node = nodes.get(id);
      const own = node?.places ?? [];
      return own.length ? own : (boxes.get(node?.box ?? id)?.places ?? []);
    },
    /** @param {string} id @returns {Node[]} the components of a box, or the one component */
    within: (id) => picture.nodes.filter((node) => node.id === id || node.box === id),
  };
}

/**
 * The components that a line made: of those whose lines hold it, the ones with the fewest.
 * @param {Index} index
 * @param {number} text
 * @param {number} line
 * @returns {string[]}
 */
export function madeBy(index, text, line) {
  const found = index.picture.nodes.flatMap((node) =>
    index
      .places(node.id)
      .filter((place) => place.text === text && place.first <= line && line <= place.last)
      .map((place) => ({ id: node.id, size: place.last - place.first })),
  );
  const least = Math.min(...found.map((one) => one.size));
  return [...new Set(found.filter((one) => one.size === least).map((one) => one.id))];
}

/**
 * The components and boxes that words are found in: each word somewhere in the name, the box or the Alloy.
 * @param {Index} index
 * @param {string} words
 * @returns {string[]} names first, then what only the Alloy has
 */
export function search(index, words) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  if (!wanted.length) return [];
  const has = (/** @type {string} */ text) => wanted.every((word) => text.toLowerCase().includes(word));
  const boxes = index.picture.boxes.filter((box) => has(box.title));
  const named = index.picture.nodes.filter((node) => has(`${node.id} ${index.boxes.get(node.box)?.title ?? ""}`));
  const inside = index.picture.nodes.filter((node) => has(node.text) && !named.includes(node));
  return [...boxes, ...named, ...inside].map((one) => one.id);
}
