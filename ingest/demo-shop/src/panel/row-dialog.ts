import { el } from "../element.js";
import { askRows, type Row } from "./ask.js";
import { durationText } from "./event-list.js";
import { type Entry, STATIONS } from "./journal.js";

const TEXTS: Record<(typeof STATIONS)[number], string> = {
  made: "Made by track(): message id and time are settled, and never change again",
  queued: "Queued in IndexedDB: from here on it outlives the page",
  sent: "Sent to the collector",
  acknowledged: "Acknowledged: its row is on the collector's disk",
  row: "Read by this panel as a row in ClickHouse",
};

/** Columns of JSON text, which are easier to read with line breaks. */
const JSON_COLUMNS = new Set(["properties", "traits", "context", "extra"]);

/** Shows an event's way with its times, and its row as ClickHouse has it. */
export function openRow(entry: Entry): void {
  const row = el("div", { "aria-live": "polite" }, el("p", { class: "hint" }, "Asking ClickHouse…"));
  const dialog = el(
    "dialog",
    { class: "row-dialog", "aria-labelledby": "row-title", onclose: () => dialog.remove() },
    el(
      "header",
      {},
      el("h2", { id: "row-title" }, entry.name),
      el("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, "Close"),
    ),
    el("h3", {}, "Its way"),
    wayTable(entry),
    el("h3", {}, "Its row"),
    row,
  );
  dialog.addEventListener("click", (click) => {
    if (click.target === dialog) dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
  askRows([entry.messageId]).then(
    (rows) => row.replaceChildren(...rowParts(entry, rows)),
    (error: Error) => row.replaceChildren(el("p", {}, `ClickHouse could not be asked: ${error.message}`)),
  );
}

function wayTable({ reached, attempts, dropped }: Entry): HTMLElement {
  const { made } = reached;
  const rows = STATIONS.map((station) => {
    const at = reached[station];
    const text = station === "sent" && attempts > 1 ? `${TEXTS.sent}, ${attempts} times` : TEXTS[station];
    const after = at === undefined || made === undefined ? "not yet" : `+${durationText(at - made)}`;
    return el(
      "tr",
      {},
      el("th", { scope: "row" }, text),
      el("td", {}, station === "made" ? timeText(at) : after),
    );
  });
  return el(
    "table",
    { class: "way-table" },
    el("tbody", {}, ...rows),
    dropped !== undefined && el("caption", {}, `Given up by the SDK: ${dropped}`),
  );
}

function timeText(at: number | undefined): string {
  return at === undefined ? "" : new Date(at).toLocaleTimeString(undefined, { hour12: false });
}

function rowParts({ messageId }: Entry, [row]: readonly Row[]): HTMLElement[] {
  const sql = `SELECT * FROM events\nWHERE source_id = 'demo-shop'\n  AND message_id = '${messageId}'`;
  const question = el("pre", {}, el("code", {}, sql));
  if (!row) return [question, el("p", {}, "No row yet. It is made when the event arrives.")];
  const told = Object.entries(row).filter(([, value]) => value !== "" && value !== null && value !== "{}");
  return [
    question,
    el(
      "table",
      { class: "row-table" },
      el(
        "tbody",
        {},
        ...told.map(([column, value]) =>
          el(
            "tr",
            {},
            el("th", { scope: "row" }, column),
            el("td", {}, el("code", {}, valueText(column, value))),
          ),
        ),
      ),
    ),
  ];
}

function valueText(column: string, value: unknown): string {
  if (!JSON_COLUMNS.has(column)) return String(value);
  try {
    return JSON.stringify(JSON.parse(String(value)), null, 2);
  } catch {
    return String(value);
  }
}
