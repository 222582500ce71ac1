/** The selected note at large: its cut-out, its text, other readings, why to check it, and everything it is. */

import { attribute, el, icon, keyed } from "../../shared/dom.js";
import { t, tn } from "../../shared/words.js";
import { nextToCheck, noteOf, progress, toCheck, trustOf } from "../map_facts.js";
import { reasons, shortly } from "../phrases.js";
import { cutoutAddress } from "../server.js";
import { createFacts } from "./facts.js";
import { createTextField } from "./text_field.js";

/** @typedef {import("../types.js").View} View */
/** @typedef {import("../types.js").Note} Note */
/** @typedef {import("../types.js").JourneyMap} JourneyMap */
/** @typedef {import("../actions.js").Actions} Actions */

const CUTOUT = 640; // pixels of the picture's width

/** @param {string} id */
const part = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * @param {() => View} get
 * @param {Actions} actions
 * @param {(id: string) => void} focusCard
 */
export function createPanel(get, actions, focusCard) {
  const selected = () => noteOf(get().saved.map, get().selected);
  const picture = /** @type {HTMLImageElement} */ (part("cutout"));
  const field = createTextField(/** @type {HTMLTextAreaElement} */ (part("text")), {
    settle: (text) => actions.settle(text),
    save: (note, text) => void actions.edit({ op: "set_text", note, text }),
    alternative(n) {
      const other = selected()?.alternatives[n - 1];
      if (other !== undefined) actions.settle(other);
      return other !== undefined;
    },
    leave: () => focusCard(get().selected ?? ""),
  });
  const facts = createFacts(part("facts"), actions);
  picture.addEventListener("error", () => attribute(picture, "hidden", true));
  picture.addEventListener("load", () => attribute(picture, "hidden", null));

  part("accept").addEventListener("click", () => actions.settle(/** @type {HTMLTextAreaElement} */ (part("text")).value));
  part("previous").addEventListener("click", () => actions.walk(-1));
  part("next").addEventListener("click", () => actions.walk(1));
  part("to-next").addEventListener("click", () => actions.goOn());
  part("delete").addEventListener("click", () => void actions.remove());
  part("outline").addEventListener("click", () => actions.startQuads("outline"));
  part("split").addEventListener("click", () => actions.startQuads("split"));
  part("merge").addEventListener("click", () => actions.startPick("merge"));
  part("connect").addEventListener("click", () => actions.startPick("connect"));
  part("move").addEventListener("click", () => actions.startMove());

  /** @param {Note} note @param {View} view */
  function showNote(note, view) {
    const trust = trustOf(note);
    part("note-title").textContent = t("panel.note", { id: note.id });
    attribute(part("note-trust"), "class", `trust ${trust}`);
    part("note-trust").textContent = t(`trust.${trust}`);
    const address = cutoutAddress(note, CUTOUT);
    if (picture.getAttribute("src") !== address) {
      picture.src = address;
      picture.alt = t("panel.cutout", { id: note.id });
    }
    attribute(part("cutout-box"), "class", `cutout paper-${note.colour.name}`);
    attribute(part("text"), "lang", view.saved.map.language);
    part("text").setAttribute("placeholder", note.text === null ? t("note.type_it") : "");
    keyed(part("reasons"), reasons(note), (reason) => reason, (reason) => el("li", {}, reason), () => {});
    attribute(part("reasons"), "hidden", !note.needs_review);
    showReadings(note);
    field.show(note);
    part("accept-words").textContent = note.needs_review ? t("panel.accept") : t("panel.save");
    showLinks(note, view.saved.map);
    for (const id of ["move", "outline", "split"]) attribute(part(id), "disabled", id === "move" && note.role !== "note");
  }

  /** @param {Note} note */
  function showReadings(note) {
    const items = note.alternatives.slice(0, 9).map((words, i) => ({ words, key: `${i + 1} ${words}`, n: i + 1 }));
    keyed(part("readings"), items, ({ key }) => key, ({ words, n }) => {
      const button = el("button", { type: "button", class: "button reading" }, el("kbd", { class: "key" }, n), el("span", {}, words));
      button.addEventListener("click", () => actions.settle(words));
      return el("li", {}, button);
    }, () => {});
    attribute(part("readings-box"), "hidden", !items.length);
    const changed = note.text_read !== null && note.text_read !== note.text;
    part("read-as").textContent = changed ? t("panel.read_as", { text: note.text_read ?? "" }) : "";
    attribute(part("read-as"), "hidden", !changed);
  }

  /** @param {Note} note @param {JourneyMap} map */
  function showLinks(note, map) {
    const links = map.connectors.filter(({ from, to }) => from === note.id || to === note.id);
    keyed(part("links"), links, ({ from, to }) => `${from}>${to}`, ({ from, to }) => {
      const other = from === note.id ? to : from;
      const go = el("button", { type: "button", class: "button bare compact go" });
      go.addEventListener("click", () => actions.choose(other, "panel"));
      const cut = el("button", { type: "button", class: "button bare icon-only compact", "aria-label": t("links.remove"), title: t("links.remove") }, icon("close"));
      cut.addEventListener("click", () => void actions.edit({ op: "remove_connector", from, to }));
      return el("li", {}, go, cut);
    }, (item, { from, to }) => {
      const other = noteOf(map, from === note.id ? to : from);
      item.firstElementChild.textContent = `${from === note.id ? "→" : "←"} ${other ? shortly(other, 40) : ""}`;
    });
    attribute(part("links-box"), "hidden", !links.length);
  }

  /** @param {View} view */
  function showProgress(view) {
    const { done, all } = progress(view.saved.map);
    const open = toCheck(view.saved.map).length;
    part("progress-words").textContent = open ? t("check.progress", { open, all }) : all ? t("check.all_checked", { n: all }) : t("check.nothing");
    /** @type {HTMLElement} */ (part("progress-bar").firstElementChild).style.width = `${all ? (100 * done) / all : 100}%`;
    attribute(part("progress"), "class", open ? "progress" : "progress complete");
    attribute(part("to-next"), "hidden", !open);
    part("done-words").textContent = open ? t("check.pick") : t("check.all_done");
    part("done-count").textContent = open ? tn("check.left", open) : tn("check.done_count", done);
  }

  return {
    /** @param {View} view @param {View | null} old */
    show(view, old) {
      const note = noteOf(view.saved.map, view.selected);
      attribute(part("note"), "hidden", !note);
      attribute(part("done"), "hidden", Boolean(note));
      if (view.saved.map !== old?.saved.map) showProgress(view);
      // The next cut-out, so that it is there when its turn comes; but no edit waits for it.
      const next = view.waiting ? null : nextToCheck(view.saved.map, view.selected, 1);
      if (next && (old?.waiting || view.selected !== old?.selected)) new Image().src = cutoutAddress(next, CUTOUT);
      // Not on every change: a field must not fall back to the saved value while its edit is on the way.
      if (view.saved === old?.saved && view.selected === old.selected) return;
      if (note) showNote(note, view);
      else field.show(null);
      // With more edits on the way, the fields are ahead of what is saved.
      if (note && (view.selected !== old?.selected || view.waiting <= 1)) facts.show(note, view.saved.map);
      if (view.selected !== old?.selected) part("check-pane").scrollTop = 0;
    },
    /** Show what is saved, whatever stands in the fields. */
    reset() {
      const note = selected();
      if (note) {
        showNote(note, get());
        facts.show(note, get().saved.map);
      }
    },
    focusText: () => field.focus(),
    fit: () => field.fit(),
    commit: () => field.commit(),
    typing: () => field.changed(),
  };
}
