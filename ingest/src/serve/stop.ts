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
 * @returns ends the process by the same way, with the error's exit code
 */
export function stopGracefully(logger: Logger, close: () => Promise<void>): (error: Error) => void {
  const grace = closeWithGrace(
    { delay: STOP_LIMIT_MS, logger, skip: ["unhandledRejection"] },
    async ({ err }) => {
      if (err) logger.fatal({ err }, "Stopping after an error that nobody handled");
      await close();
    },
  );
  const fatal = (error: Error) => {
    logger.fatal({ err: error }, error.message);
    process.exitCode = 1;
    void grace.close();
  };
  process.on("unhandledRejection", (error: Error) => {
    if (error?.name?.startsWith("KafkaJS")) logger.warn({ err: error }, "A request to Kafka failed");
    else fatal(error);
  });
  return fatal;
}
