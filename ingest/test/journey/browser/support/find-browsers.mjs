import { accessSync, constants, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Where Debian and others keep what a library starts. WebKitWebDriver drives the MiniBrowser in one of these. */
const WEBKIT_FOLDERS = ["/usr/lib", "/usr/libexec", "/usr/lib64"];

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
  webkit: {
    variable: "SAFAR_WEBKIT",
    commands: ["WebKitWebDriver"],
    elsewhere: [],
  },
};

/** What Debian calls them. */
export const PACKAGES = {
  chromium: ["chromium"],
  firefox: ["firefox-esr"],
  // openssl makes the certificate of a shop whose cookies are tested (support/https-front.ts).
  webkit: ["webkit2gtk-driver", "libwebkit2gtk-4.1-0", "xvfb", "fonts-noto-core", "openssl"],
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
 * Looks for the browsers of this machine: where SAFAR_CHROMIUM, SAFAR_FIREFOX and SAFAR_WEBKIT say, on the
 * PATH, then in the usual places of macOS and Windows. WebKit is WebKitGTK, with what drives it: `path` is that of
 * WebKitWebDriver, which needs a MiniBrowser and Xvfb beside it.
 *
 * @returns {{ found: { name: "chromium" | "firefox" | "webkit", path: string }[], missing: string[] }}
 */
export function findBrowsers() {
  const found = [];
  const missing = [];
  for (const [name, program] of Object.entries(PROGRAMS)) {
    const path = findProgram(program);
    const isWhole = name !== "webkit" || (findMiniBrowser() && findOnPath(["Xvfb"]));
    if (path === undefined || !isWhole) missing.push(name);
    else found.push({ name, path });
  }
  return { found, missing };
}

/** The sentence for a machine where some are missing. */
export function whatIsMissing(missing) {
  const variables = missing.map((name) => PROGRAMS[name].variable).join(" and ");
  return (
    `The browser journeys did not run in ${missing.join(" and ")}: install ${missing.length > 1 ? "them" : "it"} ` +
    `(on Debian: apt-get install ${missing.flatMap((name) => PACKAGES[name]).join(" ")}), or say where it is with ${variables}.`
  );
}

/** What WebKitWebDriver drives, of the same version. */
export function findMiniBrowser() {
  const folders = WEBKIT_FOLDERS.flatMap((folder) => [folder, ...foldersIn(folder)]);
  return folders.map((folder) => join(folder, "webkit2gtk-4.1", "MiniBrowser")).find(isProgram);
}

function foldersIn(folder) {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function findOnPath(commands) {
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  return commands.flatMap((command) => folders.map((folder) => join(folder, command))).find(isProgram);
}

function findProgram({ variable, commands, elsewhere }) {
  const named = process.env[variable];
  // A wrong setting is no reason to test another browser than the one that was asked for.
  if (named) return isProgram(named) ? named : undefined;
  return findOnPath(commands) ?? elsewhere.find(isProgram);
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
