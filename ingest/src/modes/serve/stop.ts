import closeWithGrace from "close-with-grace";
import type { Logger } from "pino";
import { seldom } from "../../output/logging/seldom.js";

/**
 * Closes on SIGTERM, SIGINT and errors that nobody handled. One is not fatal: that no more files may be open.
 *
 * The Kafka library leaves promises behind that fail with nobody to hear it when a broker goes; what they were
 * made for is tried again elsewhere, so they end nothing here.
 *
 * @param limitSeconds then the process ends as if it were killed, whatever is still to be done
 * @returns what ends the process by the same way: `fatal` with exit code 1, `stop` as a signal does
 */
export function stopGracefully(
  logger: Logger,
  limitSeconds: number,
  close: () => Promise<void>,
): { fatal(error: Error): void; stop(): void } {
  const { close: stop } = closeWithGrace(
    {
      delay: limitSeconds * 1000,
      logger,
      // A start that failed ends by itself, with its own exit code.
      skip: ["unhandledRejection", "beforeExit"],
      onTimeout: () => {
        logger.fatal(
          `The stop took longer than ${limitSeconds} s (SAFAR_STOP_SECONDS): ending now. What was acknowledged is stored; senders keep the rest.`,
        );
        endAtOnce();
      },
      onSecondSignal: (signal) => {
        logger.fatal(
          `A second ${signal}: ending now. What was acknowledged is stored; senders keep the rest.`,
        );
        endAtOnce();
      },
    },
    async ({ err }) => {
      if (err) logger.fatal({ err }, "Stopping after an error that nobody handled");
      await close().catch((error) => {
        logger.fatal({ err: error }, "The stop failed");
        endAtOnce();
      });
    },
  );
  const fatal = (error: Error) => void process.emit("uncaughtException", error);
  const logSeldom = seldom();
  const outOfDescriptors = (error: unknown) => {
    if (!isOutOfDescriptors(error)) return false;
    logSeldom("descriptors", (leftOut) =>
      logger.error({ err: error, leftOut }, "No more files may be open (ulimit -n): something was not done"),
    );
    return true;
  };
  process.setUncaughtExceptionCaptureCallback((error) => {
    if (!outOfDescriptors(error)) fatal(error);
  });
  process.on("unhandledRejection", (error: Error) => {
    if (error?.name?.startsWith("KafkaJS")) logger.warn({ err: error }, "A request to Kafka failed");
    else if (outOfDescriptors(error)) return;
    else fatal(error);
  });
  return { fatal, stop };
}

/** A file or a connection could not be opened: whoever wanted it is told, and all others go on. */
function isOutOfDescriptors(error: unknown): boolean {
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  return code === "EMFILE" || code === "ENFILE";
}

/**
 * Ends the process whatever its threads do. An orderly exit waits for the engine, and it may be what is stuck; so
 * the code that a shell sees is 137, as of a process that was killed.
 */
function endAtOnce(): never {
  process.kill(process.pid, "SIGKILL");
  throw new Error("unreachable");
}
