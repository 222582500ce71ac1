/** Where a note that is being moved goes next as arrow keys are pressed. Pure functions. */

import { cellsOf, gridOf } from "../map_facts.js";

/** @typedef {import("../types.js").JourneyMap} JourneyMap */
/** @typedef {import("../types.js").Place} Place */

/**
 * @param {JourneyMap} map
 * @param {string} note the one that is moved
 * @returns {Place} where it is now
 */
export function placeOf(map, note) {
  const own = map.notes.find(({ id }) => id === note);
  const [stage, lane] = [own?.stage ?? null, own?.lane ?? null];
  const cell = cellsOf(map)(stage, lane);
  const at = cell.findIndex(({ id }) => id === note);
  return { stage, lane, before: at < 0 ? null : (cell[at + 1]?.id ?? null) };
}

/**
 * @param {JourneyMap} map
 * @param {string} note
 * @param {Place} place
 * @param {[number, number]} direction left and right: stages; up and down: within the cell, then lanes
 * @returns {Place}
 */
export function step(map, note, place, [dx, dy]) {
  const { columns, rows } = gridOf(map);
  const cells = cellsOf({ ...map, notes: map.notes.filter(({ id }) => id !== note) });
  const inTray = place.stage === null && place.lane === null;
  const cell = cells(place.stage, place.lane);
  const found = cell.findIndex(({ id }) => id === place.before);
  const index = found < 0 ? cell.length : found;
  /** @param {string | null} stage @param {string | null} lane @param {number} i */
  const at = (stage, lane, i) => ({ stage, lane, before: cells(stage, lane)[i]?.id ?? null });
  if (inTray) {
    const within = index + dx + dy;
    if (within >= 0 && within <= cell.length && (dx || within !== index)) {
      if (dy >= 0 || index > 0) return at(null, null, within);
    }
    return dy < 0 && (map.stages.length || map.lanes.length) ? lastRow(columns, rows, cells) : place;
  }
  if (dx) {
    const column = columns[columns.indexOf(place.stage) + dx];
    const known = columns.indexOf(place.stage) + dx;
    if (known < 0 || known >= columns.length || (column === null && place.lane === null)) return place;
    return at(column, place.lane, Math.min(index, cells(column, place.lane).length));
  }
  if (index + dy >= 0 && index + dy <= cell.length) return at(place.stage, place.lane, index + dy);
  const row = rows.indexOf(place.lane) + dy;
  if (row < 0) return place;
  if (row >= rows.length || (rows[row] === null && place.stage === null)) return at(null, null, 0);
  return at(place.stage, rows[row], dy > 0 ? 0 : cells(place.stage, rows[row]).length);
}

/** @param {(string | null)[]} columns @param {(string | null)[]} rows @param {(s: string | null, l: string | null) => {id: string}[]} cells */
function lastRow(columns, rows, cells) {
  void cells;
  return { stage: columns[0], lane: rows[rows.length - 1], before: null };
}
