import { Type } from "typebox";

/** What senders may take of the collector. */
export const LIMITS = {
  SAFAR_MAX_PENDING_MIB: Type.Integer({
    default: 128,
    minimum: 1,
    maximum: 4096,
    description:
      "Memory for events waiting for the disk or Kafka, in MiB (at most a quarter of the heap). When it is full, the collector answers 503.",
  }),
  SAFAR_KEY_EVENTS_PER_SECOND: Type.Integer({
    default: 50_000,
    minimum: 0,
    maximum: 10_000_000,
    description:
      "Events a second for each write key, with bursts of twice as many; beyond that the answer is 429. Counted over all workers of a collector, and by each collector separately. 0 for no limit.",
  }),
  SAFAR_ADDRESS_REQUESTS_PER_SECOND: Type.Integer({
    default: 100,
    minimum: 0,
    maximum: 1_000_000,
    description:
      "Requests a second from one IP address without a server key, with bursts of ten times as many. Private addresses have no limit. 0 for no limit.",
  }),
  SAFAR_MAX_CONNECTIONS: Type.Integer({
    default: 20_000,
    minimum: 1,
    maximum: 1_000_000,
    description:
      "Maximum number of open connections, or fewer where `ulimit -n` is lower. For a further one, the connection that has been quiet for longest is closed.",
  }),
  SAFAR_ADDRESS_CONNECTIONS: Type.Integer({
    default: 1_000,
    minimum: 0,
    maximum: 1_000_000,
    description:
      "Maximum number of open connections from one IP address (for IPv6, one /64 network), and never more than a quarter of all. Trusted proxies and private addresses have no limit. 0 for no limit.",
  }),
  SAFAR_REQUEST_TIMEOUT_MS: Type.Integer({
    default: 30_000,
    minimum: 1_000,
    maximum: 600_000,
    description:
      "Time limit for receiving a whole request, in milliseconds (at most 10 seconds for its headers). The connection is then closed.",
  }),
};
