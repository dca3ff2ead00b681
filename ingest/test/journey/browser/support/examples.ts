import { type ChildProcess, execFile, spawn } from "node:child_process";
import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect } from "vitest";
import { type ServeProcess, startServe } from "../../serve-process.js";
import { browserNames, launch, newVisitor } from "./browsers.js";

export const TOP = fileURLToPath(new URL("../../../../../", import.meta.url));

/** Examples as a shop's developer gets them, a real collector, and a browser. */
export interface Examples {
  readonly collector: ServeProcess;
  /** A copy of an example, with its dependencies and with Safar's package as it would be published: its folder. */
  installed(path: string): Promise<string>;
  /** Runs a script of an example's package to its end, and gives what it said. */
  script(place: string, name: string, env: NodeJS.ProcessEnv): Promise<string>;
  /** Starts a script of an example that serves at the port, and waits until it does. Gives its address. */
  serve(place: string, args: readonly string[], port: number, env: NodeJS.ProcessEnv): Promise<string>;
  /** Opens the page in a browser and puts the teapot into the cart: three events of one visitor, and no complaint. */
  buyTeapot(address: string): Promise<void>;
  close(): Promise<void>;
}

const run = promisify(execFile);

export async function openExamples(): Promise<Examples> {
  const folder = await mkdtemp(join(tmpdir(), "safar-examples-"));
  const running = new Set<ChildProcess>();
  const workspaces = ["sdk-web", "sdk-node"].flatMap((name) => ["-w", name]);
  await run("npm", ["pack", "--silent", "--pack-destination", folder, ...workspaces], { cwd: TOP });
  const collector = await startServe(join(folder, "data"));
  const browser = await launch(browserNames[0]!);
  const events = (where: string) =>
    collector.rows<{ event: string; type: string }>(
      `SELECT type, event FROM safar.events WHERE ${where} ORDER BY toString(type), event`,
    );
  return {
    collector,
    async installed(path) {
      const place = join(folder, path.replaceAll("/", "-"));
      await cp(join(TOP, path), place, { recursive: true });
      const name = path.startsWith("sdk-web") ? "safar-web-" : "safar-node-";
      const tarball = (await readdir(folder)).find((file) => file.startsWith(name) && file.endsWith(".tgz"));
      const flags = ["--prefer-offline", "--no-audit", "--no-fund"];
      await run("npm", ["install", ...flags, `../${tarball}`], { cwd: place });
      return place;
    },
    async script(place, name, env) {
      const { stdout, stderr } = await run("npm", ["run", name], {
        cwd: place,
        env: { ...process.env, ...env },
        maxBuffer: 32 * 1024 ** 2,
      });
      return stdout + stderr;
    },
    async serve(place, args, port, env) {
      const child = spawn("npm", ["run", ...args], {
        cwd: place,
        env: { ...process.env, ...env },
        stdio: ["ignore", "ignore", "inherit"],
        // npm passes no signal on, so its group is ended.
        detached: true,
      });
      running.add(child);
      child.once("close", () => running.delete(child));
      const address = `http://127.0.0.1:${port}/`;
      const answers = () =>
        fetch(address).then(
          () => true,
          () => false,
        );
      await expect.poll(answers, { timeout: 60_000 }).toBe(true);
      return address;
    },
    async buyTeapot(address) {
      const visitor = await newVisitor(browser);
      const page = await visitor.open(address);
      await page.waitForSelector("#add");
      const where = `JSONExtractString(context, 'page', 'url') LIKE '${address}%'`;
      const seen = [
        { type: "page", event: "" },
        { type: "track", event: "Product Viewed" },
      ];
      // A page of a framework listens to clicks some time after it is seen.
      await expect.poll(() => events(where), { timeout: 30_000 }).toEqual(seen);
      await page.click("#add");
      const added = { type: "track", event: "Product Added" };
      await expect.poll(() => events(where), { timeout: 30_000 }).toEqual([seen[0], added, seen[1]]);
      expect(visitor.errors).toEqual([]);
      await visitor.leave();
    },
    async close() {
      for (const child of running) process.kill(-child.pid!, "SIGTERM");
      await browser.close();
      await collector.end("SIGTERM");
      await rm(folder, { recursive: true, force: true });
    },
  };
}
