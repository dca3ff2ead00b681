import type { JourneyDraft } from "@safar/schemas/dashboard";

const drafts = new Map<string, JourneyDraft>();
const PREFIX = "safar-draft ";

/**
 * What was typed and not published yet, of this tab: it outlives a sign-in that has expired, and where storage is
 * allowed also a page that is loaded anew.
 */
export const keptDrafts = {
  get(key: string): JourneyDraft | undefined {
    const kept = drafts.get(key);
    if (kept) return kept;
    try {
      const text = sessionStorage.getItem(PREFIX + key);
      return text === null ? undefined : (JSON.parse(text) as JourneyDraft);
    } catch {
      return undefined;
    }
  },
  set(key: string, draft: JourneyDraft): void {
    drafts.set(key, draft);
    try {
      sessionStorage.setItem(PREFIX + key, JSON.stringify(draft));
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
