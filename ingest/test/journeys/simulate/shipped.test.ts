import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadJourney } from "../../../src/journeys/definition/load-journey.js";
import { shippedFolder } from "../../../src/journeys/new-command.js";
import type { JourneyEvent } from "../../../src/journeys/run/event.js";
import { simulationText } from "../../../src/journeys/simulate/report-text.js";
import { simulate } from "../../../src/journeys/simulate/simulate.js";
import { readSchemaFiles, schemaFolder } from "../../../src/store/migrate/schema-files.js";
import type { View } from "../../../src/store/migrate/views/read-views.js";
import { openHttpWarehouse } from "../../../src/store/warehouse/clickhouse-http.js";
import type { Warehouse } from "../../../src/store/warehouse/warehouse.js";
import { sendYear } from "../../../src/try/demo/send-year.js";
import { newServerKey } from "../../../src/try/demo/server-key.js";
import { simulateShop } from "../../../src/try/demo/shop/simulate-shop.js";
import { runSafar, type ServeProcess, startServe } from "../../journey/serve-process.js";
import { nextAt } from "../run/intl-time.js";
import { slowly } from "../run/slow-model.js";

const TIME_ZONE = "Europe/Amsterdam";
const NAMES = (await readdir(shippedFolder()))
  .filter((file) => file.endsWith(".json"))
  .map((file) => file.slice(0, -".json".length));
const ASKED = {
  ...{ source: "shop", timeZone: TIME_ZONE, since: "2025-05-20", until: "2025-07-10" },
  ...({ permission: "unless-refused", goalDays: 30 } as const),
};
const SETTINGS = { shopHosts: [], pageContactsPerHour: 1_000_000 };

let folder: string;
let server: ServeProcess;
let warehouse: Warehouse;
let views: readonly View[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-journeys-"));
  server = await startServe(folder, [], { SAFAR_TIME_ZONE: TIME_ZONE });
  ({ views } = await readSchemaFiles(schemaFolder()));
  // The demo shop, sent by the SDK to the collector; and asked as the command asks, as an analyst.
  const options = { seed: 22, customers: 150, days: 191, start: "2025-01-01" };
  const key = await newServerKey(folder, server.source, server.collector);
  const to = { collector: server.collector, keys: { web: server.writeKey, server: key } };
  await sendYear(simulateShop(options), options, to, { onProgress: () => {}, onNotice: () => {} });
  // Two of three birthdays lie in the time that is simulated.
  const batch = ["1990-05-31", "1985-07-09", "1970-12-24"].map((birthday, place) => ({
    ...{
      type: "identify",
      userId: `born-${place}`,
      messageId: `born-${place}`,
      timestamp: "2025-03-01T10:00:00Z",
    },
    traits: { email: `born-${place}@example.com`, birthday },
  }));
  const answer = await fetch(`${server.collector}/v1/batch`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify({ batch }),
  });
  expect(await answer.json()).toMatchObject({ accepted: 3 });
  warehouse = openHttpWarehouse({ url: server.clickhouse, username: "default", password: server.password });
}, 400_000);

afterAll(async () => {
  await warehouse?.close();
  await server?.end("SIGTERM");
  await rm(folder, { recursive: true });
});

async function shipped(name: string) {
  const loaded = await loadJourney(join(shippedFolder(), `${name}.json`), views);
  expect(loaded.problems).toEqual([]);
  return { definition: loaded.definition!, segments: loaded.segments! };
}

async function simulated(name: string, change = {}, asked = ASKED) {
  const { definition, segments } = await shipped(name);
  return simulate(warehouse, { ...definition, ...change }, segments, asked, SETTINGS, () => {});
}

async function figure(select: string): Promise<number> {
  const [row] = await warehouse.query<{ n: number }>(`SELECT toFloat64(n) AS n FROM (${select})`);
  return row!.n;
}

const IN_TIME =
  "timestamp >= toDateTime64('2025-05-20', 3, 'Europe/Amsterdam') AND timestamp < toDateTime64('2025-07-10', 3, 'Europe/Amsterdam')";
const ALL = "safar.customer_events(source = 'shop', since = '', until = '', time_zone = 'UTC')";

describe("the shipped journeys, on the demo shop", () => {
  it("are ten", () => expect(NAMES).toHaveLength(10));

  it.each(NAMES)(
    "%s holds, speaks English and Persian, and lets somebody in",
    { timeout: 300_000 },
    async (name) => {
      const { definition } = await shipped(name);
      for (const node of Object.values(definition.nodes)) {
        if (node.type !== "send") continue;
        expect(Object.keys(node.message)).toEqual(["en", "fa"]);
        expect(node.message.fa!.text).toMatch(/[\u0600-\u06ff]/);
      }
      const { tally } = await simulated(name);
      expect(tally.entered).toBeGreaterThan(0);
      expect(tally.treated.entered + tally.control.entered).toBe(tally.entered);
      expect(Object.values(tally.endings).reduce((sum, n) => sum + n)).toBe(tally.entered);
      const sum = (counts: object) => Object.values(counts).reduce((all, n) => all + n, 0);
      // Whoever came to a message was of the control group, was sent it or was not, or still waits there.
      for (const { type, came, control, sent, notSent } of tally.nodes)
        if (type === "send") expect(came).toBeGreaterThanOrEqual(control + sum(sent) + sum(notSent));
      expect(tally.messages).toBe(sum(tally.nodes.map(({ sent }) => sum(sent))));
    },
  );

  it("welcome greets those alone whose first identify lies in the time", { timeout: 300_000 }, async () => {
    const { tally } = await simulated("welcome", { control: 0 });
    const came = tally.nodes.find(({ node }) => node === "hello")!.came;
    expect(tally.entered).toBe(
      await figure(`SELECT uniqExact(customer_key) AS n FROM ${ALL} WHERE event = 'identify' AND ${IN_TIME}`),
    );
    expect(came).toBe(
      await figure(
        `SELECT count() AS n FROM (SELECT customer_key, min(timestamp) AS timestamp FROM ${ALL} WHERE event = 'identify'
         GROUP BY customer_key) WHERE ${IN_TIME}`,
      ),
    );
    expect(came).toBeGreaterThan(0);
  });

  it("birthday greets on the day, in the year that is simulated", { timeout: 300_000 }, async () => {
    const { tally } = await simulated("birthday", { control: 0 });
    expect(tally.nodes[0]).toMatchObject({ came: 2, sent: { email: 2 }, notSent: {} });
  });

  it("abandoned-cart reminds of the carts that the slow model finds", { timeout: 300_000 }, async () => {
    const { definition } = await shipped("abandoned-cart");
    const report = await simulated("abandoned-cart", { control: 0 });
    const rows = await warehouse.query<{ key: string; id: string; name: string; at: number }>(
      `SELECT toString(customer_key) AS key, message_id AS id, commerce_event AS name,
         toFloat64(toUnixTimestamp64Milli(timestamp)) AS at
       FROM ${ALL} WHERE commerce_event IN ('Product Added', 'Order Completed') AND ${IN_TIME} ORDER BY key, at, id`,
    );
    const people = new Map<string, typeof rows>();
    for (const row of rows) people.set(row.key, [...(people.get(row.key) ?? []), row]);
    const until = Date.parse("2025-07-09T22:00:00Z");
    const found = { began: 0, remind: 0, again: 0, goal: 0 };
    for (const own of people.values()) {
      const events = own.map(
        ({ id, name, at }): JourneyEvent => ({ id, name, commerceName: "", at, properties: {} }),
      );
      const drawn = { ...definition, entry: { event: "Added", again: "7 days" } };
      const told = slowly({
        definition: { ...drawn, nodes: definition.nodes },
        arrivals: events.map((event) => ({
          person: "one" as const,
          event: { ...event, name: event.name === "Product Added" ? "Added" : event.name },
          knownAt: event.at,
        })),
        usualHour: undefined,
        ticks: [...new Set(events.flatMap(({ at }) => momentsAfter(at)))]
          .sort((a, b) => a - b)
          .filter((at) => at < until),
        linkedAt: undefined,
        timeZone: TIME_ZONE,
      });
      found.began += Object.keys(told.endings).length;
      found.goal += Object.values(told.endings).filter((ending) => ending === "goal").length;
      for (const message of told.messages) found[message.split(" ")[1] as "remind" | "again"]++;
    }
    const sends = (name: string) => {
      const { sent, notSent } = report.tally.nodes.find(({ node }) => node === name)!;
      return [...Object.values(sent), ...Object.values(notSent)].reduce((sum, n) => sum + n, 0);
    };
    expect({
      ...{ began: report.tally.entered, remind: sends("remind"), again: sends("again") },
      goal: report.tally.endings.goal,
    }).toEqual(found);
    expect(found.again).toBeGreaterThan(20);
    const text = simulationText(report);
    expect(text).toMatch(/abandoned-cart over source "shop", 2025-05-20 to 2025-07-10 .*nothing was sent/);
    expect(text).toMatch(/remind +│ send/);
  });

  it("safar journeys simulate shows the same, as a table and as JSON", { timeout: 300_000 }, async () => {
    const file = join(shippedFolder(), "replenishment.json");
    const args = [
      "journeys",
      "simulate",
      file,
      "--data",
      folder,
      "--since",
      ASKED.since,
      "--until",
      ASKED.until,
    ];
    const json = await runSafar([...args, "--permission", ASKED.permission, "--json"]).ended;
    expect(json).toMatchObject({ code: 0 });
    expect(JSON.parse(json.stdout)).toEqual(JSON.parse(JSON.stringify(await simulated("replenishment"))));
    expect(json.stderr).toMatch(/100% +Asking segments/);
    const table = await runSafar(args).ended;
    expect(table.stdout).toMatch(/no-permission \d+/);
    expect(table.stdout).toMatch(/control group/);
    const wrong = await runSafar(["journeys", "simulate", file, "--data", folder, "--since", "2026-02-30"])
      .ended;
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toMatch(/is not a date/);
  });

  it("says which segment fails, and why", { timeout: 300_000 }, async () => {
    const { definition } = await shipped("silent");
    const bad = (select: string) =>
      simulate(
        warehouse,
        definition,
        new Map([["reengagement", { name: "bad", select }]]),
        ASKED,
        SETTINGS,
        () => {},
      );
    await expect(bad("SELECT nothing FROM safar.orders")).rejects.toThrow(
      /The segment "bad" can't be asked: .*nothing/,
    );
    await expect(bad("SELECT 1 AS customer")).rejects.toThrow(/gives no column customer_id/);
  });
});

/** When the reminders of a cart may be due: an hour after, 23 hours after that, and the ends of quiet hours. */
function momentsAfter(at: number): number[] {
  const hour = 3_600_000;
  const first = [at + hour, nextAt(at + hour, 540, TIME_ZONE)];
  const second = first.flatMap((each) => [each + 23 * hour, nextAt(each + 23 * hour, 540, TIME_ZONE)]);
  return [at, ...first, ...second];
}
