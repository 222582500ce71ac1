/** Stages, lanes and the curve: the menus on their headings, and what is chosen there. */

import { askText } from "../shared/dialog.js";
import { openMenu } from "../shared/menu.js";
import { t } from "../shared/words.js";
import { KINDS, SENTIMENTS } from "./map_facts.js";
import { kindWords, laneName, stageName } from "./phrases.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {import("../shared/menu.js").Item} Item */
/** @typedef {ReturnType<typeof createStructure>} Structure */
/** @typedef {"stage" | "lane"} Group */

/**
 * @param {() => View} get
 * @param {ReturnType<typeof import("./sync.js").createSync>} sync
 */
export function createStructure(get, sync) {
  const map = () => get().saved.map;
  /** @param {Group} group */
  const all = (group) => (group === "stage" ? map().stages : map().lanes);
  /** @param {Group} group @param {string} id */
  const name = (group, id) => (group === "stage" ? stageName(map(), id) : laneName(map(), id));

  /** @param {Group} group @param {string | null} before */
  async function add(group, before) {
    const title = await askText({ title: t(`${group}.add`), label: t(`${group}.title`), ok: t("add") });
    if (title) await sync.edit({ op: `add_${group}`, title, before });
  }

  /** @param {Group} group @param {string} id */
  async function rename(group, id) {
    const own = all(group).find((entry) => entry.id === id);
    const title = await askText({ title: t(`${group}.rename`), label: t(`${group}.title`), value: own?.title ?? "", ok: t("save") });
    if (title && title !== own?.title) await sync.edit({ op: `rename_${group}`, [group]: id, title });
  }

  /** @param {Group} group @param {string} id @param {1 | -1} direction */
  function move(group, id, direction) {
    const ids = all(group).map((entry) => entry.id);
    const before = ids[ids.indexOf(id) + (direction < 0 ? -1 : 2)] ?? null;
    void sync.edit({ op: `move_${group}`, [group]: id, before });
  }

  /** @param {HTMLElement} button @param {Group} group @param {string} id */
  function menu(button, group, id) {
    const entries = all(group);
    const at = entries.findIndex((entry) => entry.id === id);
    const [back, on] = group === "stage" ? ["left", "right"] : ["up", "down"];
    /** @type {(Item | null)[]} */
    const items = [
      { label: t(`${group}.rename`), icon: "pencil", run: () => void rename(group, id) },
      { label: t(`${group}.move_back`), icon: back, disabled: at === 0, run: () => move(group, id, -1) },
      { label: t(`${group}.move_on`), icon: on, disabled: at === entries.length - 1, run: () => move(group, id, 1) },
      { label: t(`${group}.add_before`), icon: "plus", run: () => void add(group, id) },
      { label: t(`${group}.add_after`), icon: "plus", run: () => void add(group, entries[at + 1]?.id ?? null) },
      null,
      ...(group === "lane" ? [{ label: t("lane.kind"), icon: "info", run: () => kindMenu(button, id) }] : []),
      { label: t(`${group}.merge`), icon: "merge", disabled: entries.length < 2, run: () => mergeMenu(button, group, id) },
      { label: t(`${group}.delete`), icon: "trash", hint: t(`${group}.delete_hint`), run: () => void sync.edit({ op: `delete_${group}`, [group]: id }) },
    ];
    openMenu(button, items);
  }

  /** @param {HTMLElement} button @param {Group} group @param {string} id */
  function mergeMenu(button, group, id) {
    const others = all(group).filter((entry) => entry.id !== id);
    openMenu(button, others.map((entry) => ({
      label: t("group.merge_into", { name: name(group, entry.id) }),
      run: () => void sync.edit({ op: `merge_${group}s`, [group]: id, into: entry.id }),
    })));
  }

  /** @param {HTMLElement} button @param {string} id */
  function kindMenu(button, id) {
    const own = map().lanes.find((lane) => lane.id === id)?.kind ?? null;
    openMenu(button, [null, ...KINDS].map((kind) => ({
      label: kindWords(kind),
      checked: kind === own,
      run: () => void sync.edit({ op: "set_lane_kind", lane: id, kind }),
    })));
  }

  return {
    /** @param {string | null} before */
    addStage: (before) => void add("stage", before),
    /** @param {string | null} before */
    addLane: (before) => void add("lane", before),
    /** @param {HTMLElement} button @param {string} id */
    openStageMenu: (button, id) => menu(button, "stage", id),
    /** @param {HTMLElement} button @param {string} id */
    openLaneMenu: (button, id) => menu(button, "lane", id),
    /** @param {HTMLElement} button @param {string} stage */
    openCurveMenu(button, stage) {
      const now = map().curve.find((point) => point.stage === stage)?.sentiment ?? null;
      openMenu(button, [...[...SENTIMENTS].reverse(), null].map((sentiment) => ({
        label: sentiment === null ? t("curve.unknown") : t(`sentiment.${sentiment}`),
        checked: sentiment === now,
        run: () => void sync.edit({ op: "set_curve", stage, sentiment }),
      })));
    },
  };
}
