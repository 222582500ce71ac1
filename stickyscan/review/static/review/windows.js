/** The windows of the page: what to do about a conflict, the map's headings and legend, deleted notes, the keys. */

import { el, icon, keyed } from "../shared/dom.js";
import { ask } from "../shared/dialog.js";
import { t } from "../shared/words.js";
import { COLOURS, KINDS } from "./map_facts.js";
import { editWords, kindWords, shortly } from "./phrases.js";
import { KEYS } from "./key_table.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").Edit} Edit */
/** @typedef {import("./actions.js").Actions} Actions */

/**
 * The map was changed elsewhere: whose change counts?
 * @param {Edit[]} edits what this person wanted
 * @param {View} view
 * @param {import("./types.js").Saved} theirs
 * @returns {Promise<"mine" | "theirs">}
 */
export async function askAboutConflict(edits, view, theirs) {
  const mine = edits.map((edit) => el("li", {}, editWords(edit, view.saved.map)));
  const notes = [...new Set(edits.map(({ note }) => note).filter(Boolean))].flatMap((id) => theirs.map.notes.filter((note) => note.id === id));
  const now = notes.map((note) => el("li", {}, shortly(note, 120)));
  const body = [
    el("p", {}, t("conflict.what")),
    el("div", {}, el("h3", {}, t("conflict.mine")), el("ul", { class: "quoted" }, ...mine)),
    ...(now.length ? [el("div", {}, el("h3", {}, t("conflict.theirs")), el("ul", { class: "quoted" }, ...now))] : []),
  ];
  const choices = [
    { value: "theirs", label: t("conflict.take_theirs") },
    { value: "mine", label: t("conflict.put_mine"), look: /** @type {"primary"} */ ("primary") },
  ];
  return (await ask({ title: t("conflict.title"), body, choices, must: true })) === "mine" ? "mine" : "theirs";
}

/**
 * Title, persona, scenario, and what the colours mean. Saved as one step.
 * @param {View} view
 * @param {Actions} actions
 */
export async function editAbout(view, actions) {
  const { map } = view.saved;
  const fields = /** @type {const} */ (["title", "persona", "scenario"]).map((name) => {
    const input = /** @type {HTMLInputElement} */ (el("input", { type: "text", id: `about-${name}`, value: map[name] ?? "", autocomplete: "off" }));
    return { name, input, box: el("div", { class: "field" }, el("label", { for: input.id }, t(`about.${name}`)), input) };
  });
  const used = COLOURS.filter((colour) => map.notes.some((note) => note.colour.name === colour) || map.legend.some((entry) => entry.colour === colour));
  const colours = used.map((colour) => {
    const kind = map.legend.find((entry) => entry.colour === colour)?.kind ?? "";
    const select = /** @type {HTMLSelectElement} */ (el("select", { id: `legend-${colour}` }, ...[null, ...KINDS].map((name) => el("option", { value: name ?? "" }, kindWords(name)))));
    select.value = kind;
    const label = el("label", { for: select.id }, el("span", { class: `swatch paper-${colour}`, "aria-hidden": "true" }), t(`colour.${colour}`));
    return { colour, kind, select, box: el("div", { class: "legend-row" }, label, select) };
  });
  const body = [
    ...fields.map(({ box }) => box),
    el("h3", {}, t("about.legend")),
    el("p", { class: "quiet small" }, t("about.legend_hint")),
    el("div", { class: "legend-rows" }, ...colours.map(({ box }) => box)),
  ];
  const choices = [{ value: "cancel", label: t("cancel") }, { value: "save", label: t("save"), look: /** @type {"primary"} */ ("primary") }];
  if ((await ask({ title: t("about.head"), body, choices })) !== "save") return;
  const edits = [
    ...fields.filter(({ name, input }) => input.value.trim() !== (map[name] ?? "")).map(({ name, input }) => ({ op: "set_heading", field: name, value: input.value.trim() || null })),
    ...colours.filter(({ kind, select }) => select.value !== kind).map(({ colour, select }) => ({ op: "set_legend", colour, kind: select.value || null })),
  ];
  if (edits.length) await actions.edit(...edits);
}

/**
 * @param {() => View} get
 * @param {Actions} actions
 */
export async function showDeleted(get, actions) {
  const list = el("ul", { class: "deleted" });
  const show = () => {
    keyed(list, get().saved.deleted, ({ id }) => id, (note) => {
      const back = el("button", { type: "button", class: "button compact", "aria-label": t("deleted.restore_note", { note: shortly(note, 40) }) }, icon("restore"), t("deleted.restore"));
      back.addEventListener("click", async () => {
        await actions.restore(note.id);
        show();
        /** @type {HTMLElement | null} */ (list.querySelector("button"))?.focus();
      });
      return el("li", {}, el("span", { class: `swatch paper-${note.colour}`, "aria-hidden": "true" }), el("span", { class: "words" }, shortly(note, 90)), back);
    }, () => {});
    if (!list.children.length) list.append(el("li", { class: "quiet" }, t("deleted.none")));
  };
  show();
  await ask({ title: t("deleted.title"), body: [list], choices: [{ value: "ok", label: t("close"), look: "primary" }] });
}

/** @returns {Promise<unknown>} */
export function showKeys() {
  const groups = KEYS.map(({ title, keys }) =>
    el("section", {},
      el("h3", {}, t(title)),
      el("dl", { class: "keys" }, ...keys.map(([names, words]) =>
        el("div", {}, el("dt", {}, ...names.flatMap((name, i) => [i ? " " : null, el("kbd", { class: "key" }, name.startsWith("key.") ? t(name) : name)])), el("dd", {}, t(words))),
      )),
    ),
  );
  return ask({ title: t("keys.title"), body: [el("div", { class: "key-groups" }, ...groups)], choices: [], wide: true });
}
