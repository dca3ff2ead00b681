import { MAX_BATCH_EVENTS } from "@safar/schemas/limits";
import { SafarArgumentError } from "./argument-error.js";
import { library } from "./library.js";

/** Durations are milliseconds. */
export interface SafarOptions {
  /** The source's write key, as `safar serve` prints it. */
  readonly writeKey: string;
  /** The collector's address, like `https://collect.shop.example`. A path in it is kept. */
  readonly host: string;
  /** Events per batch, at most 2,500: a batch is sent when it is full. Default 100. */
  readonly flushAt?: number;
  /** The longest time an event waits for its batch to fill. Default 1,000. */
  readonly flushInterval?: number;
  /** Events that may wait. Default 100,000. */
  readonly maxQueueEvents?: number;
  /** Bytes of events that may wait. Default 64 MiB. */
  readonly maxQueueBytes?: number;
  /** What to drop when the queue is full: the new event (default), or the oldest ones. */
  readonly whenFull?: "refuse_new" | "drop_oldest";
  /** Most concurrent requests. Default 4. */
  readonly maxInFlight?: number;
  /** Timeout of a request, after which it is retried. Default 10,000. */
  readonly requestTimeout?: number;
  /** Whether to compress bodies. The default, "remote", compresses unless the host is this machine. */
  readonly gzip?: boolean | "remote";
  /** Most attempts to send a batch before it is dropped as `gave_up`. Default: no limit. */
  readonly maxAttempts?: number;
  /** Time after a batch's first attempt when it is dropped as `gave_up`. Default: no limit. */
  readonly maxRetryAge?: number;
  /** The first delay before a retry; it doubles with each failure. Default 500. */
  readonly minRetryDelay?: number;
  /** The longest delay between retries, unless the collector asks for more. Default 30,000. */
  readonly maxRetryDelay?: number;
  /** How long an otherwise idle process stays alive to deliver events. Default 10,000. */
  readonly exitTimeout?: number;
  /** User-Agent of the requests. A server that forwards events from a page may set the browser's. */
  readonly userAgent?: string;
  /** Throw SafarArgumentError for an invalid call instead of counting a drop. Default false. */
  readonly strict?: boolean;
}

export interface Settings extends Required<Omit<SafarOptions, "host" | "gzip">> {
  readonly endpoint: URL;
  readonly gzip: boolean;
}

const defaults: Required<Omit<SafarOptions, "writeKey" | "host">> = {
  flushAt: 100,
  flushInterval: 1_000,
  maxQueueEvents: 100_000,
  maxQueueBytes: 64 * 1024 * 1024,
  whenFull: "refuse_new",
  maxInFlight: 4,
  requestTimeout: 10_000,
  gzip: "remote",
  maxAttempts: Number.POSITIVE_INFINITY,
  maxRetryAge: Number.POSITIVE_INFINITY,
  minRetryDelay: 500,
  maxRetryDelay: 30_000,
  exitTimeout: 10_000,
  userAgent: `${library.name}/${library.version}`,
  strict: false,
};

/** `setTimeout` fires at once for anything longer: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
export const longestTimeout = 2 ** 31 - 1;

/** Ranges of the numbers, inclusive; Infinity means no limit. */
const ranges: Readonly<Record<string, readonly [min: number, max: number]>> = {
  flushAt: [1, MAX_BATCH_EVENTS],
  flushInterval: [0, longestTimeout],
  maxQueueEvents: [1, Number.MAX_SAFE_INTEGER],
  maxQueueBytes: [1, Number.MAX_SAFE_INTEGER],
  maxInFlight: [1, 100],
  requestTimeout: [1, longestTimeout],
  maxAttempts: [1, Number.POSITIVE_INFINITY],
  maxRetryAge: [0, Number.POSITIVE_INFINITY],
  minRetryDelay: [1, longestTimeout],
  maxRetryDelay: [1, longestTimeout],
  exitTimeout: [0, longestTimeout],
};

/** @throws {SafarArgumentError} for the first invalid option */
export function readOptions(options: SafarOptions): Settings {
  if (typeof options !== "object" || options === null) {
    throw new SafarArgumentError("option", "new Safar() takes one object, like { writeKey, host }.");
  }
  const { writeKey, host, ...others } = options;
  if (typeof writeKey !== "string" || writeKey === "") {
    throw new SafarArgumentError("write_key", "`writeKey` must be the source's write key, a string.");
  }
  const endpoint = readHost(host);
  const given = Object.entries(others).filter(([, value]) => value !== undefined);
  checkNames(given.map(([name]) => name));
  const merged: typeof defaults = { ...defaults, ...Object.fromEntries(given) };
  checkNumbers({ ...merged });
  checkChoices(merged);
  const gzip = merged.gzip === "remote" ? !isThisMachine(endpoint) : merged.gzip;
  return { ...merged, writeKey, endpoint, gzip };
}

function checkNames(names: readonly string[]): void {
  const unknown = names.find((name) => !Object.hasOwn(defaults, name));
  if (unknown === undefined) return;
  const known = Object.keys(defaults).join(", ");
  throw new SafarArgumentError("option", `\`${unknown}\` is not an option. These are: ${known}.`);
}

function checkNumbers(options: Readonly<Record<string, unknown>>): void {
  for (const [name, [min, max]] of Object.entries(ranges)) {
    const value = options[name];
    const isWhole = Number.isInteger(value) || value === Number.POSITIVE_INFINITY;
    if (!isWhole || Number(value) < min || Number(value) > max) {
      const message = `\`${name}\` must be a whole number from ${min} to ${max}.`;
      throw new SafarArgumentError("option", message);
    }
  }
  if (Number(options.minRetryDelay) > Number(options.maxRetryDelay)) {
    throw new SafarArgumentError("option", "`minRetryDelay` must not be longer than `maxRetryDelay`.");
  }
}

function checkChoices({ whenFull, gzip, strict, userAgent }: typeof defaults): void {
  if (whenFull !== "refuse_new" && whenFull !== "drop_oldest") {
    throw new SafarArgumentError("option", '`whenFull` must be "refuse_new" or "drop_oldest".');
  }
  if (typeof gzip !== "boolean" && gzip !== "remote") {
    throw new SafarArgumentError("option", '`gzip` must be true, false or "remote".');
  }
  if (typeof strict !== "boolean") throw new SafarArgumentError("option", "`strict` must be true or false.");
  if (typeof userAgent !== "string" || !/^[ -~]{1,512}$/.test(userAgent)) {
    throw new SafarArgumentError("option", "`userAgent` must be a text of 1 to 512 ASCII characters.");
  }
}

function readHost(host: unknown): URL {
  const url = typeof host === "string" && URL.canParse(host) ? new URL(host) : undefined;
  if (url?.protocol !== "http:" && url?.protocol !== "https:") {
    const message = "`host` must be the collector's address, like https://collect.shop.example.";
    throw new SafarArgumentError("host", message);
  }
  return new URL(`${url.pathname.replace(/\/+$/, "")}/v1/batch`, url.origin);
}

const isThisMachine = ({ hostname }: URL): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
