import { CONFIG_SCHEMA, type Config } from "../../settings/config.js";
import { type Machine, RESERVED_DESCRIPTORS } from "../../settings/machine.js";

const MIB = 1024 * 1024;

/** Waiting events are characters of JavaScript's heap, two bytes each where one is Persian: half of it at most. */
const PENDING_SHARE = 1 / 4;

/** Bodies under way lie outside of that heap. */
const RECEIVING_SHARE = 1 / 8;

/** How much of all connections one address may hold. */
const ADDRESS_SHARE = 1 / 4;

/** A default is as much as the machine gives: nobody asked for more. */
const isDefault = (name: keyof Config, value: number) =>
  (CONFIG_SCHEMA.properties[name] as { default?: unknown }).default === value;

/** Limits as they are in force: what the settings choose, and no more than the machine bears. */
export interface Bounded {
  readonly maxConnections: number;
  /** Of these, how many one address may have; Infinity for no limit. */
  readonly maxAddressConnections: number;
  /** Characters of events that may wait to be durable. */
  readonly maxPendingChars: number;
  /** Bytes of bodies that may be under way at once. */
  readonly maxReceivingBytes: number;
  /** What is lower than the operator set it, in a sentence each, for the log and for `safar doctor`. */
  readonly lowered: readonly string[];
}

/** Bounds the settings by the machine. */
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
      `SAFAR_MAX_CONNECTIONS is ${connections}, and ${maxConnections} are in force: ${descriptors} files may be open at once (ulimit -n), and ${RESERVED_DESCRIPTORS} are kept for the rest.`,
    );
  if (maxPendingChars < pending && !isDefault("SAFAR_MAX_PENDING_MIB", pendingMib))
    lowered.push(
      `SAFAR_MAX_PENDING_MIB is ${pendingMib}, and ${Math.floor(maxPendingChars / MIB)} are in force: Node's heap is ${Math.floor(heap / MIB)} MiB.`,
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
