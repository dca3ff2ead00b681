import { useEffect, useState } from "preact/hooks";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const KEY = "safar-dashboard-theme";

/** The colours that this browser's reader chose; where storage is denied, those of the system. */
export function keptTheme(): Theme {
  try {
    return THEMES.find((theme) => theme === localStorage.getItem(KEY)) ?? "system";
  } catch {
    return "system";
  }
}

/** Puts colours in force. */
export function applyColours(isDark: boolean): void {
  document.documentElement.dataset.theme = isDark ? "dark" : "light";
}

/** Keeps the reader's choice where that is allowed. */
export function keepTheme(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Storage denied: the choice holds for this page.
  }
}

/** Whether the page is dark: as chosen, else as the system is, and it may change while the page is open. */
export function useDarkness(theme: Theme): boolean {
  const [isSystemDark, setSystemDark] = useState(DARK.matches);
  useEffect(() => {
    const tell = () => setSystemDark(DARK.matches);
    DARK.addEventListener("change", tell);
    return () => DARK.removeEventListener("change", tell);
  }, []);
  return theme === "system" ? isSystemDark : theme === "dark";
}

const DARK = matchMedia("(prefers-color-scheme: dark)");
