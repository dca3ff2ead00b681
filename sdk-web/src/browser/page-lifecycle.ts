/**
 * Watches a page come and go. `unload` and `beforeunload` are left alone: listeners of theirs keep a page
 * out of the back/forward cache, and mobile browsers don't call them.
 *
 * @param onLeave the page may end now, or be put away: what is to be said must be said before it returns
 * @param onReturn the page is there again, or the network
 */
export function watchPage(onLeave: (isEnd?: boolean) => void, onReturn: () => void): void {
  for (const name of ["pagehide", "pageshow", "online", "visibilitychange"]) {
    // The capture phase of the window sees the document's events as well.
    addEventListener(
      name,
      ({ persisted }: { persisted?: boolean } & Event) => {
        if (name === "pagehide") onLeave(true);
        else if (document.hidden) onLeave();
        // A page is shown when it is loaded, too.
        else if (persisted !== false) onReturn();
      },
      true,
    );
  }
}
