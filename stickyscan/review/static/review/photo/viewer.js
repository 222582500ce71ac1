/** The photo with its outlines: shows the selected note, lets a person choose one, and draw or move outlines. */

import { attribute, el, icon, svg } from "../../shared/dom.js";
import { t } from "../../shared/words.js";
import { noteOf } from "../map_facts.js";
import { listenToGestures } from "./gestures.js";
import { middle, outlinesOf, showArrows, showOutlines } from "./outlines.js";
import { createPicture } from "./picture.js";
import { createQuadEditor, rectangle } from "./quad_editor.js";
import * as view_box from "./view_box.js";

/** @typedef {import("../types.js").View} View */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {HTMLElement} area the pane's place for the photo
 * @param {() => View} get
 * @param {Actions} actions
 */
export function createViewer(area, get, actions) {
  const canvas = /** @type {HTMLCanvasElement} */ (el("canvas", { class: "picture", "aria-hidden": "true" }));
  const outlines = svg("g", { class: "outlines", role: "group", "aria-label": t("photo.outlines") });
  const arrows = svg("g", { class: "arrows", "aria-hidden": "true" });
  const world = svg("g", {}, arrows, outlines);
  const tools = svg("g", {});
  const drawing = svg("svg", { class: "drawing" }, world, tools);
  const missing = el("p", { class: "notice photo-missing", hidden: true }, t("photo.missing"));
  area.append(canvas, drawing, missing);

  /** @type {view_box.Box | null} */
  let painted = null; // where the picture was when it was painted last; null: something can be painted better
  const arrived = () => {
    painted = null;
    paintSoon();
  };
  const picture = createPicture(canvas, arrived, () => {
    attribute(missing, "hidden", null);
    document.body.dataset.photo = "missing";
  });
  /** @type {view_box.Box} */
  let box = { scale: 1, x: 0, y: 0 };
  /** @type {import("../types.js").Photo | null} */
  let photo = null;
  let soon = 0;
  let scale = 0; // for which the outlines are styled
  let size = { width: area.clientWidth, height: area.clientHeight };
  let untouched = true; // nobody has zoomed or moved yet: the whole photo stays in view when the window changes
  const screen = () => size;

  const quads = () => {
    const mode = get().mode;
    return mode.name === "quads" && mode.photo === photo?.id ? mode.quads : [];
  };
  const editor = createQuadEditor(tools, { quads, box: () => box, change: (changed) => actions.changeQuads(changed) });

  function paintSoon() {
    soon ||= requestAnimationFrame(() => {
      soon = 0;
      paint();
    });
  }

  function paint() {
    if (!photo || !size.width) return;
    if (box !== painted) paintPicture();
    attribute(world, "transform", `translate(${box.x} ${box.y}) scale(${box.scale})`);
    if (box.scale !== scale) { // a changed property costs a restyling of every outline
      scale = box.scale;
      world.style.setProperty("--bold", String(boldness()));
      world.style.setProperty("--scale", String(box.scale));
    }
    showArrows(arrows, get(), outlinesOf(get(), photo.id), box.scale);
    editor.show();
  }

  function paintPicture() {
    painted = box;
    if (picture.paint(box) && !document.body.dataset.photo) {
      document.body.dataset.photo = "shown";
      performance.mark("photo-shown");
    }
  }

  /** How bold lines may be: 1 round a note of 70 pixels on screen, less round smaller ones. */
  function boldness() {
    const widths = outlinesOf(get(), photo?.id ?? "").map(({ corners: [[ax, ay], [bx, by]] }) => Math.hypot(bx - ax, by - ay));
    const usual = widths.sort((a, b) => a - b)[Math.floor(widths.length / 2)] ?? 100;
    return Math.min(1, Math.max(0.42, (usual * box.scale) / 70));
  }

  /** @param {view_box.Box} next */
  function moveTo(next) {
    box = next;
    paintSoon();
  }

  /** @param {number} factor @param {[number, number]} [about] */
  function zoom(factor, about = [size.width / 2, size.height / 2]) {
    if (!photo) return;
    untouched = false;
    moveTo(view_box.zoom(box, factor, about, photo, screen()));
  }

  function fit() {
    if (!photo) return;
    untouched = true;
    moveTo(view_box.fit(photo, screen()));
  }

  /** Zoom in on the selected note. */
  function closeUp() {
    const note = noteOf(get().saved.map, get().selected);
    const corners = photo && outlinesOf(get(), photo.id).find(({ key }) => key === note?.id)?.corners;
    if (!photo || !corners || !size.width) return;
    untouched = false;
    moveTo(view_box.closeUp(box, corners, photo, screen()));
  }

  listenToGestures(area, {
    zoom,
    pan(dx, dy) {
      if (!photo) return;
      untouched = false;
      moveTo(view_box.pan(box, dx, dy, photo, screen()));
    },
    drag(from, to) {
      const mode = get().mode;
      if (mode.name !== "quads" || mode.purpose !== "draw") return false;
      actions.changeQuads([rectangle(view_box.toPhoto(box, from), view_box.toPhoto(box, to))]);
      return true;
    },
  });

  outlines.addEventListener("click", (event) => {
    const id = /** @type {Element} */ (event.target).closest("[data-note]")?.getAttribute("data-note");
    if (id) actions.choose(id, "photo");
  });

  new ResizeObserver(() => {
    size = { width: area.clientWidth, height: area.clientHeight };
    if (untouched) fit();
    else if (photo) moveTo(view_box.pan(box, 0, 0, photo, screen()));
  }).observe(area);

  return {
    zoom,
    fit,
    /** The middle of what is on screen, and the size of a usual note there, both in photo pixels. */
    centre() {
      const at = view_box.toPhoto(box, [size.width / 2, size.height / 2]);
      return { at, side: (0.2 * Math.min(size.width, size.height)) / box.scale };
    },
    focusQuads() {
      paint(); // the handles may not have been drawn yet
      editor.focus();
    },
    /** Focus the outline of the selected note. */
    focusOutline() {
      /** @type {SVGElement | null} */ (outlines.querySelector(".outline[tabindex='0']"))?.focus();
    },
    /** The outline whose middle is nearest in a direction from that of the selected note. @param {[number, number]} direction */
    neighbour([dx, dy]) {
      if (!photo) return null;
      const all = outlinesOf(get(), photo.id).map(({ key, corners }) => ({ key, at: middle(corners) }));
      const here = all.find(({ key }) => key === get().selected)?.at ?? [0, 0];
      const ranked = all.flatMap(({ key, at }) => {
        const [x, y] = [at[0] - here[0], at[1] - here[1]];
        const along = x * dx + y * dy;
        const aside = Math.abs(x * dy) + Math.abs(y * dx);
        return along > 1 && aside <= 2 * along ? [{ key, cost: along + 2 * aside }] : [];
      });
      return ranked.sort((a, b) => a.cost - b.cost)[0]?.key ?? null;
    },
    /** @param {View} view @param {View | null} old */
    show(view, old) {
      const wanted = view.saved.map.photos.find(({ id }) => id === view.photo) ?? view.saved.map.photos[0];
      if (!wanted) return;
      if (wanted.id !== photo?.id) {
        photo = wanted;
        attribute(missing, "hidden", true);
        picture.open(photo);
        fit();
      }
      const seen = outlinesOf(view, photo.id);
      showOutlines(outlines, seen, view);
      const begun = view.mode.name === "quads" && view.mode.purpose !== "draw" && old?.mode.name !== "quads";
      if (begun) closeUp();
      const chosen = seen.find(({ key }) => key === view.selected);
      if (chosen && view.selected !== old?.selected && size.width) {
        const next = view_box.reveal(box, chosen.corners, photo, screen());
        if (next !== box) untouched = false;
        box = next;
      }
      attribute(area, "data-mode", view.mode.name === "quads" ? view.mode.purpose : null);
      paintSoon();
    },
    closeUp,
  };
}

/** @param {string} name @param {string} label @param {string} [keys] */
export function toolButton(name, label, keys) {
  return el("button", { type: "button", class: "button bare icon-only", "aria-label": label, title: keys ? `${label} (${keys})` : label }, icon(name));
}
