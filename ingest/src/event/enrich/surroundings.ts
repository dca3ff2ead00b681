import type { Receipt, Surroundings } from "./receipt.js";
import { NO_FIELDS } from "./record.js";
import { visitFacts } from "./visit-facts.js";

/**
 * A receipt for all events of one request, which computes the shared surroundings of events without their own context
 * once.
 */
export function shareSurroundings(receipt: Receipt): Receipt {
  let shared: Surroundings | undefined;
  const surroundings = () => {
    shared ??= read(NO_FIELDS, receipt);
    return shared;
  };
  return { ...receipt, surroundings };
}

/** @param own the event's context; its fields override those of the batch and the sender */
export function surroundingsOf(own: Readonly<Record<string, unknown>>, receipt: Receipt): Surroundings {
  return (own === NO_FIELDS && receipt.surroundings?.()) || read(own, receipt);
}

function read(own: Readonly<Record<string, unknown>>, receipt: Receipt): Surroundings {
  const { batchContext, sender, browser, stringify = JSON.stringify } = receipt;
  const { address, location } = sender ?? {};
  const context =
    batchContext || address || location
      ? { ...(address && { ip: address }), ...(location && { location }), ...batchContext, ...own }
      : own;
  return { context, json: stringify(context) ?? "{}", visit: visitFacts(context, browser) };
}
