import type { CollectorProcess } from "../../../client/collector-process.js";
import { print, say } from "../../../output/terminal/print.js";
import { emailText } from "./email-text.js";
import type { Inbox } from "./inbox.js";
import { startJourney } from "./live-journey.js";
import { LIVE_SOURCE, openLiveSource } from "./live-source.js";
import { keepShopping } from "./shoppers.js";

/**
 * Settings of a collector whose journeys write to the demo's own mail server, whatever the environment says of others: no
 * message for a simulated shopper reaches a real server.
 */
export function mailSettings(inbox: Inbox | undefined, port: number): Record<string, string> {
  const none = { SAFAR_SMS_PROVIDER: "", SAFAR_PUSH_CONTACT: "", SAFAR_WEBHOOK_SECRET: "" };
  const noBounces = {
    SAFAR_BOUNCES_URL: "",
    SAFAR_BOUNCES_TO: "",
    SAFAR_DKIM_KEY: "",
    SAFAR_EMAIL_REPLY_TO: "",
  };
  if (inbox === undefined) return { ...none, ...noBounces, SAFAR_SMTP_URL: "" };
  return {
    ...{ ...none, ...noBounces },
    SAFAR_SMTP_URL: `smtp://127.0.0.1:${inbox.port}?ignoreTLS=true`,
    SAFAR_EMAIL_FROM: "Demo shop <hello@shop.example>",
    SAFAR_PUBLIC_URL: `http://127.0.0.1:${port}`,
  };
}

/**
 * Runs the abandoned-cart journey for shoppers who go on tracking, and prints each e-mail as it comes.
 *
 * @param folder the collector's data folder
 * @returns stops the shoppers and pauses the journey
 */
export async function goLive(
  collector: CollectorProcess,
  folder: string,
  inbox: Inbox,
  timeZone: string,
): Promise<() => Promise<void>> {
  const keys = await openLiveSource(folder, collector.collector, timeZone);
  const pause = await startJourney(collector, folder, LIVE_SOURCE);
  let isStopping = false;
  const shoppers = keepShopping({
    ...{ collector: collector.collector, keys },
    onTrouble: (message) => {
      if (!isStopping) say(`The collector does not take the live shoppers' events now: ${message}`);
    },
  });
  inbox.read(async (raw) => {
    const shown = await emailText(raw, Date.now());
    if (shown === undefined) return;
    print(shown.text);
    shoppers.mailed(shown.to);
  });
  return async () => {
    isStopping = true;
    await shoppers.stop();
    await pause();
  };
}
