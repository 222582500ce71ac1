/** How the page puts notes, cells and edits into words. */

import { t, tn } from "../shared/words.js";
import { noteOf, SIGNS } from "./map_facts.js";

/** @typedef {import("./types.js").JourneyMap} JourneyMap */
/** @typedef {import("./types.js").Note} Note */
/** @typedef {import("./types.js").Edit} Edit */

/** The note's words on one line, or why there are none. @param {{text: string | null}} note @param {number} [most] */
export function shortly(note, most = 60) {
  if (note.text === null) return t("note.unreadable");
  const line = note.text.replace(/\s+/g, " ").trim();
  if (!line) return t("note.empty");
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}

/** Name first, so that typing its letters finds it in a list. @param {string | null} kind */
export const kindWords = (kind) => (kind ? `${t(`kind.${kind}`)} ${SIGNS[kind]}` : t("kind.none"));

/** @param {JourneyMap} map @param {string | null} id */
export function stageName(map, id) {
  const place = map.stages.findIndex((stage) => stage.id === id);
  return place < 0 ? t("grid.no_stage") : map.stages[place].title || t("grid.stage", { n: place + 1 });
}

/** @param {JourneyMap} map @param {string | null} id */
export function laneName(map, id) {
  const place = map.lanes.findIndex((lane) => lane.id === id);
  if (place < 0) return t("grid.no_lane");
  const lane = map.lanes[place];
  return lane.title || (lane.kind ? t(`kind.${lane.kind}`) : t("grid.lane", { n: place + 1 }));
}

/** @param {JourneyMap} map @param {string | null} stage @param {string | null} lane */
export function placeWords(map, stage, lane) {
  if (stage === null && lane === null) return t("grid.unplaced");
  return `${stageName(map, stage)} / ${laneName(map, lane)}`;
}

/** Why a person should look. @param {Note} note @returns {string[]} */
export function reasons(note) {
  if (!note.needs_review) return [];
  return note.review_reasons.length ? note.review_reasons.map((reason) => t(`reason.${reason}`)) : [t("reason.unsure")];
}

/** Everything a screen reader should say of a card. @param {Note} note @param {string} trust */
export function cardLabel(note, trust) {
  return [
    shortly(note, 200),
    note.kind ? t(`kind.${note.kind}`) : null,
    t(`colour.${note.colour.name}`),
    note.votes ? tn("note.votes", note.votes) : null,
    note.sentiment === null ? null : t(`sentiment.${note.sentiment}`),
    note.moment_of_truth ? t("note.moment") : null,
    trust === "sure" ? null : t(`trust.${trust}`),
  ].filter(Boolean).join(", ");
}

/**
 * What an edit does, in words: for undo, and for the question what to do about a conflict.
 * @param {Edit} edit
 * @param {JourneyMap} map
 */
export function editWords(edit, map) {
  const note = noteOf(map, edit.note ?? edit.notes?.[0] ?? edit.from ?? null);
  const name = note ? `“${shortly(note, 40)}”` : "";
  const what = t(`edit.${edit.op}`);
  const detail = edit.text ?? edit.title ?? edit.value;
  return [what, name, typeof detail === "string" && detail ? `→ “${detail}”` : ""].filter(Boolean).join(" ");
}

/** The name of what undo or redo would do; the server names edits by their op. @param {string} label */
export function labelWords(label) {
  try {
    return t(`edit.${label}`);
  } catch {
    return label;
  }
}
