/** The link for phones: how many it still lets in, and a new one. */

import { ask } from "../phone/requests.js";
import { t, tn } from "../shared/words.js";

/** Show the present link wherever the page has a place for it. */
export async function showLink() {
  show(await ask("GET", "/api/invitation"));
}

/** Ask for another link; the one before lets nobody in any more. */
export async function renewLink() {
  show(await ask("POST", "/api/invitation"));
  const picture = /** @type {HTMLImageElement | null} */ (document.getElementById("qr"));
  if (picture) picture.src = `/api/invitation/qr.svg?${Date.now()}`;
}

/** @param {{ link: string, joins: number, minutes: number }} link */
function show(link) {
  const left = document.getElementById("link-left");
  const open = link.joins > 0 && link.minutes > 0;
  if (left) left.textContent = open ? `${tn("invite.joins", link.joins)}, ${tn("invite.minutes", link.minutes)}.` : t("invite.over");
  const address = document.getElementById("link");
  if (address) address.textContent = link.link;
}
