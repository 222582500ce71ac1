/** The bar at the top, the tabs of a narrow window, and the bar that says what the person is in the middle of. */

import { attribute, el, keyed } from "../shared/dom.js";
import { openMenu } from "../shared/menu.js";
import { switchTheme } from "../shared/theme.js";
import { t } from "../shared/words.js";
import { noteOf } from "./map_facts.js";
import { labelWords, placeWords, shortly } from "./phrases.js";
import { exportAddress, finishedAddress, formats } from "./server.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./actions.js").Actions} Actions */
/** @typedef {{about: () => void, deleted: () => void, keys: () => void}} Windows */

/** @param {string} id */
const part = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * @param {() => View} get
 * @param {Actions} actions
 * @param {Windows} windows
 */
export function createBars(get, actions, windows) {
  part("undo").addEventListener("click", () => void actions.undo());
  part("redo").addEventListener("click", () => void actions.redo());
  part("about").addEventListener("click", windows.about);
  part("help").addEventListener("click", windows.keys);
  part("find").addEventListener("input", (event) => actions.find(/** @type {HTMLInputElement} */ (event.target).value));
  part("export").addEventListener("click", () => void openExports());
  part("more").addEventListener("click", () => openMenu(part("more"), moreItems()));
  part("draw").addEventListener("click", () => actions.startQuads("draw"));
  part("mode-ok").addEventListener("click", () => (get().mode.name === "move" ? void actions.drop() : void actions.finishQuads()));
  part("mode-reread").addEventListener("click", () => void actions.finishQuads(true));
  part("mode-cancel").addEventListener("click", () => actions.cancel());
  for (const tab of document.querySelectorAll("[data-tab]")) {
    tab.addEventListener("click", () => actions.show(/** @type {any} */ (tab).dataset.tab));
  }

  async function openExports() {
    const all = await formats().catch(() => []);
    openMenu(part("export"), all.map(({ name, title, for_whom, available, why_not }) => ({
      label: title,
      hint: (available ? for_whom : why_not) ?? "",
      disabled: !available,
      href: exportAddress(name),
      download: "",
    })));
  }

  function moreItems() {
    const { deleted } = get().saved;
    const narrow = matchMedia("(max-width: 56rem)").matches;
    return [
      { label: t("about.head"), icon: "pencil", run: windows.about },
      { label: t("deleted.title"), icon: "restore", hint: String(deleted.length), run: windows.deleted },
      { label: t("review.finished"), icon: "eye", href: finishedAddress(), target: true },
      ...(narrow ? [{ label: t("theme.switch"), icon: "theme", run: switchTheme }] : []),
      { label: t("keys.title"), icon: "help", run: windows.keys },
      null,
      ...["en", "de"].map((lang) => ({ label: t(`lang.${lang}`), checked: document.documentElement.lang === lang, href: `?lang=${lang}` })),
    ];
  }

  /** @param {string} id @param {string} name @param {string | null} label @param {string} keys */
  function step(id, name, label, keys) {
    const words = label ? `${t(name)}: ${labelWords(label)}` : t(name);
    attribute(part(id), "aria-disabled", label ? null : "true");
    attribute(part(id), "aria-label", words);
    attribute(part(id), "title", `${words} (${t(keys)})`);
  }

  /** @param {View} view */
  function showMode({ mode, saved: { map } }) {
    attribute(part("mode-bar"), "hidden", mode.name === "rest");
    attribute(document.body, "data-mode", mode.name === "rest" ? null : mode.name === "quads" ? mode.purpose : mode.name === "pick" ? mode.purpose : "move");
    if (mode.name === "rest") return;
    const note = noteOf(map, mode.name === "pick" ? mode.from : mode.note);
    const name = note ? shortly(note, 30) : "";
    if (mode.name === "move") part("mode-words").textContent = `${t("mode.move", { note: name })} ${placeWords(map, mode.place.stage, mode.place.lane)}`;
    else part("mode-words").textContent = t(`mode.${mode.purpose}`, { note: name });
    attribute(part("mode-ok"), "hidden", mode.name === "pick");
    attribute(part("mode-reread"), "hidden", mode.name !== "quads" || mode.purpose !== "outline");
    if (mode.name !== "pick") part("mode-ok").replaceChildren(t(`mode.ok_${mode.name === "move" ? "move" : mode.purpose}`), " ", el("kbd", { class: "key" }, t("key.enter")));
  }

  return {
    /** @param {View} view @param {View | null} old */
    show(view, old) {
      const { saved, pane, waiting, offline } = view;
      part("map-title").textContent = saved.map.title ?? document.body.dataset.name ?? t("about.untitled");
      if (saved.map.title) document.title = t("review.title", { name: saved.map.title });
      step("undo", "undo", saved.undo, "key.ctrl_z");
      step("redo", "redo", saved.redo, "key.ctrl_shift_z");
      part("saving").textContent = waiting ? t("saving") : old?.waiting ? t("saved") : part("saving").textContent;
      attribute(part("saving"), "data-busy", waiting > 0);
      attribute(part("trouble"), "hidden", !offline);
      if (offline) part("trouble").textContent = t("trouble.unreachable");
      attribute(document.body, "data-pane", pane);
      for (const tab of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-tab]"))) {
        attribute(tab, "aria-pressed", String(tab.dataset.tab === pane));
      }
      showPhotos(view);
      showMode(view);
    },
  };

  /** @param {View} view */
  function showPhotos({ saved: { map }, photo }) {
    attribute(part("photos"), "hidden", map.photos.length < 2);
    keyed(part("photos"), map.photos, ({ id }) => id, ({ id }) => {
      const button = el("button", { type: "button", class: "button compact" });
      button.addEventListener("click", () => actions.showPhoto(id));
      return button;
    }, (button, { id, file }) => {
      button.textContent = `${map.photos.findIndex((one) => one.id === id) + 1}`;
      attribute(button, "aria-label", t("photo.name", { file }));
      attribute(button, "title", file);
      attribute(button, "aria-pressed", String(id === photo));
    });
  }
}
