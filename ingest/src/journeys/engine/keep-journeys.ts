import { type JourneyEngineParts, openJourneyEngine } from "./engine.js";

const EVERY_MS = 500;
/** After a failure, such as a ClickHouse that is away. */
const AGAIN_MS = 5_000;

/**
 * Carries journeys out beside the collector until it is closed. Nothing that fails here reaches the collector: it is told
 * in the log, and tried again.
 */
export function keepJourneys(parts: JourneyEngineParts): { close(): Promise<void> } {
  let [closed, wake] = [false, () => {}];
  let opened: Awaited<ReturnType<typeof openJourneyEngine>> | undefined;
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const loop = async () => {
    while (!closed) {
      const began = Date.now();
      try {
        opened ??= await openJourneyEngine(parts);
        await opened.round();
        // A round that takes long leaves the machine as much time to others.
        if (!closed) await pause(Math.max(EVERY_MS, Date.now() - began));
      } catch (err) {
        if (closed) return;
        parts.logger.warn({ err }, "Journeys stand still; trying again in 5 s");
        await pause(AGAIN_MS);
      }
    }
  };
  const running = loop();
  return {
    async close() {
      closed = true;
      opened?.stop();
      wake();
      await running;
      for (const channel of parts.channels) await channel.close();
    },
  };
}
