import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readAudit } from "../../../src/sources/audit-log.js";
import { newReader, type Reader } from "../../ask/dashboard/reader.js";
import { startCollector, type TestCollector } from "../../collect/collector.js";

const EDITOR = "editor of this shop";
const OPERATOR = "operator of this shop";
const CART = {
  name: "cart",
  entry: { event: "Product Added" },
  control: 0,
  start: "hour",
  nodes: { hour: { type: "delay", for: "1 hour", next: "end" } },
};
const WITH_SEGMENT = { ...CART, name: "vip", entry: { segment: "segments/vip.sql" } };
const SELECT = "SELECT customer_id FROM safar.customers WHERE source_id = {source:String}";
const draftOf = (definition: object, segments = {}) => ({ text: JSON.stringify(definition), segments });

let collector: TestCollector;
const people: Record<"viewer" | "editor" | "operator", Reader> = {} as never;
beforeAll(async () => {
  collector = await startCollector({
    SAFAR_DASHBOARD_EDITOR_PASSWORD: EDITOR,
    SAFAR_DASHBOARD_OPERATOR_PASSWORD: OPERATOR,
  });
  for (const [role, secret] of [
    ["viewer", collector.clickhousePassword],
    ["editor", EDITOR],
    ["operator", OPERATOR],
  ] as const) {
    people[role] = newReader(collector);
    expect((await people[role].signIn(secret)).status).toBe(204);
  }
}, 120_000);
afterAll(() => collector.stop());

const shop = { source: "shop", time_zone: "UTC" };
const plan = (draft: object, moves = false) => ({ ...shop, draft, moves });
const ACTIONS = {
  check: draftOf(CART),
  plan: plan(draftOf(CART)),
  publish: { ...plan(draftOf(CART)), after: 0 },
  state: { source: "shop", journey: "cart", after: 0, done: "paused" },
  simulate: {
    ...{ ...shop, draft: draftOf(CART), since: "2025-01-01", until: "2025-02-01", permission: "subscribed" },
  },
};
const post = async (who: Reader, name: string, body: unknown, headers = {}) => {
  const answer = await who.post(`/dashboard/journeys/${name}`, body, headers);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};
/** What the log of changes says of journeys. */
const audit = async () =>
  (await readAudit(join(collector.folder, "sources.audit.jsonl"))).filter(({ what }) =>
    what.startsWith("journey"),
  );

describe("who may not", () => {
  it.each(Object.entries(ACTIONS))("%s: a stranger, a viewer, another site's page", async (name, body) => {
    expect(await post(newReader(collector), name, body)).toMatchObject({
      ...{ status: 401, body: { code: "signed_out" } },
    });
    expect(await post(people.viewer, name, body)).toMatchObject({
      ...{ status: 403, body: { code: "not_allowed" } },
    });
    for (const headers of [{ origin: "https://evil.example" }, { "sec-fetch-site": "same-site" }])
      expect(await post(people.operator, name, body, headers)).toMatchObject({
        ...{ status: 403, body: { code: "other_site" } },
      });
    // A form of another site can send text alone.
    expect(
      (await people.operator.post(`/dashboard/journeys/${name}`, body, { "content-type": "text/plain" }))
        .status,
    ).toBe(400);
    expect(await audit()).toEqual([]);
  });

  it("each role is told to its own page, and a wrong secret opens none", async () => {
    for (const [role, who] of Object.entries(people))
      expect((await who.ask("role", {})).rows).toEqual([{ role }]);
    expect((await newReader(collector).signIn(`${EDITOR} `)).status).toBe(401);
  });
});

describe("an editor", () => {
  it("is told what to mend, by the schema of the files, with the line", async () => {
    const text = JSON.stringify({ ...CART, start: "nowhere" }, null, 2);
    const { body } = await post(people.editor, "check", { text, segments: {} });
    expect(body.problems).toEqual(
      expect.arrayContaining([expect.objectContaining({ code: "unknown_node", place: "start", line: 7 })]),
    );
    expect(body).not.toHaveProperty("definition");
    expect((await post(people.editor, "check", draftOf(CART))).body).toEqual({
      ...{ definition: CART, problems: [], views: expect.arrayContaining(["at_risk", "reengagement"]) },
    });
    for (const unreadable of ["{", "a: [", "", "\u0000"])
      expect(
        (await post(people.editor, "check", { text: unreadable, segments: {} })).body.problems,
      ).not.toEqual([]);
    expect(
      (await post(people.editor, "check", { text: "x".repeat((1 << 20) + 1), segments: {} })).status,
    ).toBe(400);
  });

  it("publishes, and who comes second is told, and both stand in the log of changes", async () => {
    const planned = await post(people.editor, "plan", plan(draftOf(CART)));
    expect(planned.body).toMatchObject({ journey: "cart", change: 0, version: 0, changes: [], effects: [] });
    const publish = (definition: object, after: number) =>
      post(people.editor, "publish", { ...plan(draftOf(definition)), after });
    expect(await publish(CART, 0)).toEqual({ status: 200, body: { journey: "cart", version: 1 } });
    const longer = { ...CART, nodes: { hour: { ...CART.nodes.hour, for: "2 hours" } } };
    expect(await publish(longer, 0)).toMatchObject({ status: 409, body: { code: "changed_meanwhile" } });
    const again = await post(people.editor, "plan", plan(draftOf(longer)));
    expect(again.body).toMatchObject({
      ...{ change: 1, version: 1 },
      changes: [{ at: "nodes.hour.for", before: "1 hour", after: "2 hours" }],
    });
    expect(await publish(longer, 1)).toMatchObject({ status: 200, body: { version: 2 } });
    const by = { who: "editor on the dashboard", what: "journey published", source: "shop" };
    expect(await audit()).toEqual([
      expect.objectContaining({ ...by, to: { journey: "cart", version: 1 } }),
      expect.objectContaining({ ...by, to: { journey: "cart", version: 2 } }),
      expect.objectContaining({ ...by, failed: "somebody else changed it first" }),
      expect.objectContaining({ ...by, to: { journey: "cart", version: 2 } }),
    ]);
    const whole = await readFile(join(collector.folder, "sources.audit.jsonl"), "utf8");
    for (const secret of [EDITOR, OPERATOR, collector.clickhousePassword])
      expect(whole).not.toContain(secret);
  });

  it("of two who publish at the same moment one stands", async () => {
    const definition = { ...CART, name: "race" };
    const both = await Promise.all(
      [people.editor, people.operator].map((who) =>
        post(who, "publish", { ...plan(draftOf(definition)), after: 0 }),
      ),
    );
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  });

  it("pauses and resumes, once each", async () => {
    const state = (done: string, after: number, journey = "race") =>
      post(people.editor, "state", { source: "shop", journey, after, done });
    expect(await state("paused", 1)).toEqual({ status: 200, body: { journey: "race", state: "paused" } });
    expect((await people.viewer.ask("journeys", shop)).rows).toEqual(
      expect.arrayContaining([expect.objectContaining({ name: "race", state: "paused" })]),
    );
    expect(await state("resumed", 1)).toMatchObject({ status: 409 });
    expect(await state("resumed", 2)).toMatchObject({ status: 200 });
    expect(await state("paused", 0, "gone")).toMatchObject({
      ...{ status: 404, body: { code: "unknown_journey" } },
    });
  });

  it("brings no SELECT of their own, which the engine would run, until the operator has published it", async () => {
    const draft = draftOf(WITH_SEGMENT, { "segments/vip.sql": SELECT });
    for (const name of ["plan", "publish", "simulate"] as const)
      expect(await post(people.editor, name, { ...ACTIONS[name], draft })).toMatchObject({
        ...{ status: 403, body: { code: "segment_needs_operator" } },
      });
    expect(await post(people.operator, "publish", { ...plan(draft), after: 0 })).toMatchObject({
      ...{ status: 200, body: { version: 1 } },
    });
    expect(await post(people.editor, "publish", { ...plan(draft), after: 1 })).toMatchObject({
      ...{ status: 200, body: { version: 2 } },
    });
    const broken = draftOf(WITH_SEGMENT, { "segments/vip.sql": "SELECT customer_id FROM nowhere" });
    expect(await post(people.operator, "publish", { ...plan(broken), after: 2 })).toMatchObject({
      ...{ status: 400, body: { code: "segment_fails" } },
    });
    expect((await post(people.editor, "check", draftOf(WITH_SEGMENT))).body.problems).toEqual([
      expect.objectContaining({
        code: "unknown_segment",
        message: expect.stringContaining("Open it together"),
      }),
    ]);
  });

  it("begins with what comes with Safar, its segments included", async () => {
    const { rows } = await people.viewer.ask("shipped", {});
    expect(rows.length).toBeGreaterThanOrEqual(10);
    for (const { name, text, segments } of rows) {
      const planned = await post(people.editor, "plan", plan({ text, segments }));
      expect(planned, String(name)).toMatchObject({ status: 200, body: { journey: name } });
    }
  });
});
