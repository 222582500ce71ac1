/** A scan on its way: what was found, which step it is at, what came out. */

import { el, icon } from "../shared/dom.js";
import { t, tn, told } from "../shared/words.js";
import { ask } from "./requests.js";

/** @typedef {{ scan: string, title: string, state: string, steps: string[], before: number, photos: number, wall: string | null, notes: number, to_check: number, seen: boolean, error: string | null, message: string | null }} Scan */

export class ScanView {
  /**
   * @param {string} id
   * @param {string[]} steps names, in their order
   * @param {{ over: (scan: Scan) => void, again: () => void }} told
   */
  constructor(id, steps, told) {
    this.id = id;
    this.told = told;
    this.heading = el("h2", { tabindex: "-1" });
    this.said = el("p", { class: "quiet", role: "status" });
    this.seen = el("div", { class: "scan-seen", hidden: true });
    this.rows = new Map(steps.map((name) => [name, el("li", { class: "scan-step" }, el("span", { class: "sign", "aria-hidden": "true" }), el("span", {}, t(`step.${name}`)))]));
    this.list = el("ol", { class: "scan-steps" }, [...this.rows.values()]);
    this.actions = el("div", { class: "scan-actions" });
    this.cancel = el("button", { type: "button", class: "button", on: { click: () => this.stop() } }, t("scan.cancel"));
    this.element = el("section", { class: "scan", "aria-label": t("scan.label") }, this.heading, this.said, this.seen, this.list, this.actions);
    this.source = new EventSource(`/api/scans/${id}/events`);
    this.source.addEventListener("progress", (event) => this.show(JSON.parse(event.data)));
    this.heading.textContent = t("scan.head");
    this.actions.append(this.cancel);
  }

  async stop() {
    this.cancel.setAttribute("disabled", "");
    await ask("DELETE", `/api/scans/${this.id}`).catch(() => {});
  }

  /** @param {Scan} scan */
  show(scan) {
    const over = !["waiting", "scanning"].includes(scan.state);
    this.element.dataset.state = scan.state;
    const next = [...this.rows.keys()].find((name) => !scan.steps.includes(name));
    for (const [name, row] of this.rows) {
      row.dataset.state = scan.state === "done" || scan.steps.includes(name) ? "done" : name === next && scan.state === "scanning" ? "now" : "to-come";
      if (row.dataset.state === "now") row.setAttribute("aria-current", "step");
      else row.removeAttribute("aria-current");
    }
    if (scan.seen && this.seen.hidden) {
      this.seen.hidden = false;
      this.seen.append(el("img", { src: `/api/scans/${this.id}/seen.jpg`, alt: t("scan.seen") }));
    }
    this.said.textContent = this.words(scan, next);
    if (!over) return;
    this.source.close();
    this.end(scan);
  }

  /**
   * @param {Scan} scan
   * @param {string | undefined} next
   */
  words(scan, next) {
    if (scan.state === "waiting") return scan.before ? tn("scan.before", scan.before) : t("scan.waiting");
    if (scan.state === "scanning") return next ? t(`step.${next}`) : t("scan.writing");
    return "";
  }

  /** @param {Scan} scan */
  end(scan) {
    const again = el("button", { type: "button", class: "button", on: { click: () => this.told.again() } }, t(scan.state === "done" ? "scan.another" : "scan.again"));
    this.heading.textContent = t(`scan.${scan.state}`);
    if (scan.state === "done") {
      const words = scan.to_check ? tn("scan.to_check", scan.to_check) : t("scan.nothing_to_check");
      this.said.textContent = `${tn("scan.notes", scan.notes)} ${words}`;
      this.actions.replaceChildren(el("a", { class: "button primary", href: `/walls/${scan.wall}` }, icon("grid"), t("scan.open")), again);
    } else {
      this.said.textContent = "";
      if (scan.message) this.list.before(el("p", { class: "notice bad", role: "alert" }, icon("warning"), el("span", {}, told(scan.error, scan.message))));
      this.actions.replaceChildren(again);
    }
    this.heading.focus();
    this.told.over(scan);
  }
}
