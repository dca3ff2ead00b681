import { randomInt } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EVENT_COLUMNS, eventRow } from "../../src/event/enrich/event-row.js";
import { joinedUsers } from "../../src/people/identity/joined-users.js";
import { openFolderWarehouse } from "../../src/store/engine/folder-warehouse.js";
import { migrate } from "../../src/store/migrate/migrate.js";
import type { Warehouse } from "../../src/store/warehouse/warehouse.js";
import {
  cartCounts,
  checkoutDropOff,
  FUNNEL_STEPS,
  type FunnelStep,
  funnel,
  type ModelVisit,
  modelVisits,
} from "../model/behaviour-model.js";
import { receiptOf } from "../model/delivery.js";
import { shopOf } from "../model/histories.js";
import { type ModelOrder, modelOrders, RULES } from "../model/orders-model.js";
import { visitHistory } from "../model/visit-histories.js";
import { originKeys, personKeys } from "./engine-keys.js";
import { refreshVisits } from "./refresh-visits.js";

const HISTORIES = 200;
const SHOPS = 2;

const seed = Number(process.env.SAFAR_TEST_SEED ?? randomInt(2 ** 31));
const histories = fc.sample(visitHistory, { numRuns: HISTORIES, seed });
const shops = Array.from({ length: SHOPS }, (_, shop) => {
  const source = `shop${shop}`;
  const deliveries = shopOf(
    histories.filter((_, place) => place % SHOPS === shop),
    source,
  );
  return { source, deliveries, whole: `source = '${source}', since = '', until = '', time_zone = 'UTC'` };
});

let folder: string;
let warehouse: Warehouse;
const expected = new Map<string, { visits: ModelVisit[]; orders: ModelOrder[] }>();
const modelOf = (source: string) => expected.get(source) ?? { visits: [], orders: [] };

beforeAll(async () => {
  console.log(`generated histories: SAFAR_TEST_SEED=${seed} makes the same ones`);
  folder = await mkdtemp(join(tmpdir(), "safar-behaviour-"));
  warehouse = await openFolderWarehouse(folder);
  await migrate(warehouse);
  // Half of what is told arrives after visits were made of the first.
  for (const half of [0, 1]) {
    for (const { source, deliveries } of shops) {
      const rows = deliveries
        .filter((_, place) => place % 2 === half)
        .map((delivery) =>
          eventRow(delivery.event, receiptOf(delivery, { sourceId: source, sourceCurrency: "CHF" })),
        );
      await warehouse.insert("event_rows", EVENT_COLUMNS, rows);
      await joinedUsers(warehouse).stored(rows);
    }
    await refreshVisits(warehouse);
  }
  const keys = await personKeys(warehouse);
  const originKeyOf = await originKeys(warehouse);
  for (const { source, deliveries } of shops) {
    const orders = modelOrders(deliveries, RULES, keys(source)).orders;
    expected.set(source, {
      visits: modelVisits(deliveries, keys(source), originKeyOf),
      orders: orders.filter(({ counted, withoutValue }) => counted || withoutValue),
    });
  }
}, 120_000);

afterAll(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true });
});

const rowsOf = (select: string) => warehouse.query<Record<string, unknown>>(select);

describe(`visits of ${SHOPS} shops made of ${HISTORIES} generated histories`, () => {
  it("are those of an independent computation, however often and late events came", async () => {
    for (const { source, whole } of shops) {
      const found = await rowsOf(
        `SELECT toUnixTimestamp64Milli(started_at) AS began, toUnixTimestamp64Milli(ended_at) AS ended, uniqExact(customer_key) AS customers, count() AS visits
         FROM visits(${whole}) GROUP BY began, ended ORDER BY began, ended`,
      );
      const told = new Map<string, Set<string>[]>();
      for (const { began, ended, customer } of modelOf(source).visits)
        told.set(`${began} ${ended}`, [...(told.get(`${began} ${ended}`) ?? []), new Set([customer])]);
      expect(found.map(({ began, ended, visits }) => `${began} ${ended} ${visits}`).sort()).toEqual(
        [...told].map(([times, visits]) => `${times} ${visits.length}`).sort(),
      );
      expect(found.length).toBeGreaterThan(HISTORIES / SHOPS);
    }
  });

  it.each([
    ["session", "", 24, FUNNEL_STEPS],
    ["session", "device", 0.5, FUNNEL_STEPS],
    ["session", "landing_page", 24, ["product_added", "order_completed"]],
    ["session", "", 24, ["product_viewed", "order_completed"]],
    ["session", "device", 24, ["product_viewed", "checkout_started"]],
    ["customer", "", 24, FUNNEL_STEPS],
    ["customer", "campaign", 1, FUNNEL_STEPS],
    ["customer", "", 720, ["product_viewed", "product_added", "order_completed"]],
  ] as [
    unit: "session" | "customer",
    segment: "" | "device" | "campaign" | "landing_page",
    number,
    FunnelStep[],
  ][])(
    "lead by %s, told apart by '%s', within %s hours through the funnel's steps %s as an independent computation says",
    async (unit, segment, hours, steps) => {
      let bought = 0;
      for (const { source, whole } of shops) {
        const found = await rowsOf(
          `SELECT * FROM funnel(${whole}, unit = '${unit}', segment_by = '${segment}', within_hours = '${hours}', steps = '${steps === FUNNEL_STEPS ? "" : steps}') ORDER BY segment, step`,
        );
        const { visits, orders } = modelOf(source);
        const told = funnel(visits, orders, unit, segment, hours, steps);
        expect(found, source).toEqual(told);
        for (const { step_name, entered } of told) bought += step_name === steps.at(-1) ? (entered ?? 0) : 0;
      }
      expect(bought).toBeGreaterThan(0);
    },
  );

  it("drop off in the checkout where an independent computation says", async () => {
    for (const { source, whole } of shops) {
      const { visits, orders } = modelOf(source);
      const found = await rowsOf(`SELECT * FROM checkout_drop_off(${whole}) ORDER BY step`);
      expect(found, source).toEqual(checkoutDropOff(visits, orders));
    }
  });

  it("leave carts behind, by each window, as an independent computation says", async () => {
    for (const { source, whole } of shops) {
      const { visits, orders } = modelOf(source);
      const found = await rowsOf(
        `SELECT carts, converted_carts, abandoned_carts, open_carts FROM cart_abandonment(${whole}) ORDER BY window_hours NULLS LAST`,
      );
      expect(found, source).toEqual(
        [0.5, 1, 24, 168, undefined].map((hours) => {
          const { carts, converted_carts } = cartCounts(visits, orders, hours);
          return { carts, converted_carts, abandoned_carts: carts - converted_carts, open_carts: 0 };
        }),
      );
    }
  });
});
