/** The keyboard. Single letters count only while a note in the map or photo has the focus, so that typing stays typing. */

import { DIRECTIONS } from "./nearest.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./actions.js").Actions} Actions */
/**
 * @typedef {object} Surroundings
 * @property {() => View} get
 * @property {Actions} actions
 * @property {() => void} editText
 * @property {() => void} help
 * @property {() => void} find
 * @property {() => void} nextPane
 * @property {(direction: [number, number], from: Element) => void} stepInMap
 * @property {(direction: [number, number]) => void} stepInPhoto
 * @property {{zoom: (factor: number) => void, fit: () => void, closeUp: () => void}} viewer
 */

/** @param {Surroundings} page */
export function listenToKeys(page) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
    const target = /** @type {Element} */ (event.target);
    if (everywhere(event, target, page) || inMode(event, target, page) || onNote(event, target, page)) event.preventDefault();
  });
}

/** @param {Element} target */
const isTyping = (target) => target.matches("textarea, select, input:not([type=checkbox])");
/** @param {KeyboardEvent} event */
const plain = (event) => !event.ctrlKey && !event.metaKey && !event.altKey;

/** @param {KeyboardEvent} event @param {Element} target @param {Surroundings} page */
function everywhere(event, target, { get, actions, help, find, nextPane }) {
  const command = (event.ctrlKey || event.metaKey) && !event.altKey;
  const letter = event.key.toLowerCase();
  if (command && (letter === "z" || letter === "y")) {
    if (isTyping(target) && target instanceof HTMLTextAreaElement && target.dataset.changed === "true") return false; // undoes typing
    if (target instanceof HTMLInputElement && target.type !== "checkbox") return false;
    void (letter === "y" || event.shiftKey ? actions.redo() : actions.undo());
    return true;
  }
  if (target.id === "text" && event.altKey && !command && withAlt(event, actions)) return true;
  if (event.key === "F6") nextPane();
  else if (event.key === "PageDown") actions.walk(1);
  else if (event.key === "PageUp") actions.walk(-1);
  else if (isTyping(target) || !plain(event)) return false;
  else if (event.key === "?") void help();
  else if (event.key === "/") find();
  else if (letter === "d" && get().mode.name === "rest" && !target.closest(".menu")) actions.startQuads("draw");
  else return false;
  return true;
}

/** @param {KeyboardEvent} event @param {Element} target @param {Surroundings} page */
function inMode(event, target, { get, actions }) {
  const { mode } = get();
  if (mode.name === "rest" || (isTyping(target) && event.key !== "Escape")) return false;
  if (event.key === "Escape") return actions.cancel();
  if (mode.name === "move") {
    if (DIRECTIONS[event.key]) actions.moveOn(DIRECTIONS[event.key]);
    else if (event.key === "Enter" || event.key === " " || event.key === "m") void actions.drop();
    else return false;
    return true;
  }
  if (mode.name === "quads" && event.key === "Enter" && !target.closest("button")) {
    void actions.finishQuads(event.shiftKey);
    return true;
  }
  return false;
}

/** @type {Record<string, (actions: Actions) => unknown>} */
const LETTERS = {
  n: (actions) => actions.goOn(1),
  p: (actions) => actions.goOn(-1),
  m: (actions) => actions.startMove(),
  j: (actions) => actions.startPick("merge"),
  c: (actions) => actions.startPick("connect"),
  o: (actions) => actions.startQuads("outline"),
  s: (actions) => actions.startQuads("split"),
  Delete: (actions) => actions.remove(),
};

/** From the text field, the letters of the map work with Alt. @param {KeyboardEvent} event @param {Actions} actions */
function withAlt(event, actions) {
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1].toLowerCase() ?? "";
  LETTERS[letter]?.(actions);
  return letter in LETTERS;
}

/** @param {KeyboardEvent} event @param {Element} target @param {Surroundings} page */
function onNote(event, target, page) {
  const { get, actions, editText } = page;
  const inMap = target.closest(".grid-area");
  const inPhoto = target.closest(".photo-area");
  if ((!inMap && !inPhoto) || !plain(event)) return false;
  const direction = DIRECTIONS[event.key];
  if (direction && !event.shiftKey) {
    if (inMap) page.stepInMap(direction, target);
    else if (!target.closest("[data-handle]")) page.stepInPhoto(direction);
    return true;
  }
  if (inPhoto && zoomed(event.key, page)) return true;
  const note = target.closest("[data-note]")?.getAttribute("data-note");
  if (!note || get().mode.name === "quads") return false;
  if (get().mode.name === "pick") {
    if (event.key !== "Enter" && event.key !== " ") return false;
    void actions.picked(note);
    return true;
  }
  if (event.key === "Enter" || event.key === "F2") {
    actions.choose(note, "queue");
    editText();
  } else if (event.key === " ") actions.choose(note, inMap ? "map" : "photo");
  else return command(event.key, note, page);
  return true;
}

/** @param {string} key @param {string} note @param {Surroundings} page */
function command(key, note, { get, actions }) {
  const own = get().saved.map.notes.find(({ id }) => id === note);
  if (get().selected !== note) actions.select(note);
  const other = /^[1-9]$/.test(key) ? own?.alternatives[Number(key) - 1] : undefined;
  if (key === "a") actions.settle(own?.text ?? "");
  else if (other !== undefined) actions.settle(other);
  else if (LETTERS[key]) LETTERS[key](actions);
  else return false;
  return true;
}

/** @param {string} key @param {Surroundings} page */
function zoomed(key, { viewer }) {
  if (key === "+" || key === "=") viewer.zoom(1.4);
  else if (key === "-" || key === "−") viewer.zoom(1 / 1.4);
  else if (key === "0") viewer.fit();
  else if (key === "z") viewer.closeUp();
  else return false;
  return true;
}
