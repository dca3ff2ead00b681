// What a process and its children have held at most. Only Linux tells.
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
