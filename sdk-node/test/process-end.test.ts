import { expect, it, onTestFinished } from "vitest";
import { runScript } from "./run-script.js";
import { type Sink, startSink } from "./sink.js";
import { idsOf, someIds } from "./tracking.js";

async function sinkOfTest(port?: number): Promise<Sink> {
  const sink = await startSink(port);
  onTestFinished(() => sink.close());
  return sink;
}

const quiet = { code: 0, errors: "" };

it("delivers what a process tracked that simply ends, and lets it end at once", async () => {
  const sink = await sinkOfTest();
  const ended = await runScript(sink.host, 'for (let n = 0; n < 250; n++) track("e" + n);');
  expect(ended).toMatchObject(quiet);
  expect(idsOf(sink.taken).sort()).toEqual(someIds(250).sort());
  expect(ended.tookMs).toBeLessThan(10_000);
});

it("delivers also what is tracked while the process ends", async () => {
  const sink = await sinkOfTest();
  const script = 'track("a"); process.once("beforeExit", () => setTimeout(() => track("b"), 100));';
  expect(await runScript(sink.host, script)).toMatchObject(quiet);
  expect(idsOf(sink.taken)).toEqual(["a", "b"]);
});

it("tries again until the collector takes it", async () => {
  const sink = await sinkOfTest();
  sink.reply((_, count) => (count < 4 ? { status: 503 } : "accept"));
  expect(await runScript(sink.host, 'track("a");', "{ minRetryDelay: 20 }")).toMatchObject(quiet);
  expect(idsOf(sink.taken)).toEqual(["a"]);
});

it("does not keep a process for ever whose collector is gone, and says once that it is, and what was lost", async () => {
  const gone = await startSink();
  await gone.close();
  const options = "{ exitTimeout: 300, minRetryDelay: 20 }";
  const ended = await runScript(gone.host, 'track("a"); track("b"); track("c");', options);
  expect(ended.code).toBe(0);
  const warnings = ended.errors.match(/SafarWarning: .*/g);
  expect(warnings).toEqual([
    expect.stringContaining(`The collector at ${gone.host} can't be reached (network: `),
    expect.stringContaining(`Closed with 3 events left that ${gone.host} had not acknowledged.`),
  ]);
});

it("says nothing in a warning that somebody listens for", async () => {
  const gone = await startSink();
  await gone.close();
  const script = 'for (const name of ["drop", "error"]) safar.on(name, () => {}); track("a");';
  expect(await runScript(gone.host, script, "{ exitTimeout: 300 }")).toMatchObject(quiet);
});

it("says that an event was tracked after the end", async () => {
  const sink = await sinkOfTest();
  const ended = await runScript(sink.host, 'await safar.close(); track("a");');
  expect(ended.errors).toContain("SafarWarning: An event was dropped (closed).");
});

it("waits for a flush that is awaited, as long as it takes", async () => {
  const sink = await sinkOfTest();
  sink.reply((_, count) => (count === 1 ? { status: 503, headers: { "retry-after": "1" } } : "accept"));
  const script = 'track("a"); await safar.flush(); if (safar.stats.sent !== 1) process.exitCode = 3;';
  expect(await runScript(sink.host, script, "{ exitTimeout: 0 }")).toMatchObject(quiet);
  expect(idsOf(sink.taken)).toEqual(["a"]);
});

it("is delivered before process.exit() when close() was awaited", async () => {
  const sink = await sinkOfTest();
  const script = 'track("a"); await safar.close(); process.exit(0);';
  expect(await runScript(sink.host, script)).toMatchObject(quiet);
  expect(idsOf(sink.taken)).toEqual(["a"]);
});

it("leaves the end of a process that fails as it is", async () => {
  const sink = await sinkOfTest();
  const ended = await runScript(sink.host, 'track("a"); throw new Error("the shop failed");');
  expect(ended.code).toBe(1);
  expect(ended.errors).toContain("the shop failed");
  expect(sink.arrivals).toEqual([]);
});

it("delivers for twenty clients without a warning", async () => {
  const sink = await sinkOfTest();
  const script = 'for (let n = 0; n < 20; n++) track("e" + n, create());';
  expect(await runScript(sink.host, script)).toMatchObject(quiet);
  expect(idsOf(sink.taken).sort()).toEqual(someIds(20).sort());
});

it("delivers what a worker thread tracked that simply ends", async () => {
  const sink = await sinkOfTest();
  const worker = `
    import("@safar/node").then(({ Safar }) => {
      new Safar({ writeKey: "k", host: "${sink.host}" }).track({ userId: "u1", event: "x", messageId: "w" });
    });`;
  const script = `
    const { Worker } = await import("node:worker_threads");
    new Worker(${JSON.stringify(worker)}, { eval: true });`;
  expect(await runScript(sink.host, script)).toMatchObject(quiet);
  expect(idsOf(sink.taken)).toEqual(["w"]);
});
