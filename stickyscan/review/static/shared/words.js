/** The page's words in the person's language, from the JSON block that the page carries. */

/** @type {Record<string, string>} */
const words = JSON.parse(document.getElementById("words")?.textContent ?? "{}");
export const lang = document.documentElement.lang || "en";
const plural = new Intl.PluralRules(lang);

/**
 * @param {string} key
 * @param {Record<string, string | number>} [values] what to put in place of {names}
 * @returns {string}
 */
export function t(key, values = {}) {
  const text = words[key];
  if (text === undefined) throw new Error(`no words for ${key}`);
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/**
 * What the server says went wrong. Its own sentences are English and the most exact; other languages have one per code.
 * @param {string | null} code
 * @param {string} message
 */
export const told = (code, message) => words[`error.${code}`] ?? message;

/**
 * The words of `key.one` or `key.other`, as the number asks, with {n} put in.
 * @param {string} key
 * @param {number} n
 * @param {Record<string, string | number>} [values]
 */
export function tn(key, n, values = {}) {
  const form = `${key}.${plural.select(n)}`;
  return t(form in words ? form : `${key}.other`, { n, ...values });
}
