import type { Drop, DropReason } from "@safar/web/core";
import type { SafarDeliveryError } from "./delivery-error.js";

/** Process warnings about problems that have no listener. */
export interface Warnings {
  ofDrop(drop: Drop): void;
  ofFailure(error: SafarDeliveryError): void;
  /** Closes a client, and then warns of undelivered events. */
  whileClosing(close: () => Promise<void>): Promise<void>;
}

/** Failures that indicate a wrong address rather than a temporary problem. */
const unreached = ["network", "timeout", "not_a_collector"];

const warn = (text: string) => process.emitWarning(text, "SafarWarning");
const listen = (name: string) => `see safar.stats, or listen with safar.on("${name}", …)`;

/**
 * Warns once per drop reason, once that the collector can't be reached, and at the end of undelivered events.
 *
 * @param endpoint the collector's address, for the text
 */
export function createWarnings({ origin }: URL): Warnings {
  const told = new Set<DropReason | "unreached">();
  let isClosing = false;
  let left = 0;
  const isNew = (what: DropReason | "unreached") => !told.has(what) && told.add(what);
  return {
    ofDrop({ reason, message }) {
      if (reason === "closed" && isClosing) left++;
      else if (isNew(reason))
        warn(
          `An event was dropped (${reason}). ${message} Further ones are only counted: ${listen("drop")}.`,
        );
    },
    ofFailure({ code, message }) {
      if (unreached.includes(code) && isNew("unreached"))
        warn(
          `The collector at ${origin} can't be reached (${code}: ${message}). Check the address, and that the ` +
            `collector runs. Events wait in memory and are sent again. Further failures are not told: ${listen("error")}.`,
        );
    },
    async whileClosing(close) {
      isClosing = true;
      left = 0;
      await close();
      isClosing = false;
      if (left > 0)
        warn(
          `Closed with ${left} ${left === 1 ? "event" : "events"} left that ${origin} had not acknowledged. ` +
            `They are lost, unless a request on its way still arrived: ${listen("drop")}.`,
        );
    },
  };
}
