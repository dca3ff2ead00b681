import { limitsOf } from "../../collect/limits/limits.js";
import type { Config } from "../../settings/config.js";
import { type Machine, thisMachine } from "../../settings/machine.js";
import { type Finding, ok, warn } from "./finding.js";

const MIB = 1024 * 1024;

/** The limits that a start would use, and which of them the machine lowers. */
export function checkLimits(config: Config, machine: Machine = thisMachine()): Finding {
  const { maxConnections, maxAddressConnections, maxPendingChars, lowered } = limitsOf(config, machine);
  const about = "limits";
  if (lowered.length > 0)
    return warn(about, lowered.join(" "), "Raise the machine's limit, or lower the setting.");
  const pending = Math.floor(maxPendingChars / MIB);
  const ofAddress = Number.isFinite(maxAddressConnections)
    ? `up to ${maxAddressConnections} of them from one address`
    : "any number of them from one address";
  return ok(about, `${maxConnections} connections at once, ${ofAddress}, ${pending} MiB of waiting events`);
}
