/** The emotion curve over the stages: a line for the eye, a button with a word in each stage. */

import { attribute, el, keyed, svg } from "../../shared/dom.js";
import { t } from "../../shared/words.js";
import { stageName } from "../phrases.js";

/** @typedef {import("../types.js").JourneyMap} JourneyMap */

/** @param {HTMLElement} row @param {JourneyMap} map @param {(string | null)[]} columns */
export function showCurve(row, map, columns) {
  attribute(row, "hidden", !map.stages.length);
  attribute(row, "class", map.curve.length ? "row curve-row" : "row curve-row flat");
  const levels = new Map(map.curve.map(({ stage, sentiment }) => [stage, sentiment]));
  const values = columns.map((id) => (id === null ? undefined : levels.get(id)));
  const wanted = [{ key: "head", id: /** @type {string | null} */ (null), at: -1 }, ...columns.map((id, at) => ({ key: `v-${id ?? ""}`, id, at }))];
  keyed(row, wanted, ({ key }) => key, ({ key, id }) => make(key, id), (cell, { key, id, at }) => {
    if (key === "head" || id === null) return;
    const value = values[at];
    const words = value === undefined ? t("curve.unknown") : t(`sentiment.${value}`);
    const [drawing, button] = [cell.querySelector("svg"), cell.querySelector("button")];
    button.querySelector("span").textContent = words;
    attribute(button, "aria-label", `${t("curve.label")}, ${stageName(map, id)}: ${words}`);
    attribute(drawing.querySelector(".line"), "d", piece(values[at - 1], value, values[at + 1]));
    attribute(drawing.querySelector(".dot"), "d", value === undefined ? "" : `M50 ${height(value)}h.01`);
    attribute(cell, "class", `curve${value === undefined ? " unknown" : ""}`);
  });
}

/** @param {string} key @param {string | null} id */
function make(key, id) {
  if (key === "head") return el("div", { class: "lane curve-name", role: "rowheader" }, el("span", { class: "head" }, t("curve.label")));
  if (id === null) return el("div", { class: "curve", role: "cell" });
  const drawing = svg(
    "svg",
    { viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("path", { class: "zero", d: "M0 50H100" }),
    svg("path", { class: "line" }),
    svg("path", { class: "dot" }),
  );
  const button = el("button", { type: "button", "aria-haspopup": "menu", "aria-expanded": "false", data: { curve: id } }, el("span", {}));
  return el("div", { class: "curve", role: "cell" }, drawing, button);
}

/** @param {number} sentiment */
const height = (sentiment) => 50 - 18 * sentiment;

/**
 * One stage's part of the curve in a box of 100 by 100: half an S-curve to each neighbour.
 * @param {number | undefined} before @param {number | undefined} value @param {number | undefined} after
 */
function piece(before, value, after) {
  if (value === undefined) return "";
  const here = height(value);
  let path = `M50 ${here}h0`;
  for (const [neighbour, side] of /** @type {[number | undefined, number][]} */ ([[before, -1], [after, 1]])) {
    if (neighbour === undefined) continue;
    const there = height(neighbour);
    path += `M50 ${here}C${50 + 25 * side} ${here} ${50 + 37.5 * side} ${(3 * here + there) / 4} ${50 + 50 * side} ${(here + there) / 2}`;
  }
  return path;
}
