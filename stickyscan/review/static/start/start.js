/** The start page: every wall, photos dropped for a new one, the link for phones. */

import { NewWall, stepsOfPage } from "../phone/new_wall.js";
import { ask } from "../phone/requests.js";
import { el, icon, keyed } from "../shared/dom.js";
import "../shared/theme.js";
import { lang, t, tn, told } from "../shared/words.js";

/** @typedef {{ key: string, title: string, changed: string, notes: number, to_check: number, photos: number, photo: string | null, problem: string | null }} Wall */

const drop = /** @type {HTMLElement} */ (document.getElementById("drop"));
const list = /** @type {HTMLElement} */ (document.getElementById("walls"));
const none = /** @type {HTMLElement} */ (document.getElementById("no-walls"));
const choose = /** @type {HTMLInputElement} */ (document.getElementById("choose"));
const REFRESH = 5000; // ms between looks at the folder, while the page is in front

const wall = new NewWall(/** @type {HTMLElement} */ (document.getElementById("new-wall")), stepsOfPage(), {
  begun: () => drop.classList.add("more"),
  scanning: () => (drop.hidden = true),
  over: () => void refresh(),
  fresh() {
    drop.hidden = false;
    drop.classList.remove("more");
    choose.focus();
  },
});

choose.addEventListener("change", () => {
  wall.add([...(choose.files ?? [])]);
  choose.value = "";
});
addEventListener("dragover", (event) => {
  if (!event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  document.body.dataset.dropping = "yes";
});
addEventListener("dragleave", (event) => {
  if (event.relatedTarget === null) delete document.body.dataset.dropping;
});
addEventListener("drop", (event) => {
  event.preventDefault();
  delete document.body.dataset.dropping;
  if (!document.querySelector(".scan")) wall.add([...(event.dataTransfer?.files ?? [])]);
});

/** Show the folder as it is now. */
async function refresh() {
  /** @type {{ walls: Wall[] }} */
  const { walls } = await ask("GET", "/api/workspace");
  none.hidden = walls.length > 0;
  keyed(list, walls, (one) => `${one.key} ${one.changed}`, card, () => {});
}

/** @param {Wall} one */
function card(one) {
  const when = el("time", { datetime: one.changed, title: new Date(one.changed).toLocaleString(lang) }, whenWords(new Date(one.changed)));
  const picture = one.photo ? el("img", { src: `/api/walls/${one.key}/photos/${encodeURIComponent(one.photo)}.jpg?width=800`, alt: "", loading: "lazy", decoding: "async" }) : icon("photo");
  const counts = el("p", { class: "card-counts" }, one.problem ? null : tn("start.notes", one.notes), one.photos > 1 ? ` · ${tn("start.photos", one.photos)}` : null, one.problem ? null : " · ", when);
  const trust = one.problem
    ? el("p", { class: "trust unread" }, t("start.broken"))
    : one.to_check
      ? el("p", { class: "trust check" }, tn("start.to_check", one.to_check))
      : el("p", { class: "trust done" }, t("start.checked"));
  const title = one.problem ? el("h3", {}, one.title) : el("h3", {}, el("a", { href: `/walls/${one.key}` }, one.title));
  return el("li", { class: "wall-card" }, el("div", { class: "card-picture" }, picture), el("div", { class: "card-words" }, title, counts, trust, one.problem ? el("p", { class: "small" }, told("broken_map", one.problem)) : null));
}

/** @param {Date} moment */
function whenWords(moment) {
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(moment).setHours(0, 0, 0, 0)) / 86_400_000);
  if (days < 1) return moment.toLocaleTimeString(lang, { hour: "numeric", minute: "2-digit" });
  if (days < 7) return new Intl.RelativeTimeFormat(lang, { numeric: "auto" }).format(-days, "day");
  return moment.toLocaleDateString(lang, { day: "numeric", month: "short", year: "numeric" });
}

await refresh();
setInterval(() => {
  if (!document.hidden) refresh().catch(() => {}); // a server that is gone is told where it matters: at the next change
}, REFRESH);
if (document.getElementById("new-link")) await (await import("./link.js")).followLink();
