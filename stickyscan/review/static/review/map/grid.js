/** The map: stages across, lanes down, the notes in their cells; below it the notes without a place and the headings. */

import { attribute, el, icon, keyed } from "../../shared/dom.js";
import { t, tn } from "../../shared/words.js";
import { cellsOf, found, gridOf, otherNotes } from "../map_facts.js";
import { kindWords, laneName, placeWords, stageName } from "../phrases.js";
import { makeCard, updateCard } from "./card.js";
import { showCurve } from "./curve.js";

/** @typedef {import("../types.js").View} View */
/** @typedef {import("../types.js").Note} Note */
/** @typedef {import("../types.js").JourneyMap} JourneyMap */
/** @typedef {import("../actions.js").Actions} Actions */
/** @typedef {{key: string, id: string | null}} Track a column or a row; id null: the notes without one */

/**
 * @param {HTMLElement} area
 * @param {Actions} actions
 */
export function createGrid(area, actions) {
  const head = el("div", { class: "row head-row", role: "row" });
  const curve = el("div", { class: "row curve-row", role: "row" });
  const rows = el("div", { class: "rows", role: "rowgroup" });
  const table = el("div", { class: "map", role: "table", "aria-label": t("grid.label") }, el("div", { class: "rows", role: "rowgroup" }, head), rows, el("div", { class: "rows", role: "rowgroup" }, curve));
  const trayCards = el("ul", { class: "cards", data: { stage: "", lane: "" } });
  const trayTitle = el("h2", {});
  const tray = el("section", { class: "tray", data: { cell: "" } }, trayTitle, trayCards);
  const otherCards = el("ul", { class: "cards" });
  const others = el("section", { class: "tray others" }, el("h2", {}, t("grid.others")), otherCards);
  const adders = el("div", { class: "adders" }, adder("stage"), adder("lane"));
  area.append(table, adders, tray, others);
  area.addEventListener("click", (event) => clicked(event, actions));

  /** @param {View} view */
  function show(view) {
    const { map } = view.saved;
    const moving = view.mode.name === "move" ? { note: view.mode.note, place: view.mode.place } : null;
    const cells = cellsOf(map, moving);
    const { columns, rows: lanes } = gridOf(map);
    const free = !map.stages.length && !map.lanes.length;
    const look = looks(view, moving?.note ?? null);
    attribute(table, "hidden", free);
    attribute(area, "class", `grid-area${free ? " free" : ""}${view.mode.name === "pick" ? " picking" : ""}`);
    table.style.setProperty("--columns", String(columns.length));
    showHead(head, map, columns);
    showCurve(curve, map, columns);
    keyed(rows, lanes.map(track), ({ key }) => key, makeRow, (row, { id }) => showRow(row, map, columns, id, cells, look));
    const loose = cells(null, null);
    trayTitle.textContent = free ? tn("grid.free", loose.length) : t("grid.unplaced");
    attribute(tray, "hidden", !loose.length && view.mode.name !== "move" && !area.dataset.dragging);
    showCards(trayCards, loose, look);
    const rest = otherNotes(map);
    attribute(others, "hidden", !rest.length);
    showCards(otherCards, rest, look);
  }

  return {
    show,
    /** @param {string | null} id @returns {HTMLElement | null} */
    card: (id) => (id ? area.querySelector(`.card[data-note="${CSS.escape(id)}"]`) : null),
  };
}

/** @param {string | null} id @returns {Track} */
const track = (id) => ({ key: id ?? "-", id });

/** @param {MouseEvent} event @param {Actions} actions */
function clicked(event, actions) {
  const target = /** @type {Element} */ (event.target);
  const button = /** @type {HTMLElement | null} */ (target.closest("button"));
  if (!button) return;
  if (button.dataset.note) actions.choose(button.dataset.note, "map");
  else if (button.dataset.add === "stage") actions.addStage(null);
  else if (button.dataset.add === "lane") actions.addLane(null);
  else if (button.dataset.stageMenu) actions.openStageMenu(button, button.dataset.stageMenu);
  else if (button.dataset.laneMenu) actions.openLaneMenu(button, button.dataset.laneMenu);
  else if (button.dataset.curve) actions.openCurveMenu(button, button.dataset.curve);
}

/** @param {View} view @param {string | null} moving @returns {(note: Note) => import("./card.js").Look} */
function looks(view, moving) {
  const { map } = view.saved;
  const hits = view.find.trim() ? new Set(found(map, view.find).map(({ id }) => id)) : null;
  const reachable = view.selected ?? map.notes.find((note) => note.role === "note")?.id ?? map.notes[0]?.id;
  return (note) => ({
    chosen: note.id === view.selected,
    reachable: note.id === reachable,
    moving: note.id === moving,
    dim: hits !== null && !hits.has(note.id),
  });
}

/** @param {HTMLElement} head @param {JourneyMap} map @param {(string | null)[]} columns */
function showHead(head, map, columns) {
  const corner = { key: "corner", id: null };
  keyed(head, [corner, ...columns.map(track)], ({ key }) => `h-${key}`, ({ key, id }) => (key === "corner" ? makeCorner() : makeHead(id)), (cell, { key, id }) => {
    if (key === "corner") return;
    const name = stageName(map, id);
    const label = /** @type {HTMLElement} */ (cell.querySelector(".head-name"));
    if (label.textContent !== name) label.textContent = name;
    attribute(cell.firstElementChild ?? cell, "title", id ? t("grid.stage_menu") : null);
  });
}

const makeCorner = () => el("div", { class: "corner", role: "columnheader" }, t("fact.lane"));

/** @param {"stage" | "lane"} group */
const adder = (group) => el("button", { type: "button", class: "button bare compact", data: { add: group } }, icon("plus"), t(`${group}.add`));

/** @param {string | null} id */
function makeHead(id) {
  const inside = el("span", { class: "head-name" });
  if (id === null) return el("div", { class: "stage nowhere", role: "columnheader" }, el("span", { class: "head" }, inside));
  const menu = { type: "button", class: "head", "aria-haspopup": "menu", "aria-expanded": "false", data: { stageMenu: id } };
  return el("div", { class: "stage", role: "columnheader" }, el("button", menu, inside, icon("down")));
}

/** @param {Track} lane */
function makeRow({ id }) {
  const name = [el("span", { class: "head-name" }), el("span", { class: "lane-kind" })];
  const menu = { type: "button", class: "head", "aria-haspopup": "menu", "aria-expanded": "false", title: t("grid.lane_menu"), data: { laneMenu: id } };
  const head = id === null ? el("span", { class: "head" }, ...name) : el("button", menu, el("span", {}, ...name), icon("down"));
  return el("div", { class: "row", role: "row" }, el("div", { class: id === null ? "lane nowhere" : "lane", role: "rowheader" }, head));
}

/**
 * @param {HTMLElement} row @param {JourneyMap} map @param {(string | null)[]} columns @param {string | null} lane
 * @param {(stage: string | null, lane: string | null) => Note[]} cells @param {(note: Note) => import("./card.js").Look} look
 */
function showRow(row, map, columns, lane, cells, look) {
  const header = /** @type {HTMLElement} */ (row.firstElementChild);
  const [name, kind] = [".head-name", ".lane-kind"].map((part) => /** @type {HTMLElement} */ (header.querySelector(part)));
  const own = map.lanes.find(({ id }) => id === lane);
  const title = laneName(map, lane);
  const words = own?.kind && own.title ? kindWords(own.kind) : "";
  if (name.textContent !== title) name.textContent = title;
  if (kind.textContent !== words) kind.textContent = words;
  header.setAttribute("data-key", "head");
  const wanted = [{ key: "head", id: /** @type {string | null} */ (null) }, ...columns.map((id) => ({ key: `c-${id ?? ""}`, id }))];
  keyed(row, wanted, ({ key }) => key, ({ id }) => makeCell(id, lane), (cell, { key, id }) => {
    if (key === "head") return;
    const inert = id === null && lane === null; // those notes are in the tray
    const list = /** @type {HTMLElement} */ (cell.firstElementChild);
    attribute(list, "aria-label", inert ? null : placeWords(map, id, lane));
    showCards(list, inert ? [] : cells(id, lane), look);
  });
}

/** @param {string | null} stage @param {string | null} lane */
function makeCell(stage, lane) {
  const where = stage === null && lane === null ? {} : { cell: "" };
  return el("div", { class: "cell", role: "cell", data: where }, el("ul", { class: "cards", data: { stage: stage ?? "", lane: lane ?? "" } }));
}

/** @param {HTMLElement} list @param {Note[]} notes @param {(note: Note) => import("./card.js").Look} look */
function showCards(list, notes, look) {
  keyed(list, notes, ({ id }) => id, makeCard, (item, note) => updateCard(item, note, look(note)));
}

