import { afterAll, beforeAll, expect, it } from "vitest";
import { eachSource } from "../../../src/operate/doctor/each-source.js";
import { type Finding, warn } from "../../../src/operate/doctor/finding.js";
import { checkStored } from "../../../src/operate/doctor/stored.js";
import { openHttpWarehouse } from "../../../src/store/warehouse/clickhouse-http.js";
import { startCollector, type TestCollector } from "../../collect/collector.js";

let collector: TestCollector;
beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector.stop());

const source = (name: string) => ({ source: name, hasOrders: true, hasOthers: true, hasPagesWords: true });

it("gives what it finds of each source as soon as it is known, in their order, a few at once", async () => {
  const ends = new Map<string, () => void>();
  const check = ({ source: name }: { source: string }) =>
    new Promise<Finding[]>((resolve) => ends.set(name, () => resolve([warn("x", name, "do")])));
  const told: string[] = [];
  const findings = eachSource(["a", "b", "c", "d", "e", "f"].map(source), check, (done, of) =>
    told.push(`${done} of ${of}`),
  );
  const first = findings.next();
  expect([...ends.keys()]).toEqual(["a", "b", "c", "d"]);
  ends.get("b")!();
  ends.get("a")!();
  expect((await first).value).toMatchObject({ said: "a" });
  expect((await findings.next()).value).toMatchObject({ said: "b" });
  expect(told).toEqual(["1 of 6"]);
  expect([...ends.keys()]).toEqual(["a", "b", "c", "d", "e"]);
});

it("asks no question of a source that has nothing to ask about", async () => {
  const track = { type: "track", event: "Product Viewed", userId: "ann", messageId: "viewed" };
  expect((await collector.post("/v1/track", JSON.stringify(track))).status).toBe(200);
  const warehouse = openHttpWarehouse({
    url: collector.clickhouse,
    username: "default",
    password: collector.clickhousePassword,
  });
  const asked: string[] = [];
  const listening = {
    query: <Row>(statement: string, params?: Record<string, unknown>) => {
      asked.push(statement);
      return warehouse.query<Row>(statement, params);
    },
  };
  const findings: Finding[] = [];
  for await (const finding of checkStored(listening, () => {})) findings.push(finding);
  await warehouse.close();
  expect(findings.map(({ state }) => state)).toEqual(["ok", "ok"]);
  expect(asked).toHaveLength(1);
});
