import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EVENT_COLUMNS, eventRow } from "../../src/event/enrich/event-row.js";
import { joinedUsers } from "../../src/people/identity/joined-users.js";
import { openFolderWarehouse } from "../../src/store/engine/folder-warehouse.js";
import { migrate } from "../../src/store/migrate/migrate.js";
import type { Warehouse } from "../../src/store/warehouse/warehouse.js";
import type { OrderRecord } from "../../src/try/demo/ledger/ledger.js";
import { simulateShop } from "../../src/try/demo/shop/simulate-shop.js";
import {
  cartCounts,
  checkoutDropOff,
  funnel,
  type ModelVisit,
  modelVisits,
} from "../model/behaviour-model.js";
import { type Delivery, receiptOf } from "../model/delivery.js";
import {
  atRisk,
  cohortRetention,
  customerLifecycle,
  lapse,
  purchaseGaps,
  reengagement,
  returnTimes,
  rfm,
} from "../model/loyalty-model.js";
import type { ModelOrder } from "../model/orders-model.js";
import { originKeys, personKeys } from "./engine-keys.js";
import { refreshVisits } from "./refresh-visits.js";

/** A half year of a shop, and questions about all but its first month: customers of before count as such. */
const YEAR = { seed: 23, customers: 200, days: 181, start: "2025-01-01" };
const RANGE = {
  since: "2025-02-01 00:00:00",
  until: "2025-07-01 00:00:00",
  timeZone: "Europe/Amsterdam",
};
const UNTIL = "source = 'shop', until = '2025-07-01', time_zone = 'Europe/Amsterdam'";
const ASKED = `since = '2025-02-01', ${UNTIL}`;
const WHOLE = "source = 'shop', since = '', until = '', time_zone = 'UTC'";
const CURRENCY = "currency = 'EUR'";
const CUSTOMER = "if(is_guest, 'guest ', 'user ') || customer_id AS customer";
const LAST = "REPLACE (toUnixTimestamp64Milli(last_order_at) AS last_order_at)";

let folder: string;
let warehouse: Warehouse;
/** The orders of the shop's books: nothing in there knows of events. */
let booked: ModelOrder[];
/** All of them but tests, cancelled or not: what carts and visits lead to. */
let placed: ModelOrder[];
let visits: ModelVisit[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-simulated-"));
  warehouse = await openFolderWarehouse(folder);
  await migrate(warehouse);
  const { deliveries, ledger } = simulateShop(YEAR);
  const told = [...deliveries].map(({ at, call, from }): Delivery => {
    const event = JSON.parse(JSON.stringify(call));
    return { event, sentAt: undefined, receivedAt: at, keyKind: from, isBot: false };
  });
  const receipt = { sourceId: "shop", sourceCurrency: "EUR" };
  const rows = told.map((delivery) => eventRow(delivery.event, receiptOf(delivery, receipt)));
  await warehouse.insert("event_rows", EVENT_COLUMNS, rows);
  await joinedUsers(warehouse).stored(rows);
  await refreshVisits(warehouse);
  booked = ledger.orders().map(asModelOrder);
  placed = ledger
    .orders()
    .filter(({ test }) => !test)
    .map(asModelOrder);
  visits = modelVisits(told, (await personKeys(warehouse))("shop"), await originKeys(warehouse));
}, 120_000);

afterAll(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true });
});

function asModelOrder({ orderId, customerId, currency, placedAt, value, ...rest }: OrderRecord): ModelOrder {
  const isGuest = customerId.startsWith("visitor-");
  const isVoid = rest.cancelled || rest.test;
  const micros = (cents: bigint) => cents * 10_000n;
  return {
    id: orderId,
    customer: `${isGuest ? "guest" : "user"} ${customerId}`,
    at: placedAt,
    value: value === undefined ? undefined : micros(value),
    currency,
    counted: !isVoid && value !== undefined && value > 0n,
    withoutValue: !isVoid && !value,
    uncounted: "",
    refunds: rest.refunds.map(({ at, amount }) => ({ at, amount: micros(amount) })),
  };
}

const rowsOf = (select: string) =>
  warehouse.query<Record<string, unknown>>(
    `${select} SETTINGS output_format_json_quote_decimals = 1, output_format_decimal_trailing_zeros = 1`,
  );

describe("the views about a simulated shop say what its books say", () => {
  it("of cohorts", async () => {
    const told = cohortRetention(booked, RANGE, "month", "EUR");
    expect(
      await rowsOf(
        `SELECT * FROM cohort_retention(${ASKED}, period = 'month', ${CURRENCY}) ORDER BY cohort_start, period_index`,
      ),
    ).toEqual(told);
    expect(told.length).toBe(15);
  });

  it("of who is new, returns, is won back and lapses", async () => {
    const told = customerLifecycle(booked, RANGE, "month");
    expect(
      await rowsOf(`SELECT * FROM customer_lifecycle(${ASKED}, period = 'month') ORDER BY period_start`),
    ).toEqual(told);
    expect(Math.max(...told.map(({ won_back_customers: count }) => count))).toBeGreaterThan(0);
  });

  it("of the time between purchases, and of the hours at which people return", async () => {
    const { mean_days, ...gaps } = purchaseGaps(booked, RANGE);
    expect(await rowsOf(`SELECT * FROM purchase_gaps(${ASKED})`)).toEqual([
      { ...gaps, mean_days: expect.closeTo(mean_days!, 8) },
    ]);
    expect(await rowsOf(`SELECT * FROM return_times(${ASKED}) ORDER BY weekday, hour`)).toEqual(
      returnTimes(booked, RANGE),
    );
  });

  it("of who has lapsed, or bought a second time", async () => {
    expect(await rowsOf(`SELECT * FROM lapse(${ASKED}) ORDER BY days`)).toEqual(lapse(booked, RANGE));
  });

  it("of every customer's RFM scores and group", async () => {
    const told = rfm(booked, RANGE, "EUR");
    expect(
      await rowsOf(
        `SELECT ${CUSTOMER}, * EXCEPT (customer_id, is_guest) ${LAST} FROM rfm(${ASKED}, ${CURRENCY}) ORDER BY customer`,
      ),
    ).toEqual(told);
    expect(new Set(told.map(({ segment }) => segment)).size).toBeGreaterThan(5);
  });

  it.each([
    ["at_risk", atRisk],
    ["reengagement", reengagement],
  ])("of who is in %s", async (view, model) => {
    const told = model(booked, RANGE, "EUR");
    expect(
      await rowsOf(
        `SELECT ${CUSTOMER}, * EXCEPT (customer_id, is_guest, email, phone, name) ${LAST} FROM ${view}(${UNTIL}, ${CURRENCY}) ORDER BY customer`,
      ),
    ).toEqual(told);
    expect(told.length).toBeGreaterThan(0);
  });
});

describe("the views about a simulated shop's visits say what its books and its visitors' steps say", () => {
  it.each([
    ["session", "", 24],
    ["session", "campaign", 24],
    ["customer", "", 720],
  ] as const)("of the funnel by %s, told apart by '%s'", async (unit, segment, hours) => {
    const told = funnel(visits, placed, unit, segment, hours);
    expect(
      await rowsOf(
        `SELECT * FROM funnel(${WHOLE}, unit = '${unit}', segment_by = '${segment}', within_hours = '${hours}', steps = '') ORDER BY segment, step`,
      ),
    ).toEqual(told);
    expect(told.at(3)?.entered).toBeGreaterThan(0);
  });

  it("of carts, by each window", async () => {
    const found = await rowsOf(
      `SELECT carts, converted_carts, abandoned_carts FROM cart_abandonment(${WHOLE}) ORDER BY window_hours NULLS LAST`,
    );
    expect(found).toEqual(
      [0.5, 1, 24, 168, undefined].map((hours) => {
        const { carts, converted_carts } = cartCounts(visits, placed, hours);
        return { carts, converted_carts, abandoned_carts: carts - converted_carts };
      }),
    );
  });

  it("of where people drop off in the checkout", async () => {
    expect(await rowsOf(`SELECT * FROM checkout_drop_off(${WHOLE}) ORDER BY step`)).toEqual(
      checkoutDropOff(visits, placed),
    );
  });
});
