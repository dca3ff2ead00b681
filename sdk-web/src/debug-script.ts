import type { Safar } from "./browser/calls.js";
import { explain } from "./explain.js";
import { unreadableAttributes } from "./tag-attributes.js";

/** The script's file name, with or without the content hash. */
const SCRIPT = /\/safar(-[0-9a-f]+)?\.js$/;

/** Reports unreadable attributes of the script's tags. */
function checkTags(): void {
  for (const { src, dataset } of document.scripts) {
    if (!SCRIPT.test(src.split(/[?#]/)[0]!) && dataset.writeKey === undefined) continue;
    for (const sentence of unreadableAttributes(dataset, location)) console.warn(`Safar: ${sentence}`);
  }
}

/** What the tag of safar-debug.js runs; it must follow safar.js or the stub. */
const { safar } = window as { safar?: Safar };
if (safar) explain(safar);
else console.error("Safar: put safar-debug.js after safar.js, or after the line that stands before it.");

// The script's own tag may be further down the page.
if (document.readyState === "loading") addEventListener("DOMContentLoaded", checkTags);
else checkTags();
