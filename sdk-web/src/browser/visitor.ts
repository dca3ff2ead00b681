import { attempt } from "./attempt.js";
import { type Arrival, readArrival } from "./campaign.js";
import { createIdCookie } from "./cookie.js";

/** What is kept of a visitor, in localStorage. */
interface Kept {
  readonly id?: string;
  readonly user?: string | number;
  readonly session?: Session;
  /** How the visitor came the first time. */
  readonly first?: object;
}

interface Session extends Arrival {
  readonly id: string;
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly start: number;
  /** When it had its latest event. */
  readonly last: number;
}

/** Who is here, and since when: in memory, and once `remember()` was called in cookie and localStorage too. */
export interface Visitor {
  /** The visitor's id now; made, and kept, when there is none. */
  anonymous(): string;
  /** The user's id, if the visitor is known. */
  user(): string | number | undefined;
  setUser(user: string | number): void;
  /** What an event at `now` on the page `href` says of its visit; begins a new one where that is due. */
  visit(now: number, href: string): Record<string, unknown>;
  /** Another visitor from now on. */
  reset(): void;
  /** As if there had never been a visitor here. */
  forget(): void;
  /** From now on the visitor may be remembered, and who was remembered is known again. */
  remember(): void;
}

const storageKey = "safar";
/** Writing the time of each event would cost more than the event. */
const writeEveryMs = 1_000;

export function createVisitor(
  cookieDomain: string | undefined,
  sessionTimeout: number,
  newId: () => string,
): Visitor {
  const cookie = createIdCookie(cookieDomain);
  let isRemembered = false;
  let kept: Kept = {};
  let text: string | null | undefined;

  const stored = () => attempt(() => localStorage.getItem(storageKey));

  const change = (changes: Kept): void => {
    kept = { ...kept, ...changes };
    if (!isRemembered) return;
    attempt(() => localStorage.setItem(storageKey, JSON.stringify(kept)));
    text = stored();
    if (changes.id) cookie.write(changes.id);
  };

  /** Another tab may have written since. */
  const read = (): Kept => {
    const now = isRemembered ? stored() : text;
    if (now !== text) {
      text = now;
      kept = attempt(() => JSON.parse(now as string)) ?? {};
    }
    if (!kept.id) change({ id: newId() });
    return kept;
  };

  return {
    anonymous: () => read().id as string,
    user: () => (isRemembered ? read() : kept).user,
    setUser(user) {
      if (isRemembered) read();
      change({ user });
    },
    visit(now, href) {
      const { session: before, first } = read();
      const arrival = readArrival(new URL(href).search);
      let session = before;
      if (
        !session ||
        Math.abs(now - session.last) > sessionTimeout ||
        (arrival && !isSame(arrival, session))
      ) {
        session = { ...arrival, id: newId(), number: (session?.number ?? 0) + 1, start: now, last: now };
        const { referrer } = document;
        change({
          session,
          first: first ?? { ...arrival, referrer, path: location.pathname, at: isoTime(now) },
        });
      } else if (now - session.last > writeEveryMs) change({ session: { ...session, last: now } });
      const { id, number, start, campaign, clickIds } = session;
      return {
        sessionId: id,
        sessionNumber: number,
        sessionStart: isoTime(start),
        campaign,
        clickIds,
        firstTouch: kept.first,
      };
    },
    reset() {
      kept = {};
      change({ id: newId() });
    },
    forget() {
      isRemembered = false;
      kept = {};
      text = undefined;
      cookie.write("");
      attempt(() => localStorage.removeItem(storageKey));
    },
    remember() {
      if (isRemembered) return;
      isRemembered = true;
      const { user } = kept;
      kept = {};
      text = undefined;
      const id = cookie.read() || read().id;
      change({ ...(user != null && { user }), id: id as string });
    },
  };
}

const isoTime = (time: number): string => new Date(time).toISOString();

const isSame = (one: Arrival, other: Arrival): boolean =>
  JSON.stringify([one.campaign, one.clickIds]) === JSON.stringify([other.campaign, other.clickIds]);
