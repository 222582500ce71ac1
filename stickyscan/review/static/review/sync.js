/** Sends edits one after the other, each on top of the answer to the one before; asks a person where that is not possible. */

import { shared } from "./store.js";
import * as server from "./server.js";

/** @typedef {import("./types.js").Edit} Edit */
/** @typedef {import("./types.js").Saved} Saved */
/** @typedef {ReturnType<typeof import("./store.js").createStore>} Store */
/**
 * @typedef {object} Ask
 * @property {(edits: Edit[], theirs: Saved) => Promise<"mine" | "theirs">} conflict the map was changed elsewhere
 * @property {(message: string) => void} refused an edit makes no sense to the server
 * @property {() => void} refreshed the map was changed elsewhere and is shown now
 * @property {() => boolean} busy the person has begun something that a refreshed map would disturb
 */

/**
 * @param {Store} store
 * @param {Ask} ask
 */
export function createSync(store, ask) {
  /** @type {Promise<unknown>} */
  let last = Promise.resolve();

  /** @param {Saved} saved */
  function show(saved) {
    const view = store.get();
    const fresh = shared(view.saved, saved);
    const selected = fresh.map.notes.some((note) => note.id === view.selected) ? view.selected : null;
    store.set({ saved: fresh, selected, offline: null });
  }

  /**
   * @param {(version: string) => Promise<Saved>} send
   * @param {Edit[]} edits what to show if it cannot be done as is
   * @returns {Promise<Saved | null>} the new state; null if it was not done
   */
  async function once(send, edits) {
    try {
      const saved = await send(store.get().saved.version);
      show(saved);
      return saved;
    } catch (problem) {
      if (!(problem instanceof server.Refusal)) throw problem;
      if (problem.status === 409 && problem.state) {
        const theirs = problem.state;
        const choice = edits.length ? await ask.conflict(edits, theirs) : "theirs";
        show(theirs);
        if (!edits.length) ask.refreshed();
        return choice === "mine" ? once(send, edits) : null;
      }
      if (problem.status === 0) store.set({ offline: "unreachable" });
      else ask.refused(problem.message);
      return null;
    }
  }

  /**
   * @param {(version: string) => Promise<Saved>} send
   * @param {Edit[]} edits
   * @returns {Promise<Saved | null>}
   */
  function queued(send, edits) {
    store.set({ waiting: store.get().waiting + 1 });
    // The first goes out at once, ahead of the pictures that are asked for next.
    const answered = store.get().waiting > 1 ? last.then(() => once(send, edits)) : once(send, edits);
    const done = answered.finally(() => store.set({ waiting: store.get().waiting - 1 }));
    last = done.catch(() => null);
    return done;
  }

  /**
   * Shows what somebody else has changed. What is sent meanwhile makes the loaded state an old one: then once more.
   * @param {string} version
   */
  async function refresh(version) {
    for (;;) {
      const before = last;
      await before;
      if (last !== before) continue;
      if (version === store.get().saved.version || ask.busy()) return;
      const saved = await server.load().catch(() => null);
      if (last !== before) continue;
      if (!saved || saved.version === store.get().saved.version || ask.busy()) return;
      show(saved);
      return void ask.refreshed();
    }
  }

  server.listen(refresh);

  return {
    /** One undo step. @param {...Edit} edits */
    edit: (...edits) => queued((version) => server.sendEdits(version, edits), edits),
    undo: () => queued((version) => server.undo(version), []),
    redo: () => queued((version) => server.redo(version), []),
  };
}
