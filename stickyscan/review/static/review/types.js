/** The shapes that travel between the modules; no code. The map is the one of stickyscan/journey.py. */

/** @typedef {[number, number]} Point pixels of the upright photo */
/** @typedef {[Point, Point, Point, Point]} Quad clockwise from the top left of the upright writing */
/** @typedef {{id: string, title: string | null, source: string}} Stage */
/** @typedef {{id: string, title: string | null, kind: string | null, source: string}} Lane */
/** @typedef {{name: string, hex: string, confidence: number}} Colour */
/** @typedef {{id: string, file: string, width: number, height: number}} Photo */
/** @typedef {{from: string, to: string, confidence: number}} Connector */
/**
 * @typedef {object} Note
 * @property {string} id
 * @property {string} role
 * @property {string | null} text null: unreadable
 * @property {string | null} text_read
 * @property {number} text_confidence
 * @property {string[]} alternatives
 * @property {boolean} needs_review
 * @property {string[]} review_reasons
 * @property {Colour} colour
 * @property {string} photo
 * @property {Quad} corners
 * @property {{photo: string, corners: Quad}[]} also_in
 * @property {string | null} stage
 * @property {string | null} lane
 * @property {number} order
 * @property {string | null} kind
 * @property {string | null} kind_source
 * @property {number | null} votes
 * @property {number | null} sentiment
 * @property {boolean} moment_of_truth
 * @property {boolean} reviewed
 */
/**
 * @typedef {object} JourneyMap
 * @property {string | null} title
 * @property {string | null} persona
 * @property {string | null} scenario
 * @property {string | null} language
 * @property {Photo[]} photos
 * @property {Stage[]} stages
 * @property {Lane[]} lanes
 * @property {{colour: string, kind: string, source: string}[]} legend
 * @property {Note[]} notes
 * @property {Connector[]} connectors
 * @property {{stage: string, sentiment: number}[]} curve
 * @property {string[]} warnings
 */
/** @typedef {{id: string, text: string | null, colour: string}} DeletedNote */
/**
 * What the server keeps. `version` names the bytes of map.json.
 * @typedef {{version: string, map: JourneyMap, undo: string | null, redo: string | null, deleted: DeletedNote[]}} Saved
 */
/** @typedef {{op: string, [field: string]: any}} Edit */
/** @typedef {{stage: string | null, lane: string | null, before: string | null}} Place before: in front of that note; null: last */
/**
 * What the person is in the middle of.
 * @typedef {{name: "rest"}
 *   | {name: "move", note: string, place: Place}
 *   | {name: "pick", purpose: "merge" | "connect", from: string}
 *   | {name: "quads", purpose: "draw" | "outline" | "split", note: string | null, photo: string, quads: Quad[]}} Mode
 */
/** @typedef {"check" | "photo" | "map"} Pane */
/**
 * Everything that is shown follows from this.
 * @typedef {object} View
 * @property {Saved} saved
 * @property {string | null} selected
 * @property {string | null} photo the photo on screen
 * @property {Pane} pane the tab of a narrow window
 * @property {Mode} mode
 * @property {string} find words that notes are searched for
 * @property {number} waiting edits on their way
 * @property {string | null} offline why the last edit could not be sent
 */

export {};
