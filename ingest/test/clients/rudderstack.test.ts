import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ServeProcess, startServe } from "../journey/serve-process.js";
import { has, run } from "./support.js";

// RudderStack's client for Python, unmodified, by its documented option for another data plane. Its client for Go is
// not here: the Go proxy gives no version of it.

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

let folder: string;
let server: ServeProcess;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-rudder-"));
  server = await startServe(join(folder, "data"));
});
afterAll(async () => {
  await server.end("SIGTERM");
  await rm(folder, { recursive: true, force: true });
});

it("RudderStack's client for Python: each of its calls arrives once, with its time", {
  timeout: 300_000,
}, async () => {
  expect(await has("python3", "--version"), "python3 is needed").toBe(true);
  const at = (name: string) => join(folder, "python", "bin", name);
  await run("python3", ["-m", "venv", join(folder, "python")]);
  await run(at("pip"), ["install", "-q", "-r", here("rudderstack/requirements.txt")]);
  await run(at("python"), [here("rudderstack/send.py"), server.collector, server.writeKey]);
  const rows = await server.rows(
    `SELECT type, toString(timestamp) AS at, toUInt32(count()) AS n FROM safar.events
     WHERE user_id = 'py-1' GROUP BY ALL ORDER BY toString(type)`,
  );
  const time = "2025-03-01 10:00:00.000";
  expect(rows).toEqual([
    { type: "identify", at: time, n: 1 },
    { type: "page", at: time, n: 1 },
    { type: "track", at: time, n: 250 },
  ]);
  expect(await server.rows("SELECT toString(sum(value)) AS revenue FROM safar.orders")).toEqual([
    { revenue: "3125" },
  ]);
  expect(
    await server.rows(
      "SELECT DISTINCT JSONExtractString(properties, 'text') AS text FROM safar.events WHERE text != ''",
    ),
  ).toEqual([{ text: "Ünïcødé 🫖" }]);
});
