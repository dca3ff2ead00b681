export interface PageLifecycle {
  /** The page may end now, or be put away: what has to be said must be said before this returns. */
  onLeave(isGone: boolean): void;
  /** The page is there again, or the network. */
  onReturn(): void;
}

/**
 * Watches a page come and go. `unload` and `beforeunload` are left alone: listeners of theirs keep a page
 * out of the back/forward cache, and mobile browsers don't call them.
 */
export function watchPage({ onLeave, onReturn }: PageLifecycle): void {
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") onLeave(false);
    else onReturn();
  });
  document.addEventListener("freeze", () => onLeave(true));
  document.addEventListener("resume", onReturn);
  addEventListener("pagehide", () => onLeave(true));
  addEventListener("pageshow", ({ persisted }) => persisted && onReturn());
  addEventListener("online", onReturn);
}

/** Calls back when the visitor sees the page: at once, or when a page rendered ahead is visited. */
export function whenActivated(run: () => void): void {
  if ((document as { prerendering?: boolean }).prerendering) {
    document.addEventListener("prerenderingchange", run, { once: true });
  } else {
    run();
  }
}
