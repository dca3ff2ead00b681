import { el } from "../element.js";
import { type Entry, journal, STATIONS } from "./journal.js";
import { openRow } from "./row-dialog.js";

/** How many of the newest events are shown. */
const SHOWN = 60;

/** The visitor's events, the newest first, each with the stations of its way. */
export function eventList(): HTMLElement {
  const list = el("ol", { class: "events", reversed: true });
  const empty = el(
    "p",
    { class: "hint" },
    "Nothing yet. Look at a product, and its event sets out from here.",
  );
  const items = new Map<string, HTMLElement>();
  const draw = (entry: Entry) => {
    if (entry.isPast) return;
    const item = eventItem(entry);
    const present = items.get(entry.messageId);
    const isFocused = present?.contains(document.activeElement);
    if (present) present.replaceWith(item);
    else list.prepend(item);
    items.set(entry.messageId, item);
    if (isFocused) item.querySelector("button")?.focus();
    for (const [oldest, old] of items) {
      if (items.size <= SHOWN) break;
      old.remove();
      items.delete(oldest);
    }
    empty.hidden = items.size > 0;
  };
  for (const entry of journal.entries) draw(entry);
  journal.onChange(draw);
  return el("div", { class: "event-scroll" }, empty, list);
}

function eventItem(entry: Entry): HTMLElement {
  const { messageId, name, reached, dropped } = entry;
  return el(
    "li",
    { "data-message-id": messageId, class: dropped ? "event dropped" : "event" },
    el(
      "button",
      { type: "button", onclick: () => openRow(entry) },
      el("span", { class: "event-name" }, name),
      el("span", { class: "event-state" }, stateText(entry)),
      el(
        "span",
        { class: "way", "aria-hidden": "true" },
        ...STATIONS.map((station) =>
          el(
            "span",
            { class: reached[station] === undefined ? "station" : "station reached" },
            el("span", { class: "dot" }),
            stationText(entry, station),
          ),
        ),
      ),
    ),
  );
}

function stationText({ attempts }: Entry, station: (typeof STATIONS)[number]): string {
  return station === "sent" && attempts > 1 ? `sent ×${attempts}` : station;
}

/** Where an event is, in a few words. */
export function stateText({ reached, dropped, attempts }: Entry): string {
  const { made, queued, sent, acknowledged, row } = reached;
  if (dropped !== undefined) return `dropped: ${dropped}`;
  if (row !== undefined && made !== undefined) return `row after ${durationText(row - made)}`;
  if (acknowledged !== undefined) return "durable";
  if (sent !== undefined && window.line.state !== "offline")
    return attempts > 1 ? "being sent again" : "being sent";
  if (queued !== undefined) return "waits in this browser";
  return "made";
}

/** Milliseconds as people say them. */
export function durationText(ms: number): string {
  if (ms < 1_000) return `${ms} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`;
  return `${(ms / 3_600_000).toFixed(1)} h`;
}
