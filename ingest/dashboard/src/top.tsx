import { Choice } from "./controls/choice.js";
import { PageLink } from "./page-link.js";
import { Logo } from "./sign-in.js";
import { useView } from "./view.js";

/** A page begins with all of them, whatever was opened on the one before. */
const NOTHING_CHOSEN = { journey: "", edit: "", customer: "", guest: "" } as const;

export interface TopActions {
  /** Figures are being asked for; a refresh has nothing to add. */
  readonly isAsking: boolean;
  readonly onRefresh: () => void;
  readonly onSignOut: () => void;
}

/** What stands above every page: the source, the pages there are, refresh and sign out. */
export function Top({ isAsking, onRefresh, onSignOut }: TopActions) {
  const { words, state, sources, source, change } = useView();
  return (
    <>
      <a class="skip" href="#content">
        {words.skip}
      </a>
      <header class="top">
        <div class="brand">
          <Logo />
          <span>Safar</span>
        </div>
        <nav class="pages" aria-label={words.pageNav}>
          {(Object.keys(words.pages) as (keyof typeof words.pages)[]).map((page) => (
            <PageLink key={page} to={{ page, ...NOTHING_CHOSEN }} isCurrent={state.page === page}>
              {words.pages[page]}
            </PageLink>
          ))}
        </nav>
        {sources.length > 0 && (
          <Choice
            name="source"
            label={words.source}
            value={source}
            options={Object.fromEntries(
              [source, ...sources.map(({ source_id: id }) => id)].map((id) => [id, id]),
            )}
            onChange={(chosen) =>
              change({ source: chosen, currency: "", zone: "", group: "", ...NOTHING_CHOSEN })
            }
          />
        )}
        <div class="top-actions">
          <button type="button" class="refresh" aria-busy={isAsking} onClick={onRefresh}>
            {isAsking ? words.asking : words.refresh}
          </button>
          <button type="button" onClick={onSignOut}>
            {words.signOut}
          </button>
        </div>
      </header>
    </>
  );
}
