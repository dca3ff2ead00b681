import { attempt } from "./attempt.js";

let timezone: string | undefined;

/** The page as it is now, by the names of the wire. `href` is where it was when the call was made. */
export function pageContext(href: string, referrer: string): Record<string, unknown> {
  const { pathname, search, href: url } = new URL(href);
  return { path: pathname, referrer, search, title: document.title, url };
}

/** What surrounds every event of this browser. */
export function browserContext(): Record<string, unknown> {
  timezone ??= attempt(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
  const { width, height } = screen;
  return { locale: navigator.language, timezone, screen: { width, height, density: devicePixelRatio } };
}
