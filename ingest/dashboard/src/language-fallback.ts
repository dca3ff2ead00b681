/**
 * To be imported before what asks Intl for the browser's language as it is loaded, as uPlot does: under LANG=C WebKit
 * names a language that is none, Intl throws, and the page would stay blank.
 */
function isLanguage(name: string): boolean {
  try {
    return Intl.getCanonicalLocales(name).length > 0;
  } catch {
    return false;
  }
}

if (!isLanguage(navigator.language)) Object.defineProperty(navigator, "language", { value: "en" });
