import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: {
      "@safar/schemas/names": source("schemas/src/names.ts"),
      "@safar/schemas/types": source("schemas/src/types.ts"),
      "@safar/schemas/limits": source("schemas/src/limits.ts"),
      "@safar/schemas": source("schemas/src/index.ts"),
      "@safar/web/core": source("sdk-web/src/core/index.ts"),
      "@safar/node": source("sdk-node/src/index.ts"),
    },
  },
  test: {
    include: ["{schemas,sdk-web,sdk-node,ingest}/test/**/*.test.ts"],
    // The embedded engine holds one data folder a process, so every file has a process of its own.
    pool: "forks",
    isolate: true,
    maxWorkers: 2,
    reporters: ["default", ["json", { outputFile: "coverage/tests.json" }]],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: {
      provider: "v8",
      include: ["{schemas,sdk-web,sdk-node,ingest}/src/**/*.ts"],
      reporter: ["text-summary"],
    },
  },
});
