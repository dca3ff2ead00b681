import { randomBytes, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { boundServer } from "../../connections/bound-server.js";
import { ANALYST } from "./users.js";

/**
 * Says to ClickHouse who is an analyst (https://clickhouse.com/docs/operations/external-authenticators/http).
 *
 * ClickHouse can't hold the analysts' password itself: clickhouse-local opens its interfaces as the same user `default`,
 * without a password, before it listens. So that user signs in here. Until the engine listens, its own session comes
 * through; from then on the password is asked, and a session may only read.
 */
export interface SignIn {
  /** Address that the engine asks; nobody else knows its path. */
  readonly url: string;
  /** Lets the next session in without a password: the engine's own, before it listens. */
  expectEngine(): void;
  /** Lets analysts in; until then, and while another engine is expected, nobody is one. */
  admitAnalysts(): void;
  close(): Promise<void>;
}

/** The engine asks by one for each session that begins, and has its answer at once. */
const MOST_CONNECTIONS = 64;

/** A session that may change no setting but those of its own questions, and write nothing. */
const READS_ONLY = JSON.stringify({ settings: { readonly: "2" } });

export async function openSignIn(password: string): Promise<SignIn> {
  const path = `/${randomBytes(24).toString("hex")}`;
  const expected = credentials(password);
  const ofEngine = credentials("");
  let engineExpected = false;
  let admits = false;
  const server = createServer((request, response) => {
    const given = Buffer.from(request.headers.authorization?.replace(/^Basic /, "") ?? "", "base64");
    request.resume();
    const ok = request.url === path;
    if (ok && engineExpected && equal(given, ofEngine)) {
      engineExpected = false;
      return response.writeHead(200).end();
    }
    if (ok && admits && password !== "" && equal(given, expected))
      return response.writeHead(200, { "content-type": "application/json" }).end(READS_ONLY);
    return response.writeHead(401).end();
  });
  boundServer(server, {
    most: MOST_CONNECTIONS,
    mostOfSender: Number.POSITIVE_INFINITY,
    senderOf: () => undefined,
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  server.unref();
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    expectEngine() {
      engineExpected = true;
      admits = false;
    },
    admitAnalysts() {
      admits = true;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

const credentials = (password: string) => Buffer.from(`${ANALYST}:${password}`);

function equal(given: Buffer, expected: Buffer): boolean {
  return given.length === expected.length && timingSafeEqual(given, expected);
}
