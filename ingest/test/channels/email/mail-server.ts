import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

/** A real SMTP server on a free port that keeps what it took. */
export interface MailServer {
  readonly port: number;
  /** E-mails taken, as bytes of RFC 5322. */
  readonly taken: { readonly to: string; readonly raw: string }[];
  close(): Promise<void>;
}

/** What a test makes of an e-mail that came whole; answers with an error or takes it. */
type AtEnd = (raw: string) => Error | "drop" | undefined;

export async function startMailServer(
  options: Partial<SMTPServerOptions> = {},
  atEnd: AtEnd = () => undefined,
): Promise<MailServer> {
  const taken: { to: string; raw: string }[] = [];
  const server = new SMTPServer({
    disabledCommands: ["AUTH", "STARTTLS"],
    closeTimeout: 100,
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const raw = Buffer.concat(chunks).toString("utf8");
        const end = atEnd(raw);
        if (!(end instanceof Error))
          taken.push({ to: session.envelope.rcptTo.map(({ address }) => address).join(), raw });
        if (end !== "drop") return callback(end);
        for (const connection of server.connections as Iterable<{ close(): void }>) connection.close();
      });
    },
    ...options,
  });
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    taken,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** An answer of a server: `550 5.1.1 No such user`. */
export function answer(code: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode: code });
}
