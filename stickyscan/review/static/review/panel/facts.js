/** The note's properties as fields; each change is saved at once. */

import { attribute, el } from "../../shared/dom.js";
import { t } from "../../shared/words.js";
import { COLOURS, KINDS, ROLES, SENTIMENTS } from "../map_facts.js";
import { kindWords, laneName, stageName } from "../phrases.js";

/** @typedef {import("../types.js").Note} Note */
/** @typedef {import("../types.js").JourneyMap} JourneyMap */
/** @typedef {import("../actions.js").Actions} Actions */

/**
 * @param {HTMLElement} box
 * @param {Actions} actions
 */
export function createFacts(box, actions) {
  /** @param {string} name @param {HTMLElement} control @param {HTMLElement | null} [before] */
  const field = (name, control, before = null) => {
    control.id = `fact-${name}`;
    box.append(el("div", { class: `field field-${name}` }, el("label", { for: control.id }, t(`fact.${name}`)), before ? el("div", { class: "with-swatch" }, before, control) : control));
  };
  /** @param {(value: string) => unknown} chosen */
  const choice = (chosen) => {
    const control = /** @type {HTMLSelectElement} */ (el("select", { on: { change: () => chosen(control.value) } }));
    return control;
  };

  const swatch = el("span", { class: "swatch", "aria-hidden": "true" });
  const kind = choice((value) => actions.change({ op: "set_kind", kind: value || null }));
  const colour = choice((value) => actions.change({ op: "set_colour", colour: value }));
  const stage = choice(place);
  const lane = choice(place);
  const role = choice((value) => actions.change({ op: "set_role", role: value }));
  const sentiment = choice((value) => actions.change({ op: "set_sentiment", sentiment: value === "" ? null : Number(value) }));
  const votes = /** @type {HTMLInputElement} */ (el("input", { type: "number", min: 0, max: 999, step: 1, inputmode: "numeric", placeholder: t("fact.not_counted") }));
  votes.addEventListener("change", () => votes.validity.valid && actions.change({ op: "set_votes", votes: votes.value === "" ? null : Number(votes.value) }));
  const moment = /** @type {HTMLInputElement} */ (el("input", { type: "checkbox", id: "fact-moment" }));
  moment.addEventListener("change", () => actions.change({ op: "set_moment_of_truth", value: moment.checked }));

  field("kind", kind);
  field("colour", colour, swatch);
  field("stage", stage);
  field("lane", lane);
  field("role", role);
  field("votes", votes);
  field("sentiment", sentiment);
  box.append(el("label", { class: "tick-box field-moment", for: "fact-moment" }, moment, el("span", {}, t("note.moment"))));

  options(kind, [null, ...KINDS].map((name) => [name ?? "", kindWords(name)]));
  options(colour, COLOURS.map((name) => [name, t(`colour.${name}`)]));
  options(role, ROLES.map((name) => [name, t(`role.${name}`)]));
  options(sentiment, [["", t("curve.unknown")], ...[...SENTIMENTS].reverse().map((level) => /** @type {[string, string]} */ ([String(level), t(`sentiment.${level}`)]))]);

  // What the fields say, not what is saved: an edit of the other one may still be on its way.
  function place() {
    void actions.change({ op: "move_note", stage: stage.value || null, lane: lane.value || null, before: null });
  }

  return {
    /** @param {Note} note @param {JourneyMap} map */
    show(note, map) {
      options(stage, [["", t("grid.no_stage")], ...map.stages.map(({ id }) => /** @type {[string, string]} */ ([id, stageName(map, id)]))]);
      options(lane, [["", t("grid.no_lane")], ...map.lanes.map(({ id }) => /** @type {[string, string]} */ ([id, laneName(map, id)]))]);
      kind.value = note.kind ?? "";
      colour.value = note.colour.name;
      attribute(swatch, "class", `swatch paper-${note.colour.name}`);
      swatch.title = note.colour.hex;
      stage.value = note.stage ?? "";
      lane.value = note.lane ?? "";
      const placed = note.role === "note";
      for (const control of [stage, lane]) attribute(control, "disabled", !placed);
      role.value = note.role;
      sentiment.value = note.sentiment === null ? "" : String(note.sentiment);
      moment.checked = note.moment_of_truth;
      if (document.activeElement !== votes || !votes.validity.valid) votes.value = note.votes === null ? "" : String(note.votes);
    },
  };
}

/** @param {HTMLSelectElement} control @param {[string, string][]} entries */
function options(control, entries) {
  const key = JSON.stringify(entries);
  if (control.dataset.entries === key) return;
  control.dataset.entries = key;
  control.replaceChildren(...entries.map(([value, label]) => el("option", { value }, label)));
}
