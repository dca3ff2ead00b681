// What a process and its children have held at most, and how long they have worked. Only Linux tells.
import { readFileSync } from "node:fs";

const read = (path) => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
};

/** @returns {number[]} process ids: this one, and all that come from it */
export function processTree(pid) {
  const children = read(`/proc/${pid}/task/${pid}/children`)?.trim().split(/\s+/).filter(Boolean) ?? [];
  return [pid, ...children.flatMap((child) => processTree(Number(child)))];
}

/** @returns {number} MiB of memory that they held at their peaks, added up; NaN where the system does not tell */
export function peakMiB(pids) {
  return pids.reduce((sum, pid) => {
    const peak = /VmHWM:\s+(\d+)/.exec(read(`/proc/${pid}/status`) ?? "")?.[1];
    return sum + Number(peak) / 1024;
  }, 0);
}

/** Clock ticks a second in /proc: the same on every Linux of today (sysconf(_SC_CLK_TCK)). */
const TICKS = 100;

/** @returns {number} seconds of processor time that they have used up to now; NaN where the system does not tell */
export function cpuSeconds(pids) {
  return pids.reduce((sum, pid) => {
    // behind the name, which may hold anything: state, ppid, …; utime and stime are the 14th and 15th field
    const fields = read(`/proc/${pid}/stat`)
      ?.replace(/^.*\) /s, "")
      .split(" ");
    return sum + (Number(fields?.[11]) + Number(fields?.[12])) / TICKS;
  }, 0);
}
