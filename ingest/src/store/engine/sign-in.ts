import { randomBytes, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { boundServer } from "../../connections/bound-server.js";
import { ANALYST } from "./users.js";

/**
 * Authenticates analysts for ClickHouse (https://clickhouse.com/docs/operations/external-authenticators/http).
 *
 * ClickHouse can't check the analysts' password itself: clickhouse-local needs the same user `default` without a
 * password to open its interfaces. So this server checks the user `default`: until the engine listens it accepts the
 * engine's own session; after that it requires the password, and sessions are read-only.
 */
export interface SignIn {
  /** Address for the engine; its path is secret. */
  readonly url: string;
  /** Accepts the next session without a password: the engine's own, before it listens. */
  expectEngine(): void;
  /** Accepts analysts from now on. Before this, and while another engine is expected, they are refused. */
  admitAnalysts(): void;
  close(): Promise<void>;
}

/** The engine opens one short connection for each new session. */
const MOST_CONNECTIONS = 64;

/** A read-only session that may change only the settings of its own queries. */
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
