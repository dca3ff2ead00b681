import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { changeSources } from "../../src/sources/change-sources.js";
import { setSource } from "../../src/sources/changes.js";
import { startCollector } from "../collect/collector.js";

/** Files without which it is not known who may send or what is stored: a start says what to do, and changes nothing. */
const NEEDED: Readonly<Record<string, RegExp>> = {
  "sources.json": /sources\.json (is not a list of sources|can.t be read): .*Fix it/,
};
/** ClickHouse's own, beside its folders of tables: it says itself what is wrong with one. */
const OF_CLICKHOUSE = ["status", "uuid", "engine/clickhouse.log"];
const FOLDERS_OF_CLICKHOUSE = [
  ...["access", "coordination", "data", "dictionaries_lib", "flags", "format_schemas", "metadata"],
  ...[
    "metadata_dropped",
    "named_collections",
    "preprocessed_configs",
    "shadow",
    "store",
    "tmp",
    "user_defined",
  ],
  ...["user_files", "user_scripts"],
];

/** Notifications have a key in the folder. */
const PUSH = {
  SAFAR_PUSH_CONTACT: "mailto:hello@shop.example",
  SAFAR_PUBLIC_URL: "https://collect.shop.example",
};

let folder: string;
let optional: string[];

/** A folder that has all that a collector, its commands and its operator leave in one. */
beforeAll(async () => {
  const collector = await startCollector(PUSH);
  folder = collector.folder;
  await collector.post("/v1/track", '{"userId":"ann","event":"Seen","messageId":"before"}');
  await collector.post("/v1/track", '{"userId":"bob","event":"Seen","messageId":"forgotten"}');
  await changeSources(join(folder, "sources.json"), (sources) =>
    setSource(sources, "shop", { pagesTell: ["completed"] }),
  );
  const { secret } = JSON.parse(await readFile(join(folder, "operator.json"), "utf8")) as { secret: string };
  const forgotten = await fetch(`${collector.ops}/operator/forget`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
    body: '{"id":"bob","dryRun":false}',
  });
  expect(await forgotten.text()).toContain("receipt");
  const told = await readFile(join(folder, "running.json"));
  await collector.close();
  await writeFile(join(folder, "running.json"), told);
  optional = (await files()).filter((name) => !(name in NEEDED));
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

/** Every file of ours in the folder, by its path in it. */
async function files(): Promise<string[]> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true });
  return all
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((name) => !FOLDERS_OF_CLICKHOUSE.includes(name.split("/")[0]!) && !OF_CLICKHOUSE.includes(name))
    .sort();
}

const DAMAGES: Readonly<Record<string, (path: string) => Promise<void>>> = {
  "cut off": async (path) => writeFile(path, (await readFile(path)).subarray(0, 3)),
  empty: (path) => writeFile(path, ""),
  "another JSON": (path) => writeFile(path, "[null]"),
  "no text": (path) => writeFile(path, Buffer.from([0xff, 0, 0xfe, 0x1b])),
  "a folder": async (path) => {
    await rm(path);
    await mkdir(path);
  },
};

async function damagedCopy(
  names: readonly string[],
  damage: (path: string) => Promise<void>,
): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), "safar-damaged-"));
  await cp(folder, copy, { recursive: true });
  for (const name of names) await damage(join(copy, name));
  return copy;
}

it("all files of a used folder are found", () => {
  expect(optional).toEqual(
    expect.arrayContaining([
      ...[
        "demo-shop.json",
        "erasures.audit.jsonl",
        "messages.json",
        "operator.json",
        "push.json",
        "reserve",
        "running.json",
        "secrets.json",
      ],
      ...["sources.audit.jsonl", expect.stringMatching(/^sources\.used\//)],
    ]),
  );
});

it.each(Object.entries(DAMAGES))(
  "a start takes events, and keeps every rule, when each other file is %s",
  async (_, damage) => {
    const copy = await damagedCopy(optional, damage);
    const collector = await startCollector({ SAFAR_DATA: copy, ...PUSH });
    try {
      expect((await fetch(`${collector.ops}/readyz`)).status).toBe(200);
      const { body } = await collector.post(
        "/v1/track",
        '{"userId":"ann","event":"Seen","messageId":"after"}',
      );
      expect(body.accepted).toBe(1);
      expect(
        await collector.rows("SELECT message_id FROM events WHERE user_id = 'ann' ORDER BY message_id"),
      ).toEqual([{ message_id: "after" }, { message_id: "before" }]);
      expect(await collector.rows("SELECT pages_tell FROM sources FINAL WHERE source_id = 'shop'")).toEqual([
        { pages_tell: ["completed"] },
      ]);
    } finally {
      await collector.stop();
    }
  },
  120_000,
);

it.each(Object.keys(NEEDED).flatMap((name) => Object.keys(DAMAGES).map((damage) => [name, damage] as const)))(
  "a start on a damaged %s (%s) says what to do, and changes nothing",
  async (name, damage) => {
    const copy = await damagedCopy([name], DAMAGES[damage]!);
    const isFolder = (await stat(join(copy, name))).isDirectory();
    const before = isFolder ? undefined : await readFile(join(copy, name));
    await expect(startCollector({ SAFAR_DATA: copy })).rejects.toThrow(NEEDED[name]);
    if (!isFolder) expect(await readFile(join(copy, name))).toEqual(before);
    await rm(copy, { recursive: true });
  },
  120_000,
);

it("a file of sources that is damaged while the collector runs takes no rule and no key out of force", async () => {
  const copy = await damagedCopy([], async () => {});
  const collector = await startCollector({ SAFAR_DATA: copy });
  try {
    for (const content of ["{", "", "[null]", '{"sources":[]}']) {
      await writeFile(join(copy, "sources.json"), content);
      // It is looked at four times a second.
      await new Promise((resolve) => setTimeout(resolve, 600));
      const { body } = await collector.post("/v1/track", `{"userId":"ann","event":"Seen ${content.length}"}`);
      expect(body.accepted).toBe(1);
      expect(await collector.rows("SELECT pages_tell FROM sources FINAL WHERE source_id = 'shop'")).toEqual([
        { pages_tell: ["completed"] },
      ]);
    }
  } finally {
    await collector.stop();
  }
}, 120_000);
