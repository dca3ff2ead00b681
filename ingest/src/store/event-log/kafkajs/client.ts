import { promisify } from "node:util";
import { constants, gzip, gzipSync, unzip } from "node:zlib";
import kafkajs, { type Kafka, type logCreator, type SASLOptions } from "kafkajs";
import type { Logger } from "pino";
import type { KafkaSettings } from "./settings.js";
import { ownSockets } from "./sockets.js";

// A CommonJS module; Node does not detect all of its named exports.
const { CompressionCodecs, CompressionTypes, logLevel } = kafkajs;

/** Timeout for connecting and logging in, in milliseconds. */
const CONNECT_TIMEOUT_MS = 3_000;

const compress = promisify<Buffer, object, Buffer>(gzip);
const decompress = promisify<Buffer, object, Buffer>(unzip);
/** A gzip ends with the length of its content, in this many bytes. */
const LENGTH_BYTES = 4;
/** Smallest output buffer for zlib; longer output comes in several pieces. */
const LEAST_ROOM = 1_024;
const MOST_ROOM = 16 * 1024 ** 2;

/**
 * Up to this size data is compressed synchronously, in a tenth of a millisecond: handing it to a thread takes longer.
 */
const AT_ONCE_BYTES = 64 * 1024;
const SPEED = { level: constants.Z_BEST_SPEED };

// The library's own gzip uses level 6, which takes three times as long and saves a seventh of the size, and it
// decompresses in pieces of 16 KiB that are then copied together. It compresses partitions one after another, so
// waiting for a thread for each of a dozen small ones took half of a send's time.
CompressionCodecs[CompressionTypes.GZIP] = () => ({
  compress: async ({ buffer }: { buffer: Buffer }) =>
    buffer.length <= AT_ONCE_BYTES ? gzipSync(buffer, SPEED) : await compress(buffer, SPEED),
  decompress: (buffer: Buffer) => decompress(buffer, { chunkSize: roomFor(buffer) }),
});

/** A buffer size for the whole content of a gzip and one more byte, so that zlib needs no second piece. */
function roomFor(packed: Buffer): number {
  const length = packed.length < LENGTH_BYTES ? 0 : packed.readUInt32LE(packed.length - LENGTH_BYTES);
  return Math.min(Math.max(length + 1, LEAST_ROOM), MOST_ROOM);
}

/**
 * A client of the library for one producer, consumer or admin, with control over its connections. It is not connected
 * yet.
 */
export interface KafkaClient {
  readonly kafka: Kafka;
  /**
   * Call with the client's request timeout events: it closes their connection. The library would keep using it, even
   * when the handshake was not answered and the connection is useless.
   */
  readonly watched: (event: { readonly payload: { readonly broker: string } }) => void;
  /** Closes every connection, and refuses new ones. */
  cut(): void;
}

/** @param retries connection attempts */
export function kafkaClient(settings: KafkaSettings, logger: Logger, retries = 3): KafkaClient {
  const sockets = ownSockets();
  let closed = false;
  const kafka = new kafkajs.Kafka({
    clientId: settings.clientId,
    // Returning no brokers is the only way to make the library stop retrying.
    brokers: () => (closed ? [] : [...settings.brokers]),
    ...(settings.tls ? { ssl: settings.tls.ca === undefined ? true : { ca: [settings.tls.ca] } } : {}),
    ...(settings.sasl ? { sasl: settings.sasl as SASLOptions } : {}),
    connectionTimeout: Math.min(CONNECT_TIMEOUT_MS, settings.requestMs),
    authenticationTimeout: Math.min(CONNECT_TIMEOUT_MS, settings.requestMs),
    requestTimeout: settings.requestMs,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries },
    logLevel: logger.isLevelEnabled("trace") ? logLevel.DEBUG : logLevel.WARN,
    logCreator: toPino(logger),
    socketFactory: sockets.factory,
  });
  return {
    kafka,
    watched: ({ payload: { broker } }) => sockets.cut(broker),
    cut() {
      closed = true;
      sockets.close();
    },
  };
}

/**
 * The library logs an error for everything that it retries itself, and one failure gives many lines. Our code logs
 * what matters, so the library's lines are logged at debug level.
 */
function toPino(logger: Logger): logCreator {
  return () =>
    ({ level, namespace, log: { message, timestamp: _, logger: _name, stack: _stack, ...details } }) => {
      const line = { kafka: namespace || "client", ...details };
      if (level === logLevel.ERROR || level === logLevel.WARN) logger.debug(line, message);
      else logger.trace(line, message);
    };
}
