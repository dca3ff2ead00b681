import { mkdtemp, readdir, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runSafar, type ServeProcess, startServe } from "../../journey/serve-process.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-lost-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const send = (server: ServeProcess) =>
  fetch(`${server.collector}/v1/track`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${server.writeKey}:`)}` },
    body: JSON.stringify({ userId: "u", event: "x" }),
  });

it("a broken part is told: in the log, the metrics, /readyz and by the doctor; and gone when it is let go", {
  timeout: 180_000,
}, async () => {
  let server = await startServe(folder);
  expect((await send(server)).status).toBe(200);
  const [table] = await server.rows<{ uuid: string }>(
    "SELECT toString(uuid) AS uuid FROM system.tables WHERE database = 'safar' AND name = 'event_rows'",
  );
  expect(await (await fetch(`${server.ops}/readyz`)).text()).toBe("ok\n");
  await server.end("SIGKILL");

  const place = join(folder, "store", table!.uuid.slice(0, 3), table!.uuid);
  const part = (await readdir(place)).find((name) => name.startsWith("all_"))!;
  await truncate(join(place, part, "data.bin"), 10);

  server = await startServe(folder);
  expect(await server.rows("SELECT 1 FROM events")).toEqual([]);
  const ready = await fetch(`${server.ops}/readyz`);
  // Events are taken: a degraded collector is not to be taken out of service.
  expect([ready.status, await ready.text()]).toEqual([
    200,
    expect.stringMatching(/^degraded: Stored events are missing: .* 1 of event_rows \(broken-on-start/),
  ]);
  expect(server.stderr()).toContain("Stored events are missing");
  expect(await (await fetch(`${server.ops}/metrics`)).text()).toMatch(
    /^safar_lost_parts\{table="event_rows",reason="broken-on-start"\} 1$/m,
  );
  const ports = {
    SAFAR_PORT: new URL(server.collector).port,
    SAFAR_OPS_PORT: new URL(server.ops).port,
    SAFAR_QUERY_PORT: new URL(server.clickhouse).port,
  };
  const doctor = await runSafar(["doctor", "--data", folder], ports).ended;
  expect([doctor.code, doctor.stdout]).toEqual([1, expect.stringContaining("ClickHouse detached 1 parts")]);
  expect(doctor.stdout).toContain("degraded: Stored events are missing");
  expect((await send(server)).status).toBe(200);

  expect((await runSafar(["free", "--detached", "--yes", "--data", folder]).ended).code).toBe(0);
  await server.end("SIGTERM");
  server = await startServe(folder);
  expect(await (await fetch(`${server.ops}/readyz`)).text()).toBe("ok\n");
  await server.end("SIGTERM");
});
