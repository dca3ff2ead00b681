import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { load } from "js-yaml";
import { Registry } from "prom-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { journeyMetrics, journeyState } from "../../src/operate/metrics/journey-metrics.js";
import { loaderMetrics } from "../../src/operate/metrics/loader-metrics.js";
import { startCollector, type TestCollector } from "../collect/collector.js";

const SHIP = fileURLToPath(new URL("../../ship/", import.meta.url));
const RULES = `${SHIP}prometheus/alerts.yml`;

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly action: string };
}

const { groups } = load(readFileSync(RULES, "utf8")) as { groups: { rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);
const dashboard = JSON.parse(readFileSync(`${SHIP}grafana/safar.json`, "utf8")) as {
  panels: { id: number; title: string; type: string; targets?: { expr: string; legendFormat: string }[] }[];
};
const panels = dashboard.panels.filter(({ type }) => type !== "row");

let collector: TestCollector;
/** Every metric that a process of Safar tells, with the labels it has. */
const metrics = new Map<string, Set<string>>();

beforeAll(async () => {
  collector = await startCollector();
  await collector.post(
    "/v1/batch",
    JSON.stringify({ batch: [{ type: "track", event: "x", userId: "u", properties: { cvv: 1 } }, {}] }),
  );
  const loader = new Registry();
  const { observer, watch } = loaderMetrics(loader);
  watch({ lag: () => ({ events: 1, deadLetters: 0 }), unavailable: () => undefined } as never);
  observer.stored({ messages: 1, rows: 1, seconds: 1, delaySeconds: 1, deadLetters: 0 });
  journeyState(loader)(true);
  journeyMetrics(loader)({ transitions: 1, messages: { sent: 1 } });
  const text = (await (await fetch(`${collector.ops}/metrics`)).text()) + (await loader.metrics());
  for (const [, name = "", labels = ""] of text.matchAll(/^([a-z_:\d]+)(?:\{(.*)\})? \S+$/gm)) {
    const known = metrics.get(name) ?? new Set();
    for (const [, label] of labels.matchAll(/(\w+)="/g)) known.add(label!);
    metrics.set(name, known);
  }
});
afterAll(() => collector.stop());

/** Names of metrics in an expression of PromQL, and the labels it asks them for. */
function asked(expr: string) {
  const names = [...expr.matchAll(/\b((?:safar|process|nodejs)_\w+)/g)].map(([, name]) => name!);
  const labels = [...expr.matchAll(/(?:\bby \(([^)]*)\)|\{([^}]*)\})/g)].flatMap(([, by, selector]) =>
    (by ?? selector ?? "").split(",").map((part) => /^\s*(\w+)/.exec(part)?.[1] ?? ""),
  );
  return { names, labels: labels.filter((label) => label !== "") };
}

/** Labels that Prometheus adds. */
const FROM_PROMETHEUS = ["instance", "job"];

function expectKnown(expr: string): void {
  const { names, labels } = asked(expr);
  expect(names.length + Number(expr.startsWith("up")), expr).toBeGreaterThan(0);
  for (const name of names) expect([...metrics.keys()], expr).toContain(name);
  const has = new Set(names.flatMap((name) => [...(metrics.get(name) ?? [])]));
  for (const label of labels) if (!FROM_PROMETHEUS.includes(label)) expect([...has], expr).toContain(label);
}

describe("alert rules", () => {
  it.each(rules.map((rule) => [rule.alert, rule] as const))("%s asks for what there is", (_, rule) => {
    expectKnown(rule.expr);
    expect(["page", "warn"]).toContain(rule.labels.severity);
    expect(rule.annotations.summary).toMatch(/\S/);
    expect(rule.annotations.action).toMatch(/\.$/);
  });

  it("watch every metric that tells of harm", () => {
    const text = rules.map(({ expr }) => expr).join("\n");
    for (const name of metrics.keys())
      if (/^safar_.*(failures_total|_available|expired_total)$/.test(name)) expect(text).toContain(name);
  });

  it("are read by promtool, where it is installed", async () => {
    const checked = await promisify(execFile)("promtool", ["check", "rules", RULES]).catch(
      (error: NodeJS.ErrnoException & { stderr?: string }) => error,
    );
    if ("code" in checked && checked.code === "ENOENT") {
      console.log("promtool is not installed: the rules were read as YAML only");
      expect(rules.length).toBeGreaterThan(10);
    } else expect(checked).toMatchObject({ stdout: expect.stringContaining("SUCCESS") });
  });
});

describe("the dashboard", () => {
  it.each(panels.map((panel) => [panel.title, panel] as const))("%s asks for what there is", (_, panel) => {
    expect(panel.targets?.length).toBeGreaterThan(0);
    for (const { expr } of panel.targets!) expectKnown(expr.replaceAll("$__rate_interval", "5m"));
  });

  it("shows every metric of Safar, each panel under a number of its own", () => {
    const text = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)).join("\n");
    const families = [...metrics.keys()]
      .filter((name) => name.startsWith("safar_"))
      .map((name) => name.replace(/_(bucket|sum|count)$/, ""));
    for (const family of new Set(families)) expect(text).toContain(family);
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  });
});
