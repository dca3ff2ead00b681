import { gathered } from "../gathered.js";

/** The stations of an event's way, in their order. */
export const STATIONS = ["made", "queued", "sent", "acknowledged", "row"] as const;
export type Station = (typeof STATIONS)[number];

/** What the panel knows of one event. Times are milliseconds since 1970, by this browser's clock. */
export interface Entry {
  readonly messageId: string;
  /** What was tracked, such as `Product Added`, or the call, such as `page`. */
  readonly name: string;
  /** An invited customer's past order. */
  readonly isPast: boolean;
  readonly reached: { [station in Station]?: number };
  attempts: number;
  /** Why the SDK gave it up, if it did. */
  dropped?: string;
}

/** Message ids of past orders begin like this. */
export const PAST = "past-";

/** How many events are remembered; the oldest are forgotten first. */
const MAX_ENTRIES = 1_000;
/** How long changes are gathered, in milliseconds, before they are kept; a page that goes keeps them at once. */
const SAVE_MS = 500;
const KEY = "demo.journal";

const entries = restored();
const listeners = new Set<(entry: Entry) => void>();
window.addEventListener("pagehide", save);

/** What happened to each event, newest last; a reload keeps it. */
export const journal = {
  get entries(): Entry[] {
    return [...entries.values()];
  },
  /** Writes down a step; what other tabs made is written down as well when this one sends it. */
  step({ step, messageId, attempt, event }: EventStep, at: number): void {
    let entry = entries.get(messageId);
    if (!entry) {
      if (!event) return;
      const name = nameOf(event);
      entry = { messageId, name, isPast: messageId.startsWith(PAST), reached: {}, attempts: 0 };
      // Of an event of another tab, the time at which it was made is in the event.
      if (step !== "made") entry.reached.made = Date.parse(event.timestamp);
      entries.set(messageId, entry);
      for (const oldest of entries.keys()) {
        if (entries.size <= MAX_ENTRIES) break;
        entries.delete(oldest);
      }
    }
    entry.reached[step] ??= at;
    if (step === "sent") entry.attempts = attempt ?? entry.attempts + 1;
    changed(entry);
  },
  rowSeen(messageId: string, at: number): void {
    const entry = entries.get(messageId);
    if (!entry || entry.reached.row) return;
    entry.reached.row = at;
    changed(entry);
  },
  drop({ messageId, reason }: DroppedEvent): void {
    const entry = messageId === undefined ? undefined : entries.get(messageId);
    if (!entry) return;
    entry.dropped = reason;
    changed(entry);
  },
  onChange(listener: (entry: Entry) => void): void {
    listeners.add(listener);
  },
};

/** What was tracked; of a page without a name its path, of any other call its type. */
function nameOf({ type, event, name, context }: NonNullable<EventStep["event"]>): string {
  if (event) return event;
  const page = type === "page" ? name || context?.page?.path : name;
  return page ? `${type} ${page}` : type;
}

const saveSoon = gathered(save);

function changed(entry: Entry): void {
  for (const listener of listeners) listener(entry);
  saveSoon(SAVE_MS);
}

function save(): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify([...entries.values()]));
  } catch {
    // denied or full: the journal lives as long as the page
  }
}

function restored(): Map<string, Entry> {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "[]") as Entry[];
    return new Map(kept.map((entry) => [entry.messageId, entry]));
  } catch {
    return new Map();
  }
}
