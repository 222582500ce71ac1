/** What a person can do, in the page's own terms: every key, button and gesture ends here. State goes to the store, edits to the server. */

import { tn, t } from "../shared/words.js";
import { announce, toast } from "../shared/toast.js";
import { nextToCheck, noteOf, progress } from "./map_facts.js";
import { placeOf, step } from "./map/places.js";
import { placeWords, shortly } from "./phrases.js";
import { halves, rectangle } from "./photo/quad_editor.js";

/** @typedef {import("./types.js").Edit} Edit */
/** @typedef {import("./types.js").Mode} Mode */
/** @typedef {import("./types.js").Place} Place */
/** @typedef {import("./types.js").Quad} Quad */
/** @typedef {"map" | "photo" | "queue" | "panel"} From where a choice was made */
/**
 * What the views can do for the actions.
 * @typedef {object} Screen
 * @property {() => void} commitText save what stands in the text field, if it was changed
 * @property {() => void} focusText
 * @property {(id: string | null) => void} focusCard
 * @property {() => void} focusQuads
 * @property {() => {at: import("./types.js").Point, side: number}} photoCentre
 * @property {() => boolean} narrow
 */
/** @typedef {ReturnType<typeof createActions>} Actions */

/** @type {Mode} */
const REST = { name: "rest" };

/**
 * @param {ReturnType<typeof import("./store.js").createStore>} store
 * @param {ReturnType<typeof import("./sync.js").createSync>} sync
 * @param {Screen} screen
 * @param {import("./structure.js").Structure} structure
 */
export function createActions(store, sync, screen, structure) {
  const map = () => store.get().saved.map;
  const selected = () => noteOf(map(), store.get().selected);
  /** Notes whose answer is on its way to the server: nobody is asked about them again. @type {Set<string>} */
  const settled = new Set();
  /** @param {string | null} from @param {1 | -1} [direction] */
  const next = (from, direction = 1) => nextToCheck(map(), from, direction, settled);

  /**
   * What follows an edit once it is answered, unless the person has gone on to something else meanwhile.
   * @template T
   * @param {Promise<T>} answer @param {(answer: T) => void} follow
   */
  async function afterwards(answer, follow) {
    const before = store.get();
    const said = await answer;
    const now = store.get();
    if ((now.selected === before.selected || now.selected === null) && now.mode === before.mode) follow(said);
  }

  /** @param {string} id */
  function select(id) {
    const note = noteOf(map(), id);
    if (!note) return;
    const photo = store.get().photo;
    const here = note.photo === photo || note.also_in.some((seen) => seen.photo === photo);
    store.set({ selected: id, photo: here ? photo : note.photo, mode: REST });
  }

  /** @param {string} id @param {From} from */
  function choose(id, from) {
    const { mode } = store.get();
    if (mode.name === "pick") return void picked(id);
    screen.commitText();
    select(id);
    if (from === "queue") screen.focusText();
    else if (screen.narrow() && from !== "panel") store.set({ pane: "check" });
  }

  /** To the next note to check. @param {1 | -1} [direction] */
  function goOn(direction = 1) {
    screen.commitText();
    const following = next(store.get().selected, direction);
    if (following) choose(following.id, "queue");
    return following !== null;
  }

  /** Note by note in the order of the map, doubtful or not. @param {1 | -1} direction */
  function walk(direction) {
    const { notes } = map();
    const at = notes.findIndex(({ id }) => id === store.get().selected);
    const following = notes[(at + direction + notes.length) % notes.length];
    if (following) choose(following.id, "queue");
  }

  /**
   * What stands in the text field is right: save it, or accept what was read; on to the next to check.
   * @param {string} text
   */
  function settle(text) {
    const note = selected();
    if (!note) return;
    const changed = text !== (note.text ?? "");
    if (changed || note.needs_review) {
      settled.add(note.id);
      void sync.edit(changed ? { op: "set_text", note: note.id, text } : { op: "accept", note: note.id }).finally(() => settled.delete(note.id));
    }
    const following = next(note.id);
    const left = map().notes.filter((other) => other.needs_review && other.id !== note.id && !settled.has(other.id)).length;
    if (following) {
      select(following.id);
      screen.focusText();
      announce(tn("check.left", left));
    } else if (note.needs_review) {
      store.set({ selected: null });
      announce(t("check.all_done"));
    } else screen.focusCard(note.id);
  }

  /** @param {Edit} edit of the selected note, without its id */
  function change(edit) {
    const note = selected();
    return note ? sync.edit({ ...edit, note: note.id }) : Promise.resolve(null);
  }

  function startMove() {
    const note = selected();
    if (!note || note.role !== "note") return;
    screen.commitText();
    store.set({ mode: { name: "move", note: note.id, place: placeOf(map(), note.id) }, pane: "map" });
    screen.focusCard(note.id);
    announce(t("mode.move", { note: shortly(note, 30) }));
  }

  /** @param {[number, number]} direction */
  function moveOn(direction) {
    const { mode } = store.get();
    if (mode.name !== "move") return;
    const place = step(map(), mode.note, mode.place, direction);
    store.set({ mode: { ...mode, place } });
    screen.focusCard(mode.note);
    announce(placeWords(map(), place.stage, place.lane));
  }

  /** @param {string} note @param {Place} place */
  function moveTo(note, place) {
    select(note);
    const now = placeOf(map(), note);
    const same = now.stage === place.stage && now.lane === place.lane && now.before === place.before;
    if (same || place.before === note) return Promise.resolve(null);
    return sync.edit({ op: "move_note", note, ...place });
  }

  async function drop() {
    const { mode } = store.get();
    if (mode.name === "move") await afterwards(moveTo(mode.note, mode.place), () => screen.focusCard(mode.note));
  }

  /** Choose another note for something: to merge with, to draw an arrow to. @param {"merge" | "connect"} purpose */
  function startPick(purpose) {
    const note = selected();
    if (!note) return;
    screen.commitText();
    store.set({ mode: { name: "pick", purpose, from: note.id }, pane: "map" });
    screen.focusCard(note.id);
    announce(t(`mode.${purpose}`));
  }

  /** @param {string} id */
  async function picked(id) {
    const { mode } = store.get();
    if (mode.name !== "pick" || mode.from === id) return;
    const { purpose, from } = mode;
    store.set({ mode: REST });
    const edit = purpose === "merge" ? { op: "merge_notes", notes: [from, id] } : { op: "add_connector", from, to: id };
    await afterwards(sync.edit(edit), () => screen.focusCard(from));
  }

  /** @param {"draw" | "outline" | "split"} purpose */
  function startQuads(purpose) {
    const note = selected();
    const view = store.get();
    if (purpose !== "draw" && !note) return;
    screen.commitText();
    const photo = purpose === "draw" ? (view.photo ?? map().photos[0].id) : /** @type {any} */ (note).photo;
    store.set({ photo, pane: "photo" });
    store.set({ mode: { name: "quads", purpose, note: purpose === "draw" ? null : /** @type {any} */ (note).id, photo, quads: firstQuads(purpose) } });
    screen.focusQuads();
    announce(t(`mode.${purpose}`));
  }

  /** @param {"draw" | "outline" | "split"} purpose @returns {Quad[]} */
  function firstQuads(purpose) {
    const note = selected();
    if (purpose !== "draw" && note) return purpose === "split" ? halves(note.corners) : [note.corners];
    const { at, side } = screen.photoCentre();
    return [rectangle([at[0] - side / 2, at[1] - side / 2], [at[0] + side / 2, at[1] + side / 2])];
  }

  /** @param {boolean} [reread] */
  async function finishQuads(reread = false) {
    const { mode } = store.get();
    if (mode.name !== "quads") return;
    const known = new Set(map().notes.map(({ id }) => id));
    const photo = map().photos.find(({ id }) => id === mode.photo);
    const quads = mode.quads.map((quad) => quad.map(([x, y]) => [inside(x, photo?.width), inside(y, photo?.height)]));
    store.set({ mode: REST });
    const edits = {
      draw: { op: "add_note", photo: mode.photo, corners: quads[0] },
      outline: { op: "move_corners", note: mode.note, corners: quads[0], reread },
      split: { op: "split_note", note: mode.note, corners: quads },
    };
    if (mode.purpose !== "outline" || reread) toast(t("mode.reading"));
    await afterwards(sync.edit(edits[mode.purpose]), (saved) => {
      const fresh = saved?.map.notes.find(({ id }) => !known.has(id));
      const shown = mode.purpose === "draw" ? fresh?.id : mode.note;
      if (!saved || !shown) return;
      select(shown);
      if (screen.narrow()) store.set({ pane: "check" });
      screen.focusText();
    });
  }

  /** @param {string} [id] */
  async function remove(id = store.get().selected ?? undefined) {
    const note = noteOf(map(), id ?? null);
    if (!note) return;
    const following = next(note.id);
    const deleted = sync.edit({ op: "delete_note", note: note.id });
    void afterwards(deleted, (saved) => {
      if (!saved) return;
      if (following) select(following.id);
      if (note.needs_review && following) screen.focusText();
      else screen.focusCard(following?.id ?? null);
    });
    if (await deleted) toast(t("deleted.done", { note: shortly(note, 40) }), { label: t("undo"), run: () => restore(note.id) });
  }

  /** @param {string} id */
  async function restore(id) {
    if (await sync.edit({ op: "restore_note", note: id })) select(id);
  }

  function cancel() {
    const { mode } = store.get();
    if (mode.name === "rest") return false;
    store.set({ mode: REST });
    if (mode.name === "move") screen.focusCard(mode.note);
    else if (mode.name === "pick") screen.focusCard(mode.from);
    else screen.focusCard(store.get().selected);
    announce(t("mode.cancelled"));
    return true;
  }

  return {
    choose, select, goOn, walk, settle, change, startMove, moveOn, moveTo, drop, startPick, picked, startQuads, finishQuads,
    remove, restore, cancel, ...structure,
    /** @param {...Edit} edits */
    edit: (...edits) => sync.edit(...edits),
    /** @param {Quad[]} quads */
    changeQuads(quads) {
      const { mode } = store.get();
      if (mode.name === "quads") store.set({ mode: { ...mode, quads: mode.purpose === "split" ? quads : quads.slice(0, 1) } });
    },
    async undo() {
      screen.commitText();
      if (store.get().saved.undo) await sync.undo();
    },
    async redo() {
      if (store.get().saved.redo) await sync.redo();
    },
    /** @param {import("./types.js").Pane} pane */
    show: (pane) => store.set({ pane }),
    /** @param {string} photo */
    showPhoto: (photo) => store.set({ photo }),
    /** @param {string} words */
    find: (words) => store.set({ find: words }),
    progress: () => progress(map()),
  };
}

/** @param {number} value @param {number | undefined} most */
const inside = (value, most) => Math.round(Math.min(Math.max(value, 0), most ?? value) * 10) / 10;
