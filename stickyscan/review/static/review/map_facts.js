/** What follows from a map: what to check, which note is in which cell, how sure it is. Pure functions. */

/** @typedef {import("./types.js").JourneyMap} JourneyMap */
/** @typedef {import("./types.js").Note} Note */
/** @typedef {import("./types.js").Place} Place */
/** @typedef {{stage: string | null, lane: string | null, notes: Note[]}} Cell */
/** @typedef {"sure" | "check" | "unread" | "done"} Trust */

export const COLOURS = ["yellow", "orange", "pink", "red", "purple", "blue", "teal", "green", "white", "brown", "grey", "black"];
export const KINDS = [
  "touchpoint", "action", "thought", "quote", "emotion", "need", "question", "pain_point", "gain", "opportunity", "idea",
  "metric", "channel", "evidence", "backstage", "support", "department", "other",
];
export const ROLES = ["note", "stage_header", "lane_header", "title", "legend"];
export const SENTIMENTS = [-2, -1, 0, 1, 2];
/** The signs of the exports (stickyscan/export/words.py). @type {Record<string, string>} */
export const SIGNS = {
  touchpoint: "●", action: "►", thought: "◌", quote: "❝", emotion: "♡", need: "◆", question: "?", pain_point: "▼",
  gain: "▲", opportunity: "★", idea: "✦", metric: "▤", channel: "⇄", evidence: "■", backstage: "◐", support: "▦",
  department: "⌂", other: "○",
};

/**
 * How far the note can be trusted, in the words of the look: ink, pencil, dots, tick.
 * @param {Note} note
 * @returns {Trust}
 */
export function trustOf(note) {
  if (note.needs_review) return note.text === null ? "unread" : "check";
  return note.reviewed ? "done" : "sure";
}

/**
 * The notes that a person should look at, in reading order.
 * @param {JourneyMap} map
 */
export const toCheck = (map) => map.notes.filter((note) => note.needs_review);

/** @param {JourneyMap} map @returns {{done: number, all: number}} */
export function progress(map) {
  const done = map.notes.filter((note) => note.reviewed && !note.needs_review).length;
  return { done, all: done + toCheck(map).length };
}

/**
 * The next note to check after one, going round; null if there is none besides it.
 * @param {JourneyMap} map
 * @param {string | null} from
 * @param {1 | -1} direction
 * @param {ReadonlySet<string>} [but] notes to leave out
 */
export function nextToCheck(map, from, direction, but = new Set()) {
  const at = map.notes.findIndex((note) => note.id === from);
  const count = map.notes.length;
  for (let step = 1; step <= count; step++) {
    const note = map.notes[(((at + direction * step) % count) + count) % count];
    if (note && note.needs_review && note.id !== from && !but.has(note.id)) return note;
  }
  return null;
}

/** @param {JourneyMap} map @param {string | null} id */
export const noteOf = (map, id) => map.notes.find((note) => note.id === id) ?? null;

/**
 * The columns and rows of the grid; null is the one for notes without a stage or lane, there only if needed.
 * @param {JourneyMap} map
 */
export function gridOf(map) {
  const notes = map.notes.filter((note) => note.role === "note");
  const columns = [...map.stages.map((stage) => /** @type {string | null} */ (stage.id))];
  const rows = [...map.lanes.map((lane) => /** @type {string | null} */ (lane.id))];
  if (columns.length === 0 || notes.some((note) => note.stage === null && note.lane !== null)) columns.push(null);
  if (rows.length === 0 || notes.some((note) => note.lane === null && note.stage !== null)) rows.push(null);
  return { columns, rows };
}

/**
 * The ordinary notes of each cell in order. With `moving`, that note is shown where it would go.
 * @param {JourneyMap} map
 * @param {{note: string, place: Place} | null} [moving]
 * @returns {(stage: string | null, lane: string | null) => Note[]}
 */
export function cellsOf(map, moving = null) {
  /** @type {Map<string, Note[]>} */
  const cells = new Map();
  /** @param {string | null} stage @param {string | null} lane */
  const at = (stage, lane) => `${stage ?? ""}/${lane ?? ""}`;
  /** @param {string} key @param {Note} note */
  const put = (key, note) => {
    const cell = cells.get(key);
    if (cell) cell.push(note);
    else cells.set(key, [note]);
  };
  for (const note of map.notes) {
    if (note.role === "note" && note.id !== moving?.note) put(at(note.stage, note.lane), note);
  }
  for (const cell of cells.values()) cell.sort((a, b) => a.order - b.order);
  const moved = moving && noteOf(map, moving.note);
  if (moving && moved) {
    const { stage, lane, before } = moving.place;
    put(at(stage, lane), moved);
    const cell = cells.get(at(stage, lane)) ?? [];
    const place = cell.findIndex((note) => note.id === before);
    if (place >= 0) cell.splice(place, 0, ...cell.splice(cell.length - 1, 1));
  }
  return (stage, lane) => cells.get(at(stage, lane)) ?? [];
}

/** Notes that are no ordinary ones: headings, title, legend. @param {JourneyMap} map */
export const otherNotes = (map) => map.notes.filter((note) => note.role !== "note");

/** @param {JourneyMap} map @param {string} words @returns {Note[]} */
export function found(map, words) {
  const wanted = words.trim().toLocaleLowerCase();
  return wanted ? map.notes.filter((note) => (note.text ?? "").toLocaleLowerCase().includes(wanted)) : [];
}
