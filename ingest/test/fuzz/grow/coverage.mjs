import { Session } from "node:inspector/promises";

/**
 * What V8 counts of our own compiled code: the blocks that a run of a function went through, together one way.
 *
 * (Jazzer.js, which would do this by libFuzzer, needs glibc 2.38: Debian 12 has 2.36. jsfuzz reads no ES modules.)
 */
export async function watchCoverage() {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  const seen = new Set();
  return {
    /** How many ways through functions were taken since the last call that never were before. */
    async news() {
      const { result } = await session.post("Profiler.takePreciseCoverage");
      const before = seen.size;
      for (const { url, functions } of result) {
        if (!/\/(ingest|schemas)\/dist\//.test(url)) continue;
        for (const { ranges } of functions) {
          const [whole] = ranges;
          // A block that was not run is told as a range without a count.
          if (whole.count > 0)
            seen.add(
              url +
                ranges.map(({ startOffset, endOffset, count }) => `${startOffset}-${endOffset}${count > 0}`),
            );
        }
      }
      return seen.size - before;
    },
    ways: () => seen.size,
  };
}
