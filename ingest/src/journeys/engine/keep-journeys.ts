import { type Alarm, alarm } from "./alarm.js";
import { type JourneyEngine, type JourneyEngineParts, openJourneyEngine } from "./engine.js";
import { type Lease, LeaseLost, type Leases } from "./lease.js";

export interface KeepJourneysParts extends Omit<JourneyEngineParts, "lease"> {
  readonly leases: Leases;
  /** Told when this engine begins or ceases to carry journeys out, and at first that it does not. */
  readonly changed?: (isActive: boolean) => void;
  /** How often messages that become due are looked for, in milliseconds; new ones are sent at once. */
  readonly lookEveryMs?: number;
}

export interface KeptJourneys {
  /** Why journeys stand still, or undefined while they go on here or, as far as is known, elsewhere. */
  problem(): string | undefined;
  /** Sends no more, writes down what was under way, and lets another engine go on. */
  close(): Promise<void>;
}

/** How often what is new is read, and messages that become due are looked for. */
const EVERY_MS = 500;
/** What a step that takes long leaves to others on the machine, of the time that it took. */
const REST_SHARE = 1 / 4;
/** How often an engine that stands by looks whether it is needed. */
const LOOK_EVERY_MS = 1_000;
/** After a failure, such as a ClickHouse that is away. */
const AGAIN_MS = 5_000;

/**
 * Carries journeys out until it is closed, or stands by while another engine does. Messages are sent beside what is read:
 * a rush keeps no message waiting, and a provider that is slow nobody who comes in. Nothing that fails here reaches who
 * began it: it is told in the log, and tried again.
 */
export function keepJourneys({
  leases,
  changed,
  lookEveryMs = EVERY_MS,
  ...parts
}: KeepJourneysParts): KeptJourneys {
  const { logger } = parts;
  const [reading, sending, resting] = [alarm(), alarm(), alarm()];
  /** What fails now, by the step that does. */
  const problems = new Map<unknown, string>();
  let closed = false;
  let lease: Lease | undefined;
  let engine: JourneyEngine | undefined;

  /** @returns after how long to go on. @throws {LeaseLost} */
  const attempt = async (step: () => Promise<number>): Promise<number> => {
    try {
      const ms = await step();
      problems.delete(step);
      return ms;
    } catch (err) {
      if (err instanceof LeaseLost) throw err;
      if (!closed) {
        problems.set(step, `Journeys stand still: ${(err as Error).message}`);
        logger.warn({ err }, "Journeys stand still; trying again in 5 s");
      }
      return AGAIN_MS;
    }
  };
  /** Reads and sends until it is closed. @throws {LeaseLost} when another engine has taken over */
  const carryOut = async (own: Lease, { move, send, stop }: JourneyEngine): Promise<void> => {
    let isLost = false;
    const again = async (step: () => Promise<number>, { wait }: Alarm) => {
      try {
        while (!closed && !isLost) {
          const ms = await attempt(step);
          if (!closed && !isLost) await wait(ms);
        }
      } catch (lost) {
        isLost = true;
        stop();
        for (const each of [reading, sending]) each.ring();
        throw lost;
      }
    };
    const read = async () => {
      const began = performance.now();
      await own.confirm();
      await move();
      const took = performance.now() - began;
      return Math.max(EVERY_MS - took, took * REST_SHARE);
    };
    const sendDue = async () => ((await send()) > 0 ? 0 : lookEveryMs);
    const ends = await Promise.allSettled([again(read, reading), again(sendDue, sending)]);
    for (const each of ends) if (each.status === "rejected") throw each.reason;
  };
  const takePart = async (): Promise<number> => {
    lease ??= await leases.take();
    if (lease === undefined) return LOOK_EVERY_MS;
    if (engine === undefined) {
      const began = await openJourneyEngine({ ...parts, lease, intended: sending.ring });
      engine = began;
      if (closed) began.stop();
      changed?.(true);
    }
    problems.clear();
    await carryOut(lease, engine);
    return 0;
  };
  const giveWay = async () => {
    engine?.stop();
    await lease?.close();
    [lease, engine] = [undefined, undefined];
    problems.clear();
    changed?.(false);
  };
  const loop = async () => {
    while (!closed) {
      let ms = LOOK_EVERY_MS;
      try {
        ms = await attempt(takePart);
      } catch {
        // Another engine has taken over.
        await giveWay();
      }
      if (!closed) await resting.wait(ms);
    }
  };
  changed?.(false);
  const running = loop();
  return {
    problem: () => problems.values().next().value,
    async close() {
      closed = true;
      engine?.stop();
      for (const each of [reading, sending, resting]) each.ring();
      await running;
      await lease?.close();
      for (const channel of parts.channels) await channel.close();
    },
  };
}
