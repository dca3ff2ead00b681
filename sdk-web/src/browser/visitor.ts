import { attempt } from "./attempt.js";
import { type Arrival, readArrival } from "./campaign.js";
import { readId, writeId } from "./cookie.js";
import { stringify } from "./json.js";
import { newId } from "./message-id.js";
import type { SafarOptions } from "./options.js";

/** What is kept of a visitor, as one text in localStorage. */
export interface Kept {
  readonly id?: string;
  readonly user?: string | number | undefined;
  /** The visit, as each of its events tells it. */
  readonly visit?: Visit;
  /** The campaign and click ids that it began with, as JSON. */
  readonly arrival?: string;
  /** When it had its latest event, in milliseconds since 1970. */
  readonly last?: number;
}

interface Visit extends Arrival {
  readonly sessionId: string;
  readonly sessionNumber: number;
  readonly sessionStart: string;
  /** How the visitor came the first time. */
  readonly firstTouch: object;
}

/** Who is here, and since when: in memory, and once `remember()` was called in cookie and localStorage too. */
export interface Visitor {
  /** The visitor now, with an id that is made when there is none. */
  read_(): Kept;
  /** The same with an event at `now` on the page `href`, which begins a new visit where that is due. */
  visit_(now: number, href: string): Kept;
  setUser_(user: string | number): void;
  /** Another visitor from now on. */
  reset_(): void;
  /** As if there had never been a visitor here. */
  forget_(): void;
  /** From now on the visitor may be remembered, and who was remembered is known again. */
  remember_(): void;
}

/** Writing the time of each event would cost more than the event. */
const writeEveryMs = 1_000;

/** With `cookieless` nothing may be stored: `remember()` does nothing. */
export function createVisitor({
  cookieDomain = "",
  sessionTimeout = 1_800_000,
  cookieless,
}: SafarOptions): Visitor {
  let isRemembered: boolean | undefined;
  /**
   * Whether what localStorage has, if it may be read, is this visitor, or another tab's: not after reset(), until the
   * new visitor stands there.
   */
  let isStored: unknown = true;
  let kept: Kept = {};

  /** @param cookie what it holds, where that is known: reading it takes a slow phone milliseconds */
  const change = (changes: Kept, cookie?: string): Kept => {
    kept = { ...kept, ...changes };
    if (isRemembered) {
      isStored = attempt(() => (localStorage.safar = stringify(kept)));
      // One that a collector set lives longer than what a script writes.
      if (changes.id)
        attempt(() => changes.id === (cookie ?? readId()) || writeId(changes.id!, cookieDomain));
    }
    return kept;
  };

  /** Where the shop emptied localStorage the cookie says who it is; without both it is somebody else. */
  const knownBy = (id: string | undefined): Kept => ({ ...(id && kept), id }) as Kept;

  const load = (cookie?: string): void => {
    if (isRemembered && isStored)
      kept = attempt(() => JSON.parse(localStorage.safar)) ?? knownBy(cookie ?? attempt(readId));
  };

  const read = (): Kept => {
    load();
    return kept.id ? kept : change({ id: newId() });
  };

  return {
    read_: read,
    visit_(now, href) {
      const { visit, arrival, last = 0 } = read();
      const arrived = readArrival(href);
      const text = stringify(arrived);
      if (Math.abs(now - last) > sessionTimeout || (text[2] && text !== arrival)) {
        const sessionStart = new Date(now).toISOString();
        return change({
          visit: {
            sessionId: newId(now),
            sessionNumber: (visit?.sessionNumber ?? 0) + 1,
            sessionStart,
            ...arrived,
            firstTouch: visit?.firstTouch ?? {
              ...arrived,
              referrer: document.referrer,
              path: location.pathname,
              at: sessionStart,
            },
          },
          arrival: text,
          last: now,
        });
      }
      return now - last > writeEveryMs ? change({ last: now }) : kept;
    },
    setUser_(user) {
      read();
      change({ user });
    },
    reset_() {
      isStored = false;
      kept = {};
      change({ id: newId() });
    },
    forget_() {
      isRemembered = false;
      isStored = true;
      kept = {};
      attempt(() => {
        writeId("", cookieDomain);
        delete localStorage.safar;
      });
    },
    remember_() {
      if (isRemembered || cookieless) return;
      const { user } = kept;
      const cookie = attempt(readId) ?? "";
      isRemembered = true;
      load(cookie);
      const id = kept.id || newId();
      // Ids grow with time. The latest wins: a collector may set the one before reset() again.
      change({ user: user ?? kept.user, id: cookie > id ? cookie : id }, cookie);
    },
  };
}
