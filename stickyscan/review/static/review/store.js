/** The one place that holds what is shown. Views read it and are told of each change; nothing else is shared. */

/** @typedef {import("./types.js").View} View */

/**
 * @param {View} first
 * @returns {{get: () => View, set: (patch: Partial<View>) => void, subscribe: (listener: (view: View, old: View) => void) => void}}
 */
export function createStore(first) {
  let view = first;
  /** @type {((view: View, old: View) => void)[]} */
  const listeners = [];
  return {
    get: () => view,
    set(patch) {
      const old = view;
      view = { ...view, ...patch };
      for (const listener of listeners) listener(view, old);
    },
    subscribe(listener) {
      listeners.push(listener);
    },
  };
}

/**
 * The new value with every part that did not change taken from the old one, so that views can compare by identity.
 * @template T
 * @param {any} old
 * @param {T} fresh
 * @returns {T}
 */
export function shared(old, fresh) {
  if (same(old, fresh)) return old;
  if (!isGroup(old) || !isGroup(fresh) || Array.isArray(old) !== Array.isArray(fresh)) return fresh;
  const before = Array.isArray(fresh) ? byId(old) : null;
  const result = /** @type {any} */ (Array.isArray(fresh) ? [] : {});
  for (const [key, value] of Object.entries(fresh)) result[key] = shared(before?.get(value?.id) ?? old[key], value);
  return result;
}

/** Whether two values say the same. Nearly all of a map does after an edit, so this makes nothing. @param {any} a @param {any} b */
function same(a, b) {
  if (a === b) return true;
  if (!isGroup(a) || !isGroup(b) || Array.isArray(a) !== Array.isArray(b)) return false;
  let more = 0;
  for (const key in a) {
    if (!(key in b) || !same(a[key], b[key])) return false;
    more++;
  }
  for (const _ in b) more--;
  return more === 0;
}

/** @param {any} value */
const isGroup = (value) => typeof value === "object" && value !== null;

/** @param {any[]} items */
function byId(items) {
  return new Map(items.filter((item) => item?.id !== undefined).map((item) => [item.id, item]));
}
