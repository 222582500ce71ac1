/** One photo on its way: its picture, how far it is, and what is wrong with it. */

import { el, icon } from "../shared/dom.js";
import { t, tn } from "../shared/words.js";
import { send } from "./requests.js";

/** @typedef {{ kind: string, measured: number, needed: number }} Fault */
/** @typedef {{ photo: number, width: number, height: number, notes: number, note_width: number, faults: Fault[] }} Received */

export class PhotoTile {
  /**
   * @param {File} file
   * @param {{ changed: () => void, removed: (tile: PhotoTile) => void }} told
   */
  constructor(file, told) {
    this.file = file;
    this.told = told;
    /** @type {"waiting" | "sending" | "judging" | "here" | "refused"} */
    this.state = "waiting";
    /** @type {Received | null} */
    this.received = null;
    this.picture = el("div", { class: "tile-picture" }, icon("photo"));
    this.meter = el("div", { class: "meter", "aria-hidden": "true" }, el("span"));
    this.words = el("div", { class: "tile-words" });
    const remove = el("button", { type: "button", class: "button bare icon-only", "aria-label": t("new.remove", { name: file.name }), title: t("new.remove_short"), on: { click: () => this.remove() } }, icon("close"));
    this.element = el("li", { class: "tile" }, this.picture, el("div", { class: "tile-body" }, el("p", { class: "tile-name" }, file.name), this.words, this.meter), remove);
    this.show();
  }

  /** @param {string} draft */
  async upload(draft) {
    this.draft = draft;
    this.state = "sending";
    this.show();
    const { sent, stop } = send(`/api/uploads/${draft}/photos`, this.file, (share) => {
      this.state = share < 1 ? "sending" : "judging";
      this.show(share);
    });
    this.stop = stop;
    try {
      this.received = await sent;
      this.state = "here";
      this.picture.replaceChildren(el("img", { src: `/api/uploads/${draft}/photos/${this.received?.photo}.jpg`, alt: "" }));
    } catch (problem) {
      if (/** @type {Error} */ (problem).name === "AbortError") return;
      this.state = "refused";
      this.problem = /** @type {Error} */ (problem).message;
    }
    this.show();
    this.told.changed();
  }

  get busy() {
    return this.state === "waiting" || this.state === "sending" || this.state === "judging";
  }

  remove() {
    this.stop?.();
    if (this.received) fetch(`/api/uploads/${this.draft}/photos/${this.received.photo}`, { method: "DELETE" }).catch(() => {});
    this.element.remove();
    this.told.removed(this);
  }

  /** @param {number} [share] of the upload, 0..1 */
  show(share = 0) {
    this.element.dataset.state = this.state;
    this.meter.hidden = !this.busy;
    /** @type {HTMLElement} */ (this.meter.firstElementChild).style.width = `${Math.round(share * 100)}%`;
    this.words.replaceChildren(...this.verdict());
  }

  /** @returns {HTMLElement[]} */
  verdict() {
    if (this.state === "refused") return [notice("bad", "warning", t("new.refused"), this.problem ?? "")];
    if (!this.received) return [el("p", { class: "quiet small" }, t(`new.${this.state}`))];
    const { faults, notes, note_width: width } = this.received;
    const seen = notes ? tn("quality.notes", notes, { width }) : "";
    if (faults.length === 0) return [el("p", { class: "trust done" }, el("span", {}, t("quality.good"), el("span", { class: "seen" }, seen)))];
    return faults.map((fault, place) => {
      const values = { measured: Math.round(fault.measured), needed: Math.round(fault.needed), times: times(fault) };
      return notice(fault.kind === "no_notes" ? "bad" : "", "warning", t(`quality.${fault.kind}`, values), t(`quality.${fault.kind}.advice`, values), place === 0 ? seen : "");
    });
  }
}

/** How much nearer to go, as a person would say it. @param {Fault} fault */
function times(fault) {
  const factor = fault.measured > 0 ? fault.needed / fault.measured : 1;
  return factor < 1.35 ? t("quality.bit_closer") : factor < 1.8 ? t("quality.closer") : t("quality.half_way");
}

/**
 * @param {string} kind
 * @param {string} sign
 * @param {string} head
 * @param {string} text
 * @param {string} [more]
 */
function notice(kind, sign, head, text, more = "") {
  return el("div", { class: `notice ${kind}` }, icon(sign), el("div", {}, el("strong", {}, head), el("p", {}, text), more ? el("p", { class: "small seen" }, more) : null));
}
