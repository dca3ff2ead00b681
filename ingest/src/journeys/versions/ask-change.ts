import { findOperator } from "../../operator/find-operator.js";
import type { Change, ChangeResult } from "./change.js";

/**
 * Asks a running collector, as its operator, to change a journey: analysts change nothing.
 *
 * @param data the collector's data folder; the configured one if left out
 * @throws {Error} when it does not run, or took no change
 */
export async function askChange(change: Change, data: string | undefined): Promise<ChangeResult> {
  // The collector that was found to read from, or was started for it, is the one that takes the change.
  const operator = await findOperator({ ops: undefined, data, start: false });
  try {
    const answer = await operator.ask("/journeys", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(change),
    });
    const told = (await answer.json()) as ChangeResult & { readonly message?: string };
    if (answer.ok || answer.status === 409) return told;
    throw new Error(`The collector refused the change: ${told.message ?? answer.status}.`);
  } finally {
    await operator.close();
  }
}
