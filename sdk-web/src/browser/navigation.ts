/** A view is another one when its path or its query is. The hash is left out: it mostly names a place on a page. */
const viewOf = ({ pathname, search }: Location): string => pathname + search;

/**
 * Calls back, after the fact, when a single-page app shows another view: by the Navigation API, or where it
 * is missing by wrapping `pushState` and `replaceState`, which go on doing what they did.
 *
 * @param onView gets the address of the view before
 */
export function watchNavigation(onView: (referrer: string) => void): void {
  let view = viewOf(location);
  let { href } = location;
  const look = (): void => {
    if (viewOf(location) === view) return;
    const referrer = href;
    view = viewOf(location);
    href = location.href;
    onView(referrer);
  };
  const { navigation } = window as { navigation?: EventTarget };
  if (navigation) {
    navigation.addEventListener("currententrychange", look);
    return;
  }
  for (const name of ["pushState", "replaceState"] as const) {
    const original = history[name];
    history[name] = function (this: History, ...args: Parameters<History["pushState"]>) {
      original.apply(this, args);
      look();
    };
  }
  addEventListener("popstate", look);
}
