import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runSafar, type ServeProcess, startServe } from "../../journey/serve-process.js";

let folder: string;
let server: ServeProcess;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-backup-test-"));
  server = await startServe(at("data"), [], {
    SAFAR_PUSH_CONTACT: "mailto:hello@shop.example",
    SAFAR_PUBLIC_URL: "https://collect.shop.example",
  });
});
afterAll(async () => {
  await server.end("SIGKILL");
  await rm(folder, { recursive: true });
});

let count = 0;
async function send(target: ServeProcess, writeKey = target.writeKey): Promise<string[]> {
  const ids = Array.from({ length: 20 }, () => `m-${++count}`);
  const batch = ids.map((messageId) => ({ type: "track", event: "x", userId: "u", messageId }));
  const answer = await fetch(`${target.collector}/v1/batch`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${writeKey}:`)}` },
    body: JSON.stringify({ batch: [...batch, { type: "track", userId: "u", messageId: `letter-${count}` }] }),
  });
  const { accepted } = (await answer.json()) as { accepted: number };
  return answer.ok && accepted === ids.length ? ids : [];
}

const idsOf = async (target: ServeProcess) =>
  (await target.rows<{ message_id: string }>("SELECT message_id FROM events")).map((row) => row.message_id);

const schemaOf = (target: ServeProcess) =>
  target.rows("SELECT name, engine FROM system.tables WHERE database = 'safar' ORDER BY name");

it("copies a collector under load: what was acknowledged before is in the restored one, each once", {
  timeout: 180_000,
}, async () => {
  let sending = true;
  const acknowledged: string[] = [];
  const senders = Array.from({ length: 4 }, async () => {
    while (sending) acknowledged.push(...(await send(server)));
  });
  while (acknowledged.length < 200) await sleep(20);
  const before = [...acknowledged];
  const done = await runSafar(["backup", at("backup"), "--data", at("data")]).ended;
  sending = false;
  await Promise.all(senders);
  expect([done.code, done.stderr]).toEqual([0, expect.stringContaining("Copying event_rows")]);
  expect(done.stdout).toContain("safar restore");
  expect(
    await readdir(at("data/shadow")).then((names) => names.filter((name) => name.startsWith("safar"))),
  ).toEqual([]);
  expect(acknowledged.length).toBeGreaterThan(before.length);
  const schema = await schemaOf(server);
  await server.end("SIGKILL");

  const restored = await runSafar(["restore", at("backup"), "--data", at("restored")]).ended;
  expect([restored.code, restored.stderr]).toEqual([0, expect.stringContaining("Restoring event_rows")]);
  for (const name of ["sources.json", "secrets.json", "operator.json", "messages.json", "push.json"]) {
    expect((await stat(at(`backup/files/${name}`))).mode & 0o777, name).toBe(0o600);
    expect((await stat(at(`restored/${name}`))).mode & 0o777, name).toBe(0o600);
  }
  expect((await stat(at("backup"))).mode & 0o777).toBe(0o700);

  const again = await startServe(at("restored"));
  const { writeKey, password } = server;
  server = again;
  expect([again.writeKey, again.password]).toEqual([writeKey, password]);
  const ids = await idsOf(again);
  const stored = new Set(ids);
  expect(stored.size).toBe(ids.length);
  expect(before.filter((id) => !stored.has(id))).toEqual([]);
  expect(ids.filter((id) => !acknowledged.includes(id))).toEqual([]);
  const [letters] = await again.rows<{ n: number }>("SELECT toUInt32(count()) AS n FROM dead_letters FINAL");
  expect(letters!.n).toBeGreaterThanOrEqual(before.length / 20);
  expect(await send(again, writeKey)).toHaveLength(20);
  // Everything that the database had is there again, views included.
  expect(await again.rows("SELECT * FROM kpi_by_month")).toEqual([]);
  expect(await schemaOf(again)).toEqual(schema);
});

it("overwrites nothing, neither a folder that has something nor a backup", { timeout: 180_000 }, async () => {
  await mkdir(at("taken"));
  await writeFile(at("taken/file"), "mine");
  for (const args of [
    ["backup", at("taken"), "--data", at("restored")],
    ["restore", at("backup"), "--data", at("taken")],
    ["backup", at("backup"), "--data", at("restored")],
  ]) {
    const { code, stderr } = await runSafar(args).ended;
    expect([code, stderr]).toEqual([1, expect.stringContaining("is not empty. Name a new folder")]);
  }
  expect(await readFile(at("taken/file"), "utf8")).toBe("mine");
});

it("restores nothing of a damaged backup, and of none", { timeout: 180_000 }, async () => {
  const parts = at("backup/tables/event_rows");
  const [part = ""] = await readdir(parts);
  const files = await readdir(join(parts, part));
  const data = files.find((name) => name === "data.bin") ?? files.find((name) => name.endsWith(".bin"))!;
  await truncate(join(parts, part, data), 10);
  const damaged = await runSafar(["restore", at("backup"), "--data", at("attempt")]).ended;
  expect([damaged.code, damaged.stderr]).toEqual([
    1,
    expect.stringContaining("Nothing was restored: the backup"),
  ]);
  await expect(readdir(at("attempt"))).rejects.toThrow("ENOENT");
  const none = await runSafar(["restore", at("taken"), "--data", at("attempt")]).ended;
  expect([none.code, none.stderr]).toEqual([1, expect.stringContaining("is not a complete backup")]);
});

it("follows no path of a manifest out of the backup, and runs no other statement", {
  timeout: 180_000,
}, async () => {
  const manifest = {
    format: 2,
    release: "0",
    at: "",
    tables: [{ table: "event_rows", create: "", parts: ["all_1_1_0"] }],
    files: ["sources.json"],
    checksums: {},
  };
  const [table] = manifest.tables;
  const made = "CREATE TABLE safar.event_rows (`a` String) ENGINE = MergeTree ORDER BY a";
  const evil: [string, object][] = [
    ["a part", { tables: [{ ...table, create: made, parts: ["../../../../etc"] }] }],
    ["a table", { tables: [{ ...table, table: "../x", create: made }] }],
    ["a file", { files: ["../../.ssh/id_rsa"] }],
    ["another statement", { tables: [{ ...table, create: "DROP TABLE safar.erasures" }] }],
    ["another table", { tables: [{ ...table, create: made.replace("event_rows", "erasures") }] }],
    ["another engine", { tables: [{ ...table, create: made.replace("MergeTree", "URL('http://a', CSV)") }] }],
    [
      "a view that reads from elsewhere",
      {
        tables: [
          {
            ...table,
            create: "CREATE MATERIALIZED VIEW safar.event_rows TO safar.x AS SELECT * FROM url('http://a')",
          },
        ],
      },
    ],
    ["a checksum", { tables: [], files: [], checksums: { "../secret": "0".repeat(64) } }],
  ];
  await writeFile(at("secret"), "x");
  for (const [what, change] of evil) {
    const folder = at(`evil-${what.replaceAll(" ", "-")}`);
    await mkdir(folder);
    await writeFile(join(folder, "backup.json"), JSON.stringify({ ...manifest, ...change }));
    const { code, stderr } = await runSafar(["restore", folder, "--data", at("attempt")]).ended;
    expect([what, code, stderr]).toEqual([what, 1, expect.stringContaining("Nothing was restored")]);
    await expect(readdir(at("attempt")), what).rejects.toThrow("ENOENT");
  }
});

it("restores no link", { timeout: 180_000 }, async () => {
  const linked = at("linked");
  await mkdir(join(linked, "files"), { recursive: true });
  await symlink(at("secret"), join(linked, "files/sources.json"));
  const manifest = { format: 1, release: "0", at: "", tables: [], files: ["sources.json"] };
  await writeFile(join(linked, "backup.json"), JSON.stringify(manifest));
  const { code, stderr } = await runSafar(["restore", linked, "--data", at("attempt")]).ended;
  expect([code, stderr]).toEqual([1, expect.stringContaining("is neither a file nor a folder")]);
});
