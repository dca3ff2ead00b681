import { type Broker, BrokerError, type LogMessage } from "./broker.js";

/**
 * Sends messages. When the broker finds them too large, they are halved until the one is alone that is; another
 * message goes in its place, and all others are sent as they are.
 *
 * @param instead makes the message that goes in the place of one that is too large; undefined for none
 * @throws {BrokerError} when the messages can't be stored for another reason
 */
export async function sendFitting(
  broker: Pick<Broker, "send">,
  messages: readonly LogMessage[],
  instead: (message: LogMessage, reason: string) => LogMessage | undefined,
): Promise<void> {
  try {
    await broker.send(messages);
  } catch (error) {
    if (!(error instanceof BrokerError) || error.code !== "too_large") throw error;
    const [only] = messages;
    if (messages.length > 1 || only === undefined) {
      const middle = Math.ceil(messages.length / 2);
      await sendFitting(broker, messages.slice(0, middle), instead);
      await sendFitting(broker, messages.slice(middle), instead);
      return;
    }
    const other = instead(only, error.message);
    if (other === undefined) throw error;
    await broker.send([other]);
  }
}
