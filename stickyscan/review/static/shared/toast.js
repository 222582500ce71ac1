/** A short message at the bottom, heard by screen readers too, with at most one thing to do about it. */

import { el } from "./dom.js";

const TIME = 7000; // milliseconds
const heard = el("div", { class: "only-heard", role: "status", "aria-live": "polite" });
document.body.append(heard);
/** @type {HTMLElement | null} */
let shown = null;

/** Say something to screen readers only. @param {string} words */
export function announce(words) {
  heard.textContent = "";
  requestAnimationFrame(() => (heard.textContent = words));
}

/**
 * @param {string} words
 * @param {{label: string, run: () => void} | null} [action]
 */
export function toast(words, action = null) {
  shown?.remove();
  announce(words);
  const message = el("div", { class: "toast" }, el("span", {}, words));
  if (action) {
    const button = el("button", { type: "button", class: "button compact" }, action.label);
    button.addEventListener("click", () => {
      message.remove();
      action.run();
    });
    message.append(button);
  }
  document.body.append(message);
  shown = message;
  setTimeout(() => message.remove(), TIME);
}
