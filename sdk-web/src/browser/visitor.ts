import { attempt } from "./attempt.js";
import { type Arrival, readArrival } from "./campaign.js";
import { createIdCookie } from "./cookie.js";

/** What is kept of a visitor, in localStorage. */
interface Kept {
  readonly id: string;
  readonly user?: string | number | undefined;
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

export interface Visitor {
  /** The visitor's id now; made, and kept, when there is none. */
  id(): string;
  /** The user's id, if the visitor is known. */
  user(): string | number | undefined;
  identify(user: string | number): void;
  /** What an event at `now` on the page `href` says of its visit; begins a new one where that is due. */
  visit(now: number, href: string): Record<string, unknown>;
  /** Another visitor from now on. */
  reset(): void;
  /** As if there had never been a visitor here. */
  forget(): void;
  /** From now on the visitor may be remembered, and who was remembered is known again. */
  remember(): void;
}

export interface VisitorOptions {
  readonly cookieDomain: string | undefined;
  readonly sessionTimeout: number;
  readonly newId: () => string;
}

const storageKey = "safar";
/** Writing the time of each event would cost more than the event. */
const writeEveryMs = 1_000;

/** Who is here, and since when: in memory, and once `remember()` was called in cookie and localStorage too. */
export function createVisitor({ cookieDomain, sessionTimeout, newId }: VisitorOptions): Visitor {
  const cookie = createIdCookie(cookieDomain);
  let isRemembered = false;
  let kept: Kept | undefined;
  let text: string | null | undefined;

  const save = (next: Kept): Kept => {
    kept = next;
    if (isRemembered) {
      text = JSON.stringify(kept);
      attempt(() => localStorage.setItem(storageKey, text as string));
      text = attempt(() => localStorage.getItem(storageKey));
    }
    return kept;
  };

  const withNewId = (): Kept => {
    const next = save({ ...kept, id: newId() });
    if (isRemembered) cookie.write(next.id);
    return next;
  };

  /** Another tab may have written since. */
  const read = (): Kept => {
    if (isRemembered) {
      const stored = attempt(() => localStorage.getItem(storageKey));
      if (stored !== text) {
        text = stored;
        kept = attempt(() => JSON.parse(stored as string)) ?? undefined;
      }
    }
    return kept?.id ? kept : withNewId();
  };

  const begin = (now: number, arrival: Arrival | undefined): Session => {
    const before = read();
    const session = {
      ...arrival,
      id: newId(),
      number: (before.session?.number ?? 0) + 1,
      start: now,
      last: now,
    };
    const first = before.first ?? {
      ...arrival,
      referrer: document.referrer,
      path: location.pathname,
      at: new Date(now).toISOString(),
    };
    save({ ...before, session, first });
    return session;
  };

  const forget = (): void => {
    kept = undefined;
    text = null;
    cookie.write(undefined);
    attempt(() => localStorage.removeItem(storageKey));
  };

  return {
    id: () => read().id,
    user: () => (isRemembered ? read() : kept)?.user,
    identify: (user) => void save({ ...(isRemembered ? read() : (kept as Kept)), user }),
    visit(now, href) {
      const arrival = readArrival(new URL(href).search);
      let { session, first } = read();
      const isOver = !session || Math.abs(now - session.last) > sessionTimeout;
      if (!session || isOver || (arrival && !isSame(arrival, session))) {
        session = begin(now, arrival);
        first = kept?.first;
      } else if (now - session.last > writeEveryMs) {
        save({ ...(kept as Kept), session: { ...session, last: now } });
      }
      return {
        sessionId: session.id,
        sessionNumber: session.number,
        sessionStart: new Date(session.start).toISOString(),
        campaign: session.campaign,
        clickIds: session.clickIds,
        firstTouch: first,
      };
    },
    reset() {
      kept = undefined;
      if (isRemembered) withNewId();
    },
    forget,
    remember() {
      if (isRemembered) return;
      isRemembered = true;
      const user = kept?.user;
      kept = undefined;
      const id = cookie.read();
      const stored = attempt(() => JSON.parse(localStorage.getItem(storageKey) as string)) as
        | Kept
        | null
        | undefined;
      const next = { ...stored, id: id || stored?.id || newId() };
      save(user === undefined ? next : { ...next, user });
      cookie.write(next.id);
    },
  };
}

const isSame = (one: Arrival, other: Arrival): boolean =>
  JSON.stringify([one.campaign, one.clickIds]) === JSON.stringify([other.campaign, other.clickIds]);
