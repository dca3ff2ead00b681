import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { onThisThread } from "../../src/ask/predict/models.js";
import { PREDICT_DEFAULTS, predict } from "../../src/ask/predict/predict.js";
import { readSchemaFiles, schemaFolder } from "../../src/store/migrate/schema-files.js";
import { sendYear } from "../../src/try/demo/send-year.js";
import { simulateShop } from "../../src/try/demo/shop/simulate-shop.js";
import { describeWithBroker } from "../broker/with-broker.js";
import { refreshVisits } from "../figures/refresh-visits.js";
import { RARE_EVENTS } from "../figures/varied-shop.js";
import { refreshCluster, rowsOfShards } from "./cluster-schema.js";
import { retailYear, sendOrders } from "./retail-year.js";
import { expectSameRows } from "./same-answers.js";
import { openToldTwice, type ToldTwice } from "./told-twice.js";

/** The year of `safar demo`. */
const YEAR = { seed: 7, customers: 3_000, days: 365, start: "2025-01-01" };

/** What each source is asked for. */
const ASKED = {
  shop: { source: "shop", since: "2025-01-01", until: "2026-01-01" },
  // Of hundreds of products in an order there are too many pairs to read.
  retail: {
    source: "retail",
    since: "2010-12-01",
    until: "2011-12-10",
    time_zone: "Europe/London",
    min_orders: "50",
  },
} as const;

/** No source has rules for its pages here, and no journey was published; figures.test.ts asks where there are rows. */
const EMPTY_HERE = [
  "unheard_words",
  "anomalies",
  "journey_runs",
  "journey_funnel",
  "journey_lift",
  "journey_messages",
  "message_log",
  "message_performance",
  "message_fates",
];

const { views } = await readSchemaFiles(schemaFolder());

await describeWithBroker("two shards that loaders fill from Kafka", () => {
  let told: ToldTwice;

  beforeAll(async () => {
    told = await openToldTwice();
    const { cluster, single, collector, keys } = told;
    const silent = { onProgress: () => {}, onNotice: () => {} };
    await sendYear(simulateShop(YEAR), YEAR, { collector, keys: keys.shop }, silent);
    await sendRareEvents(told);
    await sendOrders(await retailYear(), { collector, writeKey: keys.retail });
    await told.stored();
    await Promise.all([refreshCluster(cluster), refreshVisits(single.warehouse)]);
    const now = Date.now();
    for (const { warehouse } of [cluster, single])
      for (const source of ["shop", "retail"]) {
        const steps = predict(
          warehouse,
          { ...PREDICT_DEFAULTS, source, until: ASKED[source as "shop"].until },
          onThisThread,
          now,
        );
        while (!(await steps.next()).done);
      }
  }, 900_000);
  afterAll(async () => await told?.close(), 60_000);

  it("rows lie on both", async () => {
    const shards = await rowsOfShards(told.cluster, "event_rows");
    expect(shards).toHaveLength(2);
    for (const rows of shards) expect(rows).toBeGreaterThan(10_000);
  });

  describe.each(Object.entries(ASKED))("about the source %s", (source, asked) => {
    // Online Retail has orders alone: no carts, visits, refunds of unknown orders.
    const leastOf = (name: string) => (source === "shop" && !EMPTY_HERE.includes(name) ? 1 : 0);
    // An event that came twice shows twice in recent_events until its copies are merged, which each server does in its time.
    const asksSource = views.filter(
      ({ name, parameters }) => parameters.includes("source") && name !== "recent_events",
    );
    it.each(asksSource.map((view) => [view.name, view] as const))(
      "%s says what it says on one server",
      async (name, view) => {
        const { cluster, single } = told;
        const both = { cluster: cluster.warehouse, single: single.warehouse };
        await expectSameRows(view, both, asked, leastOf(name));
      },
      300_000,
    );
  });

  describe("about all sources", () => {
    const asksNone = views.filter(({ parameters }) => !parameters.includes("source"));
    it.each(asksNone.map((view) => [view.name, view] as const))(
      "%s says what it says on one server",
      async (_name, view) => {
        const { cluster, single } = told;
        await expectSameRows(view, { cluster: cluster.warehouse, single: single.warehouse }, ASKED.shop);
      },
      300_000,
    );
  });
});

async function sendRareEvents({ collector, keys }: ToldTwice): Promise<void> {
  for (const [place, { source = "shop", keyKind = "web", ...event }] of RARE_EVENTS.entries()) {
    const key = source === "shop" ? keys.shop[keyKind] : keys.other;
    const answer = await fetch(`${collector}/v1/batch`, {
      method: "POST",
      headers: { authorization: `Basic ${btoa(`${key}:`)}` },
      body: JSON.stringify({ batch: [{ messageId: `rare-${place}`, ...event }] }),
    });
    expect(await answer.json()).toMatchObject({ accepted: 1 });
  }
}
