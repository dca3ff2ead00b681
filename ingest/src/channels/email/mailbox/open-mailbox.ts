import { ImapFlow } from "imapflow";
import type { BounceMailbox } from "./mailbox-settings.js";
import { isReport } from "./read-returned.js";

/** How far a mailbox was read: the numbers of its e-mails begin anew when its validity changes (RFC 3501, 2.3.1.1). */
export interface Position {
  readonly validity: string;
  /** The number of the last e-mail that was read. */
  readonly uid: number;
}

export interface OpenedMailbox {
  /** E-mails in it. */
  readonly count: number;
  /**
   * Reads the reports that came after a position, each at most with its first 256 KiB, and tells how far it is.
   *
   * @param take told each report; what it throws ends the reading
   * @returns the position after what was read; there may be more behind it when `isWhole` is false
   */
  read(
    from: Position | undefined,
    take: (raw: Uint8Array) => Promise<void>,
  ): Promise<{ readonly position: Position; readonly isWhole: boolean }>;
  close(): Promise<void>;
}

/** What is read of one e-mail: the status and the returned headers stand at the beginning. */
const LARGEST = 256 * 1024;
/** Numbers that are looked at in one question, and reports that are read before the position is kept. */
const WINDOW = 500;
const MOST_REPORTS = 200;
const MOST_WINDOWS = 200;
/** How far back the first reading goes: messages are found again for a month. */
const FIRST_DAYS = 31;

/**
 * Opens a mailbox to read it alone: nothing in it is changed, so people may use it, too.
 *
 * @throws {Error} when it can't be reached or opened, in words without the password
 */
export async function openMailbox(settings: BounceMailbox): Promise<OpenedMailbox> {
  const { host, port, isSecure, mayBeClear, auth, folder, tls } = settings;
  const client = new ImapFlow({
    ...{ host, port, secure: isSecure, auth: { ...auth }, tls: { ...tls }, logger: false },
    ...(isSecure ? {} : { doSTARTTLS: !mayBeClear }),
    ...{ connectionTimeout: 15_000, greetingTimeout: 15_000, socketTimeout: 60_000, disableAutoIdle: true },
    ...{ maxLiteralSize: 2 * LARGEST, maxResponseSize: 4 * LARGEST, clientInfo: { name: "Safar" } },
  });
  // What breaks the connection is thrown by what is asked next.
  client.on("error", () => {});
  try {
    await client.connect();
    const { exists, uidValidity, uidNext } = await client.mailboxOpen(folder, { readOnly: true });
    const validity = String(uidValidity);
    return {
      count: exists,
      close: async () => client.close(),
      async read(from, take) {
        let uid = from?.validity === validity ? from.uid : (await firstUid(client, uidNext)) - 1;
        let reports = 0;
        for (let window = 0; uid < uidNext - 1; window++) {
          if (window === MOST_WINDOWS || reports >= MOST_REPORTS)
            return { position: { validity, uid }, isWhole: false };
          const to = Math.min(uid + WINDOW, uidNext - 1);
          for (const report of await reportsIn(client, uid + 1, to)) {
            const message = await client.fetchOne(
              String(report),
              { source: { start: 0, maxLength: LARGEST } },
              { uid: true },
            );
            if (message && message.source !== undefined) await take(message.source);
            reports += 1;
          }
          uid = to;
        }
        return { position: { validity, uid }, isWhole: true };
      },
    };
  } catch (error) {
    client.close();
    throw new Error(`The mailbox ${settings.shown} can't be read: ${reasonOf(error)}`, { cause: error });
  }
}

/** Numbers of the e-mails that are reports. */
async function reportsIn(client: ImapFlow, from: number, to: number): Promise<number[]> {
  const found: number[] = [];
  for await (const { uid, headers } of client.fetch(
    `${from}:${to}`,
    { uid: true, headers: ["content-type"] },
    { uid: true },
  )) {
    const type = headers?.toString("latin1").replace(/^content-type:/i, "") ?? "";
    if (uid >= from && isReport(type)) found.push(uid);
  }
  return found.sort((one, other) => one - other);
}

/** The first e-mail of the last month. */
async function firstUid(client: ImapFlow, uidNext: number): Promise<number> {
  const since = new Date(Date.now() - FIRST_DAYS * 86_400_000);
  const uids = (await client.search({ since }, { uid: true })) || [];
  return uids.reduce((least, uid) => Math.min(least, uid), uidNext);
}

/** What went wrong, as the server or the system says it. */
function reasonOf(error: unknown): string {
  const { responseText, message, authenticationFailed } = error as {
    responseText?: string;
    message: string;
    authenticationFailed?: boolean;
  };
  const text = responseText || message;
  return authenticationFailed ? `the log-in was refused (${text})` : text;
}
