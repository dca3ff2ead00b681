import type { Logger } from "pino";
import { Gauge, type Registry } from "prom-client";
import { DATABASE } from "../../store/warehouse/statements.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";

/** Parts that the engine detached from a table: no figure includes their rows. */
export interface LostParts {
  readonly table: string;
  /** The engine's reason: `broken-on-start`, `broken`, `unexpected`; empty when somebody detached it. */
  readonly reason: string;
  readonly parts: number;
  readonly bytes: number;
}

/** Reasons of parts that are being merged or attached: these are not lost. */
const PASSING = ["attaching", "deleting", "tmp-fetch", "clone"];

export async function findLostParts(warehouse: Pick<Warehouse, "query">): Promise<LostParts[]> {
  return await warehouse.query<LostParts>(
    `SELECT table, reason, toUInt32(count()) AS parts, toFloat64(sum(bytes_on_disk)) AS bytes
     FROM system.detached_parts
     WHERE database = '${DATABASE}' AND NOT has({passing:Array(String)}, ifNull(reason, ''))
     GROUP BY table, reason ORDER BY table, reason`,
    { passing: PASSING },
  );
}

/** The problem as a sentence. */
export function lostPartsText(lost: readonly LostParts[]): string | undefined {
  if (lost.length === 0) return undefined;
  const each = lost.map(
    ({ table, reason, parts, bytes }) =>
      `${parts} of ${table} (${reason || "detached"}, ${Math.ceil(bytes / 1024)} KiB)`,
  );
  return `Stored events are missing: the engine detached parts, ${each.join(", ")}. Restore a backup, or see OPERATE.md.`;
}

export interface LostPartsWatch {
  /** The current problem as a sentence; undefined when there is none. */
  problem(): string | undefined;
  close(): Promise<void>;
}

const LOOK_EVERY_MS = 60_000;

/** Looks for lost parts at the start and once a minute; logs them and exports a metric. */
export async function watchLostParts(
  warehouse: Pick<Warehouse, "query">,
  registry: Registry,
  logger: Pick<Logger, "error" | "info" | "warn">,
  lookEveryMs = LOOK_EVERY_MS,
): Promise<LostPartsWatch> {
  const gauge = new Gauge({
    name: "safar_lost_parts",
    help: "Parts that ClickHouse detached, for example as broken: their events are missing in every figure.",
    labelNames: ["table", "reason"],
    registers: [registry],
  });
  let problem: string | undefined;
  let looking: Promise<void> | undefined;

  async function look(): Promise<void> {
    try {
      const lost = await findLostParts(warehouse);
      gauge.reset();
      // So that the metric exists before any part is lost.
      gauge.set({ table: "event_rows", reason: "broken" }, 0);
      for (const { table, reason, parts } of lost) gauge.set({ table, reason: reason || "detached" }, parts);
      const now = lostPartsText(lost);
      if (now !== problem && now !== undefined) logger.error(now);
      if (now === undefined && problem !== undefined) logger.info("There are no detached parts any more");
      problem = now;
    } catch (err) {
      logger.warn({ err }, "Checking for missing stored events failed");
    }
  }

  await look();
  const timer = setInterval(() => {
    looking ??= look().finally(() => {
      looking = undefined;
    });
  }, lookEveryMs).unref();
  return {
    problem: () => problem,
    async close() {
      clearInterval(timer);
      await looking;
    },
  };
}
