import type { Context } from "@safar/schemas/types";
import { library } from "./library.js";

/** Asking for it costs more than an event. */
const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** What surrounds an event on the page at an address, by the names of the wire. */
export function contextOf(url: string, referrer: string): Context {
  const { pathname: path, search } = new URL(url);
  const { width, height } = screen;
  return {
    page: { path, referrer, search, title: document.title, url },
    library,
    locale: navigator.language,
    timezone,
    screen: { width, height, density: devicePixelRatio },
  };
}
