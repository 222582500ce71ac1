/** Dragging a card into another cell, by mouse at once, by finger after a short hold (so that a swipe still scrolls). */

import { el } from "../../shared/dom.js";

/** @typedef {import("../types.js").Place} Place */

const STILL = 6; // screen pixels below which it is a click
const HOLD = 320; // milliseconds
const EDGE = 48; // screen pixels from the edge where the map scrolls along
const SPEED = 14; // screen pixels a frame

/**
 * @param {HTMLElement} area the grid, which holds cards, cells and trays
 * @param {HTMLElement} scroller
 * @param {{begin: () => void, drop: (note: string, place: Place) => void, end: () => void}} on
 */
export function listenToDrags(area, scroller, on) {
  /** @type {{card: HTMLElement, id: number, x: number, y: number, timer: number, ghost: HTMLElement | null, place: Place | null, frame: number} | null} */
  let held = null;
  const line = el("li", { class: "drop-line", "aria-hidden": "true" });

  function lift() {
    if (!held || held.ghost) return;
    const frame = held.card.getBoundingClientRect();
    const ghost = /** @type {HTMLElement} */ (held.card.cloneNode(true));
    ghost.classList.add("ghost");
    ghost.removeAttribute("data-note");
    ghost.style.width = `${frame.width}px`;
    ghost.style.height = `${frame.height}px`;
    document.body.append(ghost);
    held.ghost = ghost;
    held.card.classList.add("lifted");
    area.dataset.dragging = "true";
    on.begin();
    follow();
  }

  function follow() {
    if (!held?.ghost) return;
    const { ghost, x, y } = held;
    ghost.style.transform = `translate(${x}px, ${y}px) translate(-50%, -40%) rotate(2deg)`;
    held.place = placeUnder(x, y, held.card.dataset.note ?? "");
    scrollAlong(x, y);
    held.frame = requestAnimationFrame(follow);
  }

  /** @param {number} x @param {number} y @param {string} note @returns {Place | null} */
  function placeUnder(x, y, note) {
    const cell = document.elementsFromPoint(x, y).find((under) => under instanceof HTMLElement && under.dataset.cell !== undefined && area.contains(under));
    const list = /** @type {HTMLElement | null} */ (cell?.querySelector(".cards") ?? null);
    if (!list) {
      line.remove();
      return null;
    }
    const items = /** @type {HTMLElement[]} */ ([...list.querySelectorAll(".spot")]).filter((item) => /** @type {HTMLElement} */ (item.firstElementChild).dataset.note !== note);
    const after = items.find((item) => {
      const { left, right, top, bottom } = item.getBoundingClientRect();
      return y < top || (y < bottom && x < (left + right) / 2 && items.length > 1 && beside(items)) || (y < (top + bottom) / 2 && x < right);
    });
    if (line.parentElement !== list || line.nextElementSibling !== (after ?? null)) list.insertBefore(line, after ?? null);
    const before = /** @type {HTMLElement | undefined} */ (after?.firstElementChild ?? undefined)?.dataset.note ?? null;
    return { stage: list.dataset.stage || null, lane: list.dataset.lane || null, before };
  }

  /** @param {number} x @param {number} y */
  function scrollAlong(x, y) {
    const frame = scroller.getBoundingClientRect();
    const by = (/** @type {number} */ at, /** @type {number} */ low, /** @type {number} */ high) => (at < low + EDGE ? -SPEED : at > high - EDGE ? SPEED : 0);
    scroller.scrollBy(by(x, frame.left, frame.right), by(y, frame.top, frame.bottom));
  }

  function putDown() {
    if (!held) return null;
    const was = held;
    held = null;
    clearTimeout(was.timer);
    cancelAnimationFrame(was.frame);
    was.ghost?.remove();
    line.remove();
    was.card.classList.remove("lifted");
    delete area.dataset.dragging;
    if (was.ghost) on.end();
    return was;
  }

  area.addEventListener("pointerdown", (event) => {
    const card = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest(".card"));
    if (!card || event.button !== 0 || !event.isPrimary || card.closest(".others")) return;
    putDown();
    const timer = event.pointerType === "mouse" ? 0 : setTimeout(lift, HOLD);
    held = { card, id: event.pointerId, x: event.clientX, y: event.clientY, timer, ghost: null, place: null, frame: 0 };
  });

  addEventListener("pointermove", (event) => {
    if (!held || event.pointerId !== held.id) return;
    const far = Math.hypot(event.clientX - held.x, event.clientY - held.y) > STILL;
    if (!held.ghost && !far) return;
    if (!held.ghost && event.pointerType !== "mouse") return void putDown(); // a swipe
    [held.x, held.y] = [event.clientX, event.clientY];
    lift();
  });

  addEventListener("pointerup", (event) => {
    if (event.pointerId !== held?.id) return;
    if (held.ghost) held.place = placeUnder(event.clientX, event.clientY, held.card.dataset.note ?? ""); // now, not as of the last frame
    const was = putDown();
    if (!was?.ghost) return;
    addEventListener("click", swallow, true);
    setTimeout(() => removeEventListener("click", swallow, true), 0);
    if (was.place) on.drop(was.card.dataset.note ?? "", was.place);
  });
  addEventListener("pointercancel", () => putDown());
  addEventListener("keydown", (event) => event.key === "Escape" && held?.ghost && putDown());
  // Once a card is held, the finger drags it and does not scroll.
  area.addEventListener("touchmove", (event) => held?.ghost && event.preventDefault(), { passive: false });
  area.addEventListener("contextmenu", (event) => held && event.preventDefault());
}

/** The click that ends a drag is none. @param {Event} event */
function swallow(event) {
  event.stopPropagation();
}

/** @param {HTMLElement[]} items */
function beside(items) {
  return Math.abs(items[0].getBoundingClientRect().top - items[1].getBoundingClientRect().top) < 4;
}
