import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Draw } from "../../src/try/demo/shop/draw.js";
import { startMailServer } from "../channels/email/mail-server.js";

/** One message that a provider took. */
export interface Taken {
  readonly by: "email" | "sms" | "webhook";
  /** The person, by the address. */
  readonly person: string;
  /** The message's id, if the request has one. */
  readonly id?: string;
}

/** What is wrong with one call in so many. */
const EVERY = 17;
const SLOW_MS = 1_500;

/**
 * A mail server, a provider of SMS and a receiver of webhooks that keep one ledger. Some calls they take and then drop the
 * connection, answer late, or answer 500; some they don't take and say so.
 */
export async function startProviders(draw: Draw) {
  const ledger: Taken[] = [];
  const called = new Set<string>();
  let refused = 0;
  /** Calls that were taken and not answered as taken. */
  let spoiled = 0;
  const mail = await startMailServer({}, (raw) => {
    const to = /^To: (?:.*<)?([^@<\s]+)@/m.exec(raw)?.[1] ?? "nobody";
    const isSpoiled = draw.int(1, EVERY) === 1;
    ledger.push({ by: "email", person: to });
    spoiled += isSpoiled ? 1 : 0;
    return isSpoiled ? "drop" : undefined;
  });
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const isSms = request.url === "/sms";
    // The second attempt of a message succeeds: otherwise its pauses grow to hours.
    const id = String(request.headers["webhook-id"] ?? "");
    const isSecond = id !== "" && called.has(id);
    called.add(id);
    const fault = isSecond ? 0 : draw.int(1, EVERY);
    if (fault === 1) {
      refused++;
      return void response.writeHead(429).end("{}");
    }
    const told = JSON.parse(body) as { to: string; ref: string; data: { userId: string } };
    ledger.push(
      isSms
        ? { by: "sms", person: `u-${Number(told.to.slice(-6))}`, id: told.ref }
        : { by: "webhook", person: told.data.userId, id: String(request.headers["webhook-id"]) },
    );
    if (fault === 2 || fault === 3) spoiled++;
    if (fault === 2) return void response.destroy();
    if (fault === 3) return void response.writeHead(500).end("{}");
    if (fault === 4) await sleep(SLOW_MS);
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ id: told.ref }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    ledger,
    mailPort: mail.port,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts: () => ({ refused, spoiled }),
    async close() {
      server.closeAllConnections();
      await once(server.close(), "close");
      await mail.close();
    },
  };
}

/** The provider of SMS as a file that describes it. */
export const smsFile = (url: string) =>
  JSON.stringify({
    name: "stand-in",
    request: {
      url: `${url}/sms`,
      headers: { authorization: "Bearer {key}" },
      json: { to: "{to}", text: "{text}", ref: "{id}" },
    },
    answer: { id: "id" },
  });
