import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";
import { IN_EVERY_BROWSER, INTEGRATION, SYSTEM } from "./.ci/paces.mjs";
import { isThere, missingPrograms } from "./.ci/programs.mjs";
import { findBrowsers, whatIsMissing } from "./ingest/test/journey/browser/support/find-browsers.mjs";

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// Without a browser its journeys are neither passed nor skipped: they are left out, and the last line says so.
// With CI=true the files stay in, and fail with the same sentence.
const { found, missing } = findBrowsers();
const browserFiles = "ingest/test/journey/browser/**";
const leftOut = found.length === 0 && process.env.CI !== "true" ? [browserFiles] : [];
// Long walks through the demo shop and the dashboard, all but the figures that it shows, have a command of their own,
// with the long forms of others: npm run test:browsers.
const longWalks = ["dashboard-controls", "dashboard-firefox", "dashboard-states", "demo-shop"].map(
  (name) => `${browserFiles}/${name}.test.ts`,
);
if (process.env.SAFAR_TEST_BROWSERS !== "all") leftOut.push(...longWalks);
// Clients of other languages are installed from three registries: npm run test:clients.
if (process.env.SAFAR_TEST_EXAMPLES !== "all") leftOut.push(`${browserFiles}/examples-frameworks.test.ts`);
if (process.env.SAFAR_TEST_CLIENTS !== "all") leftOut.push("ingest/test/clients/**");
// Likewise what needs PHP or another web server, with CI=true too.
if (!isThere("nginx") && !isThere("caddy")) leftOut.push("ingest/test/ship/proxy.test.ts");
if (!isThere("php")) leftOut.push("ingest/test/collect/webhooks/wordpress.test.ts");
const ALL = ["{schemas,sdk-web,sdk-node,ingest}/test/**/*.test.ts"];
const project = (name: string, include: string[], exclude: string[], more = {}) => ({
  extends: true as const,
  test: { name, include, exclude: [...configDefaults.exclude, ...leftOut, ...exclude], ...more },
});
// Unit tests start nothing and keep nothing, so one process runs many files.
const pure = { setupFiles: [source(".ci/starts-nothing.ts")], isolate: false };
const oneBrowser = { env: { SAFAR_TEST_BROWSERS: process.env.SAFAR_TEST_BROWSERS ?? "one" } };
const sayMissing = {
  onTestRunEnd() {
    if (missing.length > 0) console.log(`\n${whatIsMissing(missing)}\n`);
    for (const sentence of missingPrograms()) console.log(sentence);
  },
};

export default defineConfig({
  resolve: {
    alias: {
      "@safar/schemas/near-names": source("schemas/src/near-names.ts"),
      "@safar/schemas/names": source("schemas/src/names.ts"),
      "@safar/schemas/types": source("schemas/src/types.ts"),
      "@safar/schemas/limits": source("schemas/src/limits.ts"),
      "@safar/schemas/journey": source("schemas/src/journey/index.ts"),
      "@safar/schemas/dashboard": source("schemas/src/dashboard/index.ts"),
      "@safar/schemas": source("schemas/src/index.ts"),
      "@safar/web/core": source("sdk-web/src/core/index.ts"),
      "@safar/node": source("sdk-node/src/index.ts"),
    },
  },
  test: {
    projects: [
      project("unit", ALL, [...INTEGRATION, ...SYSTEM], pure),
      project("integration", INTEGRATION, SYSTEM, oneBrowser),
      project("system", [...SYSTEM, ...IN_EVERY_BROWSER], []),
    ],
    pool: "forks",
    isolate: true,
    maxWorkers: 2,
    reporters: [
      "default",
      ["json", { outputFile: `coverage/${process.env.SAFAR_TEST_REPORT ?? "tests"}.json` }],
      sayMissing,
    ],
    // Collectors of several files run at once: none of them may hold a default port.
    // Hints name the command `safar`, by whichever command of npm the tests were started.
    env: { SAFAR_OPS_PORT: "0", SAFAR_NATIVE_PORT: "0", npm_command: "" },
    // Ends what hangs. No test measures time: on a machine with other work each takes as long as it takes.
    testTimeout: 180_000,
    // Starting a broker and an engine takes its time on a machine that has other work.
    hookTimeout: 180_000,
    coverage: {
      provider: "v8",
      include: ["{schemas,sdk-web,sdk-node,ingest}/src/**/*.ts"],
      reporter: ["text-summary"],
    },
  },
});
