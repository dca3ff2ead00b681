import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RFM_GROUPS } from "../../../src/journeys/segments/list-segments.js";
import { newServerKey } from "../../../src/try/demo/server-key.js";
import { newReader, type Reader } from "../../ask/dashboard/reader.js";
import { startCollector, type TestCollector } from "../../collect/collector.js";

const EDITOR = "editor of this shop";
const DAY_MS = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();
const order = (userId: string, days: number) => ({
  ...{
    type: "track",
    event: "Order Completed",
    userId,
    messageId: `${userId}-${days}`,
    timestamp: ago(days),
  },
  properties: { order_id: `${userId}-${days}`, revenue: 10 + days, currency: "EUR" },
});
const identify = (userId: string, traits: object) => ({
  ...{ type: "identify", userId, messageId: `${userId}-i`, timestamp: ago(300), traits },
});

/** Who ordered long ago: ann said yes, bob nothing, cem no, dan has no address, and eve's came back. */
const SERVER = [
  ...["ann", "bob", "cem", "dan", "eve"].flatMap((id) => [order(id, 250), order(id, 220)]),
  identify("ann", { email: "ann@shop.example", phone: "0912 123 4567", marketing_email: true }),
  identify("bob", { email: "bob@shop.example" }),
  identify("cem", { email: "cem@shop.example", marketing_email: false }),
  identify("eve", { email: "eve@shop.example", marketing_email: true }),
  { type: "track", event: "Email Bounced", userId: "eve", messageId: "bounce", timestamp: ago(100) },
];
/** What arrives now and is in no figure, or is refused. */
const NOW = [
  {
    type: "track",
    event: "Order Completed",
    userId: "late",
    messageId: "n1",
    properties: { order_id: "free", revenue: 0 },
  },
  { type: "track", event: "Order Complete", userId: "typo", messageId: "n2", properties: { revenue: 5 } },
  { type: "track", event: "Newsletter Read", userId: "typo", messageId: "n3" },
  {
    type: "track",
    event: "Order Completed",
    userId: "counted",
    messageId: "n4",
    properties: { order_id: "good", revenue: 5 },
  },
  { type: "track", event: "Broken", userId: "sender", messageId: "n5", timestamp: "yesterday" },
];

let collector: TestCollector;
let viewer: Reader;
let editor: Reader;
beforeAll(async () => {
  collector = await startCollector({ SAFAR_DASHBOARD_EDITOR_PASSWORD: EDITOR });
  const key = await newServerKey(collector.folder, "shop", collector.collector);
  const answer = await collector.post("/v1/batch", JSON.stringify({ batch: [...SERVER, ...NOW] }), {
    authorization: `Basic ${btoa(`${key}:`)}`,
  });
  expect(answer.body.rejected).toHaveLength(1);
  [viewer, editor] = [newReader(collector), newReader(collector)];
  await viewer.signIn(collector.clickhousePassword);
  await editor.signIn(EDITOR);
}, 120_000);
afterAll(() => collector.stop());

const shop = { source: "shop", time_zone: "UTC" };
const until = new Date(Date.now() + DAY_MS).toISOString().slice(0, 10);
const list = { ...shop, until, currency: "EUR", rows: 25 };

describe("a list of customers", () => {
  it("says how each can be reached and what they said of it, as a message would find it", async () => {
    const { rows } = await viewer.ask("list_reengagement", { ...list, reachable: "" });
    const plain = await viewer.ask("reengagement", list);
    expect(rows.map(({ customer_id: id }) => id)).toEqual(plain.rows.map(({ customer_id: id }) => id));
    const told = Object.fromEntries(
      rows.map((row) => [
        row.customer_id,
        [row.email, row.email_permission, row.phone_permission, row.reached_by],
      ]),
    );
    expect(told).toEqual({
      ann: ["ann@shop.example", "subscribed", "unknown", "email"],
      bob: ["bob@shop.example", "unknown", "unknown", ""],
      cem: ["cem@shop.example", "unsubscribed", "unknown", ""],
      dan: ["", "unknown", "unknown", ""],
      eve: ["eve@shop.example", "subscribed", "unknown", ""],
    });
  });

  it("lists those alone who can be reached, also where there is room for few", async () => {
    const { rows } = await viewer.ask("list_reengagement", { ...list, reachable: "on", rows: 1 });
    expect(rows.map(({ customer_id: id }) => id)).toEqual(["ann"]);
  });

  const LISTS = [
    ["at_risk", "none", "0"],
    ["reengagement", "none", "0"],
    ["carts", "none", "0"],
    ...["0", "0.25", "0.5", "1"].map((least) => ["forecast", "none", least] as const),
    ...RFM_GROUPS.map((group) => ["rfm", group, "0"] as const),
  ] as const;

  it.each(LISTS)("becomes a journey that an editor may publish: %s %s %s", async (name, segment, least) => {
    const { rows } = await viewer.ask("list_draft", { list: name, segment, least });
    expect(rows).toHaveLength(1);
    const planned = await editor.post("/dashboard/journeys/plan", { ...shop, draft: rows[0], moves: false });
    expect([planned.status, await planned.json()]).toMatchObject([200, { change: 0, version: 0 }]);
  });

  it("whose SELECT was changed is the operator's to publish", async () => {
    const [draft] = (await viewer.ask("list_draft", { list: "carts", segment: "none", least: "0" })).rows;
    const segments = Object.fromEntries(
      Object.entries(draft!.segments as Record<string, string>).map(([name, select]) => [
        name,
        `${select} OR 1`,
      ]),
    );
    const planned = await editor.post("/dashboard/journeys/plan", {
      ...shop,
      draft: { ...draft, segments },
      moves: false,
    });
    expect([planned.status, await planned.json()]).toMatchObject([403, { code: "segment_needs_operator" }]);
  });

  it("is none for a group that there is not", async () => {
    expect((await viewer.ask("list_draft", { list: "rfm", segment: "none", least: "0" })).rows).toEqual([]);
    expect((await viewer.ask("list_draft", { list: "events", segment: "none", least: "0" })).status).toBe(
      400,
    );
  });
});

describe("what arrives now", () => {
  const ask = async (name: string, more = {}) => {
    const { status, rows } = await viewer.ask(name, {
      source: "shop",
      person: "",
      event: "",
      rows: 12,
      ...more,
    });
    expect(status).toBe(200);
    return rows;
  };

  it("and is refused is told with its reason, by person and by event", async () => {
    expect(await ask("refused")).toMatchObject([
      { code: "invalid_timestamp", event: "Broken", person: "sender", is_guest: false },
    ]);
    expect(await ask("refused", { person: "sender" })).toHaveLength(1);
    expect(await ask("refused", { event: "broke" })).toHaveLength(1);
    expect(await ask("refused", { person: "nobody" })).toEqual([]);
    expect(await ask("refused", { event: "Order" })).toEqual([]);
  });

  it("and is in no figure is told with its reason; what counts is not", async () => {
    const rows = await ask("not_counted");
    expect(
      rows
        .map(({ event, person, reason, about, closest_name: closest }) => [
          event,
          person,
          reason,
          about,
          closest,
        ])
        .toSorted(),
    ).toEqual([
      ["Order Complete", "typo", "unknown_event_name", "", "Order Completed"],
      ["Order Completed", "late", "no_value", "free", ""],
    ]);
    expect(await ask("not_counted", { person: "late" })).toHaveLength(1);
    expect(await ask("not_counted", { event: "complete", rows: 1 })).toHaveLength(1);
    expect(await ask("not_counted", { event: "' OR 1=1" })).toEqual([]);
  });

  it("is found among all by person and by a part of the event's name", async () => {
    const latest = (more: object) => ask("latest", { after: "", ...more });
    expect((await latest({ person: "typo" })).map(({ event }) => event).toSorted()).toEqual([
      "Newsletter Read",
      "Order Complete",
    ]);
    expect((await latest({ event: "LETTER" })).map(({ event }) => event)).toEqual(["Newsletter Read"]);
    expect((await latest({ event: "identify" })).length).toBe(4);
  });
});
