import closeWithGrace from "close-with-grace";
import type { Logger } from "pino";

/** How long a stop may take, in milliseconds: what was accepted is stored in that time. */
export const STOP_LIMIT_MS = 30_000;

/**
 * Closes on SIGTERM, SIGINT and errors that nobody handled.
 *
 * The Kafka library leaves promises behind that fail with nobody to hear it when a broker goes; what they were
 * made for is tried again elsewhere, so they end nothing here.
 *
 * @returns ends the process by the same way, with exit code 1
 */
export function stopGracefully(logger: Logger, close: () => Promise<void>): (error: Error) => void {
  closeWithGrace(
    // A start that failed ends by itself, with its own exit code.
    { delay: STOP_LIMIT_MS, logger, skip: ["unhandledRejection", "beforeExit"] },
    async ({ err }) => {
      if (err) logger.fatal({ err }, `Stopping after an error: ${err.message}`);
      await close();
    },
  );
  const fatal = (error: Error) => void process.emit("uncaughtException", error);
  process.on("unhandledRejection", (error: Error) => {
    if (error?.name?.startsWith("KafkaJS")) logger.warn({ err: error }, "A request to Kafka failed");
    else fatal(error);
  });
  return fatal;
}
