import type { Safar } from "./browser/calls.js";
import { explain } from "./explain.js";
import { unreadableAttributes } from "./tag-attributes.js";

/** The name of the script's file, with or without the hash of its content. */
const SCRIPT = /\/safar(-[0-9a-f]+)?\.js$/;

/** Says which attributes of the script's tags can't be read. */
function checkTags(): void {
  for (const { src, dataset } of document.scripts) {
    if (!SCRIPT.test(src.split(/[?#]/)[0]!) && dataset.writeKey === undefined) continue;
    for (const sentence of unreadableAttributes(dataset, location)) console.warn(`Safar: ${sentence}`);
  }
}

/** What the tag of safar-debug.js runs: it stands after that of safar.js, or after the stub. */
const { safar } = window as { safar?: Safar };
if (safar) explain(safar);
else console.error("Safar: put safar-debug.js after safar.js, or after the line that stands before it.");

// The script's own tag may stand below.
if (document.readyState === "loading") addEventListener("DOMContentLoaded", checkTags);
else checkTags();
