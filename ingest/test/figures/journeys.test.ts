import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EVENT_COLUMNS, eventRow, type ValidEvent } from "../../src/event/enrich/event-row.js";
import { openFolderWarehouse } from "../../src/store/engine/folder-warehouse.js";
import { migrate } from "../../src/store/migrate/migrate.js";
import type { Warehouse } from "../../src/store/warehouse/warehouse.js";
import { type Draw, seededDraw } from "../../src/try/demo/shop/draw.js";
import { personKeys } from "./engine-keys.js";
import { insertJourneyRows, type JourneyRow } from "./journey-rows.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const BEGIN = Date.UTC(2025, 2, 1);
const ZONE = "Asia/Tehran";
const RANGE = `source = 'shop', since = '2025-03-10', until = '2025-03-20', time_zone = '${ZONE}'`;
/** Of that range, as Tehran's clock of half an hour shows it. */
const [FROM, TO] = [Date.parse("2025-03-09T20:30:00Z"), Date.parse("2025-03-19T20:30:00Z")];

interface Message {
  readonly id: string;
  readonly customer: string;
  readonly node: string;
  readonly variant: string;
  readonly status: string;
  readonly why: string;
  readonly at: number;
  readonly fates: readonly string[];
}
interface DrawnRun {
  readonly id: string;
  readonly nodes: readonly string[];
  readonly status: string;
  readonly why: string;
  readonly isControl: boolean;
  readonly entered: number;
  readonly version: number;
}

const NODES = ["wait", "remind", "day", "again", "end"];
const draw = seededDraw(91);
const customers = Array.from({ length: 60 }, (_, n) => `c${n}`);
const runs: DrawnRun[] = Array.from({ length: 400 }, (_, n) => drawRun(draw, n));
const messages: Message[] = Array.from({ length: 600 }, (_, n) => drawMessage(draw, n));
/** Which customer bought what, and when. */
const orders = Array.from({ length: 300 }, (_, n) => ({
  id: `o${n}`,
  customer: draw.pick(customers),
  at: BEGIN + draw.int(0, 25 * 24) * HOUR + 7,
  products: [
    ...new Set(
      Array.from({ length: draw.int(1, 4) }, () => `p${Math.min(draw.int(0, 14), draw.int(0, 14))}`),
    ),
  ],
}));
/** Each customer has an hour of their own, or none. */
const views = customers.flatMap((customer, n) =>
  Array.from({ length: draw.int(1, 12) }, () => ({
    customer,
    at:
      BEGIN +
      draw.int(0, 24) * DAY +
      (n % 3 === 0 || draw.chance(0.3) ? draw.int(0, 23) : n % 24) * HOUR +
      draw.int(0, 3_599_999),
  })),
);

function drawRun(random: Draw, n: number): DrawnRun {
  const nodes = NODES.slice(0, random.int(1, NODES.length));
  const isWhole = nodes.at(-1) === "end";
  const isWaiting = !isWhole && random.chance(0.4);
  return {
    ...{ id: `run-${n}`, nodes, isControl: random.chance(0.2), version: random.int(1, 2) },
    status: isWaiting ? "waiting" : "ended",
    why: isWaiting ? "" : isWhole ? "end" : random.pick(["goal", "goal", "merged"]),
    entered: BEGIN + random.int(0, 25 * 24 * 2) * (HOUR / 2),
  };
}

function drawMessage(random: Draw, n: number): Message {
  const status = random.pick(["sent", "sent", "sent", "not-sent", "rejected", "in-doubt", "intended"]);
  const fates =
    status !== "sent" ? [] : ["Email Delivered", "Email Opened", "Email Link Clicked", "Unsubscribed"];
  return {
    ...{ id: `m${n}`, customer: random.pick(customers), node: random.pick(["remind", "again"]), status },
    variant: random.pick(["", "lot=a", "lot=b"]),
    why: status === "not-sent" ? random.pick(["goal", "cap-day"]) : "",
    at: BEGIN + random.int(0, 25 * 24 * 2) * (HOUR / 2),
    fates: fates.filter(() => random.chance(0.4)),
  };
}

let folder: string;
let warehouse: Warehouse;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-journey-views-"));
  warehouse = await openFolderWarehouse(folder);
  await migrate(warehouse);
  const row = (event: Record<string, unknown>, keyKind: "server" | "web") =>
    eventRow({ type: "track", ...event } as ValidEvent, {
      ...{ sourceId: "shop", sourceCurrency: "EUR", receivedAt: Date.now(), keyKind },
    });
  const time = (at: number) => new Date(at).toISOString();
  await warehouse.insert("event_rows", EVENT_COLUMNS, [
    ...orders.map(({ id, customer, at, products }) => {
      const properties = {
        order_id: id,
        revenue: 5,
        products: products.map((product_id) => ({ product_id })),
      };
      return row(
        { event: "Order Completed", userId: customer, messageId: id, timestamp: time(at), properties },
        "server",
      );
    }),
    ...views.map(({ customer, at }, n) =>
      row({ type: "page", userId: customer, messageId: `v${n}`, timestamp: time(at) }, "web"),
    ),
    ...messages.flatMap(({ id, customer, at, fates }) =>
      fates.flatMap((event, place) => {
        const told = (properties: object, suffix: string) =>
          row(
            {
              ...{
                event,
                userId: customer,
                messageId: `${id}-${place}${suffix}`,
                timestamp: time(at + HOUR),
              },
              properties: { message_id: id, ...properties },
            },
            "server",
          );
        return [told({ by: "person" }, ""), told({}, "-again")];
      }),
    ),
    // A scanner opens and clicks every message: no person did.
    ...messages.flatMap(({ id, at }) =>
      ["Email Opened", "Email Link Clicked"].map((event) =>
        row(
          {
            ...{ event, userId: "c0", messageId: `${id}-${event}-scanner`, timestamp: time(at + 1) },
            properties: { message_id: id, by: "machine" },
          },
          "server",
        ),
      ),
    ),
  ]);
  const keys = (await personKeys(warehouse))("shop");
  const own = (customer: string) => ({
    ...{ source_id: "shop", journey_id: "cart", customer_id: customer },
    person_key: keys(`user ${customer}`).toString(),
  });
  const written: JourneyRow[] = [
    ...runs.flatMap(({ id, nodes, status, why, isControl, entered, version }) => {
      const base = {
        record: "run",
        ...own(customers[0]!),
        run_id: id,
        is_control: isControl,
        entered_at: entered,
      };
      // Its earlier state, which the later one replaces.
      const before = {
        ...base,
        version: 1,
        status: "waiting",
        node: "wait",
        nodes: ["wait"],
        journey_version: 1,
      };
      const now = { ...base, version: 2, status, why, node: nodes.at(-1), nodes, journey_version: version };
      return [before, now];
    }),
    ...messages.map(({ id, customer, node, variant, status, why, at }) => ({
      ...{
        record: "message",
        ...own(customer),
        run_id: `r-${id}`,
        message_id: id,
        node,
        variant,
        status,
        why,
      },
      ...{ channel: "email", kind: "marketing", language: "fa", entered_at: at, status_at: at, version: 1 },
    })),
  ];
  await insertJourneyRows(warehouse, written);
});
afterAll(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true });
});

const isIn = (at: number) => at >= FROM && at < TO;
const rowsOf = (select: string) => warehouse.query<Record<string, unknown>>(select);

it("journey_funnel counts who came to each node, and why they left it", async () => {
  const expected = [1, 2].flatMap((version) => {
    const own = runs.filter((run) => run.version === version && isIn(run.entered));
    return ["", ...NODES].map((node) => {
      const came = own.filter(({ nodes }) => node === "" || nodes.includes(node));
      const here = came.filter(({ nodes }) => nodes.at(-1) === node);
      const count = (why: string) => here.filter((run) => run.why === why).length;
      const waiting = here.filter(({ status }) => status === "waiting").length;
      const [goal, merged] = [count("goal"), count("merged")];
      return {
        ...{ version, node, came: came.length, control: came.filter(({ isControl }) => isControl).length },
        ...{ waiting, goal, merged, on: node === "end" ? 0 : came.length - waiting - goal - merged },
      };
    });
  });
  const told = await rowsOf(
    `SELECT version, node, toUInt32(came) AS came, toUInt32(came_control) AS control, toUInt32(waiting) AS waiting,
       toUInt32(left_by_goal) AS goal, toUInt32(left_merged) AS merged, toUInt32(went_on) AS on
     FROM journey_funnel(${RANGE}) ORDER BY version, place`,
  );
  expect(told).toEqual(expected);
});

it("message_performance counts each message once, and no opening of a machine", async () => {
  const groups = new Map<string, Record<string, number>>();
  for (const { customer, node, variant, status, why, at, fates } of messages) {
    if (!isIn(at)) continue;
    const key = `${node} ${variant}`;
    const own = groups.get(key) ?? {
      messages: 0,
      sent: 0,
      goal: 0,
      capDay: 0,
      doubt: 0,
      rejected: 0,
      under: 0,
    };
    const add = (name: string, does = true) => {
      own[name] = (own[name] ?? 0) + (does ? 1 : 0);
    };
    add("messages");
    add("sent", status === "sent");
    add("goal", why === "goal");
    add("capDay", why === "cap-day");
    add("doubt", status === "in-doubt");
    add("rejected", status === "rejected");
    add("under", status === "intended");
    add("delivered", fates.includes("Email Delivered"));
    add("opened", fates.includes("Email Opened"));
    add("clicked", fates.includes("Email Link Clicked"));
    add("unsubscribed", fates.includes("Unsubscribed"));
    const buys = orders.some(
      (order) => order.customer === customer && order.at > at && order.at <= at + 2 * DAY,
    );
    add("ordered", status === "sent" && buys);
    groups.set(key, own);
  }
  const told = await rowsOf(
    `SELECT node, variant, toUInt32(messages) AS messages, toUInt32(sent) AS sent, toUInt32(not_sent_why['goal']) AS goal,
       toUInt32(not_sent_why['cap-day']) AS capDay, toUInt32(in_doubt) AS doubt, toUInt32(rejected) AS rejected,
       toUInt32(under_way) AS under, toUInt32(delivered) AS delivered, toUInt32(opened) AS opened,
       toUInt32(clicked) AS clicked, toUInt32(unsubscribed) AS unsubscribed, toUInt32(ordered) AS ordered
     FROM message_performance(${RANGE}, within_hours = '48')`,
  );
  const byKey = new Map(told.map(({ node, variant, ...row }) => [`${node} ${variant}`, row]));
  expect(byKey).toEqual(groups);
  expect([...groups.values()].some(({ ordered }) => ordered! > 0)).toBe(true);
});

it("message_log tells of each message, to whom it went and what they did", async () => {
  const told = await rowsOf(
    `SELECT message_id, customer_id, node, status, why, opened_at IS NOT NULL AS opened,
       unsubscribed_at IS NOT NULL AS unsubscribed FROM message_log(${RANGE}) ORDER BY message_id`,
  );
  const expected = messages
    .filter(({ at }) => isIn(at))
    .map(({ id, customer, node, status, why, fates }) => ({
      ...{ message_id: id, customer_id: customer, node, status, why },
      opened: Number(fates.includes("Email Opened")),
      unsubscribed: Number(fates.includes("Unsubscribed")),
    }))
    .sort((one, other) => (one.message_id < other.message_id ? -1 : 1));
  expect(told).toEqual(expected);
});

it("recommended_products recommends what is bought with a customer's products, and nothing they have", async () => {
  const all = [...new Set(orders.flatMap(({ products }) => products))];
  const inRange = orders.filter(({ at }) => isIn(at));
  const withAll = (...products: string[]) =>
    inRange.filter((order) => products.every((product) => order.products.includes(product))).length;
  const expected = customers.flatMap((customer) => {
    const own = orders
      .filter((order) => order.customer === customer && order.at < TO)
      .flatMap(({ products }) => products);
    const found = all
      .filter((product) => !own.includes(product))
      .flatMap((product) => {
        const best = [...new Set(own)]
          .map((because) => ({ because, together: withAll(product, because), of: withAll(because) }))
          .filter(({ together }) => together >= 2)
          .map((pair) => ({ ...pair, share: (100 * pair.together) / pair.of }))
          .sort(
            (a, b) => b.share - a.share || b.together - a.together || (a.because < b.because ? -1 : 1),
          )[0];
        return best === undefined
          ? []
          : [{ product, because: best.because, share: best.share, together: best.together }];
      })
      .sort((a, b) => b.share - a.share || b.together - a.together || (a.product < b.product ? -1 : 1));
    return found.slice(0, 10).map((each, place) => ({ customer, place: place + 1, ...each }));
  });
  const told = await rowsOf(
    `SELECT customer_id AS customer, toUInt32(place) AS place, product_id AS product, because_of AS because, share,
       toUInt32(orders_together) AS together FROM recommended_products(${RANGE}, min_orders = '2')`,
  );
  const inOrder = (rows: Record<string, unknown>[]) =>
    rows
      .sort((a, b) => Number(a.place) - Number(b.place))
      .sort((a, b) => (String(a.customer) < String(b.customer) ? -1 : 1));
  expect(expected.length).toBeGreaterThan(20);
  expect(inOrder(told)).toEqual(inOrder(expected));
});

it("best_hour is the hour of the most days, else the shop's", async () => {
  const local = (at: number) => new Date(at + 3.5 * HOUR).toISOString();
  const days = new Map<string, Map<number, Set<string>>>();
  for (const { customer, at } of views) {
    const hours = days.get(customer) ?? new Map<number, Set<string>>();
    const hour = Number(local(at).slice(11, 13));
    hours.set(hour, (hours.get(hour) ?? new Set()).add(local(at).slice(0, 10)));
    days.set(customer, hours);
  }
  const most = (counts: readonly (readonly [number, number])[]) =>
    [...counts].sort(([hour, n], [other, m]) => m - n || hour - other)[0]!;
  const shop = new Map<number, number>();
  for (const hours of days.values())
    for (const [hour, of] of hours) shop.set(hour, (shop.get(hour) ?? 0) + of.size);
  const [shopHour, shopDays] = most([...shop]);
  const all = "source = 'shop', since = '', until = '', time_zone = 'Asia/Tehran'";
  const told = await rowsOf(
    `SELECT customer_id AS customer, is_own AS own, hour, toUInt32(days) AS days FROM best_hour(${all}) ORDER BY customer`,
  );
  const expected = [...days].map(([customer, hours]) => {
    const [hour, n] = most([...hours].map(([each, of]) => [each, of.size] as const));
    const ofShop = shopDays >= 50 ? shopHour : null;
    return { customer, own: Number(n >= 3), hour: n >= 3 ? hour : ofShop, days: n };
  });
  expect(told).toEqual(expected.sort((a, b) => (a.customer < b.customer ? -1 : 1)));
  expect(new Set(expected.map(({ own }) => own))).toEqual(new Set([0, 1]));
});
