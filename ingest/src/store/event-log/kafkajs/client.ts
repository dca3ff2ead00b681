import { promisify } from "node:util";
import { constants, gzip, gzipSync, unzip } from "node:zlib";
import kafkajs, { type Kafka, type logCreator, type SASLOptions } from "kafkajs";
import type { Logger } from "pino";
import type { KafkaSettings } from "./settings.js";
import { ownSockets } from "./sockets.js";

// A CommonJS module of whose exports Node finds not all by name.
const { CompressionCodecs, CompressionTypes, logLevel } = kafkajs;

/** How long a connection and its log-in may take at most, in milliseconds. */
const CONNECT_TIMEOUT_MS = 3_000;

const compress = promisify<Buffer, object, Buffer>(gzip);
const decompress = promisify<Buffer, object, Buffer>(unzip);
/** A gzip ends with the length of what it holds, in so many bytes. */
const LENGTH_BYTES = 4;
/** Room in which zlib works; what needs more comes in several pieces. */
const LEAST_ROOM = 1_024;
const MOST_ROOM = 16 * 1024 ** 2;

/** What is no longer than this is packed at once, in a tenth of a millisecond: to hand it to a thread takes longer. */
const AT_ONCE_BYTES = 64 * 1024;
const SPEED = { level: constants.Z_BEST_SPEED };

// The library's own gzip works at level 6, which takes three times as long for a seventh less, and unpacks in
// pieces of 16 KiB, which are then copied together. The library packs one partition after the other, so threads
// that each of a dozen small ones had to wait for made half of the time of a send.
CompressionCodecs[CompressionTypes.GZIP] = () => ({
  compress: async ({ buffer }: { buffer: Buffer }) =>
    buffer.length <= AT_ONCE_BYTES ? gzipSync(buffer, SPEED) : await compress(buffer, SPEED),
  decompress: (buffer: Buffer) => decompress(buffer, { chunkSize: roomFor(buffer) }),
});

/** Room for the whole of what a gzip holds, and for one byte more, so that zlib asks for no second piece. */
function roomFor(packed: Buffer): number {
  const length = packed.length < LENGTH_BYTES ? 0 : packed.readUInt32LE(packed.length - LENGTH_BYTES);
  return Math.min(Math.max(length + 1, LEAST_ROOM), MOST_ROOM);
}

/** The library for one producer, consumer or admin, and a hold on its connections. Nothing is connected yet. */
export interface KafkaClient {
  readonly kafka: Kafka;
  /**
   * To be told of the client's requests that were not answered in time: their connection is broken off. The
   * library would go on using it, even where what was not answered was the greeting without which it is of no use.
   */
  readonly watched: (event: { readonly payload: { readonly broker: string } }) => void;
  /** Breaks off every connection, and makes no more. */
  cut(): void;
}

/** @param retries tries of a connection */
export function kafkaClient(settings: KafkaSettings, logger: Logger, retries = 3): KafkaClient {
  const sockets = ownSockets();
  let closed = false;
  const kafka = new kafkajs.Kafka({
    clientId: settings.clientId,
    // Without brokers the library stops trying; it knows no other end of that.
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
 * The library calls an error what it tries again by itself, and one failure fills many lines. What somebody
 * should know is said by those who use it; its own lines are for whoever looks for a cause.
 */
function toPino(logger: Logger): logCreator {
  return () =>
    ({ level, namespace, log: { message, timestamp: _, logger: _name, stack: _stack, ...details } }) => {
      const line = { kafka: namespace || "client", ...details };
      if (level === logLevel.ERROR || level === logLevel.WARN) logger.debug(line, message);
      else logger.trace(line, message);
    };
}
