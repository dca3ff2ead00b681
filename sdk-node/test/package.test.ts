import { execFile } from "node:child_process";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { library } from "../src/library.js";
import { startSink } from "./sink.js";
import { idsOf } from "./tracking.js";

const run = promisify(execFile);
const packageFolder = fileURLToPath(new URL("..", import.meta.url));
const typescript = join(
  dirname(createRequire(import.meta.url).resolve("typescript/package.json")),
  "bin/tsc",
);
let project = "";

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), "safar-node-"));
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", project], {
    cwd: packageFolder,
  });
  const [{ filename }] = JSON.parse(stdout);
  await writeFile(join(project, "package.json"), '{ "private": true }');
  await run("npm", ["install", "--offline", "--no-audit", "--no-fund", `./${filename}`], { cwd: project });
});
afterAll(() => rm(project, { recursive: true, force: true }));

const installed = async (path: string) => readFile(join(project, "node_modules/@safar/node", path), "utf8");

describe("the packed package", () => {
  it("has no dependency, and types that need none", async () => {
    const manifest = JSON.parse(await installed("package.json"));
    expect(Object.keys(manifest.dependencies ?? {})).toEqual([]);
    expect(library).toEqual({ name: manifest.name, version: manifest.version });
    for (const types of ["dist/index.d.ts", "dist/index.d.cts"]) {
      expect(await installed(types)).not.toMatch(/from ["']|import\(|typebox/);
    }
    for (const code of ["dist/index.js", "dist/index.cjs"]) {
      const modules = [...(await installed(code)).matchAll(/(?:from |require\()['"]([^'"]+)/g)];
      expect(modules.map(([, name]) => name).filter((name) => !name?.startsWith("node:"))).toEqual([]);
    }
  });

  it.each([
    ["import", "run.mjs", 'import { Safar } from "@safar/node";'],
    ["require", "run.cjs", 'const { Safar } = require("@safar/node");'],
  ])("delivers from %s", async (_, file, header) => {
    const sink = await startSink();
    const script = `${header}
      const safar = new Safar({ writeKey: "k", host: process.argv[2] });
      safar.order.complete({ userId: "u1", messageId: "m1", properties: { order_id: "o1" } });`;
    await writeFile(join(project, file), script);
    await run(process.execPath, [file, sink.host], { cwd: project });
    await sink.close();
    expect(idsOf(sink.taken)).toEqual(["m1"]);
  });

  it.each([
    ["mts", "NodeNext", "NodeNext"],
    ["cts", "NodeNext", "NodeNext"],
    ["ts", "ESNext", "bundler"],
  ])("has types for a .%s file with module %s, resolved by %s", async (extension, module, resolution) => {
    const file = `consumer.${extension}`;
    await copyFile(join(packageFolder, "test/package/consumer.ts"), join(project, file));
    expect(await compile([file], module, resolution)).toBe("");
  });

  it("makes the examples of its README compile", async () => {
    const examples = (await installed("README.md")).matchAll(/```ts\n(.*?)```/gs);
    const files: string[] = [];
    for (const [, example] of examples) {
      const file = `example-${files.length}.mts`;
      const platform = "declare const console: any; declare const process: any;";
      await writeFile(join(project, file), `${example}\nexport {};\n${platform}`);
      files.push(file);
    }
    expect(files.length).toBeGreaterThan(4);
    expect(await compile(files, "NodeNext", "NodeNext")).toBe("");
  });
});

/** Compiles files of the project strictly. Returns what the compiler complains of. */
async function compile(files: readonly string[], module: string, resolution: string): Promise<string> {
  const language = [
    "--noEmit",
    "--strict",
    "--exactOptionalPropertyTypes",
    "--target",
    "ES2022",
    "--lib",
    "ES2022",
  ];
  const flags = [...language, "--module", module, "--moduleResolution", resolution];
  const compiled = run(process.execPath, [typescript, ...flags, ...files], { cwd: project });
  return compiled.then(
    () => "",
    ({ stdout }) => stdout,
  );
}
