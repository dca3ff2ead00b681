/**
 * Watches a page come and go. `unload` and `beforeunload` are left alone: listeners of theirs keep a page
 * out of the back/forward cache, and mobile browsers don't call them.
 *
 * @param onLeave the page may end now, or be put away: what is to be said must be said before it returns
 * @param onReturn the page is there again, or the network
 */
export function watchPage(onLeave: (isGone: boolean) => void, onReturn: () => void): void {
  const listen = (names: string, run: () => void) => {
    // The capture phase of the window sees the document's events as well.
    for (const name of names.split(" ")) addEventListener(name, run, true);
  };
  listen("pagehide freeze", () => onLeave(true));
  listen("pageshow resume online", onReturn);
  listen("visibilitychange", () => (document.visibilityState === "hidden" ? onLeave(false) : onReturn()));
}

/** Calls back when the visitor sees the page: at once, or when a page rendered ahead is visited. */
export function whenActivated(run: () => void): void {
  if ((document as { prerendering?: boolean }).prerendering) {
    document.addEventListener("prerenderingchange", run, { once: true });
  } else run();
}
