import { setTimeout as sleep } from "node:timers/promises";

/** How much slower than this machine a visitor's is: a cheap phone beside a laptop. */
export const SLOWER = 6;
/** After so long all that the script does as a page begins is done. */
const BEGINNING_MS = 1_500;
const CATEGORIES = ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline"];

/**
 * The longest task of a new visitor's page on a slow processor, from the script's first one on. What other programs take
 * meanwhile lengthens a task, and not its own time on the processor.
 *
 * @param trackPages the option, as the script's tag has it
 * @returns milliseconds: of the task as the page feels it, and of the processor's time in it
 */
export async function longestTask(browser, sink, source, trackPages) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const session = await page.createCDPSession();
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  const trace = [];
  session.on("Tracing.dataCollected", ({ value }) => trace.push(...value));
  await session.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: CATEGORIES },
  });
  await page.goto(sink.shop(source, { "write-key": "bench", "track-pages": trackPages }));
  await sleep(BEGINNING_MS);
  const complete = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
  await session.send("Tracing.end");
  await complete;
  await context.close();
  const first = trace.find(({ name, args }) => name === "EvaluateScript" && /safar\.js/.test(args.data?.url));
  if (!first) throw new Error("The trace does not show that the script ran.");
  const tasks = trace.filter(
    ({ name, pid, tid, ts, dur }) =>
      name === "RunTask" && pid === first.pid && tid === first.tid && ts + dur >= first.ts,
  );
  const longest = (field) => Math.max(...tasks.map((task) => task[field] ?? 0)) / 1000;
  return { felt: longest("dur"), own: longest("tdur") };
}
