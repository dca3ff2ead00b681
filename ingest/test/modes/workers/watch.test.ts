import { pino } from "pino";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { expect, it, vi } from "vitest";
import type { MetricsJson, WorkerState } from "../../../src/modes/workers/messages.js";
import type { RunningWorker, Workers, WorkersListener } from "../../../src/modes/workers/start-workers.js";
import { watchWorkers } from "../../../src/modes/workers/watch.js";

/** Workers that answer what they are set to; undefined says nothing. */
function pool() {
  const states = new Map<RunningWorker, (() => Promise<WorkerState>) | undefined>();
  let listener: WorkersListener = {};
  const killed: number[] = [];
  const workers = {
    running: () => [...states.keys()],
    restarts: () => 2,
    on: (one: WorkersListener) => {
      listener = one;
    },
    ask: async () =>
      await Promise.all([...states].map(async ([worker, state]) => ({ worker, answer: await state?.() }))),
    kill: ({ id }: RunningWorker) => void killed.push(id),
  } as unknown as Workers;
  const watched = watchWorkers(workers, new Registry(), pino({ level: "silent" }));
  return {
    watched,
    killed,
    set: (worker: RunningWorker, state?: () => Promise<WorkerState>) => states.set(worker, state),
    end(worker: RunningWorker, metrics?: MetricsJson) {
      states.delete(worker);
      if (metrics) listener.said?.(worker, { kind: "ended", metrics });
      listener.gone?.(worker);
    },
  };
}

function counting() {
  const registry = new Registry();
  const registers = [registry];
  const events = new Counter({ name: "events_total", help: "Events.", labelNames: ["source"], registers });
  const pending = new Gauge({ name: "pending", help: "Pending.", registers });
  const seconds = new Histogram({ name: "seconds", help: "Seconds.", buckets: [1, 5], registers });
  const metrics = async () => (await registry.getMetricsAsJSON()) as MetricsJson;
  return { events, pending, seconds, metrics, state: async () => ({ metrics: await metrics() }) };
}

it("adds up what all count, and keeps the sums of one that ended, not its gauges", async () => {
  const { watched, set, end } = pool();
  const [a, b] = [counting(), counting()];
  const [first, second] = [
    { id: 1, number: 1 },
    { id: 2, number: 2 },
  ];
  set(first, a.state);
  set(second, b.state);
  a.events.inc({ source: "x" }, 3);
  b.events.inc({ source: "x" }, 4);
  b.events.inc({ source: "y" }, 5);
  a.pending.set(10);
  b.pending.set(20);
  a.seconds.observe(0.5);
  b.seconds.observe(3);
  const before = await watched.registry.metrics();
  for (const line of [
    'events_total{source="x"} 7',
    'events_total{source="y"} 5',
    "pending 30",
    'seconds_bucket{le="1"} 1',
    'seconds_bucket{le="5"} 2',
    "seconds_count 2",
    "safar_workers 2",
    "safar_worker_restarts_total 2",
  ])
    expect(before.split("\n")).toContain(line);

  b.events.inc({ source: "y" });
  end(second, await b.metrics());
  set({ id: 3, number: 2 }, counting().state);
  const after = (await watched.registry.metrics()).split("\n");
  for (const line of [
    'events_total{source="x"} 7',
    'events_total{source="y"} 6',
    "pending 10",
    "seconds_count 2",
  ])
    expect(after).toContain(line);
});

it("keeps what was last seen of one that was killed", async () => {
  const { watched, set, end } = pool();
  const a = counting();
  const worker = { id: 1, number: 1 };
  set(worker, a.state);
  a.events.inc({ source: "x" }, 3);
  await watched.registry.metrics();
  end(worker);
  expect(await watched.registry.metrics()).toContain('events_total{source="x"} 3');
});

it("is ready while all that run are, says which is not, and is not ready without any", async () => {
  const { watched, set, end } = pool();
  const [first, second] = [
    { id: 1, number: 1 },
    { id: 2, number: 2 },
  ];
  expect(await watched.unready()).toContain("No worker takes connections now");
  set(first, async () => ({ metrics: [] }));
  expect(await watched.unready()).toBeUndefined();
  set(second, async () => ({ metrics: [], unready: "Kafka is away." }));
  expect(await watched.unready()).toBe("Worker 2: Kafka is away.");
  set(second);
  expect(await watched.unready()).toBe("Worker 2: does not answer");
  end(second);
  expect(await watched.unready()).toBeUndefined();
});

it("ends one that does not answer for a minute, and only that one", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
  try {
    const { watched, set, killed } = pool();
    set({ id: 1, number: 1 }, async () => ({ metrics: [] }));
    set({ id: 2, number: 2 });
    await vi.advanceTimersByTimeAsync(50_000);
    expect(killed).toEqual([]);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(new Set(killed)).toEqual(new Set([2]));
    await watched.close();
  } finally {
    vi.useRealTimers();
  }
});
