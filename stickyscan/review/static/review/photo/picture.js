/** Paints the photo on a canvas: a small picture of the whole at once, and sharp tiles of what is in view. */

import { photoAddress, tileAddress, tilesAddress } from "../server.js";

/** @typedef {import("./view_box.js").Box} Box */
/** @typedef {{width: number, height: number, tile: number, levels: number}} Pyramid level `levels - 1` is the photo itself, each lower one half of it */

const KEPT = 160; // tiles in memory, about 1 MB each

/** How wide the picture of the whole photo should be, in pixels. @param {HTMLElement} area */
export const firstWidth = (area) => (area.clientWidth * devicePixelRatio > 900 ? 1600 : 800);

/**
 * @param {HTMLCanvasElement} canvas
 * @param {() => void} arrived something can be painted better now
 * @param {() => void} failed the photo cannot be had
 */
export function createPicture(canvas, arrived, failed) {
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { alpha: true }));
  /** @type {HTMLImageElement | null} */
  let whole = null;
  /** @type {Pyramid | null} */
  let pyramid = null;
  /** @type {Map<string, HTMLImageElement>} */
  const tiles = new Map();
  let photo = /** @type {import("../types.js").Photo | null} */ (null);

  /** @param {import("../types.js").Photo} wanted */
  function open(wanted) {
    photo = wanted;
    pyramid = null;
    tiles.clear();
    const image = new Image();
    image.onload = () => {
      if (photo !== wanted) return;
      whole = image;
      arrived();
    };
    image.onerror = () => photo === wanted && failed();
    whole = null;
    image.src = photoAddress(wanted.id, firstWidth(canvas));
  }

  async function askForTiles() {
    const wanted = photo;
    if (!wanted || pyramid) return;
    pyramid = { width: 0, height: 0, tile: 0, levels: 0 };
    const answer = await fetch(tilesAddress(wanted.id)).catch(() => null);
    if (photo !== wanted || !answer?.ok) return;
    pyramid = await answer.json();
    arrived();
  }

  /** @param {Box} box @returns {boolean} whether there is a picture yet */
  function paint(box) {
    const ratio = devicePixelRatio;
    const [width, height] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, width, height);
    if (!photo || !whole) return false;
    pen.setTransform(box.scale * ratio, 0, 0, box.scale * ratio, box.x * ratio, box.y * ratio);
    pen.imageSmoothingQuality = "high";
    pen.drawImage(whole, 0, 0, photo.width, photo.height);
    if (box.scale * ratio > 1.1 * (whole.naturalWidth / photo.width)) paintTiles(box, ratio);
    return true;
  }

  /** @param {Box} box @param {number} ratio */
  function paintTiles(box, ratio) {
    if (!photo || !pyramid?.levels) {
      void askForTiles();
      return;
    }
    const level = Math.max(0, Math.min(pyramid.levels - 1, pyramid.levels - 1 + Math.ceil(Math.log2(box.scale * ratio) - 0.25)));
    const side = pyramid.tile * 2 ** (pyramid.levels - 1 - level); // photo pixels
    const [right, bottom] = [canvas.clientWidth, canvas.clientHeight].map((end, i) => (end - (i ? box.y : box.x)) / box.scale);
    for (let y = Math.max(0, Math.floor(-box.y / box.scale / side)); y * side < Math.min(bottom, photo.height); y++) {
      for (let x = Math.max(0, Math.floor(-box.x / box.scale / side)); x * side < Math.min(right, photo.width); x++) {
        const tile = tileAt(level, x, y);
        if (!tile.complete || !tile.naturalWidth) continue;
        const [w, h] = [Math.min(side, photo.width - x * side), Math.min(side, photo.height - y * side)];
        pen.drawImage(tile, x * side, y * side, w, h);
      }
    }
  }

  /** @param {number} level @param {number} x @param {number} y */
  function tileAt(level, x, y) {
    const key = `${level}/${x}/${y}`;
    let tile = tiles.get(key);
    if (tile) tiles.delete(key);
    else {
      tile = new Image();
      tile.onload = arrived;
      tile.src = tileAddress(/** @type {any} */ (photo).id, level, x, y);
    }
    tiles.set(key, tile); // the latest used is last
    if (tiles.size > KEPT) tiles.delete(/** @type {string} */ (tiles.keys().next().value));
    return tile;
  }

  return { open, paint };
}
