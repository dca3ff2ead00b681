import { type JourneyEngine, type JourneyEngineParts, openJourneyEngine } from "./engine.js";
import { type Lease, LeaseLost, type Leases } from "./lease.js";

export interface KeepJourneysParts extends Omit<JourneyEngineParts, "lease"> {
  readonly leases: Leases;
  /** Told when this engine begins or ceases to carry journeys out, and at first that it does not. */
  readonly changed?: (isActive: boolean) => void;
}

export interface KeptJourneys {
  /** Why journeys stand still, or undefined while they go on here or, as far as is known, elsewhere. */
  problem(): string | undefined;
  /** Sends no more, writes down what was under way, and lets another engine go on. */
  close(): Promise<void>;
}

const EVERY_MS = 500;
/** How often an engine that stands by looks whether it is needed. */
const LOOK_EVERY_MS = 1_000;
/** After a failure, such as a ClickHouse that is away. */
const AGAIN_MS = 5_000;

/**
 * Carries journeys out until it is closed, or stands by while another engine does. Nothing that fails here reaches who
 * began it: it is told in the log, and tried again.
 */
export function keepJourneys({ leases, changed, ...parts }: KeepJourneysParts): KeptJourneys {
  const { logger } = parts;
  let [closed, wake] = [false, () => {}];
  let problem: string | undefined;
  let lease: Lease | undefined;
  let engine: JourneyEngine | undefined;
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const step = async (): Promise<number> => {
    lease ??= await leases.take();
    if (lease === undefined) return LOOK_EVERY_MS;
    if (engine === undefined) {
      const began = await openJourneyEngine({ ...parts, lease });
      engine = began;
      if (closed) began.stop();
      changed?.(true);
    }
    const began = performance.now();
    await lease.confirm();
    await engine.round();
    // A round that takes long leaves the machine as much time to others.
    return Math.max(EVERY_MS, performance.now() - began);
  };
  const giveWay = async () => {
    engine?.stop();
    await lease?.close();
    [lease, engine] = [undefined, undefined];
    changed?.(false);
  };
  const loop = async () => {
    while (!closed) {
      let ms = AGAIN_MS;
      try {
        ms = await step();
        problem = undefined;
      } catch (err) {
        if (err instanceof LeaseLost) {
          await giveWay();
          ms = LOOK_EVERY_MS;
        } else if (!closed) {
          problem = `Journeys stand still: ${(err as Error).message}`;
          logger.warn({ err }, "Journeys stand still; trying again in 5 s");
        }
      }
      if (!closed) await pause(ms);
    }
  };
  changed?.(false);
  const running = loop();
  return {
    problem: () => problem,
    async close() {
      closed = true;
      engine?.stop();
      wake();
      await running;
      await lease?.close();
      for (const channel of parts.channels) await channel.close();
    },
  };
}
