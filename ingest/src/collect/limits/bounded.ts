import { CONFIG_SCHEMA, type Config } from "../../settings/config.js";
import { type Machine, RESERVED_DESCRIPTORS } from "../../settings/machine.js";

const MIB = 1024 * 1024;

/**
 * Share of the heap in characters. A character takes two bytes in a string with Persian text, so this is at most half
 * the heap.
 */
const PENDING_SHARE = 1 / 4;

/** Share of the memory: bodies being received are buffers outside the heap. */
const RECEIVING_SHARE = 1 / 8;

/** Share of all connections that one address may hold. */
const ADDRESS_SHARE = 1 / 4;

/** Lowering a default is not reported: the operator did not ask for that value. */
const isDefault = (name: keyof Config, value: number) =>
  (CONFIG_SCHEMA.properties[name] as { default?: unknown }).default === value;

/** Effective limits: the settings, lowered to what the machine can bear. */
export interface Bounded {
  readonly maxConnections: number;
  /** Of these, how many one address may have; Infinity for no limit. */
  readonly maxAddressConnections: number;
  /** Characters of events that may wait to be durable. */
  readonly maxPendingChars: number;
  /** Bytes of request bodies that may be in memory before they are complete. */
  readonly maxReceivingBytes: number;
  /** One sentence for each limit that is lower than its setting, for the log and `safar doctor`. */
  readonly lowered: readonly string[];
}

/** Lowers the settings to what the machine can bear. */
export function boundedBy(
  {
    SAFAR_MAX_CONNECTIONS: connections,
    SAFAR_ADDRESS_CONNECTIONS: ofAddress,
    SAFAR_MAX_PENDING_MIB: pendingMib,
  }: Pick<Config, "SAFAR_MAX_CONNECTIONS" | "SAFAR_ADDRESS_CONNECTIONS" | "SAFAR_MAX_PENDING_MIB">,
  { descriptors, memory, heap }: Machine,
): Bounded {
  const pending = pendingMib * MIB;
  const maxConnections = Math.min(connections, Math.max(1, descriptors - RESERVED_DESCRIPTORS));
  const maxPendingChars = Math.min(pending, Math.floor(heap * PENDING_SHARE));
  const lowered: string[] = [];
  if (maxConnections < connections && !isDefault("SAFAR_MAX_CONNECTIONS", connections))
    lowered.push(
      `SAFAR_MAX_CONNECTIONS is ${connections}, but only ${maxConnections} connections are allowed: the process may open ${descriptors} files (ulimit -n), and ${RESERVED_DESCRIPTORS} of them are reserved.`,
    );
  if (maxPendingChars < pending && !isDefault("SAFAR_MAX_PENDING_MIB", pendingMib))
    lowered.push(
      `SAFAR_MAX_PENDING_MIB is ${pendingMib}, but only ${Math.floor(maxPendingChars / MIB)} are allowed: Node's heap is ${Math.floor(heap / MIB)} MiB.`,
    );
  return {
    maxConnections,
    maxAddressConnections:
      ofAddress === 0
        ? Number.POSITIVE_INFINITY
        : Math.min(ofAddress, Math.ceil(maxConnections * ADDRESS_SHARE)),
    maxPendingChars,
    maxReceivingBytes: Math.min(pending, Math.floor(memory * RECEIVING_SHARE)),
    lowered,
  };
}
