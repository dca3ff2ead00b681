import { totalmem } from "node:os";
import { getHeapStatistics } from "node:v8";

/** What this process may take of its machine. */
export interface Machine {
  /** Files and connections that it may have open at once; Infinity for no limit. */
  readonly descriptors: number;
  /** Memory in bytes: the machine's, or less where a container's limit (cgroups v1 or v2) says so. */
  readonly memory: number;
  /** How large JavaScript's heap may grow, in bytes; Node derives it from the memory, unless it was told. */
  readonly heap: number;
}

/** Descriptors that are no connections of senders: files, logs, the engine, brokers, other ports. */
export const RESERVED_DESCRIPTORS = 256;

/** With fewer nothing works for long. */
export const FEWEST_DESCRIPTORS = 512;

/** Asks the platform. Takes some 10 ms, so it is asked once a start. */
export function thisMachine(): Machine {
  return {
    descriptors: openFiles(),
    memory: availableMemory(),
    heap: getHeapStatistics().heap_size_limit,
  };
}

/** Bytes that this process may use: the machine's, or fewer where its control group says so. */
export function availableMemory(): number {
  const limited = process.constrainedMemory();
  return limited > 0 ? Math.min(limited, totalmem()) : totalmem();
}

/** Node raises the soft limit to the hard one when it starts, so what holds is asked, not what the shell says. */
function openFiles(): number {
  const report: NodeJS.ProcessReport & { excludeNetwork?: boolean } = process.report;
  const { excludeNetwork = false } = report;
  // Without it the names of all connections' peers would be looked up.
  report.excludeNetwork = true;
  try {
    const { userLimits } = report.getReport() as unknown as {
      userLimits?: { open_files?: { soft: number | "unlimited" } };
    };
    const soft = userLimits?.open_files?.soft;
    return typeof soft === "number" ? soft : Number.POSITIVE_INFINITY;
  } finally {
    report.excludeNetwork = excludeNetwork;
  }
}

/** @throws {Error} when so few files may be open that a start would end in the middle, without words */
export function requireDescriptors({ descriptors }: Pick<Machine, "descriptors">): void {
  if (descriptors >= FEWEST_DESCRIPTORS) return;
  throw new Error(
    `Only ${descriptors} files may be open at once, and Safar needs ${FEWEST_DESCRIPTORS}. Raise the limit: ` +
      "`ulimit -n 65536`, LimitNOFILE=65536 in a systemd unit, or --ulimit nofile=65536 for a container.",
  );
}
