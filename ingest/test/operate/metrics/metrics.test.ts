import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startCollector, type TestCollector } from "../../collect/collector.js";

let collector: TestCollector;
let text: string;

beforeAll(async () => {
  collector = await startCollector();
  const event = {
    type: "track",
    event: "x",
    userId: "u",
    properties: { cvv: 1, note: "4111 1111 1111 1111" },
  };
  await collector.post("/v1/batch", JSON.stringify({ batch: [event, event, { type: "track" }] }));
  await collector.post("/v1/track", "{");
  await fetch(`${collector.collector}/wp-login.php?x=1`);
  text = await (await fetch(`${collector.ops}/metrics`)).text();
});
afterAll(() => collector.stop());

/** The value of a metric with these labels. */
const value = (metric: string) => {
  const line = text.split("\n").find((one) => one.startsWith(`${metric} `));
  return line === undefined ? undefined : Number(line.slice(metric.length + 1));
};

it.each([
  ['safar_requests_total{route="/v1/batch",status="200"}', 1],
  ['safar_requests_total{route="/v1/track",status="400"}', 1],
  ['safar_requests_total{route="none",status="404"}', 1],
  ['safar_request_seconds_count{route="/v1/batch"}', 1],
  ['safar_events_accepted_total{source="shop"}', 2],
  ['safar_events_refused_total{source="shop",code="invalid_event_name"}', 1],
  ['safar_values_removed_total{reason="never_stored"}', 2],
  ['safar_values_removed_total{reason="card_number"}', 2],
  ["safar_log_rows_total", 3],
  ["safar_log_dead_letters_total", 1],
  ["safar_log_failures_total", 0],
  ["safar_log_send_seconds_count", 1],
  ["safar_log_group_rows_sum", 3],
  ["safar_log_pending_bytes", 0],
  ["safar_log_available", 1],
])("%s counts what happened", (metric, count) => expect(value(metric)).toBe(count));

it("tells the release and the process", () => {
  expect(text).toMatch(/^safar_build_info\{version="\d+\.\d+\.\d+",node="v\d+/m);
  expect(value("process_resident_memory_bytes")).toBeGreaterThan(10_000_000);
});

describe("the metrics' names", () => {
  it("keep to Prometheus' conventions, each with a help text", () => {
    const kinds = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].filter(([, name]) =>
      name!.startsWith("safar_"),
    );
    expect(kinds.length).toBeGreaterThan(10);
    for (const [, name, kind] of kinds) {
      expect(text).toMatch(new RegExp(`^# HELP ${name} [A-Z\\d].+\\.$`, "m"));
      expect(name).toMatch(/^[a-z_]+$/);
      expect(name!.endsWith("_total"), name).toBe(kind === "counter");
      if (kind === "histogram") expect(name).toMatch(/_(seconds|rows|bytes)$/);
    }
  });

  it("have few series, whatever the world asks for", async () => {
    for (let n = 0; n < 50; n++) await fetch(`${collector.collector}/${n}/x?y=${n}`);
    const later = await (await fetch(`${collector.ops}/metrics`)).text();
    const series = later.split("\n").filter((line) => line.startsWith("safar_requests_total")).length;
    expect(series).toBe(3);
  });
});

it("says whether it lives and is ready, and asks the engine nothing for it", async () => {
  const answers = await Promise.all(
    ["/livez", "/readyz"].map(async (path) => {
      const answer = await fetch(`${collector.ops}${path}`);
      return [answer.status, await answer.text()];
    }),
  );
  expect(answers).toEqual([
    [200, "ok\n"],
    [200, "ok\n"],
  ]);
});
