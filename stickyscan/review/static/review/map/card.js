/** A note as a card of the map: its paper, kind, words, votes, and how sure it is. */

import { attribute, el, icon } from "../../shared/dom.js";
import { t, tn } from "../../shared/words.js";
import { SIGNS, trustOf } from "../map_facts.js";
import { cardLabel } from "../phrases.js";

/** @typedef {import("../types.js").Note} Note */
/** @typedef {{chosen: boolean, reachable: boolean, moving: boolean, dim: boolean}} Look */

const LOOKS = /** @type {const} */ (["chosen", "reachable", "moving", "dim"]);
/** @type {WeakMap<Element, {note: Note, look: Look}>} */
const shown = new WeakMap();

/** @param {Note} note @returns {HTMLElement} a list item */
export function makeCard(note) {
  return el("li", { class: "spot" }, el("button", { type: "button", data: { note: note.id }, lang: null }));
}

/** @param {HTMLElement} item @param {Note} note @param {Look} look */
export function updateCard(item, note, look) {
  const before = shown.get(item);
  if (before?.note === note && LOOKS.every((name) => before.look[name] === look[name])) return;
  shown.set(item, { note, look });
  const card = /** @type {HTMLElement} */ (item.firstElementChild);
  const trust = trustOf(note);
  const classes = ["card", `paper-${note.colour.name}`, `trust-${trust}`];
  for (const name of /** @type {const} */ (["chosen", "moving", "dim"])) if (look[name]) classes.push(name);
  attribute(card, "class", classes.join(" "));
  attribute(card, "tabindex", look.reachable ? 0 : -1);
  attribute(card, "aria-current", look.chosen ? "true" : null);
  attribute(card, "aria-label", cardLabel(note, trust));
  if (before?.note !== note) card.replaceChildren(...inside(note, trust));
}

/** @param {Note} note @param {string} trust @returns {Node[]} */
function inside(note, trust) {
  const text =
    note.text === null
      ? el("span", { class: "card-text missing" }, t("note.unreadable"))
      : el("span", { class: note.text.trim() ? "card-text" : "card-text missing" }, note.text.trim() || t("note.empty"));
  const facts = [
    note.votes ? el("span", { class: "votes", title: tn("note.votes", note.votes) }, dots(note.votes)) : null,
    note.sentiment === null ? null : el("span", { class: `mood mood-${note.sentiment}`, title: t(`sentiment.${note.sentiment}`) }, mood(note.sentiment)),
    note.moment_of_truth ? el("span", { class: "moment", title: t("note.moment") }, icon("star")) : null,
  ].filter((fact) => fact !== null);
  return [
    ...(note.kind ? [el("span", { class: "card-kind" }, `${SIGNS[note.kind]} ${t(`kind.${note.kind}`)}`)] : []),
    text,
    ...(facts.length ? [el("span", { class: "card-facts" }, ...facts)] : []),
    ...(trust === "sure" ? [] : [el("span", { class: `mark mark-${trust}`, title: t(`trust.${trust}`) }, trust === "done" ? icon("check") : trust === "unread" ? "…" : "?")]),
  ];
}

/** @param {number} votes */
const dots = (votes) => (votes > 5 ? `● ${votes}` : "●".repeat(votes));

/** @param {number} sentiment */
export const mood = (sentiment) => (sentiment > 0 ? "+".repeat(sentiment) : sentiment < 0 ? "−".repeat(-sentiment) : "±0");
