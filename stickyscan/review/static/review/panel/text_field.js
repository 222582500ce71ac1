/** The text field of the selected note: shows what is saved, keeps what is being typed, gives it back to be saved. */

/** @typedef {import("../types.js").Note} Note */

/**
 * @param {HTMLTextAreaElement} field
 * @param {{settle: (text: string) => void, save: (note: string, text: string) => void, alternative: (n: number) => boolean, leave: () => void}} on
 */
export function createTextField(field, on) {
  /** @type {Note | null} */
  let note = null;

  const saved = () => note?.text ?? "";
  const changed = () => note !== null && field.value !== saved();
  const untouched = () => !changed() && field.selectionStart === 0 && field.selectionEnd === field.value.length;

  /** As high as its words; where the style cannot say so, by measuring, which costs a layout of the page. */
  function fit() {
    if (CSS.supports("field-sizing", "content")) return;
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight + 2, 260)}px`;
  }

  function commit() {
    if (note && changed()) on.save(note.id, field.value);
  }

  field.addEventListener("input", fit);
  field.addEventListener("blur", () => setTimeout(() => document.activeElement !== field && commit(), 0));
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const digit = /^[1-9]$/.test(event.key) && !event.ctrlKey && !event.metaKey ? Number(event.key) : 0;
    if (event.key === "Enter" && !event.shiftKey) on.settle(field.value);
    else if (event.key === "Escape") {
      field.value = saved();
      on.leave();
    } else if (!(digit && (event.altKey || untouched()) && on.alternative(digit))) return;
    event.preventDefault();
    event.stopPropagation();
  });

  return {
    changed,
    commit,
    focus() {
      field.focus();
      field.select();
    },
    /** @param {Note | null} wanted */
    show(wanted) {
      const same = wanted?.id === note?.id;
      const typing = same && changed() && wanted?.text === note?.text;
      const whole = same && document.activeElement === field && untouched();
      note = wanted;
      if (typing || (same && field.value === saved())) return;
      field.value = saved();
      if (whole) field.select();
      fit();
    },
    fit,
  };
}
