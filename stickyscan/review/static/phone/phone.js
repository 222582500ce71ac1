/** The phone's page: take pictures, see at once whether they are good enough, watch the scan. */

import "../shared/theme.js";
import { NewWall, stepsOfPage } from "./new_wall.js";

const intro = /** @type {HTMLElement} */ (document.getElementById("intro"));
const pick = /** @type {HTMLElement} */ (document.getElementById("pick"));
const place = /** @type {HTMLElement} */ (document.getElementById("new-wall"));

const wall = new NewWall(place, stepsOfPage(), {
  begun() {
    intro.hidden = true;
    document.body.dataset.state = "photos";
  },
  scanning() {
    pick.hidden = true; // the scan has the whole page
  },
  over() {},
  fresh() {
    intro.hidden = pick.hidden = false;
    document.body.dataset.state = "start";
    pick.querySelector("input")?.focus();
  },
});

for (const input of document.querySelectorAll("input[type=file]")) {
  const files = /** @type {HTMLInputElement} */ (input);
  files.addEventListener("change", () => {
    wall.add([...(files.files ?? [])]);
    files.value = ""; // the same photo may be chosen again
  });
}
