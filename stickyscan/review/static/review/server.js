/** Talking to the server of this page. Every answer is a state or a `Refusal`. */

import { told } from "../shared/words.js";

/** @typedef {import("./types.js").Saved} Saved */
/** @typedef {import("./types.js").Edit} Edit */
/** @typedef {{name: string, title: string, for_whom: string, available: boolean, why_not: string | null}} Format */

const KEY = document.body.dataset.wall ?? "";
const API = `/api/walls/${encodeURIComponent(KEY)}`;
const ON_LEAVING = 16_000; // characters: browsers finish no larger requests (64 KiB) of a page that is gone

/** The server said no, or could not be reached (status 0). */
export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {string} code
   * @param {string} message
   * @param {Saved | null} state the present state, if the map was changed elsewhere
   */
  constructor(status, code, message, state) {
    super(message);
    this.status = status;
    this.code = code;
    this.state = state;
  }
}

/** @returns {Promise<Saved>} */
export const load = () => ask("", undefined);
/** @param {string} version @param {Edit[]} edits @returns {Promise<Saved>} */
export const sendEdits = (version, edits) => ask("/edits", { version, edits });
/** @param {string} version @returns {Promise<Saved>} */
export const undo = (version) => ask("/undo", { version });
/** @param {string} version @returns {Promise<Saved>} */
export const redo = (version) => ask("/redo", { version });
/** @returns {Promise<Format[]>} */
export const formats = () => ask("/formats", undefined);

/** @param {string} name the format's */
export const exportAddress = (name) => `${API}/exports/${encodeURIComponent(name)}`;
export const finishedAddress = () => `/walls/${encodeURIComponent(KEY)}/finished`;
/** @param {string} photo @param {number} width */
export const photoAddress = (photo, width) => `${API}/photos/${encodeURIComponent(photo)}.jpg?width=${width}`;
/** @param {string} photo */
export const tilesAddress = (photo) => `${API}/photos/${encodeURIComponent(photo)}/tiles.json`;
/** @param {string} photo @param {number} level @param {number} x @param {number} y */
export const tileAddress = (photo, level, x, y) => `${API}/photos/${encodeURIComponent(photo)}/tiles/${level}/${x}_${y}.jpg`;

/**
 * The upright cut-out of a note; the corners are part of the address, as the picture changes with them.
 * @param {import("./types.js").Note} note
 * @param {number} width
 */
export function cutoutAddress(note, width) {
  const where = note.corners.flat().map(Math.round).join("-");
  return `${API}/notes/${encodeURIComponent(note.id)}.jpg?width=${width}&at=${where}`;
}

/**
 * Calls back with a version whenever map.json changed, whoever changed it.
 * @param {(version: string) => void} changed
 */
export function listen(changed) {
  const events = new EventSource(`${API}/events`);
  events.addEventListener("changed", (event) => changed(JSON.parse(event.data).version));
  addEventListener("pagehide", () => events.close());
}

/**
 * @param {string} path
 * @param {object | undefined} body
 * @returns {Promise<any>}
 */
async function ask(path, body) {
  /** @type {RequestInit} */
  const request = { headers: { Accept: "application/json" }, cache: "no-store" };
  if (body) {
    request.method = "POST";
    request.headers = { ...request.headers, "Content-Type": "application/json" };
    request.body = JSON.stringify(body);
    request.keepalive = request.body.length < ON_LEAVING; // an edit is saved though the person may leave at once
  }
  let answer;
  try {
    answer = await fetch(API + path, request);
  } catch {
    throw new Refusal(0, "unreachable", "", null);
  }
  const said = await answer.json().catch(() => ({}));
  if (answer.ok) return said;
  const code = said.error ?? "unknown";
  throw new Refusal(answer.status, code, told(code, said.message ?? answer.statusText), said.state ?? null);
}
