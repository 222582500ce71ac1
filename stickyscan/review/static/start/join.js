/** The large code on the projector. */

import "../shared/theme.js";
import { followLink } from "./link.js";

await followLink();
