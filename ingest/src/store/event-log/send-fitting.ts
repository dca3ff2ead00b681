import { type Broker, BrokerError, type LogRow } from "./broker.js";

/**
 * Sends rows. If the broker finds them too large, they are split in halves until the row that is too large is
 * isolated; it is replaced, and all others are sent unchanged.
 *
 * @param instead makes the replacement for a row that is too large; undefined for none
 * @throws {BrokerError} when the rows can't be stored for another reason
 */
export async function sendFitting(
  broker: Pick<Broker, "send">,
  rows: readonly LogRow[],
  instead: (row: LogRow, reason: string) => LogRow | undefined,
): Promise<void> {
  try {
    await broker.send(rows);
  } catch (error) {
    if (!(error instanceof BrokerError) || error.code !== "too_large") throw error;
    const [only] = rows;
    if (rows.length > 1 || only === undefined) {
      const middle = Math.ceil(rows.length / 2);
      await sendFitting(broker, rows.slice(0, middle), instead);
      await sendFitting(broker, rows.slice(middle), instead);
      return;
    }
    const other = instead(only, error.message);
    if (other === undefined) throw error;
    await broker.send([other]);
  }
}
