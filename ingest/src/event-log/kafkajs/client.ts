import { promisify } from "node:util";
import { constants, gzip, unzip } from "node:zlib";
import kafkajs, { type Kafka, type logCreator, type SASLOptions } from "kafkajs";
import type { Logger } from "pino";
import type { KafkaSettings } from "./settings.js";

// A CommonJS module of whose exports Node finds not all by name.
const { CompressionCodecs, CompressionTypes, logLevel } = kafkajs;

/** How long a connection and its log-in may take at most, in milliseconds. */
const CONNECT_TIMEOUT_MS = 3_000;

const compress = promisify<Buffer, object, Buffer>(gzip);
const decompress = promisify<Buffer, Buffer>(unzip);
// The library's own gzip works at level 6, which takes three times as long for a seventh less.
CompressionCodecs[CompressionTypes.GZIP] = () => ({
  compress: (encoder: { buffer: Buffer }) => compress(encoder.buffer, { level: constants.Z_BEST_SPEED }),
  decompress: (buffer: Buffer) => decompress(buffer),
});

/** The client library for one cluster. Nothing is connected yet. */
export function kafkaClient(settings: KafkaSettings, logger: Logger): Kafka {
  return new kafkajs.Kafka({
    clientId: settings.clientId,
    brokers: [...settings.brokers],
    ...(settings.tls ? { ssl: settings.tls.ca === undefined ? true : { ca: [settings.tls.ca] } } : {}),
    ...(settings.sasl ? { sasl: settings.sasl as SASLOptions } : {}),
    connectionTimeout: Math.min(CONNECT_TIMEOUT_MS, settings.requestMs),
    authenticationTimeout: Math.min(CONNECT_TIMEOUT_MS, settings.requestMs),
    requestTimeout: settings.requestMs,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 3 },
    logLevel: logger.isLevelEnabled("trace") ? logLevel.DEBUG : logLevel.WARN,
    logCreator: toPino(logger),
  });
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
