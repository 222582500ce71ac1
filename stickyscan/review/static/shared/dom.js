/** Making elements. Text only ever goes in as text, so that nothing a note says can become markup. */

const SVG = "http://www.w3.org/2000/svg";

/** @typedef {Node | string | number | null | undefined | false} Child */

/**
 * An element. Properties: `class`, `on` (event -> listener), `data` (dataset), `style` (custom properties or styles);
 * booleans become present or absent attributes; null and undefined are left out.
 * @param {string} name
 * @param {Record<string, any>} [properties]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElement}
 */
export function el(name, properties = {}, ...children) {
  return /** @type {HTMLElement} */ (fill(document.createElement(name), properties, children));
}

/**
 * The same for SVG.
 * @param {string} name
 * @param {Record<string, any>} [properties]
 * @param {...(Child | Child[])} children
 * @returns {SVGElement}
 */
export function svg(name, properties = {}, ...children) {
  return /** @type {SVGElement} */ (fill(document.createElementNS(SVG, name), properties, children));
}

/**
 * One of the icons of _icons.svg, for the eye only.
 * @param {string} name
 */
export function icon(name) {
  return svg("svg", { class: "icon", "aria-hidden": "true", focusable: "false" }, svg("use", { href: `#i-${name}` }));
}

/**
 * Set or remove an attribute.
 * @param {Element} element
 * @param {string} name
 * @param {string | number | boolean | null | undefined} value
 */
export function attribute(element, name, value) {
  if (value === null || value === undefined || value === false) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value === true ? "" : String(value));
}

/**
 * @param {HTMLElement | SVGElement} element
 * @param {Record<string, any>} properties
 * @param {(Child | Child[])[]} children
 */
function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    } else if (name === "data") {
      for (const [key, item] of Object.entries(value)) if (item !== null) element.dataset[key] = String(item);
    } else if (name === "style") {
      for (const [key, item] of Object.entries(value)) element.style.setProperty(key, String(item));
    } else attribute(element, name, value);
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== false) {
      element.append(child instanceof Node ? child : String(child));
    }
  }
  return element;
}

/**
 * Make the children of an element those of a list, each made once for its key and brought up to date ever after.
 * Elements that stay are moved only if the order changed, so that focus and scrolling survive.
 * @template T
 * @param {Element} parent
 * @param {readonly T[]} items
 * @param {(item: T) => string} keyOf
 * @param {(item: T) => Element} make
 * @param {(element: any, item: T) => void} update
 */
export function keyed(parent, items, keyOf, make, update) {
  const focused = parent.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement) : null;
  const old = new Map([...parent.children].map((child) => [child.getAttribute("data-key"), child]));
  let place = parent.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    let element = old.get(key);
    old.delete(key);
    if (!element) {
      element = make(item);
      element.setAttribute("data-key", key);
    }
    update(element, item);
    if (element === place) place = place.nextElementSibling;
    // The one that stood here goes elsewhere: step over it, instead of moving all that follow.
    else if (place && element === place.nextElementSibling) place = element.nextElementSibling;
    else parent.insertBefore(element, place);
  }
  for (const gone of old.values()) gone.remove();
  if (focused && focused !== document.activeElement && parent.contains(focused)) focused.focus({ preventScroll: true });
}
