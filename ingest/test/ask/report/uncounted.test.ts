import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { examine } from "../../../src/operate/doctor/command.js";
import { startCollector, type TestCollector } from "../../collect/collector.js";
import { runSafar } from "../../journey/serve-process.js";
import { newReader } from "../dashboard/reader.js";

let collector: TestCollector;

const track = (event: string, order: string, properties: object = {}) => ({
  type: "track",
  event,
  messageId: `${event} ${order}`,
  userId: "ann",
  timestamp: "2025-03-01T12:00:00Z",
  properties: { order_id: order, currency: "EUR", ...properties },
});

async function send(...batch: object[]): Promise<void> {
  const { body } = await collector.post("/v1/batch", JSON.stringify({ batch }));
  expect(body.accepted).toBe(batch.length);
}

const report = async (...args: string[]) =>
  (await runSafar(["report", "--data", collector.folder, "--source", "shop", ...args], {}).ended).stdout;

const counting = async () => {
  const port = (address: string) => new URL(address).port;
  const findings = await examine({
    env: {
      SAFAR_DATA: collector.folder,
      SAFAR_PORT: port(collector.collector),
      SAFAR_QUERY_PORT: port(collector.clickhouse),
      SAFAR_OPS_PORT: port(collector.ops),
    },
  });
  return findings.filter(({ about }) => ["counting", "orders not counted", "event names"].includes(about));
};

beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector.stop());

describe("what is stored and not counted", () => {
  it("is told also of a shop none of whose orders is counted", async () => {
    expect(await counting()).toEqual([
      { about: "counting", state: "ok", said: "figures count the stored orders" },
    ]);
    await send(track("Order Complete", "near", { revenue: 12.5 }));
    const text = await report();
    expect(text).toContain('There are no orders of source "shop" yet.');
    expect(text).toMatch(
      /unknown event name +│ Order Complete +│ Order Completed +│ +1 │ EUR +│ +12\.5 │ near/,
    );
  });

  it("stands in the report under the KPIs, with reason, number, worth and an example", async () => {
    await send(
      track("Order Completed", "counted", { revenue: 5 }),
      track("Order Completed", "unclear", { revenue: "1,234" }),
      track("Order Completed", "trial", { revenue: 7, test: true }),
    );
    const text = await report();
    expect(text).toContain("Stored but not counted");
    expect(text).toMatch(/│ unreadable value +│ +│ +│ +1 │ EUR +│ +- │ unclear/);
    expect(text).toMatch(/│ test +│ +│ +│ +1 │ EUR +│ +7\.0 │ trial/);
    expect(JSON.parse(await report("--json")).uncounted).toContainEqual(
      expect.objectContaining({ reason: "test", count: 1, currency: "EUR", value: "7", example: "trial" }),
    );
  });

  it("is a file when it is asked for, and changes no other file or section", async () => {
    expect(await report("--csv", "--section", "uncounted")).toMatch(
      /^"reason","event_name","closest_name","count"/,
    );
    expect(await report("--csv")).not.toContain("unclear");
    expect(await report("--section", "trend")).not.toContain("not counted");
  });

  it("of other times than the orders that are counted is told too, unless a range is asked for", async () => {
    await send({ ...track("Order Completed", "later"), timestamp: "2025-06-01T12:00:00Z" });
    expect(await report()).toMatch(/no value, or zero or less .*later/);
    expect(await report("--since", "2025-03-01", "--until", "2025-04-01")).not.toContain("later");
  });

  it("is a finding of the doctor, beside the names that no figure reads", async () => {
    expect(await counting()).toEqual([
      {
        about: "orders not counted",
        state: "warn",
        said: "shop: 1 orders are counted, 2 orders and refunds are not: 1 no value, or zero or less; 1 unreadable value.",
        todo: expect.stringContaining("safar report --section uncounted --source shop"),
      },
      {
        about: "event names",
        state: "warn",
        said: 'shop: no figure reads "Order Complete" (1 event): did you mean "Order Completed"?',
        todo: expect.stringContaining("safar report --section uncounted"),
      },
    ]);
  });

  it("is no finding while it is little beside what is counted", async () => {
    const many = Array.from({ length: 60 }, (_, place) =>
      track("Order Completed", `more ${place}`, { revenue: 1 }),
    );
    await send(...many);
    expect((await counting()).map(({ about }) => about)).toEqual(["event names"]);
  });

  it("is asked for by the dashboard, the most frequent first", async () => {
    const reader = newReader(collector);
    await reader.signIn(collector.clickhousePassword);
    const range = { source: "shop", since: "2025-03-01", until: "2025-04-01", time_zone: "UTC", rows: 25 };
    const { rows } = await reader.ask("uncounted", range);
    expect(rows.map(({ reason, example }) => [reason, example])).toEqual([
      ["test", "trial"],
      ["unknown_event_name", "near"],
      ["unreadable_value", "unclear"],
    ]);
  });
});
