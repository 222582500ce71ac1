/** Which thing lies nearest in the direction of an arrow key. */

/** @type {Record<string, [number, number]>} */
export const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * The best of some rectangles from another one: near along the direction, and little aside of it.
 * @template T
 * @param {{left: number, top: number, right: number, bottom: number}} here
 * @param {{rect: {left: number, top: number, right: number, bottom: number}, item: T}[]} others
 * @param {[number, number]} direction a unit step
 * @returns {T | null}
 */
export function nearest(here, others, [dx, dy]) {
  const horizontal = dx !== 0;
  let best = null;
  let least = Infinity;
  for (const { rect, item } of others) {
    const from = { x: (here.left + here.right) / 2, y: (here.top + here.bottom) / 2 };
    const to = { x: (rect.left + rect.right) / 2, y: (rect.top + rect.bottom) / 2 };
    const along = (to.x - from.x) * dx + (to.y - from.y) * dy;
    if (along <= 1) continue;
    const gap = horizontal
      ? Math.max(rect.top - here.bottom, here.top - rect.bottom, 0)
      : Math.max(rect.left - here.right, here.left - rect.right, 0);
    const aside = Math.abs(horizontal ? to.y - from.y : to.x - from.x);
    const cost = along + 4 * gap + 0.4 * aside;
    if (cost < least) [best, least] = [item, cost];
  }
  return best;
}
