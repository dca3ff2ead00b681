import { fileURLToPath } from "node:url";
import type { ServeProcess } from "../journey/serve-process.js";

/** Memory of a process as its metrics tell it, in bytes. */
export interface Memory {
  /** What JavaScript holds, buffers included. */
  readonly held: number;
  readonly resident: number;
}

const COLLECTS_GARBAGE = fileURLToPath(new URL("collect-garbage.cjs", import.meta.url));

/** Settings of a process whose memory is read. */
export const MEMORY_ENV = { NODE_OPTIONS: `--require ${JSON.stringify(COLLECTS_GARBAGE)}` };

/**
 * What a process holds once its garbage is collected.
 * @param process started with MEMORY_ENV; `ops` is the base address of its /metrics
 */
export async function memoryOf({ child, ops }: Pick<ServeProcess, "child" | "ops">): Promise<Memory> {
  const metrics = async () => (await fetch(`${ops}/metrics`)).text();
  child.kill("SIGIO");
  // The signal comes before the second question, though perhaps not before the first.
  await metrics();
  const text = await metrics();
  const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
  return {
    held: value("nodejs_heap_size_used_bytes") + value("nodejs_external_memory_bytes"),
    resident: value("process_resident_memory_bytes"),
  };
}

const MIB = 1024 * 1024;

/** Readings in order. What is under way counts as held, so the least of several readings counts. */
export function memoryWatch() {
  const readings: Memory[] = [];
  const least = (from: number, to: number) =>
    Math.min(...readings.slice(from * readings.length, to * readings.length).map(({ held }) => held));
  return {
    add: (reading: Memory) => void readings.push(reading),
    /** From the second fifth, when everything has happened once, to the last one. */
    growthMiB: () => (least(0.8, 1) - least(0.2, 0.4)) / MIB,
    text: () =>
      readings.length === 0
        ? "not read"
        : `held ${Math.round(least(0.2, 0.4) / MIB)} MiB, then ${Math.round(least(0.8, 1) / MIB)} MiB; resident at the end ${Math.round(readings.at(-1)!.resident / MIB)} MiB`,
  };
}
