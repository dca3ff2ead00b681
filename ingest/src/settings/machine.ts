import { totalmem } from "node:os";
import { getHeapStatistics } from "node:v8";

/** Resources of this process. */
export interface Machine {
  /** Most open files and connections; Infinity for no limit. */
  readonly descriptors: number;
  /** Memory in bytes: the machine's, or a container's lower limit (cgroups v1 or v2). */
  readonly memory: number;
  /** Largest JavaScript heap, in bytes; Node derives it from the memory unless it is configured. */
  readonly heap: number;
}

/** Descriptors reserved for everything but senders' connections: files, logs, the engine, brokers, other ports. */
export const RESERVED_DESCRIPTORS = 256;

/** With fewer descriptors nothing works for long. */
export const FEWEST_DESCRIPTORS = 512;

/** Reads the limits from the platform. Takes about 10 ms, so call it once per start. */
export function thisMachine(): Machine {
  return {
    descriptors: openFiles(),
    memory: availableMemory(),
    heap: getHeapStatistics().heap_size_limit,
  };
}

/** Memory for this process in bytes: the machine's, or its control group's lower limit. */
export function availableMemory(): number {
  const limited = process.constrainedMemory();
  return limited > 0 ? Math.min(limited, totalmem()) : totalmem();
}

/** Node raises the soft limit to the hard one at its start, so this reads the process's actual limit. */
function openFiles(): number {
  const report: NodeJS.ProcessReport & { excludeNetwork?: boolean } = process.report;
  const { excludeNetwork = false } = report;
  // Otherwise the report would look up the host names of all connections.
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

/** @throws {Error} when so few files may be open that the start would fail halfway without a message */
export function requireDescriptors({ descriptors }: Pick<Machine, "descriptors">): void {
  if (descriptors >= FEWEST_DESCRIPTORS) return;
  throw new Error(
    `Only ${descriptors} files may be open at once, and Safar needs ${FEWEST_DESCRIPTORS}. Raise the limit: ` +
      "`ulimit -n 65536`, LimitNOFILE=65536 in a systemd unit, or --ulimit nofile=65536 for a container.",
  );
}
