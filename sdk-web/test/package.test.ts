import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";

const sdk = fileURLToPath(new URL("..", import.meta.url));
let folder: string;
let installed: string;

/** The package as it is published, in the node_modules of a shop that has nothing else. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "safar-web-package-"));
  installed = join(folder, "node_modules/@safar/web");
  mkdirSync(installed, { recursive: true });
  const packed = execFileSync("npm", ["pack", "--silent", "--pack-destination", folder], {
    cwd: sdk,
    encoding: "utf8",
  });
  execFileSync("tar", ["-xzf", join(folder, packed.trim()), "-C", installed, "--strip-components=1"]);
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (code: string) =>
  execFileSync(process.execPath, ["--input-type=module", "-e", code], { cwd: folder, encoding: "utf8" });

it("is imported without any other package, and tracks nothing on a server, without an error", () => {
  const output = run(`
    import { Safar } from "@safar/web";
    const safar = new Safar({ writeKey: "k", host: "https://collect.shop.example" });
    safar.track("Product Viewed", { product_id: "p" });
    safar.cart.add({ product_id: "p" });
    safar.identify("u1", { email: "a@shop.example" });
    safar.consent("granted");
    safar.on("drop", (drop) => console.log(drop))();
    void safar.ready(() => console.log("seen"));
    console.log(JSON.stringify(safar.stats), safar.anonymousId, await safar.flush());
  `);
  expect(output.trim()).toBe('{"tracked":0,"queued":0,"sent":0,"dropped":{}} undefined true');
});

it("does nothing in a page that it is not enabled for, by the same calls as where it is", () => {
  const names = (enabled: boolean) =>
    run(`
      globalThis.console.error = () => {};
      globalThis.navigator ??= {};
      globalThis.document = { prerendering: true, addEventListener() {}, cookie: "" };
      const { Safar } = await import("@safar/web");
      const safar = new Safar({ enabled: ${enabled}, writeKey: "k", host: "https://collect.shop.example" });
      safar.track("Product Viewed", { product_id: "p" });
      const verbsOf = (one) => (typeof safar[one] === "object" && one !== "stats" ? Object.keys(safar[one]) : []);
      const all = Object.keys(safar).flatMap((one) => [one, ...verbsOf(one).map((verb) => one + "." + verb)]);
      console.log(safar.stats.tracked, all.sort().join());
      process.exit();
    `).trim();
  expect(names(false)).toContain("order.complete");
  expect(names(false)).toBe(names(true).replace(/^1/, "0"));
});

it("holds what a shop serves by itself, its types, and no source", () => {
  for (const file of ["safar.js", "safar-debug.js", "stub.js", "index.js", "debug.js", "index.d.ts"]) {
    expect(existsSync(join(installed, "dist", file)), file).toBe(true);
  }
  expect(existsSync(join(installed, "src"))).toBe(false);
});
