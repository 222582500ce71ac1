/** The large code on the projector: what it still lets in is kept up to date. */

import "../shared/theme.js";
import { renewLink, showLink } from "./link.js";

document.getElementById("new-link")?.addEventListener("click", () => renewLink());
await showLink();
setInterval(() => showLink().catch(() => {}), 5000);
