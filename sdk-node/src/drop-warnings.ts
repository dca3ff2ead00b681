import type { Drop, DropReason } from "@safar/web/core";

/** Says in a process warning, once a reason, that events are lost while nobody listens for it. */
export function createDropWarnings(): (drop: Drop) => void {
  const told = new Set<DropReason>();
  return ({ reason, message }) => {
    if (told.has(reason)) return;
    told.add(reason);
    const advice = 'Further ones are only counted: see safar.stats, or listen with safar.on("drop", …).';
    process.emitWarning(`An event was dropped (${reason}). ${message} ${advice}`, "SafarWarning");
  };
}
