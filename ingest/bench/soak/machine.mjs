import { existsSync, readFileSync } from "node:fs";

/** A second counts as disturbed from this share of the machine's time on. */
const DISTURBED = 0.2;

/**
 * Watches how much of this machine's time other processes take, the hypervisor included, and how much is spent waiting
 * for a disk. Linux tells it in /proc; elsewhere nothing is known, and the shares are NaN.
 *
 * @param pids gives the processes that do not count as others
 */
export function watchMachine(pids) {
  const first = read(pids());
  let last = first;
  let disturbed = 0;
  return {
    sample() {
      const now = read(pids());
      if (shares(last, now).others > DISTURBED) disturbed += 1;
      last = now;
    },
    told: () => ({ ...shares(first, last), disturbed }),
  };
}

function shares(from, to) {
  const all = to.all - from.all;
  return { others: (to.busy - to.own - from.busy + from.own) / all, disk: (to.disk - from.disk) / all };
}

/** Time so far, in ticks: of all cores, used, waiting for a disk, and used by these processes. */
function read(pids) {
  if (!existsSync("/proc/stat")) return { all: NaN, busy: NaN, disk: NaN, own: NaN };
  const [, ...fields] = readFileSync("/proc/stat", "utf8").split("\n", 1)[0].split(/\s+/);
  const [user, nice, system, idle, disk, irq, softIrq, steal] = fields.map(Number);
  const busy = user + nice + system + irq + softIrq + steal;
  return {
    all: busy + idle + disk,
    busy,
    disk,
    own: pids.map(ticksOf).reduce((sum, ticks) => sum + ticks, 0),
  };
}

function ticksOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return 0;
  }
}
