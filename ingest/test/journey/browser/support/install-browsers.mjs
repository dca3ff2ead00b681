/**
 * Before the tests: sees to it that the browsers are there. On Debian, as root or with a sudo that asks no
 * password, it installs what is missing. With CI=true a browser that is missing after that is a failure.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { findBrowsers, whatIsMissing } from "./find-browsers.mjs";

/** How much of what a failed installation said is repeated. */
const LINES_SHOWN = 5;
const PACKAGES = { chromium: "chromium", firefox: "firefox-esr" };

const wanted = findBrowsers().missing;
if (wanted.length > 0 && isDebian()) install(wanted.map((name) => PACKAGES[name]));
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
  console.error(`Installing ${packages.join(" and ")} for the browser journeys …`);
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
