import { type Config, ConfigError } from "../../../settings/config.js";

/** A mailbox to which e-mails come back, read by IMAP. */
export interface BounceMailbox {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; else STARTTLS, which must work unless {@link mayBeClear}. */
  readonly isSecure: boolean;
  readonly mayBeClear: boolean;
  readonly auth: { readonly user: string; readonly pass: string };
  readonly folder: string;
  readonly tls: { readonly servername?: string; readonly rejectUnauthorized?: boolean };
  /** Names it in logs: without the password. */
  readonly shown: string;
}

/** What may stand behind the `?` of its address, as in that of the mail server. */
const OPTIONS = ["ignoreTLS", "tls.servername", "tls.rejectUnauthorized"];

const FORM =
  "SAFAR_BOUNCES_URL is no address such as imaps://user:password@mail.example/INBOX. In the user and the password write " +
  "/ as %2F, # as %23, ? as %3F, @ as %40, : as %3A and % as %25.";

/**
 * The mailbox that the settings name. No message holds the address: a password stands in it.
 *
 * @returns undefined where none is named
 * @throws {ConfigError} with what to change
 */
export function bounceMailbox(settings: Pick<Config, "SAFAR_BOUNCES_URL">): BounceMailbox | undefined {
  const text = settings.SAFAR_BOUNCES_URL;
  if (text === "") return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (
    url === undefined ||
    url.hostname === "" ||
    url.username === "" ||
    url.password === "" ||
    url.hash !== ""
  )
    throw new ConfigError(FORM);
  const unknown = [...url.searchParams.keys()].find((name) => !OPTIONS.includes(name));
  if (unknown !== undefined)
    throw new ConfigError(`SAFAR_BOUNCES_URL can't set "${unknown}". It may set ${OPTIONS.join(", ")}.`);
  const isSecure = url.protocol === "imaps:";
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const servername = url.searchParams.get("tls.servername");
  const [user, pass, folder] = [url.username, url.password, url.pathname.replace(/^\//, "")].map(decoded);
  return {
    ...{ host, port: Number(url.port) || (isSecure ? 993 : 143), isSecure },
    mayBeClear: url.searchParams.get("ignoreTLS") === "true",
    auth: { user: user!, pass: pass! },
    folder: folder || "INBOX",
    tls: {
      ...(servername === null ? {} : { servername }),
      ...(url.searchParams.get("tls.rejectUnauthorized") === "false" ? { rejectUnauthorized: false } : {}),
    },
    shown: `${folder || "INBOX"} of ${user} at ${host}`,
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ConfigError(FORM);
  }
}
