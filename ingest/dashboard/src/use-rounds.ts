import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { laterWhenSeen, waitBeforeRound } from "./again.js";

/** One question often follows another: between them the page is still asking. */
const GAP_MS = 300;

/** A question that is under way for longer is not waited for: a round that is asked for begins. */
const JOINED_MS = 60_000;

export interface Rounds {
  /** How often everything was asked for anew. */
  readonly round: number;
  /** Something is being asked. */
  readonly isAsking: boolean;
  /** Asks for everything anew. */
  begin(): void;
  /** The same, where nothing is being asked: else its answers are as new. */
  join(): void;
  /** To be told when asking begins and when it ends. */
  onAsking(isAsking: boolean): void;
}

/**
 * Rounds of questions: those that somebody asks for, and one a minute by itself while the page is seen.
 *
 * @param isOn false while nobody is signed in
 * @param forget drops every answer that is known
 */
export function useRounds(isOn: boolean, forget: () => void): Rounds {
  const [round, setRound] = useState(0);
  const [isAsking, setAsking] = useState(false);
  const latestForget = useRef(forget);
  latestForget.current = forget;
  const parts = useMemo(() => {
    let begunAt = performance.now();
    /** When the answers of the round were there. */
    let endedAt: number | undefined;
    let askingSince: number | undefined;
    let gap: ReturnType<typeof setTimeout>;
    function begin() {
      begunAt = performance.now();
      // Its questions are asked a moment later: what is pressed until then joins it, too.
      askingSince = begunAt;
      endedAt = undefined;
      latestForget.current();
      setRound((count) => count + 1);
    }
    return {
      begin,
      join() {
        if (askingSince === undefined || performance.now() - askingSince > JOINED_MS) begin();
      },
      onAsking(isBegun: boolean) {
        clearTimeout(gap);
        if (isBegun) {
          askingSince ??= performance.now();
          return setAsking(true);
        }
        gap = setTimeout(() => {
          askingSince = undefined;
          endedAt ??= performance.now() - GAP_MS;
          setAsking(false);
        }, GAP_MS);
      },
      /** Milliseconds until the next one begins by itself. */
      rest() {
        const end = endedAt ?? begunAt;
        return end + waitBeforeRound(begunAt, end) - performance.now();
      },
    };
  }, []);

  useEffect(() => {
    if (!isOn || isAsking) return undefined;
    return laterWhenSeen(parts.rest(), parts.begin);
  }, [isOn, isAsking, round, parts]);
  const { begin, join, onAsking } = parts;
  return { round, isAsking, begin, join, onAsking };
}
