/**
 * Calls back when a single-page app has shown another view, by wrapping `pushState` and `replaceState`, which
 * go on doing what they did. A view is another one when its path or its query is; the hash mostly names a place
 * on a page.
 *
 * @param onView gets the address of the view before, without its hash
 */
export function watchNavigation(onView: (referrer: string) => void): void {
  const view = () => location.href.split("#")[0]!;
  let seen = view();
  // Apps set their title after their address.
  const look = () =>
    setTimeout(() => {
      const before = seen;
      seen = view();
      if (seen !== before) onView(before);
    });
  for (const name of ["pushState", "replaceState"] as const) {
    const original = history[name];
    history[name] = (...given) => {
      original.apply(history, given);
      look();
    };
  }
  addEventListener("popstate", look);
}
