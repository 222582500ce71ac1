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
  if (old === fresh || typeof fresh !== "object" || fresh === null || typeof old !== "object" || old === null) return fresh;
  if (Array.isArray(fresh) !== Array.isArray(old)) return fresh;
  let same = Object.keys(old).length === Object.keys(fresh).length;
  const before = Array.isArray(fresh) ? byId(/** @type {any} */ (old)) : null;
  const result = /** @type {any} */ (Array.isArray(fresh) ? [] : {});
  for (const [key, value] of Object.entries(fresh)) {
    const counterpart = (before && value?.id !== undefined && before.get(value.id)) || old[key];
    result[key] = shared(counterpart, value);
    if (result[key] !== old[key]) same = false;
  }
  return same ? old : result;
}

/** @param {any[]} items */
function byId(items) {
  return new Map(items.filter((item) => item?.id !== undefined).map((item) => [item.id, item]));
}
