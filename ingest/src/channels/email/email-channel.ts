import { Readable } from "node:stream";
import type SMTPConnection from "nodemailer/lib/smtp-connection";
import type { MessageChannel, Outcome, OutgoingMessage } from "../channel.js";
import { isEmailAddress } from "./address.js";
import { type ComposedEmail, composeEmail, type Sender } from "./compose.js";
import { type SmtpFailure, smtpOutcome } from "./smtp-outcome.js";
import { type SmtpServer, smtpPool } from "./smtp-pool.js";

/** E-mail by SMTP. Nothing is sent before the first message. */
export function emailChannel(server: SmtpServer, sender: Sender): MessageChannel {
  const pool = smtpPool(server);

  async function send(message: OutgoingMessage, signal: AbortSignal): Promise<Outcome> {
    if (!isEmailAddress(message.to))
      return { is: "rejected", reason: "it is no e-mail address of one mailbox", isAddressDead: true };
    let email: ComposedEmail;
    try {
      email = await composeEmail(message, sender);
    } catch (error) {
      return { is: "rejected", reason: `The e-mail can't be made: ${(error as Error).message}.` };
    }
    if (signal.aborted) return { is: "retryable", reason: "it was stopped before it began" };
    let connection: SMTPConnection;
    try {
      connection = await pool.take(signal);
    } catch (error) {
      return smtpOutcome(error as SmtpFailure, false);
    }
    return await handOver(connection, email, signal, () => pool.giveBack(connection));
  }

  return { channel: "email", send, close: async () => pool.close() };
}

/** Sends an e-mail on a connection, and knows at every moment whether the server may have it whole. */
function handOver(
  connection: SMTPConnection,
  { raw, envelope }: ComposedEmail,
  signal: AbortSignal,
  giveBack: () => void,
): Promise<Outcome> {
  return new Promise((resolve) => {
    let isRead = false;
    const stream = Readable.from([raw], { objectMode: false });
    // Once the last byte was read for sending, the dot may have gone out, too.
    stream.once("end", () => {
      isRead = true;
    });
    const end = (outcome: Outcome, isAnswered: boolean) => {
      signal.removeEventListener("abort", stop);
      // To close it ends it, too, which would be heard here once more.
      connection.removeAllListeners();
      connection.on("error", () => {});
      if (isAnswered) giveBack();
      else connection.close();
      resolve(outcome);
    };
    const fail = (failure: SmtpFailure) => end(smtpOutcome(failure, isRead), false);
    const stop = () => fail({ message: "The mail server did not answer in time" });
    signal.addEventListener("abort", stop, { once: true });
    connection.once("error", fail);
    connection.once("end", () => fail({ message: "The mail server closed the connection" }));
    const sent = { from: envelope.from, to: [...envelope.to], size: raw.length };
    connection.send(sent, stream, (error, info) => {
      if (error) return fail(error);
      const { response = "" } = info ?? {};
      const providerId = info?.serverMessageId ?? /\bqueued as (\S{1,200})/i.exec(response)?.[1];
      end({ is: "sent", ...(providerId === undefined ? {} : { providerId }) }, true);
    });
  });
}
