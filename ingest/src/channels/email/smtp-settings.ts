import { createPrivateKey } from "node:crypto";
import { readFile } from "node:fs/promises";
import { parseConnectionUrl } from "nodemailer/lib/shared";
import { type Config, ConfigError } from "../../settings/config.js";
import { isEmailAddress, readMailbox } from "./address.js";
import type { Sender } from "./compose.js";
import type { SmtpServer } from "./smtp-pool.js";

type EmailSettings = Pick<
  Config,
  | "SAFAR_SMTP_URL"
  | "SAFAR_EMAIL_FROM"
  | "SAFAR_EMAIL_REPLY_TO"
  | "SAFAR_BOUNCES_TO"
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
  const from = readMailbox(settings.SAFAR_EMAIL_FROM);
  if (from === undefined)
    throw new ConfigError(
      `SAFAR_EMAIL_FROM "${settings.SAFAR_EMAIL_FROM}" is no sender. Write it as in Shop <hello@shop.example>.`,
    );
  const replyTo = readMailbox(settings.SAFAR_EMAIL_REPLY_TO);
  if (settings.SAFAR_EMAIL_REPLY_TO !== "" && replyTo === undefined)
    throw new ConfigError(`SAFAR_EMAIL_REPLY_TO "${settings.SAFAR_EMAIL_REPLY_TO}" is no e-mail address.`);
  const returnTo = settings.SAFAR_BOUNCES_TO;
  if (returnTo !== "" && !isEmailAddress(returnTo))
    throw new ConfigError(`SAFAR_BOUNCES_TO "${returnTo}" is no e-mail address.`);
  const dkim = await dkimOf(settings, from.address);
  return {
    server: serverOf(settings.SAFAR_SMTP_URL),
    sender: { from, ...(replyTo && { replyTo }), ...(returnTo && { returnTo }), ...(dkim && { dkim }) },
  };
}

/** What may stand behind the `?` of the server's address. Others of nodemailer's write e-mails and passwords to a log. */
const OPTIONS = new Set(["name", "ignoreTLS", "requireTLS", "tls.servername", "tls.rejectUnauthorized"]);

/** The message never holds the address: a password stands in it. */
function serverOf(text: string): SmtpServer {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.hostname === "" || !/^\/?$/.test(url.pathname) || url.hash !== "")
    throw new ConfigError(
      "SAFAR_SMTP_URL is no address such as smtps://user:password@mail.example:465. In the user and the password write " +
        "/ as %2F, # as %23, ? as %3F, @ as %40, : as %3A and % as %25.",
    );
  const unknown = [...url.searchParams.keys()].find((name) => !OPTIONS.has(name));
  if (unknown !== undefined)
    throw new ConfigError(`SAFAR_SMTP_URL can't set "${unknown}". It may set ${[...OPTIONS].join(", ")}.`);
  const { auth, ...connection } = parseConnectionUrl(text);
  // A password is not sent in the clear because somebody on the way took STARTTLS out of the server's answer.
  const mustEncrypt = auth !== undefined && connection.ignoreTLS !== true;
  return {
    connection: { ...TIMES, ...connection, ...(mustEncrypt && { requireTLS: true }) },
    auth: auth && { credentials: auth },
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
