import { attempt } from "./attempt.js";

const timezone = attempt(() => Intl.DateTimeFormat().resolvedOptions().timeZone);

/** The page at an address, by the names of the wire. */
export function pageContext(url: string, referrer: string): Record<string, unknown> {
  const { pathname: path, search } = new URL(url);
  return { path, referrer, search, title: document.title, url };
}

/** What surrounds every event of this browser. */
export function browserContext(): Record<string, unknown> {
  const { width, height } = screen;
  return { locale: navigator.language, timezone, screen: { width, height, density: devicePixelRatio } };
}
