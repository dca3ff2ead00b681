import type { Context } from "@safar/schemas/types";
import { library } from "./library.js";

/** Asked for with the first event: Intl takes longer for it than all else that the script does as a page begins. */
let timezone: string;

/** What surrounds an event on the page at an address, by the names of the wire. */
export function contextOf(url: string, referrer: string): Context {
  const { pathname: path, search } = new URL(url);
  const { width, height } = screen;
  timezone ??=
    // biome-ignore lint/suspicious/noExplicitAny: TypeScript does not know Temporal, nor do all browsers
    (globalThis as any).Temporal?.Now?.timeZoneId?.() ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  // In this order it packs best.
  return {
    screen: { width, height, density: devicePixelRatio },
    locale: navigator.language,
    timezone,
    page: { path, search, title: document.title, referrer, url },
    library,
  };
}
