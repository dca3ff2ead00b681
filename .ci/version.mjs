// npm run release:version: raises the version of the four packages by the files in .changeset, and of all that names it.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

/** Files that say which version they are of, beside the manifests. */
const NAMING = ["sdk-node/src/library.ts", "sdk-web/src/browser/library.ts"];

/**
 * CHANGELOG.md after a release: what was unreleased has a version and a day, and a new empty part stands above it.
 *
 * @param {string} text
 * @param {string} version such as 1.2.3
 * @param {string} day such as 2026-11-30
 * @throws {Error} when nothing is unreleased
 */
export function closeChangelog(text, version, day) {
  const [before, after, ...more] = text.split("## Unreleased\n");
  if (after === undefined || more.length > 0)
    throw new Error('CHANGELOG.md needs one part "## Unreleased". Add it, and what changes.');
  if (after.split(/^## /m)[0].trim() === "")
    throw new Error("CHANGELOG.md has nothing under Unreleased. Write what changes for users there.");
  return `${before}## Unreleased\n\n## ${version}, ${day}\n${after}`;
}

/**
 * What was unreleased before, for the page of a release.
 *
 * @param {string} text of CHANGELOG.md
 * @param {string} version
 * @returns {string}
 */
export function notesOf(text, version) {
  const part = text.split(/^## /m).find((one) => one.startsWith(`${version}, `));
  if (!part) throw new Error(`CHANGELOG.md has no part for ${version}. Run npm run release:version first.`);
  return part.slice(part.indexOf("\n")).trim();
}

const read = (file) => readFileSync(new URL(`../${file}`, import.meta.url), "utf8");
const write = (file, text) => writeFileSync(new URL(`../${file}`, import.meta.url), text);
const versionOf = (folder) => JSON.parse(read(`${folder}package.json`)).version;

function raise() {
  const from = versionOf("ingest/");
  execFileSync("npx", ["changeset", "version"], { stdio: "inherit" });
  const version = versionOf("ingest/");
  if (version === from) throw new Error("No file in .changeset asks for a release. Run npx changeset.");
  write("package.json", read("package.json").replace(`"version": "${from}"`, `"version": "${version}"`));
  for (const file of NAMING) write(file, read(file).replace(`"${from}"`, `"${version}"`));
  write("CHANGELOG.md", closeChangelog(read("CHANGELOG.md"), version, new Date().toISOString().slice(0, 10)));
  execFileSync("npm", ["install", "--package-lock-only", "--ignore-scripts"], { stdio: "inherit" });
  console.log(`All packages are ${version}. Look at the diff, commit it, and tag the commit v${version}.`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  if (process.argv[2] === "notes") console.log(notesOf(read("CHANGELOG.md"), versionOf("ingest/")));
  else raise();
}
