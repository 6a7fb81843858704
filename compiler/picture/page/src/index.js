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
 * What a line made: the components whose lines hold it, or the box of the section that it stands in, whichever has the
 * fewest lines.
 * @param {Index} index
 * @param {number} text
 * @param {number} line
 * @returns {string[]} ids of components, or of boxes
 */
export function madeBy(index, text, line) {
  const found = [...index.picture.nodes, ...index.picture.boxes].flatMap((one) =>
    one.places
      .filter((place) => place.text === text && place.first <= line && line <= place.last)
      .map((place) => ({ id: one.id, size: place.last - place.first })),
  );
  const least = Math.min(...found.map((one) => one.size));
  const ids = [...new Set(found.filter((one) => one.size === least).map((one) => one.id))];
  const nodes = ids.filter((id) => index.nodes.has(id));
  return nodes.length ? nodes : ids;
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
