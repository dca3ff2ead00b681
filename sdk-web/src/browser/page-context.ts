import { library } from "./library.js";

let timezone: string | undefined;

/** The page at an address, by the names of the wire. */
export function pageContext(url: string, referrer: string): Record<string, unknown> {
  const { pathname: path, search } = new URL(url);
  return { path, referrer, search, title: document.title, url };
}

/** What surrounds every event of this browser. */
export function browserContext(): Record<string, unknown> {
  timezone ??= Intl.DateTimeFormat().resolvedOptions().timeZone;
  const { width, height } = screen;
  return {
    library,
    locale: navigator.language,
    timezone,
    screen: { width, height, density: devicePixelRatio },
  };
}
