import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import terser from "@rollup/plugin-terser";
import { type Plugin, rollup } from "rollup";
import { describe, expect, it } from "vitest";

const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const budget = JSON.parse(readFileSync(path("size/budget.json"), "utf8"));
const brotli = (text: string | Uint8Array): number => brotliCompressSync(text).length;

/** What a shop's bundle carries for `import { Safar } from "@safar/web"`, minified by the shop's bundler. */
async function imported(): Promise<string> {
  const entry = "\0shop";
  const shop = {
    name: "shop",
    resolveId: (id: string) => (id === entry ? id : undefined),
    load: (id: string) =>
      id === entry
        ? `import { Safar } from ${JSON.stringify(path("dist/index.js"))};` +
          'new Safar({ writeKey: "k", host: "https://collect.shop.example" }).track("Product Viewed");'
        : undefined,
  };
  const bundle = await rollup({
    input: entry,
    plugins: [
      shop,
      nodeResolve(),
      (terser as unknown as (options: object) => Plugin)({ ecma: 2020, module: true }),
    ],
  });
  const { output } = await bundle.generate({ format: "es" });
  return output[0].code;
}

// A budget may only fall. The goal stands beside it until it is reached; a release writes its sizes there.
describe("the size with brotli", () => {
  it.each([
    ["safar.js", async () => readFileSync(path("dist/safar.js"))],
    ["import", imported],
  ])("of %s keeps to its budget", async (name, read) => {
    const bytes = brotli(await read());
    const { [name]: released = "none yet" } = budget.released;
    console.log(
      `${name}: ${bytes} bytes; last release: ${released}; budget ${budget[name]}, goal ${budget.goal}`,
    );
    expect(bytes).toBeLessThanOrEqual(budget[name]);
  });
});
