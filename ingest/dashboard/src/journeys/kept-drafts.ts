import type { JourneyDraft } from "@safar/schemas/dashboard";

/** What somebody edits, and the published state that they began from. */
export interface KeptDraft {
  readonly draft: JourneyDraft;
  /** Undefined for a new journey. */
  readonly base?: { readonly change: number; readonly draft: JourneyDraft } | undefined;
  /** Earlier states, the latest last, and those that were undone, the next one last. Kept as long as the page. */
  readonly past: readonly JourneyDraft[];
  readonly future: readonly JourneyDraft[];
}

const drafts = new Map<string, KeptDraft>();
const PREFIX = "safar-draft ";

/**
 * What was typed and not published yet, of this tab: it outlives a sign-in that has expired, and where storage is
 * allowed also a page that is loaded anew.
 */
export const keptDrafts = {
  get(key: string): KeptDraft | undefined {
    const kept = drafts.get(key);
    if (kept) return kept;
    try {
      const text = sessionStorage.getItem(PREFIX + key);
      if (text === null) return undefined;
      const { draft, base } = JSON.parse(text) as KeptDraft;
      return typeof draft.text === "string" ? { draft, base, past: [], future: [] } : undefined;
    } catch {
      return undefined;
    }
  },
  /** Begins a new journey with a draft. */
  begin(key: string, draft: JourneyDraft): void {
    keptDrafts.set(key, { draft, past: [], future: [] });
  },
  set(key: string, kept: KeptDraft): void {
    drafts.set(key, kept);
    const { draft, base } = kept;
    try {
      sessionStorage.setItem(PREFIX + key, JSON.stringify({ draft, base }));
    } catch {
      // Storage denied or full: the draft lives as long as the page.
    }
  },
  delete(key: string): void {
    drafts.delete(key);
    try {
      sessionStorage.removeItem(PREFIX + key);
    } catch {
      // Storage denied: there is nothing.
    }
  },
};
