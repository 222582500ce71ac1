/** The outlines of the notes over the photo, drawn as sure as they are: ink, pencil, dots, tick; and the arrows between. */

import { attribute, keyed, svg } from "../../shared/dom.js";
import { t } from "../../shared/words.js";
import { trustOf } from "../map_facts.js";
import { shortly } from "../phrases.js";

/** @typedef {import("../types.js").Note} Note */
/** @typedef {import("../types.js").View} View */
/** @typedef {{key: string, note: Note, corners: import("../types.js").Quad}} Outline */

/** @type {WeakMap<Element, {note: Note, chosen: boolean, reachable: boolean}>} */
const shown = new WeakMap();

/**
 * @param {View} view
 * @param {string} photo
 * @returns {Outline[]} those of the photo; a note that is seen from the side only comes under its further sighting
 */
export function outlinesOf(view, photo) {
  return view.saved.map.notes.flatMap((note) => {
    const corners = note.photo === photo ? note.corners : note.also_in.find((seen) => seen.photo === photo)?.corners;
    return corners ? [{ key: note.id, note, corners }] : [];
  });
}

/**
 * @param {SVGElement} layer
 * @param {Outline[]} outlines
 * @param {View} view
 */
export function showOutlines(layer, outlines, view) {
  const reachable = outlines.some(({ key }) => key === view.selected) ? view.selected : outlines[0]?.key;
  const ordered = [...outlines].sort((a, b) => Number(a.key === reachable) - Number(b.key === reachable));
  keyed(layer, ordered, ({ key }) => key, make, (element, outline) => update(element, outline, view.selected === outline.key, reachable === outline.key));
}

/** @param {Outline} outline */
function make(outline) {
  return svg(
    "g",
    { class: "outline", role: "button", data: { note: outline.key } },
    svg("polygon", { class: "halo" }),
    svg("polygon", { class: "edge" }),
    svg("circle", { class: "reach" }),
  );
}

/** @param {SVGElement} element @param {Outline} outline @param {boolean} chosen @param {boolean} reachable */
function update(element, { note, corners }, chosen, reachable) {
  const before = shown.get(element);
  if (before?.note === note && before.chosen === chosen && before.reachable === reachable) return;
  shown.set(element, { note, chosen, reachable });
  const trust = trustOf(note);
  attribute(element, "class", `outline trust-${trust}${chosen ? " chosen" : ""}`);
  attribute(element, "tabindex", reachable ? 0 : -1);
  attribute(element, "aria-current", chosen ? "true" : null);
  attribute(element, "aria-label", `${shortly(note)}, ${t(`trust.${trust}`)}`);
  const points = corners.map(([x, y]) => `${x},${y}`).join(" ");
  const [halo, edge, reach] = element.children;
  for (const polygon of [halo, edge]) attribute(polygon, "points", points);
  const [x, y] = middle(corners);
  attribute(reach, "cx", x);
  attribute(reach, "cy", y);
}

/**
 * @param {SVGElement} layer
 * @param {View} view
 * @param {Outline[]} outlines
 * @param {number} scale screen pixels per photo pixel
 */
export function showArrows(layer, view, outlines, scale) {
  const centres = new Map(outlines.map(({ key, corners }) => [key, middle(corners)]));
  const links = view.saved.map.connectors.filter(({ from, to }) => centres.has(from) && centres.has(to));
  keyed(layer, links, ({ from, to }) => `${from}>${to}`, () => svg("g", {}, svg("path", { class: "halo" }), svg("path", { class: "edge" })), (element, link) => {
    const path = arrow(/** @type {any} */ (centres.get(link.from)), /** @type {any} */ (centres.get(link.to)), 12 / scale);
    for (const part of element.children) attribute(part, "d", path);
  });
}

/** @param {number[][]} corners */
export const middle = (corners) => [0, 1].map((axis) => corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length);

/** @param {number[]} from @param {number[]} to @param {number} head length in photo pixels */
function arrow([x1, y1], [x2, y2], head) {
  const length = Math.max(Math.hypot(x2 - x1, y2 - y1), 1e-6);
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
  const wing = (/** @type {number} */ side) => `${x2 - head * (ux + side * uy * 0.6)},${y2 - head * (uy - side * ux * 0.6)}`;
  return `M${x1},${y1}L${x2},${y2}M${wing(1)}L${x2},${y2}L${wing(-1)}`;
}
