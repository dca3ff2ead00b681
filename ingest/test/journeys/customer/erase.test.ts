import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CustomerErasure } from "@safar/schemas/dashboard";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readAudit } from "../../../src/sources/audit-log.js";
import { newReader, type Reader } from "../../ask/dashboard/reader.js";
import { startCollector, type TestCollector } from "../../collect/collector.js";
import { startServe } from "../../journey/serve-process.js";

const SECRETS = {
  SAFAR_DASHBOARD_EDITOR_PASSWORD: "editor of this shop",
  SAFAR_DASHBOARD_OPERATOR_PASSWORD: "operator of this shop",
};
const at = (day: number) => new Date(Date.UTC(2025, 0, day, 12)).toISOString();
/** Somebody whom a page's key linked to a device. */
const EVENTS = (id: string) => [
  { type: "page", messageId: `${id}-p`, anonymousId: `${id}-device`, timestamp: at(1) },
  {
    type: "identify",
    messageId: `${id}-i`,
    userId: id,
    anonymousId: `${id}-device`,
    timestamp: at(2),
    traits: { email: `${id}@x.example` },
  },
  {
    type: "track",
    messageId: `${id}-o`,
    event: "Order Completed",
    userId: id,
    timestamp: at(3),
    properties: { order_id: id, revenue: 5, currency: "EUR" },
  },
  { type: "track", messageId: `${id}-r`, event: "Order Completed", userId: id, timestamp: "yesterday" },
];

let collector: TestCollector;
const people: Record<"viewer" | "editor" | "operator", Reader> = {} as never;
beforeAll(async () => {
  collector = await startCollector(SECRETS);
  for (const [role, secret] of [
    ["viewer", collector.clickhousePassword],
    ["editor", SECRETS.SAFAR_DASHBOARD_EDITOR_PASSWORD],
    ["operator", SECRETS.SAFAR_DASHBOARD_OPERATOR_PASSWORD],
  ] as const) {
    people[role] = newReader(collector);
    expect((await people[role].signIn(secret)).status).toBe(204);
  }
  const batch = ["ann", "bob"].flatMap(EVENTS);
  expect((await collector.post("/v1/batch", JSON.stringify({ batch }))).body.accepted).toBe(6);
}, 120_000);
afterAll(() => collector.stop());

const of = (id: string, links?: "all" | "trusted") => ({
  ...{ source: "shop", id, as: "user" },
  ...(links ? { links } : {}),
});
const post = async (who: Reader, name: string, body: unknown, headers = {}) => {
  const answer = await who.post(`/dashboard/customers/${name}`, body, headers);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> & CustomerErasure };
};
const audit = async (folder = collector.folder) =>
  (await readAudit(join(folder, "sources.audit.jsonl"))).filter(({ what }) => what.startsWith("customer"));
const rowsOf = (id: string) =>
  collector.rows<{ n: string }>(
    `SELECT toString(count()) AS n FROM safar.event_rows WHERE user_id = '${id}' OR anonymous_id = '${id}-device'`,
  );

describe.each(["look", "forget", "export"])("%s", (name) => {
  it("is the operator's alone, and of the dashboard's own page", async () => {
    const before = await audit();
    expect(await post(newReader(collector), name, of("ann", "all"))).toMatchObject({
      status: 401,
      body: { code: "signed_out" },
    });
    for (const role of ["viewer", "editor"] as const)
      expect(await post(people[role], name, of("ann", "all"))).toMatchObject({
        status: 403,
        body: { code: "not_allowed" },
      });
    for (const headers of [{ origin: "https://evil.example" }, { "sec-fetch-site": "same-site" }])
      expect(await post(people.operator, name, of("ann", "all"), headers)).toMatchObject({
        status: 403,
        body: { code: "other_site" },
      });
    const form = await people.operator.post(`/dashboard/customers/${name}`, of("ann", "all"), {
      "content-type": "text/plain",
    });
    expect(form.status).toBe(400);
    for (const body of [{}, of(""), { ...of("ann"), as: "shop" }, of("x".repeat(513))])
      expect(await post(people.operator, name, body)).toMatchObject({ status: 400 });
    expect(await rowsOf("ann")).toEqual([{ n: "3" }]);
    expect(await audit()).toEqual(before);
  });

  it("says so where nothing is stored", async () => {
    expect(await post(people.operator, name, of("nobody", "all"))).toMatchObject({
      status: 404,
      body: { code: "nothing_stored" },
    });
  });
});

describe("the operator", () => {
  it("sees what is stored and by which links, and nothing is erased by looking", async () => {
    const { status, body } = await post(people.operator, "look", of("ann"));
    expect([status, body.receipt, body.ids]).toEqual([200, "", 1]);
    expect(body.rows).toMatchObject({ event_rows: 3, dead_letters: 1 });
    expect(body.links).toEqual([
      { from: { id: "ann-device", isGuest: true }, to: { id: "ann", isGuest: false }, by: "page", at: at(2) },
    ]);
    expect(await rowsOf("ann")).toEqual([{ n: "3" }]);
  });

  it("chooses which links to follow where a page made one", async () => {
    for (const name of ["forget", "export"])
      expect(await post(people.operator, name, of("ann"))).toMatchObject({
        status: 409,
        body: { code: "choose_links" },
      });
    expect(await rowsOf("ann")).toEqual([{ n: "3" }]);
  });

  it("takes out all that is stored of a customer, and of nobody else, a line a row", async () => {
    const answer = await people.operator.post("/dashboard/customers/export", of("ann", "all"));
    expect(answer.headers.get("content-disposition")).toBe('attachment; filename="safar-customer.jsonl"');
    const text = await answer.text();
    const lines = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { table: string });
    expect(lines.filter(({ table }) => table === "event_rows")).toHaveLength(3);
    expect(lines.filter(({ table }) => table === "dead_letters")).toHaveLength(1);
    expect(text).toContain("ann@x.example");
    expect(text).not.toContain("bob");
  });

  it("erases for good; the log of changes says who did, and of nobody's id", async () => {
    const { status, body } = await post(people.operator, "forget", of("ann", "all"));
    expect([status, body.rows]).toMatchObject([200, { event_rows: 3, dead_letters: 1 }]);
    expect(await rowsOf("ann")).toEqual([{ n: "0" }]);
    expect(await rowsOf("bob")).toEqual([{ n: "3" }]);
    expect(
      (await people.viewer.ask("customer", { source: "shop", customer: "ann", guest: "" })).rows,
    ).toEqual([]);
    const kept = await readFile(join(collector.folder, "erasures.audit.jsonl"), "utf8");
    expect(JSON.parse(kept)).toMatchObject({ receipt: body.receipt, what: "forget" });
    const log = await audit();
    const by = { who: "operator on the dashboard", source: "shop" };
    const idHash = JSON.parse(kept).idHash;
    expect(log.filter(({ failed }) => failed === undefined)).toEqual([
      expect.objectContaining({
        ...by,
        what: "customer erased",
        to: { idHash: expect.any(String), links: "all" },
      }),
      expect.objectContaining({ ...by, what: "customer erased", to: { idHash } }),
      expect.objectContaining({ ...by, what: "customer exported", to: { idHash, links: "all" } }),
      expect.objectContaining({ ...by, what: "customer erased", to: { idHash, links: "all" } }),
    ]);
    const whole = await readFile(join(collector.folder, "sources.audit.jsonl"), "utf8");
    for (const id of ["ann", "nobody"]) expect(whole).not.toContain(id);
  });
});

it("does the same where several processes take events", async () => {
  const folder = await mkdtemp(join(tmpdir(), "safar-erase-"));
  const server = await startServe(folder, [], { ...SECRETS, SAFAR_WORKERS: "2" });
  try {
    const sent = await fetch(`${server.collector}/v1/batch`, {
      method: "POST",
      headers: { authorization: `Basic ${btoa(`${server.writeKey}:`)}` },
      body: JSON.stringify({ batch: EVENTS("cem") }),
    });
    expect(await sent.json()).toMatchObject({ accepted: 3 });
    const operator = newReader(server);
    await operator.signIn(SECRETS.SAFAR_DASHBOARD_OPERATOR_PASSWORD);
    await expect
      .poll(async () => (await post(operator, "look", of("cem"))).body.rows?.event_rows, { timeout: 20_000 })
      .toBe(3);
    expect(await post(operator, "forget", of("cem"))).toMatchObject({
      status: 409,
      body: { code: "choose_links" },
    });
    expect(await post(operator, "forget", of("cem", "all"))).toMatchObject({
      status: 200,
      body: { rows: { event_rows: 3 } },
    });
    expect(await post(operator, "look", of("cem"))).toMatchObject({ status: 404 });
  } finally {
    await server.end("SIGTERM");
    await rm(folder, { recursive: true });
  }
}, 120_000);
