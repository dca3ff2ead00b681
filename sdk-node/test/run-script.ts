import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface Ended {
  readonly code: number | null;
  readonly errors: string;
  readonly tookMs: number;
}

/**
 * Runs a script in a process of its own, with the built package. In it `safar` is a client of the host,
 * `create(options)` makes another, and `track(messageId)` tracks.
 */
export async function runScript(
  host: string,
  script: string,
  options = "{}",
  flags: string[] = [],
): Promise<Ended> {
  const text = `
    import { Safar } from "@safar/node";
    const create = (options) => new Safar({ writeKey: "k", host: "${host}", flushInterval: 60_000, ...options });
    const safar = create(${options});
    const track = (messageId, by = safar) => by.track({ userId: "u1", event: "Cart Viewed", messageId });
    ${script}`;
  const started = performance.now();
  const child = spawn(process.execPath, [...flags, "--input-type=module", "-e", text], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    stdio: ["ignore", "inherit", "pipe"],
  });
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, errors, tookMs: performance.now() - started };
}
