/** The page put together: state in, views out. Everything that happens goes through actions, and comes back through the store. */

import { toast } from "../shared/toast.js";
import { t } from "../shared/words.js";
import { createActions } from "./actions.js";
import { createBars } from "./bars.js";
import { listenToKeys } from "./keys.js";
import { listenToDrags } from "./map/drag.js";
import { createGrid } from "./map/grid.js";
import { found, toCheck } from "./map_facts.js";
import { nearest } from "./nearest.js";
import { createPanel } from "./panel/panel.js";
import { createViewer } from "./photo/viewer.js";
import { firstWidth } from "./photo/picture.js";
import { load, photoAddress, Refusal } from "./server.js";
import { createStore } from "./store.js";
import { createStructure } from "./structure.js";
import { createSync } from "./sync.js";
import { askAboutConflict, editAbout, showDeleted, showKeys } from "./windows.js";

/** @typedef {import("./types.js").View} View */

/** @param {string} id */
const part = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const narrow = () => matchMedia("(max-width: 56rem)").matches;

/** @param {import("./types.js").Saved} saved */
function start(saved) {
  const first = toCheck(saved.map)[0]?.id ?? null;
  const photo = saved.map.notes.find(({ id }) => id === first)?.photo ?? saved.map.photos[0]?.id ?? null;
  const store = createStore({ saved, selected: first, photo, pane: "check", mode: { name: "rest" }, find: "", waiting: 0, offline: null });
  const { get } = store;

  const sync = createSync(store, {
    conflict: (edits, theirs) => askAboutConflict(edits, get(), theirs),
    refused(message) {
      toast(message);
      panel.reset();
    },
    refreshed: () => toast(t("conflict.refreshed")),
    busy: () => panel.typing() || get().mode.name !== "rest",
  });
  const structure = createStructure(get, sync);
  const focusCard = (/** @type {string | null} */ id) => {
    if (narrow() && get().pane !== "map") return;
    const card = grid.card(id);
    card?.focus({ preventScroll: true });
    card?.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  const screen = {
    commitText: () => panel.commit(),
    focusText: () => {
      if (narrow()) store.set({ pane: "check" });
      if (!matchMedia("(pointer: coarse)").matches) panel.focusText(); // no keyboard pops up unasked
    },
    focusCard,
    focusQuads: () => viewer.focusQuads(),
    photoCentre: () => viewer.centre(),
    narrow,
  };
  const actions = createActions(store, sync, screen, structure);
  const viewer = createViewer(part("photo-area"), get, actions);
  const panel = createPanel(get, actions, focusCard);
  const grid = createGrid(part("grid"), actions);
  const bars = createBars(get, actions, {
    about: () => void editAbout(get(), actions),
    deleted: () => void showDeleted(get, actions),
    keys: () => void showKeys(),
  });

  /** @param {View} view @param {View | null} old */
  function show(view, old) {
    bars.show(view, old);
    panel.show(view, old);
    const same = old && view.saved === old.saved && view.selected === old.selected && view.mode === old.mode;
    if (!same || view.find !== old.find) grid.show(view);
    if (!same || view.photo !== old.photo || view.pane !== old.pane) viewer.show(view, old);
    if (view.selected !== old?.selected || (view.pane === "map" && old.pane !== "map")) grid.card(view.selected)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  store.subscribe(show);
  show(get(), null);

  listenToDrags(part("grid"), part("map-scroll"), {
    begin: () => grid.show(get()),
    end: () => grid.show(get()),
    drop: (note, place) => void actions.moveTo(note, place),
  });
  listenToTools(viewer, actions, store);
  listenToKeys({
    get,
    actions,
    viewer,
    editText: () => panel.focusText(),
    help: showKeys,
    find: () => part("find").focus(),
    nextPane: () => nextPane(viewer.focusOutline, panel.focusText, () => focusCard(get().selected ?? get().saved.map.notes[0]?.id ?? null)),
    stepInMap: (direction, from) => stepInMap(direction, from, actions),
    stepInPhoto(direction) {
      const next = viewer.neighbour(direction);
      if (next) actions.select(next);
      viewer.focusOutline();
    },
  });
  part("text").addEventListener("input", () => (part("text").dataset.changed = String(panel.typing())));
  addEventListener("resize", () => panel.fit());
  addEventListener("beforeunload", (event) => {
    const { waiting } = get();
    if (!waiting) panel.commit();
    else if (waiting > 1 || panel.typing()) event.preventDefault(); // one edit is saved without the page, those behind it are not
  });
  if (first) screen.focusText();
  document.body.dataset.ready = "true";
  performance.mark("map-shown");
}

/**
 * @param {ReturnType<typeof createViewer>} viewer
 * @param {import("./actions.js").Actions} actions
 * @param {ReturnType<typeof createStore>} store
 */
function listenToTools(viewer, actions, store) {
  part("zoom-in").addEventListener("click", () => viewer.zoom(1.4));
  part("zoom-out").addEventListener("click", () => viewer.zoom(1 / 1.4));
  part("fit").addEventListener("click", () => viewer.fit());
  part("close-up").addEventListener("click", () => viewer.closeUp());
  const field = /** @type {HTMLInputElement} */ (part("find"));
  field.addEventListener("focus", () => field.select());
  field.addEventListener("keydown", (event) => {
    const hits = found(store.get().saved.map, field.value);
    if (event.key === "Enter" && hits.length) {
      const at = hits.findIndex(({ id }) => id === store.get().selected);
      actions.choose(hits[(at + 1) % hits.length].id, "panel");
      focusSelected();
    } else if (event.key === "Escape" || event.key === "ArrowDown") {
      if (event.key === "Escape") actions.find((field.value = ""));
      focusSelected();
    } else return;
    event.preventDefault();
  });

  function focusSelected() {
    /** @type {HTMLElement | null} */ (document.querySelector(".card[tabindex='0']"))?.focus();
  }
}

/** @param {[number, number]} direction @param {Element} from @param {import("./actions.js").Actions} actions */
function stepInMap(direction, from, actions) {
  const here = (from.closest("button") ?? from).getBoundingClientRect();
  const others = /** @type {HTMLElement[]} */ ([...part("grid").querySelectorAll("button")]).filter((button) => button !== from && button.offsetParent);
  const next = nearest(here, others.map((item) => ({ rect: item.getBoundingClientRect(), item })), direction);
  if (!next) return;
  if (next.dataset.note && document.body.dataset.mode === undefined) actions.select(next.dataset.note);
  next.focus();
}

/**
 * From the photo to the note to the map, and round.
 * @param {() => void} focusPhoto @param {() => void} focusNote @param {() => void} focusMap
 */
function nextPane(focusPhoto, focusNote, focusMap) {
  const now = document.activeElement;
  if (now?.closest("#photo-pane") || !now?.closest(".pane")) focusNote();
  else if (now.closest("#check-pane")) focusMap();
  else focusPhoto();
}

/** The photo is asked for before the map is drawn, so that both are ready together. @param {import("./types.js").Saved} saved */
function begin(saved) {
  const photo = toCheck(saved.map)[0]?.photo ?? saved.map.photos[0]?.id;
  if (photo) new Image().src = photoAddress(photo, firstWidth(part("photo-area")));
  setTimeout(() => start(saved));
}

load().then(begin, (problem) => {
  const words = problem instanceof Refusal && problem.status ? problem.message : t("trouble.unreachable");
  part("trouble").textContent = words;
  part("trouble").hidden = false;
  document.body.dataset.ready = "failed";
  if (!(problem instanceof Refusal)) throw problem;
});
