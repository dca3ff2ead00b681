/** What passes by itself: the page asks again, and nobody has to press anything. */
const PASSING: readonly string[] = ["too_busy", "unavailable", "offline"];

const WAITS_MS = [2_000, 5_000, 10_000, 20_000, 40_000, 60_000];

/**
 * How long to wait, in milliseconds, before a question is asked again by itself.
 *
 * @param code what its last answer was
 * @param failures how often in a row it failed, from 1 on
 * @returns undefined where asking again would bring the same
 */
export function waitBeforeAgain(code: string, failures: number): number | undefined {
  return PASSING.includes(code) ? WAITS_MS[Math.min(failures, WAITS_MS.length) - 1] : undefined;
}

const ROUND_MS = 60_000;
const RESTS_FOR_ONE_ROUND = 10;

/**
 * How long an open page waits, in milliseconds, before it asks for everything anew: a minute after it did so last,
 * and longer where ClickHouse works long for the answers, so that open pages never keep it busy.
 *
 * @param begunAt when it did so last
 * @param endedAt when the answers were there
 */
export function waitBeforeRound(begunAt: number, endedAt: number): number {
  const took = endedAt - begunAt;
  return Math.max(ROUND_MS, RESTS_FOR_ONE_ROUND * took) - took;
}

/**
 * Does something after so many milliseconds, and not while the page is hidden: then when it is seen again.
 *
 * @returns stops it
 */
export function laterWhenSeen(wait: number, act: () => void): () => void {
  const timer = setTimeout(actOrWait, wait);
  function actOrWait() {
    if (document.hidden) document.addEventListener("visibilitychange", actOrWait, { once: true });
    else act();
  }
  return () => {
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", actOrWait);
  };
}
