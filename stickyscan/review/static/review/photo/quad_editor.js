/** Outlines that a person is drawing or moving: four corners and a middle to take hold of, by pointer and by arrow keys. */

import { attribute, keyed, svg } from "../../shared/dom.js";
import { t } from "../../shared/words.js";
import { middle } from "./outlines.js";

/** @typedef {import("../types.js").Quad} Quad */
/** @typedef {import("../types.js").Point} Point */
/** @typedef {import("./view_box.js").Box} Box */
/** @typedef {{key: string, quad: number, corner: number, at: Point}} Handle corner 4: the middle, which moves the whole outline */

/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @param {SVGElement} layer in screen pixels
 * @param {{quads: () => Quad[], box: () => Box, change: (quads: Quad[]) => void}} about
 */
export function createQuadEditor(layer, about) {
  const shapes = svg("g", { class: "drawn" });
  const knobs = svg("g", {});
  layer.append(shapes, knobs);

  /** @param {Handle} handle */
  function make(handle) {
    const label = handle.corner === 4 ? t("quad.whole") : t("quad.corner", { n: handle.corner + 1 });
    const knob = svg(
      "g",
      { class: handle.corner === 4 ? "knob whole" : "knob", tabindex: 0, role: "button", "aria-label": label, "data-handle": handle.key },
      svg("circle", { r: handle.corner === 4 ? 14 : 20, class: "reach" }),
      svg("circle", { r: handle.corner === 4 ? 9 : 7, class: "dot" }),
    );
    knob.addEventListener("keydown", (event) => pushed(event, handle));
    knob.addEventListener("pointerdown", (event) => taken(event, knob, handle));
    return knob;
  }

  /** @param {KeyboardEvent} event @param {Handle} handle */
  function pushed(event, handle) {
    const step = ARROWS[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const far = (event.shiftKey ? 10 : 2) / about.box().scale;
    shift(handle, step[0] * far, step[1] * far);
  }

  /** @param {PointerEvent} event @param {SVGElement} knob @param {Handle} handle */
  function taken(event, knob, handle) {
    event.preventDefault();
    knob.setPointerCapture(event.pointerId);
    knob.focus();
    let [x, y] = [event.clientX, event.clientY];
    const move = (/** @type {PointerEvent} */ now) => {
      const scale = about.box().scale;
      shift(handle, (now.clientX - x) / scale, (now.clientY - y) / scale);
      [x, y] = [now.clientX, now.clientY];
    };
    knob.addEventListener("pointermove", move);
    knob.addEventListener("lostpointercapture", () => knob.removeEventListener("pointermove", move), { once: true });
  }

  /** @param {Handle} handle @param {number} dx @param {number} dy photo pixels */
  function shift({ quad, corner }, dx, dy) {
    const moved = about.quads().map((points, i) =>
      i !== quad ? points : points.map(([x, y], k) => (corner === 4 || corner === k ? [x + dx, y + dy] : [x, y])),
    );
    about.change(/** @type {Quad[]} */ (moved));
  }

  return {
    show() {
      const { scale, x, y } = about.box();
      const quads = about.quads();
      const onScreen = quads.map((quad) => quad.map(([px, py]) => /** @type {Point} */ ([px * scale + x, py * scale + y])));
      keyed(shapes, onScreen.map((points, i) => ({ points, i })), ({ i }) => String(i), () => svg("polygon", {}), (shape, { points }) =>
        attribute(shape, "points", points.join(" ")),
      );
      const handles = onScreen.flatMap((points, quad) =>
        [4, 0, 1, 2, 3].map((corner) => ({ key: `${quad}-${corner}`, quad, corner, at: points[corner] ?? /** @type {Point} */ (middle(points)) })),
      );
      keyed(knobs, handles, ({ key }) => key, make, (knob, { at }) => attribute(knob, "transform", `translate(${at[0]} ${at[1]})`));
    },
    focus() {
      /** @type {SVGElement | null} */ (knobs.querySelector(".whole"))?.focus();
    },
  };
}

/**
 * An upright rectangle.
 * @param {Point} a @param {Point} b opposite corners
 * @returns {Quad}
 */
export function rectangle(a, b) {
  const [left, right] = [Math.min(a[0], b[0]), Math.max(a[0], b[0])];
  const [top, bottom] = [Math.min(a[1], b[1]), Math.max(a[1], b[1])];
  return [[left, top], [right, top], [right, bottom], [left, bottom]];
}

/**
 * The two halves of an outline, side by side along its longer side.
 * @param {Quad} quad
 * @returns {Quad[]}
 */
export function halves([a, b, c, d]) {
  const mid = (/** @type {Point} */ p, /** @type {Point} */ q) => /** @type {Point} */ ([(p[0] + q[0]) / 2, (p[1] + q[1]) / 2]);
  const wide = Math.hypot(b[0] - a[0], b[1] - a[1]) >= Math.hypot(d[0] - a[0], d[1] - a[1]);
  return wide
    ? [[a, mid(a, b), mid(d, c), d], [mid(a, b), b, c, mid(d, c)]]
    : [[a, b, mid(b, c), mid(a, d)], [mid(a, d), mid(b, c), c, d]];
}
