import { el } from "../element.js";
import { gathered } from "../gathered.js";
import { journal } from "./journal.js";
import { INVITED_AT_ONCE, invite } from "./past-customers.js";

/** How often it counts, at most, in milliseconds. */
const GATHER_MS = 100;

/** The button that gives the shop a past, and how far that has come. */
export function invitation(): HTMLElement {
  const progress = el("p", { class: "hint", role: "status" });
  const draw = () => {
    const past = journal.entries.filter(({ isPast }) => isPast);
    const arrived = past.filter(({ reached }) => reached.row !== undefined).length;
    progress.textContent =
      past.length === 0
        ? "Their past orders, each with its own time, go the way of every event."
        : `${arrived} of ${past.length} past orders are rows.`;
  };
  const drawSoon = gathered(draw);
  journal.onChange(({ isPast }) => {
    if (isPast) drawSoon(GATHER_MS);
  });
  draw();
  return el(
    "div",
    { class: "invitation" },
    el("button", { type: "button", onclick: () => void invite() }, `Invite ${INVITED_AT_ONCE} customers`),
    progress,
  );
}
