/** A new wall in the making: photos in, one by one; then its scan. The same on the phone and on the start page. */

import { el, icon } from "../shared/dom.js";
import { t, tn } from "../shared/words.js";
import { PhotoTile } from "./photo_tile.js";
import { ask } from "./requests.js";
import { ScanView } from "./scan_view.js";

/** @typedef {import("./scan_view.js").Scan} Scan */

export class NewWall {
  /**
   * @param {HTMLElement} place where it is shown; hidden while there is nothing to show
   * @param {string[]} steps
   * @param {{ begun: () => void, scanning: () => void, over: (scan: Scan) => void, fresh: () => void }} told
   */
  constructor(place, steps, told) {
    this.place = place;
    this.steps = steps;
    this.told = told;
    this.clear();
    addEventListener("pagehide", () => this.draft && fetch(`/api/uploads/${this.draft}`, { method: "DELETE", keepalive: true }));
  }

  /** Start from nothing. */
  clear() {
    /** @type {PhotoTile[]} */
    this.tiles = [];
    this.draft = "";
    this.sending = Promise.resolve();
    this.list = el("ul", { class: "tiles" });
    this.name = /** @type {HTMLInputElement} */ (el("input", { type: "text", id: "wall-name", maxlength: 120, autocomplete: "off", placeholder: t("new.name_hint") }));
    this.go = el("button", { type: "submit", class: "button primary go" }, icon("grid"), el("span", {}, t("new.scan")));
    this.trouble = el("p", { class: "notice bad", role: "alert", hidden: true });
    this.status = el("p", { class: "only-heard", role: "status" });
    this.form = el("form", { class: "new-wall", on: { submit: (/** @type {Event} */ event) => this.scan(event) } },
      this.list, this.trouble, this.status,
      el("div", { class: "new-foot" }, el("div", { class: "field" }, el("label", { for: "wall-name" }, t("new.name")), this.name), this.go));
    this.place.replaceChildren(this.form);
    this.place.hidden = true;
  }

  /** @param {Iterable<File>} files photos of this wall */
  async add(files) {
    const fresh = [...files].map((file) => new PhotoTile(file, { changed: () => this.show(), removed: (tile) => this.removed(tile) }));
    if (fresh.length === 0) return;
    this.tiles.push(...fresh);
    this.list.append(...fresh.map((tile) => tile.element));
    this.place.hidden = false;
    this.told.begun();
    this.show();
    for (const tile of fresh) this.sending = this.sending.then(() => this.send(tile)); // one at a time, in order
  }

  /** @param {PhotoTile} tile */
  async send(tile) {
    if (!this.tiles.includes(tile)) return;
    try {
      this.draft ||= (await ask("POST", "/api/uploads")).upload;
    } catch (problem) {
      tile.state = "refused";
      tile.problem = /** @type {Error} */ (problem).message;
      tile.show();
      return;
    }
    await tile.upload(this.draft);
  }

  /** @param {PhotoTile} tile */
  removed(tile) {
    this.tiles = this.tiles.filter((one) => one !== tile);
    if (this.tiles.length === 0) {
      this.clear();
      this.told.fresh();
    } else this.show();
  }

  show() {
    const here = this.tiles.filter((tile) => tile.state === "here");
    const better = here.filter((tile) => tile.received?.faults.length).length;
    const ready = here.length > 0 && !this.tiles.some((tile) => tile.busy);
    this.go.toggleAttribute("disabled", !ready);
    if (ready) this.status.textContent = better ? tn("new.could_be_better", better) : tn("new.all_good", here.length);
  }

  /** @param {Event} event */
  async scan(event) {
    event.preventDefault();
    this.go.setAttribute("disabled", "");
    this.trouble.hidden = true;
    const { draft } = this;
    this.draft = ""; // who leaves the page now has not thrown it away
    try {
      const { scan } = await ask("POST", `/api/uploads/${draft}/scan`, { title: this.name.value });
      const view = new ScanView(scan, this.steps, { over: this.told.over, again: () => this.again() });
      this.place.replaceChildren(view.element);
      this.told.scanning();
      view.heading.focus();
      scrollTo({ top: 0 });
    } catch (problem) {
      this.draft = draft;
      this.trouble.textContent = /** @type {Error} */ (problem).message;
      this.trouble.hidden = false;
      this.go.removeAttribute("disabled");
    }
  }

  again() {
    this.clear();
    this.told.fresh();
  }
}

/** @returns {string[]} the names of the pipeline's steps, which the page carries */
export function stepsOfPage() {
  return (document.body.dataset.steps ?? "").split(" ");
}
