import { afterAll, beforeAll, expect, it } from "vitest";
import { freePorts } from "../../broker/free-ports.js";
import { type Examples, openExamples } from "./support/examples.js";

// Frameworks take minutes to install and build: npm run test:examples, nightly.

let examples: Examples;
beforeAll(async () => {
  examples = await openExamples();
});
afterAll(() => examples.close());

it("vite: a bundled page", { timeout: 300_000 }, async () => {
  const { collector, writeKey } = examples.collector;
  const place = await examples.installed("sdk-web/examples/vite");
  const env = { VITE_SAFAR_WRITE_KEY: writeKey, VITE_SAFAR_HOST: collector };
  await examples.script(place, "build", env);
  const [port = 0] = await freePorts(1);
  const args = ["preview", "--", "--host", "127.0.0.1", "--port", `${port}`];
  await examples.buyTeapot(await examples.serve(place, args, port, env));
});

it("next: a page rendered on the server, which tracks nothing there", { timeout: 600_000 }, async () => {
  const { collector, writeKey } = examples.collector;
  const place = await examples.installed("sdk-web/examples/next");
  const env = {
    NEXT_PUBLIC_SAFAR_WRITE_KEY: writeKey,
    NEXT_PUBLIC_SAFAR_HOST: collector,
    NEXT_TELEMETRY_DISABLED: "1",
    NODE_ENV: "production",
  } as const;
  expect(await examples.script(place, "build", env)).not.toContain("Safar");
  const [port = 0] = await freePorts(1);
  const args = ["start", "--", "--hostname", "127.0.0.1", "--port", `${port}`];
  await examples.buyTeapot(await examples.serve(place, args, port, env));
});
