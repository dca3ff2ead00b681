import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { readAudit } from "../../src/sources/audit-log.js";
import { changeSources } from "../../src/sources/change-sources.js";
import { addKey, addSource, disableKey, disableSource, rotateKey } from "../../src/sources/changes.js";
import { lastUseOf } from "../../src/sources/key-use.js";
import { type OpenedSources, type OpenSourcesOptions, openSources } from "../../src/sources/open-sources.js";
import { hashOf, webKeyOf } from "../../src/sources/write-keys.js";

const first = { id: "shop", currency: "EUR", timeZone: "UTC" };
let folder: string;
let path: string;
let opened: OpenedSources[];
const logger = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-sources-"));
  path = join(folder, "new", "sources.json");
  opened = [];
  vi.clearAllMocks();
});
afterEach(async () => {
  for (const one of opened) await one.close();
  await rm(folder, { recursive: true });
});

async function open(options: Partial<OpenSourcesOptions> = {}): Promise<OpenedSources> {
  const one = await openSources(path, { logger, first, lookEveryMs: 10, ...options });
  opened.push(one);
  return one;
}
/** The file is looked at soon; a busy machine takes its time. */
const soon = (check: () => void) => vi.waitFor(check, { timeout: 30_000 });
const keyOf = (one: OpenedSources) => webKeyOf(one.current()[0]) ?? "";

it("the first start makes a source and a key that nobody guesses; the next one finds them", async () => {
  const made = await open();
  expect(made.created).toBe(true);
  expect(made.current()).toMatchObject([first]);
  const key = keyOf(made);
  expect(key).toMatch(/^wk_[\w-]{24}$/);
  expect(made.find(key)).toMatchObject({ source: first, kind: "web" });
  expect(made.find("wk_other")).toBeUndefined();
  expect((await stat(path)).mode & 0o077).toBe(0);

  const found = await open({ first: { ...first, id: "another" } });
  expect(found.created).toBe(false);
  expect(found.find(key)).toMatchObject({ source: first });
});

it.each(["", "{}"])("a file that holds %j is refused, not overwritten", async (text) => {
  await mkdir(join(folder, "new"));
  await writeFile(path, text);
  await expect(open()).rejects.toThrow("is not a list of sources");
  expect(await readFile(path, "utf8")).toBe(text);
});

it("every collector that shares the file takes up what is changed, and tells the warehouse until it hears", async () => {
  const changed = vi.fn().mockRejectedValueOnce(new Error("away")).mockResolvedValue(undefined);
  const collectors = [await open({ changed }), await open()];
  const old = keyOf(collectors[0]!);

  const until = Date.now() + 3_600_000;
  let fresh = "";
  await changeSources(path, (sources) => {
    const rotated = rotateKey(sources, old, until);
    fresh = rotated.newKey;
    return rotated;
  });
  for (const { find } of collectors) {
    await soon(() => expect(find(fresh)).toBeDefined());
    expect(find(old)).toBeDefined();
    expect(find(old, until)).toBeUndefined();
    expect(find(fresh, until)).toBeDefined();
  }
  await soon(() => expect(changed).toHaveBeenCalledTimes(2));
  expect(changed.mock.lastCall?.[0]).toMatchObject([{ id: "shop" }]);

  await changeSources(path, (sources) => disableKey(sources, fresh));
  for (const { find } of collectors) await soon(() => expect(find(fresh)).toBeUndefined());
  await changeSources(path, (sources) => disableSource(sources, "shop", true));
  for (const { find } of collectors) await soon(() => expect(find(old)?.sourceDisabled).toBe(true));
});

it("a file that is broken or gone takes nothing out of force, and a whole one is taken up again", async () => {
  const one = await open();
  const key = keyOf(one);
  const whole = await readFile(path, "utf8");
  await writeFile(path, whole.slice(0, -20));
  await soon(() => expect(logger.error).toHaveBeenCalledWith(expect.stringContaining("is not JSON")));
  expect(one.find(key)).toBeDefined();
  await rename(path, `${path}.away`);
  await soon(() => expect(logger.error).toHaveBeenCalledWith(expect.stringContaining("ENOENT")));
  expect(one.find(key)).toBeDefined();
  await writeFile(path, whole.replace('"EUR"', '"GBP"'));
  await soon(() => expect(one.find(key)?.source.currency).toBe("GBP"));
});

it("of changes at the same time none is lost, and each is in the audit log, without a secret", async () => {
  const made = await open();
  const keys: string[] = [];
  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      changeSources(path, (sources) => {
        const changed =
          index % 2 ? addKey(sources, "shop", "server") : addSource(sources, { ...first, id: `s${index}` });
        keys.push(changed.newKey);
        return changed;
      }),
    ),
  );
  await soon(() => expect(keys.every((key) => made.find(key))).toBe(true));
  const log = join(folder, "new", "sources.audit.jsonl");
  const entries = await readAudit(log);
  expect(entries.map(({ what }) => what).sort()).toEqual([
    ...Array(21).fill("key added"), // 10 by hand, 10 with a source, and the first
    ...Array(11).fill("source added"),
  ]);
  for (const { at, who, key } of entries) {
    expect(Date.parse(at)).toBeGreaterThan(Date.now() - 60_000);
    expect(who).not.toBe("");
    if (key) expect(key).toMatch(/^[ws]k_….{4}$/);
  }
  const text = await readFile(log, "utf8");
  for (const key of [keyOf(made), ...keys]) expect(text).not.toContain(key.slice(3, 20));
  expect((await stat(log)).mode & 0o077).toBe(0);
  expect((await readdir(join(folder, "new"))).filter((name) => /lock|tmp/.test(name))).toEqual([]);
});

it("a change that can't be is refused with its reason, and nothing is written", async () => {
  await open();
  const before = await readFile(path, "utf8");
  const wrong = { ...first, id: "other", currency: "euro" };
  await expect(changeSources(path, (sources) => addSource(sources, wrong))).rejects.toThrow(
    /^Invalid change: sources\/1\/currency must be three capital letters, such as EUR\. Nothing was changed\.$/,
  );
  expect(await readFile(path, "utf8")).toBe(before);
  expect(await readAudit(join(folder, "new", "sources.audit.jsonl"))).toHaveLength(2);
});

it("a lock that a dead process left behind is taken away", async () => {
  await open();
  await writeFile(`${path}.lock`, "1\n");
  const longAgo = Date.now() / 1000 - 60;
  await utimes(`${path}.lock`, longAgo, longAgo);
  await changeSources(path, (sources) => disableSource(sources, "shop", true));
  expect(await readFile(path, "utf8")).toContain('"disabled": true');
});

it("when a key was used last is kept beside the file, by its hash", async () => {
  const one = await open();
  const key = keyOf(one);
  const uses = join(folder, "new", "sources.used");
  expect(await lastUseOf(uses, hashOf(key))).toBeUndefined();
  one.find(key);
  one.find("wk_unknown");
  await one.close();
  expect(await lastUseOf(uses, hashOf(key))).toBeGreaterThan(Date.now() - 60_000);
  const names = await readdir(uses);
  expect(names).toHaveLength(1);
  expect(names[0]).not.toContain(key.slice(3, 9));
});
