/** Windows that ask something. A native dialog keeps the focus inside and gives it back. */

import { el, icon } from "./dom.js";
import { t } from "./words.js";

/**
 * @typedef {object} Choice
 * @property {string} value what `ask` answers
 * @property {string} label
 * @property {"primary" | "danger" | ""} [look]
 */

/**
 * Show a window until one of its buttons is pressed.
 * @param {{title: string, body: Node[], choices: Choice[], must?: boolean, wide?: boolean}} about must: Escape is no answer
 * @returns {Promise<string | null>} the choice's value; null if it was closed
 */
export function ask({ title, body, choices, must = false, wide = false }) {
  const heading = el("h2", { id: "dialog-title" }, title);
  const closing = el("button", { type: "button", class: "button bare icon-only", "aria-label": t("close") }, icon("close"));
  // Enter in a field presses the primary button, and no other.
  const foot = choices.map(({ value, label, look }) =>
    el("button", { type: look === "primary" ? "submit" : "button", class: `button ${look ?? ""}`, data: { value }, on: { click: () => dialog.close(value) } }, label),
  );
  const form = el(
    "form",
    { method: "dialog", class: "dialog-form" },
    el("div", { class: "dialog-head" }, heading, must ? null : closing),
    el("div", { class: "dialog-body", tabindex: wide ? 0 : null, role: wide ? "region" : null, "aria-labelledby": wide ? "dialog-title" : null }, ...body),
    foot.length ? el("div", { class: "dialog-foot" }, ...foot) : null,
  );
  const dialog = /** @type {HTMLDialogElement} */ (el("dialog", { class: wide ? "wide" : "", "aria-labelledby": "dialog-title" }, form));
  document.body.append(dialog);
  dialog.addEventListener("cancel", (event) => must && event.preventDefault());
  dialog.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (must && event.key === "Escape") event.preventDefault();
  });
  closing.addEventListener("click", () => dialog.close(""));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    dialog.close(choices.find(({ look }) => look === "primary")?.value ?? "");
  });
  dialog.showModal();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      answer(dialog.returnValue || null);
    }, { once: true });
  });
}

/**
 * Ask for a line of text.
 * @param {{title: string, label: string, value?: string, ok: string}} about
 * @returns {Promise<string | null>} what was typed, trimmed; null if closed or left empty
 */
export async function askText({ title, label, value = "", ok }) {
  const input = /** @type {HTMLInputElement} */ (el("input", { type: "text", id: "asked-text", value, autocomplete: "off", autofocus: true }));
  const field = el("div", { class: "field" }, el("label", { for: "asked-text" }, label), input);
  const answer = ask({ title, body: [field], choices: [{ value: "cancel", label: t("cancel") }, { value: "ok", label: ok, look: "primary" }] });
  input.select();
  return (await answer) === "ok" ? input.value.trim() || null : null;
}
