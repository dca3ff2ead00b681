import { randomUUID } from "node:crypto";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import { claim, lastClaim } from "./claim.js";
import { type Lease, LeaseLost, type Leases } from "./lease.js";
import type { Memory } from "./memory.js";

export interface LeaseOptions {
  /** Whether another engine may be at work: then this one waits until it was silent for so long, in milliseconds. */
  readonly silenceMs?: number | undefined;
  /** How often to give a sign of life. */
  readonly beatMs?: number;
}

/** Of the silence after which another engine may send. */
const BEAT_SHARE = 0.2;
const FRESH_SHARE = 0.4;
/** Where no other engine waits. */
const FRESH_MS = 4_000;
const RELEASED = "released";

/**
 * The lease as a claim in ClickHouse, and signs of life of who has it. Whether an engine is silent is judged by the clock
 * of the one who waits, and only while it can ask.
 */
export function clickHouseLeases(
  warehouse: Pick<Warehouse, "query" | "command">,
  memory: Memory,
  { silenceMs, beatMs = (silenceMs ?? 0) * BEAT_SHARE }: LeaseOptions = {},
): Leases {
  let [seen, since, asked] = ["", 0, Number.NEGATIVE_INFINITY];

  const isSilent = async (generation: number, limitMs: number): Promise<boolean> => {
    const beat = (await memory.read("beat")) ?? "";
    const own = beat.startsWith(`${generation} `) ? beat : "";
    if (own === `${generation} ${RELEASED}`) return true;
    const now = performance.now();
    // What happened while nobody could ask, or while this process was paused, is no silence.
    const isUnbroken = now < asked + limitMs;
    asked = now;
    const state = `${generation} ${own}`;
    if (state === seen && isUnbroken) return now >= since + limitMs;
    [seen, since] = [state, now];
    return false;
  };

  return {
    async take() {
      const last = await lastClaim(warehouse);
      if (last && silenceMs !== undefined && !(await isSilent(last.generation, silenceMs))) return undefined;
      // Generations were counted in the memory before there were claims.
      const earlier = Math.max(last?.generation ?? 0, Number((await memory.read("generation")) ?? 0));
      const own = { generation: earlier + 1, holder: randomUUID() };
      if (!(await claim(warehouse, own))) return undefined;
      const freshMs = silenceMs === undefined ? FRESH_MS : silenceMs * FRESH_SHARE;
      return hold(warehouse, memory, own, { freshMs, beatMs: silenceMs === undefined ? undefined : beatMs });
    },
  };
}

function hold(
  warehouse: Pick<Warehouse, "query">,
  memory: Memory,
  { generation, holder }: { readonly generation: number; readonly holder: string },
  { freshMs, beatMs }: { readonly freshMs: number; readonly beatMs: number | undefined },
): Lease {
  let confirmed = { tick: performance.now(), clock: Date.now() };
  let [isLost, isClosed, beats] = [false, false, 0];
  let beating: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const say = (what: string) => memory.write("beat", `${generation} ${what}`);

  const lease: Lease = {
    generation,
    async confirm() {
      const asked = { tick: performance.now(), clock: Date.now() };
      const last = isLost ? undefined : await lastClaim(warehouse);
      if (last?.generation !== generation || last.holder !== holder) {
        isLost = true;
        throw new LeaseLost();
      }
      confirmed = asked;
    },
    isFresh() {
      // The one clock stands still while the machine sleeps, and the other may be set.
      const passed = [performance.now() - confirmed.tick, Math.abs(Date.now() - confirmed.clock)];
      return !isLost && Math.max(...passed) < freshMs;
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await beating;
      // Where it can't be said, another engine waits a little longer.
      if (!isLost && beatMs !== undefined) await say(RELEASED).catch(() => {});
    },
  };
  const beat = async () => {
    try {
      await lease.confirm();
      await say(String(beats++));
    } catch {
      // Whoever has lost it learns of it where it is to be used; a ClickHouse that is away is asked again.
    }
    if (!isClosed && !isLost) timer = setTimeout(go, beatMs).unref();
  };
  const go = () => {
    beating = beat();
  };
  if (beatMs !== undefined) go();
  return lease;
}
