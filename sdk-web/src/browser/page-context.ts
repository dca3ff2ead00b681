import type { Context } from "@safar/schemas/types";
import { library } from "./library.js";

/** Asking for it costs more than all else that the script does as it starts: so it is asked for with the first event. */
let timezone: string | undefined;

/** What surrounds an event on the page at an address, by the names of the wire. */
export function contextOf(url: string, referrer: string): Context {
  const { pathname: path, search } = new URL(url);
  const { width, height } = screen;
  timezone ??= Intl.DateTimeFormat().resolvedOptions().timeZone;
  return {
    page: { path, referrer, search, title: document.title, url },
    library,
    locale: navigator.language,
    timezone,
    screen: { width, height, density: devicePixelRatio },
  };
}
