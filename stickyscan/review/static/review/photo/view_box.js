/** Which part of a photo is on screen: arithmetic only. A view maps photo pixels to screen pixels: s = p * scale + (x, y). */

/** @typedef {{scale: number, x: number, y: number}} Box */
/** @typedef {{width: number, height: number}} Size */

const LARGEST = 4; // screen pixels per photo pixel
const MARGIN = 12; // screen pixels left free around a whole photo

/**
 * The whole photo in the middle.
 * @param {Size} photo @param {Size} screen
 * @returns {Box}
 */
export function fit(photo, screen) {
  const scale = Math.max(
    Math.min((screen.width - 2 * MARGIN) / photo.width, (screen.height - 2 * MARGIN) / photo.height),
    1e-3,
  );
  return { scale, x: (screen.width - photo.width * scale) / 2, y: (screen.height - photo.height * scale) / 2 };
}

/**
 * The box zoomed by a factor about a place on screen, never smaller than the whole photo.
 * @param {Box} box @param {number} factor @param {[number, number]} about @param {Size} photo @param {Size} screen
 * @returns {Box}
 */
export function zoom(box, factor, about, photo, screen) {
  const least = fit(photo, screen).scale;
  const scale = Math.min(Math.max(box.scale * factor, least), Math.max(LARGEST, least));
  const by = scale / box.scale;
  return held({ scale, x: about[0] - (about[0] - box.x) * by, y: about[1] - (about[1] - box.y) * by }, photo, screen);
}

/**
 * @param {Box} box @param {number} dx @param {number} dy @param {Size} photo @param {Size} screen
 * @returns {Box}
 */
export const pan = (box, dx, dy, photo, screen) => held({ ...box, x: box.x + dx, y: box.y + dy }, photo, screen);

/**
 * A box that shows an outline with its surroundings; the same box if it shows it well enough already.
 * @param {Box} box @param {import("../types.js").Point[]} points @param {Size} photo @param {Size} screen
 * @returns {Box}
 */
export function reveal(box, points, photo, screen) {
  const [left, top, right, bottom] = bounds(points);
  const side = Math.max(right - left, bottom - top, 1) * box.scale;
  const seen =
    left * box.scale + box.x >= 0 && right * box.scale + box.x <= screen.width &&
    top * box.scale + box.y >= 0 && bottom * box.scale + box.y <= screen.height;
  if (seen && side <= 0.9 * Math.min(screen.width, screen.height)) return box;
  const scale = seen ? Math.min(box.scale, (0.4 * screen.height * box.scale) / side) : box.scale;
  const still = { scale: Math.max(scale, fit(photo, screen).scale), x: 0, y: 0 };
  const x = screen.width / 2 - ((left + right) / 2) * still.scale;
  const y = screen.height / 2 - ((top + bottom) / 2) * still.scale;
  return held({ ...still, x, y }, photo, screen);
}

/**
 * An outline in the middle, half as large as the screen.
 * @param {Box} box @param {import("../types.js").Point[]} points @param {Size} photo @param {Size} screen
 * @returns {Box}
 */
export function closeUp(box, points, photo, screen) {
  const [left, top, right, bottom] = bounds(points);
  const wanted = (0.5 * Math.min(screen.width, screen.height)) / Math.max(right - left, bottom - top, 1);
  const near = zoom(box, wanted / box.scale, [screen.width / 2, screen.height / 2], photo, screen);
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  return pan(near, screen.width / 2 - x * near.scale - near.x, screen.height / 2 - y * near.scale - near.y, photo, screen);
}

/** @param {Box} box @param {[number, number]} place on screen @returns {import("../types.js").Point} */
export const toPhoto = (box, [x, y]) => [(x - box.x) / box.scale, (y - box.y) / box.scale];

/** @param {import("../types.js").Point[]} points @returns {[number, number, number, number]} left, top, right, bottom */
export function bounds(points) {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/** @param {Box} box @param {Size} photo @param {Size} screen @returns {Box} */
function held(box, photo, screen) {
  return { scale: box.scale, x: within(box.x, photo.width * box.scale, screen.width), y: within(box.y, photo.height * box.scale, screen.height) };
}

/** @param {number} start @param {number} length @param {number} screen */
function within(start, length, screen) {
  if (length + 2 * MARGIN <= screen) return (screen - length) / 2;
  return Math.min(Math.max(start, screen - length - MARGIN), MARGIN);
}
