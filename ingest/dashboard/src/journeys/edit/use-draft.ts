import type { JourneyDraft } from "@safar/schemas/dashboard";
import { useRef, useState } from "preact/hooks";
import { type KeptDraft, keptDrafts } from "../kept-drafts.js";

export interface Drafted {
  readonly kept: KeptDraft | undefined;
  /** @param about what is typed into: what follows soon in the same place is undone with it */
  take(draft: JourneyDraft, about?: string): void;
  /** Goes on from another published state. The draft, if another one is given, can be undone. */
  rebase(base: KeptDraft["base"], draft?: JourneyDraft): void;
  undo(): void;
  redo(): void;
  /** Forgets what was typed. */
  drop(): void;
}

/** Letters that follow each other within so many milliseconds are undone together. */
const TOGETHER_MS = 1_000;
/** So many characters of earlier states are kept at most. */
const MOST_KEPT = 4_000_000;

/** A draft with its earlier states. @param published where it begins, undefined of a new journey */
export function useDraft(key: string, published: KeptDraft["base"]): Drafted {
  const begin = (): KeptDraft | undefined =>
    published && { draft: published.draft, base: published, past: [], future: [] };
  const [kept, setKept] = useState<KeptDraft | undefined>(() => keptDrafts.get(key) ?? begin());
  const latest = useRef(kept);
  const typing = useRef({ about: "", at: 0 });
  const keep = (next: KeptDraft) => {
    latest.current = next;
    keptDrafts.set(key, next);
    setKept(next);
  };
  const step = (from: "past" | "future", to: "past" | "future") => {
    const now = latest.current;
    const draft = now?.[from].at(-1);
    if (!now || !draft) return;
    typing.current = { about: "", at: 0 };
    keep({ ...now, draft, [from]: now[from].slice(0, -1), [to]: [...now[to], now.draft] });
  };
  return {
    kept,
    take(draft, about = "") {
      const now = latest.current;
      const at = Date.now();
      const isTogether =
        about !== "" && about === typing.current.about && at - typing.current.at < TOGETHER_MS;
      typing.current = { about, at };
      const past = now === undefined || isTogether ? (now?.past ?? []) : [...now.past, now.draft];
      keep({ base: now?.base ?? published, draft, past: bounded(past), future: [] });
    },
    rebase(base, draft) {
      const now = latest.current!;
      const changed = draft && draft !== now.draft;
      keep({
        ...{ ...now, base },
        ...(changed ? { draft, past: bounded([...now.past, now.draft]), future: [] } : {}),
      });
    },
    undo: () => step("past", "future"),
    redo: () => step("future", "past"),
    drop() {
      keptDrafts.delete(key);
      latest.current = begin();
      setKept(latest.current);
    },
  };
}

function bounded(past: readonly JourneyDraft[]): readonly JourneyDraft[] {
  let size = 0;
  const from = past.findLastIndex(({ text }) => {
    size += text.length;
    return size > MOST_KEPT;
  });
  return past.slice(from + 1);
}
