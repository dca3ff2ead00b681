import { createPrivateKey } from "node:crypto";
import { readFile } from "node:fs/promises";
import { parseConnectionUrl } from "nodemailer/lib/shared";
import { type Config, ConfigError } from "../../settings/config.js";
import { isEmailAddress } from "./address.js";
import type { Sender } from "./compose.js";
import type { SmtpServer } from "./smtp-pool.js";

type EmailSettings = Pick<
  Config,
  | "SAFAR_SMTP_URL"
  | "SAFAR_EMAIL_FROM"
  | "SAFAR_EMAIL_REPLY_TO"
  | "SAFAR_DKIM_DOMAIN"
  | "SAFAR_DKIM_SELECTOR"
  | "SAFAR_DKIM_KEY"
>;

/** Waits, in milliseconds: a server that never answers holds nothing up for long. RFC 5321, 4.5.3.2 allows more. */
const TIMES = {
  connectionTimeout: 15_000,
  greetingTimeout: 15_000,
  dnsTimeout: 10_000,
  socketTimeout: 60_000,
};

/**
 * The mail server and the sender that the settings name.
 *
 * @returns undefined when SAFAR_SMTP_URL is empty
 * @throws {ConfigError} with what to change
 */
export async function emailSettings(
  settings: EmailSettings,
): Promise<{ server: SmtpServer; sender: Sender } | undefined> {
  if (settings.SAFAR_SMTP_URL === "") return undefined;
  const from = settings.SAFAR_EMAIL_FROM;
  const address = addressIn(from);
  if (address === undefined)
    throw new ConfigError(
      `SAFAR_EMAIL_FROM "${from}" is no sender. Write it as in Shop <hello@shop.example>.`,
    );
  const replyTo = settings.SAFAR_EMAIL_REPLY_TO;
  if (replyTo !== "" && addressIn(replyTo) === undefined)
    throw new ConfigError(`SAFAR_EMAIL_REPLY_TO "${replyTo}" is no e-mail address.`);
  const { auth, ...connection } = parseConnectionUrl(settings.SAFAR_SMTP_URL);
  const dkim = await dkimOf(settings, address);
  return {
    server: { connection: { ...TIMES, ...connection }, auth: auth && { credentials: auth } },
    sender: { from, ...(replyTo === "" ? {} : { replyTo }), ...(dkim && { dkim }) },
  };
}

async function dkimOf(settings: EmailSettings, from: string): Promise<Sender["dkim"]> {
  const { SAFAR_DKIM_KEY: file, SAFAR_DKIM_SELECTOR: selector, SAFAR_DKIM_DOMAIN: domain } = settings;
  if (file === "") return undefined;
  if (selector === "")
    throw new ConfigError("SAFAR_DKIM_KEY needs SAFAR_DKIM_SELECTOR: the name in front of ._domainkey.");
  try {
    const privateKey = await readFile(file, "utf8");
    createPrivateKey(privateKey);
    return { domain: domain || from.split("@")[1]!, selector, privateKey };
  } catch (cause) {
    throw new ConfigError(
      `SAFAR_DKIM_KEY can't be used: ${(cause as Error).message}. It names a file with a private key as PEM.`,
      { cause },
    );
  }
}

/** The address of `Shop <hello@shop.example>` or of the address alone. */
function addressIn(text: string): string | undefined {
  const address = (/^[^<>\p{Cc}]*<([^<>]+)>$/u.exec(text)?.[1] ?? text).trim();
  return isEmailAddress(address) ? address : undefined;
}
