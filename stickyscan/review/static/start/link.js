/** The link for phones: its code, how many it still lets in, and a new one. */

import { ask } from "../phone/requests.js";
import { toast } from "../shared/toast.js";
import { t, tn } from "../shared/words.js";

/** @typedef {{ link: string, code: string, joins: number, minutes: number }} Invitation code: the link as a picture */

const LOOK = 5000; // ms: phones join, and another window may make a new link

/** Show the present link wherever the page has a place for it, from now on. */
export async function followLink() {
  const button = document.getElementById("new-link");
  button?.addEventListener("click", () => renew().catch((problem) => toast(problem.message)));
  button?.removeAttribute("disabled"); // a click before would have done nothing
  setInterval(() => look().catch(() => {}), LOOK); // a server that is gone is told where it matters: at the next change
  await look();
}

async function look() {
  show(await ask("GET", "/api/invitation"));
}

/** Ask for another link; the one before lets nobody in any more. */
async function renew() {
  show(await ask("POST", "/api/invitation"));
  toast(t("invite.renewed"));
}

/** @param {Invitation} now */
function show({ link, code, joins, minutes }) {
  const left = document.getElementById("link-left");
  if (left) left.textContent = joins > 0 && minutes > 0 ? `${tn("invite.joins", joins)}, ${tn("invite.minutes", minutes)}.` : t("invite.over");
  const picture = /** @type {HTMLImageElement | null} */ (document.getElementById("qr"));
  if (picture && picture.src !== code) picture.src = code;
  const address = document.getElementById("link");
  if (address) address.textContent = link;
}
