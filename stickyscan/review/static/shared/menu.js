/** A menu that hangs on a button: arrow keys walk, Escape closes, focus goes back to the button. */

import { attribute, el, icon } from "./dom.js";

/**
 * @typedef {object} Item
 * @property {string} label
 * @property {string} [icon]
 * @property {string} [hint] a quieter second line
 * @property {string} [href] a link instead of an action
 * @property {string} [download] the name under which the link's file is saved
 * @property {boolean} [target] opens in a tab of its own
 * @property {boolean} [disabled]
 * @property {boolean} [checked]
 * @property {() => void} [run]
 */

/** @type {(() => void) | null} */
let closeOpen = null;

/**
 * @param {HTMLElement} button
 * @param {(Item | null)[]} items null: a line between groups
 */
export function openMenu(button, items) {
  closeOpen?.();
  typed = "";
  const menu = el("div", { class: "menu", role: "menu", "aria-label": button.getAttribute("aria-label") ?? button.textContent });
  menu.append(...items.map((item) => (item ? entry(item, close) : el("hr", { role: "separator" }))));
  document.body.append(menu);
  attribute(button, "aria-expanded", "true");
  place(menu, button);
  const choices = /** @type {HTMLElement[]} */ ([...menu.querySelectorAll("[role=menuitem]")]);
  (choices.find((choice) => choice.ariaCurrent === "true") ?? choices[0])?.focus();

  /** @param {boolean} [back] whether focus goes back to the button */
  function close(back = true) {
    closeOpen = null;
    document.removeEventListener("pointerdown", outside, true);
    menu.remove();
    attribute(button, "aria-expanded", "false");
    if (back) button.focus();
  }
  closeOpen = () => close(false);

  /** @param {Event} event */
  function outside(event) {
    if (!menu.contains(/** @type {Node} */ (event.target))) close(false);
  }
  document.addEventListener("pointerdown", outside, true);
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(/** @type {Node} */ (event.relatedTarget))) close(false);
  });
  menu.addEventListener("keydown", (event) => {
    event.stopPropagation();
    const at = choices.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choices[(at + step + choices.length) % choices.length].focus();
    else if (event.key === "Home") choices[0].focus();
    else if (event.key === "End") choices[choices.length - 1].focus();
    else if (event.key === "Escape" || event.key === "Tab") close();
    else if (event.key.length === 1 && (event.key !== " " || typed)) startingWith(choices, at, event.key);
    else return;
    event.preventDefault();
  });
}

const PAUSE = 1000; // milliseconds after which typing begins anew
let typed = "";
let pause = 0;

/**
 * Go to the item that starts with what was typed; the same single letter again goes to the next such item.
 * @param {HTMLElement[]} choices @param {number} at @param {string} letter
 */
function startingWith(choices, at, letter) {
  clearTimeout(pause);
  pause = setTimeout(() => (typed = ""), PAUSE);
  typed += letter.toLowerCase();
  const from = typed.length === 1 ? at + 1 : Math.max(at, 0);
  const order = [...choices.slice(from), ...choices.slice(0, from)];
  order.find((choice) => choice.innerText.trim().toLowerCase().startsWith(typed))?.focus();
}

/** @param {Item} item @param {(back?: boolean) => void} close */
function entry(item, close) {
  const words = el("span", {}, item.label, item.hint ? el("span", { class: "hint" }, item.hint) : null);
  const about = { role: "menuitem", "aria-disabled": item.disabled ? "true" : null, "aria-current": item.checked ? "true" : null };
  const link = item.href && !item.disabled;
  const place = link ? { href: item.href, download: item.download, target: item.target ? "_blank" : null, rel: "noopener" } : { type: "button" };
  const sign = item.checked ? "check" : item.icon;
  const element = el(link ? "a" : "button", { ...about, ...place }, sign ? icon(sign) : null, words);
  element.addEventListener("click", (event) => {
    if (item.disabled) return void event.preventDefault();
    close();
    item.run?.();
  });
  return element;
}

/** @param {HTMLElement} menu @param {HTMLElement} button */
function place(menu, button) {
  const at = button.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const below = at.bottom + 4 + height <= innerHeight || at.top < height;
  menu.style.left = `${scrollX + Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`;
  menu.style.top = `${scrollY + Math.max(8, below ? Math.min(at.bottom + 4, innerHeight - height - 8) : at.top - height - 4)}px`;
}
