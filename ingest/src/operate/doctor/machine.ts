import { existsSync } from "node:fs";
import { FEWEST_DESCRIPTORS, thisMachine } from "../../settings/machine.js";
import { type Finding, fail, ok, warn } from "./finding.js";

/** Each connection, part and log needs a file descriptor. */
const FEW_FILES = 4_096;
const LITTLE_MEMORY_GIB = 1;
const GIB = 1024 ** 3;

/** Checks the machine and Node. */
export function checkMachine(): Finding[] {
  const { descriptors, memory } = thisMachine();
  return [checkNode(process.versions.node), checkFiles(descriptors), checkMemory(memory), checkClockSource()];
}

export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 20 || (major === 20 && minor >= 19)
    ? ok("Node", `${version}`)
    : { about: "Node", state: "fail", said: `${version} is too old.`, todo: "Install Node 20.19 or newer." };
}

export function checkFiles(descriptors: number): Finding {
  const about = "open files";
  const todo = "Raise it to 65536: `ulimit -n 65536`, or LimitNOFILE=65536 in the systemd unit.";
  if (descriptors >= FEW_FILES)
    return ok(about, `${Number.isFinite(descriptors) ? descriptors : "any number"} may be open at once`);
  const said = `Only ${descriptors} files may be open at once, and each connection needs one.`;
  return descriptors < FEWEST_DESCRIPTORS ? fail(about, said, todo) : warn(about, said, todo);
}

/** @param bytes the machine's memory, or its container's limit */
export function checkMemory(bytes: number): Finding {
  const gib = bytes / GIB;
  const said = `${gib.toFixed(1)} GiB in this machine or its container`;
  return gib >= LITTLE_MEMORY_GIB
    ? ok("memory", said)
    : warn("memory", said, "ClickHouse and the collector need 2 GiB to work well. Use a larger machine.");
}

/** Whether files show a time service for the clock. Times of receipt come from it. */
export function checkClockSource(there: (path: string) => boolean = existsSync): Finding {
  const keeper = [
    "/run/systemd/timesync/synchronized",
    "/run/chrony/chronyd.pid",
    "/run/chronyd.pid",
    "/run/ntpd.pid",
  ].find(there);
  if (keeper) return ok("clock", "synchronised by a time service");
  return warn(
    "clock",
    "No time service was found that synchronises this clock.",
    "Run systemd-timesyncd or chrony, unless the host of this machine synchronises its clock: Safar corrects the times of events by this clock.",
  );
}
