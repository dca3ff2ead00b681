// Another commit of this repository, built in a temporary worktree, to be measured beside this one.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const run = (command, args, cwd = root) =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }).trim();

/**
 * Builds a commit beside this checkout. The worktree goes with this process.
 *
 * @param {string} commit as git names it
 * @returns {{ bin: string, name: string }} its `safar`, and its short hash
 * @throws when git does not know it, or it can't be built
 */
export function builtCommit(commit) {
  const name = run("git", ["rev-parse", "--short", `${commit}^{commit}`]);
  const folder = join(mkdtempSync(join(tmpdir(), "safar-against-")), "safar");
  run("git", ["worktree", "add", "--detach", folder, name]);
  process.once("exit", () => {
    // What git would refuse to remove goes too, and then git forgets it.
    rmSync(join(folder, ".."), { recursive: true, force: true });
    run("git", ["worktree", "prune"]);
  });
  // Without a handler a signal ends the process before its last words.
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
  if (sameFile(folder, "package-lock.json")) copyModules(folder);
  else run("npm", ["ci", "--no-audit", "--no-fund"], folder);
  run("npm", ["run", "build"], folder);
  return { bin: join(folder, "ingest", "bin", "safar.js"), name };
}

const sameFile = (folder, file) => readFileSync(join(folder, file)).equals(readFileSync(join(root, file)));

/** With links as they are: the packages of this repository are found by relative ones. */
function copyModules(folder) {
  for (const place of [".", "ingest", "schemas", "sdk-web", "sdk-node"]) {
    const modules = join(root, place, "node_modules");
    if (existsSync(modules))
      cpSync(modules, join(folder, place, "node_modules"), { recursive: true, verbatimSymlinks: true });
  }
}
