import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

/** A mail server on loopback that takes every e-mail and delivers none. */
export interface Inbox {
  readonly port: number;
  /** Sets who reads what comes from now on. */
  read(reader: (raw: Uint8Array) => void): void;
  /** Closes it; connections get a second to end. */
  close(): Promise<void>;
}

/** Larger than any message of a journey: templates have at most 20,000 characters a part. */
const LARGEST_EMAIL = 256 * 1024;
const MOST_CLIENTS = 20;
const CLOSE_MS = 1_000;

/** Opens the mail server of the demo on a free port. Other programs of this machine reach it, too, so sizes are bounded. */
export async function openInbox(): Promise<Inbox> {
  let reader: (raw: Uint8Array) => void = () => {};
  const server = new SMTPServer({
    disabledCommands: ["AUTH", "STARTTLS"],
    // Otherwise it asks DNS for the name of each client.
    disableReverseLookup: true,
    size: LARGEST_EMAIL,
    maxClients: MOST_CLIENTS,
    closeTimeout: CLOSE_MS,
    onData(stream, _session, callback) {
      const chunks: Buffer[] = [];
      let size = 0;
      stream.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size <= LARGEST_EMAIL) chunks.push(chunk);
      });
      stream.on("end", () => {
        if (size > LARGEST_EMAIL) {
          callback(Object.assign(new Error("The e-mail is too large."), { responseCode: 552 }));
          return;
        }
        callback();
        reader(Buffer.concat(chunks));
      });
    },
  });
  // A client that breaks off is no fault of the demo.
  server.on("error", () => {});
  await new Promise<void>((resolve, reject) => {
    server.server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    read(next) {
      reader = next;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
