import closeWithGrace from "close-with-grace";
import type { Logger } from "pino";
import { seldom } from "../../output/logging/seldom.js";

/**
 * Closes on SIGTERM, SIGINT and unhandled errors. Running out of file descriptors is not fatal.
 *
 * Unhandled rejections of the Kafka library, which occur when a broker goes down, are not fatal either: our code
 * retries what they were for.
 *
 * @param limitSeconds after this the process exits as if it were killed, whatever is still pending
 * @returns functions that stop the process the same way: `fatal` with exit code 1, `stop` like a signal
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
      // A failed start exits with its own code.
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

/** A file or connection could not be opened: only its caller fails, and everything else continues. */
function isOutOfDescriptors(error: unknown): boolean {
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  return code === "EMFILE" || code === "ENFILE";
}

/**
 * Ends the process at once. A normal exit would wait for the engine, which may be what is stuck. The exit code is
 * 137, as for a killed process.
 */
function endAtOnce(): never {
  process.kill(process.pid, "SIGKILL");
  throw new Error("unreachable");
}
