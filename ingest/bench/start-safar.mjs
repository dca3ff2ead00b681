import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const BIN = fileURLToPath(new URL("../bin/safar.js", import.meta.url));

/**
 * Starts a command of Safar that goes on running, and waits until it says that it is ready. It ends with this process
 * at the latest.
 *
 * @param {string[]} args such as `["load"]`
 * @param {Record<string, string>} env settings beside those of this process
 * @param {string} bin the `safar` to start; this checkout's by default
 * @returns its process, and what it says of itself, such as `collector`, its address
 * @throws when it ends before
 */
export async function startSafar(args, env, bin = BIN) {
  const child = spawn(bin, [...args, "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, SAFAR_LOG_LEVEL: "warn", ...env },
  });
  const end = () => child.kill("SIGKILL");
  process.once("exit", end);
  child.once("close", () => process.off("exit", end));
  const ended = once(child, "close").then(([code]) => {
    throw new Error(`safar ${args[0]} ended with ${code}`);
  });
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), "line"), ended]);
  ended.catch(() => {});
  return { process: child, ...JSON.parse(line) };
}

/** Starts `safar serve` on a data folder, on free ports. */
export const startServe = (folder, env = {}, bin = BIN) =>
  startSafar(
    ["serve", "--data", folder, "--port", "0", "--query-port", "0", "--ops-port", "0"],
    // Not as an option: the commit before that has no such port does not know it.
    { SAFAR_NATIVE_PORT: "0", ...env },
    bin,
  );
