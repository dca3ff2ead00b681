import type { Safar } from "./browser/calls.js";
import { explain } from "./explain.js";

/** What the tag of safar-debug.js runs: it stands after that of safar.js, or after the stub. */
const { safar } = window as { safar?: Safar };
if (safar) explain(safar);
else console.error("Safar: put safar-debug.js after safar.js, or after the line that stands before it.");
