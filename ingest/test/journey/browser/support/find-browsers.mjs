import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The browsers that the journeys run in, by the names under which systems install them. */
const PROGRAMS = {
  chromium: {
    variable: "SAFAR_CHROMIUM",
    commands: ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"],
    elsewhere: [
      "/Applications/Chromium.app/Contents/MacOS/Chromium",
      "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
      join(process.env.PROGRAMFILES ?? "C:\\Program Files", "Google\\Chrome\\Application\\chrome.exe"),
    ],
  },
  firefox: {
    variable: "SAFAR_FIREFOX",
    commands: ["firefox", "firefox-esr"],
    elsewhere: [
      "/Applications/Firefox.app/Contents/MacOS/firefox",
      join(process.env.PROGRAMFILES ?? "C:\\Program Files", "Mozilla Firefox\\firefox.exe"),
    ],
  },
};

/** Lets Chromium run as any user, without a screen, and ask no other host. */
export const CHROMIUM_ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Looks for the browsers of this machine: where SAFAR_CHROMIUM and SAFAR_FIREFOX say, on the PATH, then in
 * the usual places of macOS and Windows.
 *
 * @returns {{ found: { name: "chromium" | "firefox", path: string }[], missing: string[] }}
 */
export function findBrowsers() {
  const found = [];
  const missing = [];
  for (const [name, program] of Object.entries(PROGRAMS)) {
    const path = findProgram(program);
    if (path === undefined) missing.push(name);
    else found.push({ name, path });
  }
  return { found, missing };
}

/** The sentence for a machine where some are missing. */
export function whatIsMissing(missing) {
  const variables = missing.map((name) => PROGRAMS[name].variable).join(" and ");
  return (
    `The browser journeys did not run in ${missing.join(" and ")}: install ${missing.length > 1 ? "them" : "it"} ` +
    `(on Debian: apt-get install chromium firefox-esr), or say where it is with ${variables}.`
  );
}

function findProgram({ variable, commands, elsewhere }) {
  const named = process.env[variable];
  // A wrong setting is no reason to test another browser than the one that was asked for.
  if (named) return isProgram(named) ? named : undefined;
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  const onPath = commands.flatMap((command) => folders.map((folder) => join(folder, command)));
  return [...onPath, ...elsewhere].find(isProgram);
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
