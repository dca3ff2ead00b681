import { BrokerError } from "../broker.js";

/** A client of the library, with a way to abort it. */
export interface Client<Part> {
  readonly part: Part;
  cut(): void;
}

interface Connecting {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
}

/** A client that connects on first use and is replaced when it fails. */
export interface Renewable<Part> {
  /**
   * @param limitMs timeout, after which the client is replaced
   * @throws {BrokerError} `unreachable` after the timeout, or the work's own error
   */
  use<Result>(work: (part: Part) => Promise<Result>, limitMs: number): Promise<Result>;
  close(): Promise<void>;
}

interface Life<Part> extends Client<Part> {
  readonly connected: Promise<void>;
  users: number;
  retired: boolean;
  ended?: Promise<void>;
}

/** How long an unused client may take to disconnect, in milliseconds. */
const GOODBYE_MS = 1_000;

/**
 * The library can get stuck for good: a connection made while the broker hung fails with "Broker not connected" for
 * ever, and a request whose connection closed at the wrong moment never settles. So every call has a time limit, and
 * after an error that may have broken the client the next caller gets a new one.
 *
 * @param isInDoubt false for errors that Kafka itself answered: the client still works
 */
export function renewable<Part extends Connecting>(
  open: () => Client<Part>,
  isInDoubt: (error: unknown) => boolean,
): Renewable<Part> {
  let current: Life<Part> | undefined;
  let last = Promise.resolve();

  function begin(): Life<Part> {
    const client = open();
    return { ...client, connected: client.part.connect(), users: 0, retired: false };
  }

  /** The next caller gets a new client; current calls finish first. */
  function retire(life: Life<Part>): void {
    if (current === life) current = undefined;
    life.retired = true;
    if (life.users === 0) last = life.ended ??= end(life);
  }

  return {
    async use(work, limitMs) {
      current ??= begin();
      const life = current;
      life.users += 1;
      try {
        return await within(
          limitMs,
          life.connected.then(() => work(life.part)),
        );
      } catch (error) {
        if (isInDoubt(error)) life.retired = true;
        throw error;
      } finally {
        life.users -= 1;
        if (life.retired) retire(life);
      }
    },
    async close() {
      if (current) retire(current);
      await last;
    },
  };
}

async function end({ part, cut }: Life<Connecting>): Promise<void> {
  await within(GOODBYE_MS, part.disconnect()).catch(() => {});
  cut();
}

/** @throws {BrokerError} `unreachable` when it takes longer */
export async function within<Result>(limitMs: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new BrokerError("unreachable", `Kafka has not answered within ${limitMs / 1000} s.`));
    }, limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
