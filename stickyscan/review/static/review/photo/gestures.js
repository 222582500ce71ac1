/** Moving about in the photo: wheel, drag, two fingers, keys. Knows nothing of notes. */

/**
 * @typedef {object} Moves
 * @property {(dx: number, dy: number) => void} pan
 * @property {(factor: number, about: [number, number]) => void} zoom
 * @property {(from: [number, number], to: [number, number], end: boolean) => boolean} drag true: it is somebody else's
 */

const STILL = 5; // screen pixels below which a press is a click

/**
 * @param {HTMLElement} area
 * @param {Moves} moves
 */
export function listenToGestures(area, moves) {
  /** @type {Map<number, [number, number]>} */
  const fingers = new Map();
  /** @type {[number, number] | null} */
  let start = null;
  let moved = false;

  /** @param {{clientX: number, clientY: number}} event @returns {[number, number]} */
  const place = (event) => {
    const frame = area.getBoundingClientRect();
    return [event.clientX - frame.left, event.clientY - frame.top];
  };

  area.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const step = event.deltaMode === 1 ? 20 : 1;
      moves.zoom(Math.exp(-event.deltaY * step * (event.ctrlKey ? 0.01 : 0.0018)), place(event));
    },
    { passive: false },
  );

  area.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || /** @type {Element} */ (event.target).closest("[data-handle], button")) return;
    fingers.set(event.pointerId, place(event));
    if (fingers.size === 1) [start, moved] = [place(event), false];
  });

  area.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before || !start) return;
    const now = place(event);
    if (!moved && fingers.size === 1 && Math.hypot(now[0] - start[0], now[1] - start[1]) < STILL) return;
    if (!moved) area.setPointerCapture(event.pointerId);
    moved = true;
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    fingers.set(event.pointerId, now);
    if (other) {
      const [was, is] = [before, now].map(([x, y]) => Math.hypot(x - other[0], y - other[1]));
      moves.zoom(is / Math.max(was, 1), [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2]);
      moves.pan((now[0] - before[0]) / 2, (now[1] - before[1]) / 2);
    } else if (!moves.drag(start, now, false)) moves.pan(now[0] - before[0], now[1] - before[1]);
  });

  /** @param {PointerEvent} event */
  const end = (event) => {
    if (!fingers.delete(event.pointerId) || fingers.size) return;
    if (moved && start && event.type === "pointerup") moves.drag(start, place(event), true);
    start = null;
  };
  area.addEventListener("pointerup", end);
  area.addEventListener("pointercancel", end);
  // A drag is no click on what happens to lie under its end.
  area.addEventListener("click", (event) => {
    if (moved) event.stopPropagation();
    moved = false;
  }, true);
}
