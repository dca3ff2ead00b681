import SMTPConnection, {
  type SMTPConnectionAuth,
  type SMTPConnectionOptions,
} from "nodemailer/lib/smtp-connection";

/** Where e-mails are handed to. */
export interface SmtpServer {
  readonly connection: SMTPConnectionOptions;
  readonly auth?: SMTPConnectionAuth | undefined;
}

/** Connections to one SMTP server, kept open between e-mails. */
export interface SmtpPool {
  /** A connection that is logged in. @throws an {@link SmtpFailure} when there is none to be had */
  take(signal: AbortSignal): Promise<SMTPConnection>;
  /** Gives back one on which the last e-mail ended with an answer. */
  giveBack(connection: SMTPConnection): void;
  close(): void;
}

/** Servers end a connection after some e-mails; this is before most do. */
const EMAILS_A_CONNECTION = 100;
const MOST_IDLE = 8;
/** Servers end an idle connection after a few minutes. */
const IDLE_MS = 20_000;

export function smtpPool(server: SmtpServer): SmtpPool {
  const idle = new Map<SMTPConnection, NodeJS.Timeout>();
  const used = new WeakMap<SMTPConnection, number>();
  let isClosed = false;

  function letGo(each: SMTPConnection): void {
    clearTimeout(idle.get(each));
    idle.delete(each);
    end(each);
  }

  return {
    async take(signal) {
      const [kept] = idle.keys();
      if (kept !== undefined) {
        clearTimeout(idle.get(kept));
        idle.delete(kept);
        return kept;
      }
      return await connect(server, signal);
    },
    giveBack(each) {
      const emails = (used.get(each) ?? 0) + 1;
      used.set(each, emails);
      if (isClosed || each.destroyed || emails >= EMAILS_A_CONNECTION || idle.size >= MOST_IDLE) {
        end(each);
        return;
      }
      each.removeAllListeners();
      each.on("error", () => letGo(each));
      each.on("end", () => letGo(each));
      idle.set(each, setTimeout(() => letGo(each), IDLE_MS).unref());
    },
    close() {
      isClosed = true;
      for (const each of [...idle.keys()]) letGo(each);
    },
  };
}

/** Closes a connection that nobody listens to any more. */
function end(connection: SMTPConnection): void {
  connection.removeAllListeners();
  connection.on("error", () => {});
  connection.quit();
  connection.close();
}

/** Opens a connection and logs in. What was begun is closed when it fails or is no longer waited for. */
function connect({ connection, auth }: SmtpServer, signal: AbortSignal): Promise<SMTPConnection> {
  return new Promise((resolve, reject) => {
    const made = new SMTPConnection(connection);
    const settle = (failure?: Error) => {
      signal.removeEventListener("abort", stop);
      made.removeAllListeners();
      if (failure === undefined) return resolve(made);
      // What is told of it later is of no use, and without a listener it would end the process.
      made.on("error", () => {});
      made.close();
      reject(failure);
    };
    const stop = () => settle(new Error("The mail server did not answer in time"));
    signal.addEventListener("abort", stop, { once: true });
    made.once("error", settle);
    made.once("end", () => settle(new Error("The mail server closed the connection")));
    made.connect((error) => {
      if (error) return settle(error);
      if (auth === undefined) return settle();
      made.login(auth, (refused) => settle(refused ?? undefined));
    });
  });
}
