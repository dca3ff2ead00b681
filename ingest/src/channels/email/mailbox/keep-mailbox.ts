import type { Logger } from "pino";
import type { Track } from "../../track/track-channel.js";
import type { BounceMailbox } from "./mailbox-settings.js";
import { type OpenedMailbox, openMailbox, type Position } from "./open-mailbox.js";
import { readReturned } from "./read-returned.js";
import { type TakeReturnedParts, takeReturned } from "./take-returned.js";

export interface KeepMailboxParts extends TakeReturnedParts {
  readonly mailbox: BounceMailbox;
  readonly track: Track;
  /** How far it was read, from one start to the next. */
  readonly memory: {
    read(): Promise<Position | undefined>;
    write(position: Position): Promise<void>;
  };
  readonly logger: Pick<Logger, "info" | "warn">;
}

const EVERY_MS = 60_000;

/** Reads the mailbox once, and tells what it says of our messages. @returns how many events that were */
export async function readOnce(parts: KeepMailboxParts): Promise<number> {
  const { mailbox, track, memory } = parts;
  const opened: OpenedMailbox = await openMailbox(mailbox);
  let events = 0;
  try {
    for (;;) {
      const { position, isWhole } = await opened.read(await memory.read(), async (raw) => {
        const returned = await readReturned(raw);
        const told = returned && (await takeReturned(returned, parts));
        if (told === undefined) return;
        await track(told.source, told.event);
        events += 1;
      });
      await memory.write(position);
      if (isWhole) return events;
    }
  } finally {
    await opened.close();
  }
}

/** Reads a mailbox of bounces every minute until it is closed. What fails is logged, once as long as it is the same. */
export function keepMailbox(parts: KeepMailboxParts): { close(): Promise<void> } {
  const { mailbox, logger } = parts;
  let [closed, wake, last] = [false, () => {}, ""];
  const loop = async () => {
    while (!closed) {
      try {
        const events = await readOnce(parts);
        if (last !== "") logger.info(`The mailbox ${mailbox.shown} can be read again`);
        if (events > 0) logger.info({ events }, "E-mails came back");
        last = "";
      } catch (err) {
        const { message } = err as Error;
        if (!closed && message !== last) logger.warn(`${message}. Trying again every minute`);
        last = message;
      }
      if (closed) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, EVERY_MS);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };
  const running = loop();
  return {
    async close() {
      closed = true;
      wake();
      await running;
    },
  };
}
