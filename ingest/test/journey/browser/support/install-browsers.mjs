/**
 * Before the tests: looks for the browsers. With CI=true, or with --install, it installs what is missing on Debian, as
 * root or with a sudo that asks no password. With CI=true a browser that is missing after that is a failure; elsewhere
 * a sentence says in which browsers the journeys do not run.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { findBrowsers, PACKAGES, whatIsMissing } from "./find-browsers.mjs";

/** How much of what a failed installation said is repeated. */
const LINES_SHOWN = 5;

const wanted = findBrowsers().missing;
const mayInstall = process.env.CI === "true" || process.argv.includes("--install");
if (wanted.length > 0 && mayInstall && isDebian()) install(wanted.flatMap((name) => PACKAGES[name]));
const { missing } = findBrowsers();
if (missing.length > 0) {
  console.error(whatIsMissing(missing));
  if (process.env.CI === "true") process.exitCode = 1;
}

function isDebian() {
  try {
    return /^ID=debian$/m.test(readFileSync("/etc/os-release", "utf8"));
  } catch {
    return false;
  }
}

function install(packages) {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && spawnSync("sudo", ["-n", "true"], { stdio: "ignore" }).status !== 0) return;
  console.error(`Installing ${packages.join(", ")} for the browser journeys …`);
  for (const args of [["update"], ["install", "-y", "--no-install-recommends", ...packages]]) {
    const command = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", ...args];
    const [program, ...rest] = isRoot ? command : ["sudo", "-n", ...command];
    const { status, stdout, stderr } = spawnSync(program, rest, { encoding: "utf8" });
    if (status !== 0) {
      console.error(`${stdout}${stderr}`.trim().split("\n").slice(-LINES_SHOWN).join("\n"));
      return;
    }
  }
}
