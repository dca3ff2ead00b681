// npm run check:supply: what others' packages bring along, from the lock file alone, so that it runs offline. Ends with 1
// for a licence that nobody agreed to, a package that runs a script when it is installed, one whose content no checksum
// fixes, one from elsewhere than the registry, and one that its maker gave up. With --ages it asks the registry when
// each direct dependency was last published, and names those that nobody has touched for two years.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

/** Licences that let a shop do what it likes. */
const FREE = new Set(
  "MIT Apache-2.0 ISC BSD-2-Clause BSD-3-Clause 0BSD BlueOak-1.0.0 Unlicense Python-2.0 PSF-2.0 CC0-1.0 MIT-0".split(
    " ",
  ),
);

/** Packages of other licences: used to build and test, and never a part of what is released. */
const BUILD_ONLY = new Set(["MPL-2.0", "LGPL-3.0-only", "SEE LICENSE IN LICENSE"]);

/** Packages whose files were read, since their manifest names no licence: the text is MIT's. */
const READ = new Set(["@segment/facade", "@segment/isodate", "@segment/isodate-traverse", "new-date"]);

/** Packages that name no licence: loaded into pages by tests, and never a part of what is released. */
const TEST_ONLY = new Set(["mootools", "prototype"]);

/** Packages that may run a script when they are installed, and why. */
const MAY_RUN = new Map([
  ["core-js-bundle", "of the tests in pages with old libraries: prints a request for donations"],
  [
    "esbuild",
    "of the documentation site: fetches its tool where npm left the optional package out; it is not run",
  ],
  ["msgpackr-extract", "of a client that is tested against: looks for a built library, else builds one"],
]);

/**
 * Libraries of other platforms that the registry did not give where the lock was made, so that it has no checksum of
 * them: npm takes there what the registry sends. To be mended on a machine that reaches them, by `npm install`.
 */
const UNFIXED = new Set(["@chdb/lib-darwin-arm64", "@chdb/lib-darwin-x64", "@chdb/lib-linux-arm64-gnu"]);

const TWO_YEARS_MS = 2 * 365 * 24 * 3_600_000;

/**
 * What is wrong with the packages of a lock file (version 2 or 3), a sentence each.
 *
 * @param {{ packages: Record<string, Record<string, unknown>> }} lock
 * @returns {string[]}
 */
export function findings({ packages }) {
  return Object.entries(packages)
    .filter(([path, entry]) => path.includes("node_modules/") && !entry.link)
    .flatMap(([path, entry]) => {
      const name = path.split("node_modules/").at(-1);
      const found = [];
      const licence = String(entry.license ?? "none");
      const isAgreed =
        READ.has(name) || licence.split(/ OR /).some((one) => FREE.has(one.replace(/[()]/g, "")));
      if (!isAgreed && !(entry.dev && (BUILD_ONLY.has(licence) || TEST_ONLY.has(name))))
        found.push(`its licence is ${licence}${entry.dev ? "" : ", and it is released with Safar"}`);
      if (entry.hasInstallScript && !MAY_RUN.has(name)) found.push("it runs a script when it is installed");
      if (!/^sha512-/.test(String(entry.integrity ?? "")) && !UNFIXED.has(name))
        found.push("no checksum fixes its content");
      const from = String(entry.resolved ?? "https:");
      if (!from.startsWith("https:")) found.push(`it comes from ${from}`);
      if (entry.deprecated) found.push(`its maker gave it up: ${entry.deprecated}`);
      return found.map((sentence) => `${name}@${entry.version}: ${sentence}`);
    });
}

/** Direct dependencies of what is released, with when their latest version was published. */
function ages({ packages }) {
  const direct = new Set(
    Object.entries(packages)
      .filter(([path]) => !path.includes("node_modules/"))
      .flatMap(([, entry]) => Object.keys({ ...entry.dependencies, ...entry.optionalDependencies }))
      .filter((name) => !name.startsWith("@safar/")),
  );
  return [...direct].sort().map((name) => {
    const { modified } = JSON.parse(
      execFileSync("npm", ["view", name, "time", "--json"], { encoding: "utf8" }),
    );
    return { name, modified };
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const lock = JSON.parse(readFileSync(new URL("../package-lock.json", import.meta.url), "utf8"));
  const wrong = findings(lock);
  for (const sentence of wrong) console.error(sentence);
  if (process.argv.includes("--ages"))
    for (const { name, modified } of ages(lock))
      console.log(
        `${name.padEnd(32)} ${modified}${Date.now() - Date.parse(modified) > TWO_YEARS_MS ? "  untouched for two years" : ""}`,
      );
  console.log(`${Object.keys(lock.packages).length} packages, ${wrong.length} findings.`);
  if (wrong.length > 0) process.exitCode = 1;
}
