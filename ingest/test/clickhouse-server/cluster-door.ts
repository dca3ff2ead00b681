import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { singleServerStatement } from "./single-server-statement.js";

/** The one address of a cluster whose servers are clickhouse-local, which has no DDL queue and no replicas. */
export interface ClusterDoor {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Before the servers stands what a balancer and a DDL queue do at a full ClickHouse: a statement ON CLUSTER runs on
 * each server, anything else on one, in turn. Rows of an insert go through as they come. A server that is gone is
 * left out; when all are, the connection ends as it would without the door.
 *
 * @param servers their base addresses
 */
export async function startClusterDoor(servers: readonly string[]): Promise<ClusterDoor> {
  let turn = 0;
  const server = createServer((incoming, answer) => {
    serve(incoming, answer).catch(() => answer.destroy());
  });

  async function serve(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const inUrl = new URL(incoming.url ?? "/", "http://door").searchParams.has("query");
    // A statement in the address has rows as its body.
    if (inUrl) return await pass(await alive(), incoming, incoming, answer);
    const body = await text(incoming);
    const { statement, onCluster } = singleServerStatement(body);
    // What changes one server changes the first: without Keeper the others would not know that it is locked.
    if (!onCluster) return await pass(await alive(isQuestion(body)), incoming, statement, answer);
    for (const [place, url] of servers.entries()) {
      const isLast = place === servers.length - 1;
      const failed = await run(url, incoming, statement, isLast ? answer : undefined);
      if (failed !== undefined) {
        if (!answer.headersSent) answer.writeHead(failed.status, failed.headers).end(failed.body);
        return;
      }
    }
  }

  async function alive(inTurn = true): Promise<string> {
    const first = inTurn ? turn++ : 0;
    for (let tries = 0; tries < servers.length; tries++) {
      const url = servers[(first + tries) % servers.length]!;
      if (
        await fetch(`${url}/ping`).then(
          ({ ok }) => ok,
          () => false,
        )
      )
        return url;
    }
    return servers[0]!;
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const isQuestion = (statement: string) => /^\s*(SELECT|WITH|SHOW|DESCRIBE|EXISTS|EXPLAIN)\b/i.test(statement);

/** Asks one server; its answer goes on to the client. */
async function pass(
  url: string,
  incoming: IncomingMessage,
  body: IncomingMessage | string,
  answer: ServerResponse,
): Promise<void> {
  const given = await send(url, incoming, body);
  answer.writeHead(given.statusCode ?? 500, given.headers);
  given.pipe(answer);
  await once(answer, "close");
}

/** Runs a statement on one server; of several servers only the last one's answer goes on, or the first failure. */
async function run(url: string, incoming: IncomingMessage, statement: string, answer?: ServerResponse) {
  const given = await send(url, incoming, statement);
  const status = given.statusCode ?? 500;
  if (status === 200 && answer !== undefined) {
    answer.writeHead(status, given.headers);
    given.pipe(answer);
    await once(answer, "close");
    return undefined;
  }
  const body = await text(given);
  return status === 200 ? undefined : { status, headers: given.headers, body };
}

async function send(
  url: string,
  incoming: IncomingMessage,
  body: IncomingMessage | string,
): Promise<IncomingMessage> {
  const { host: _, "content-length": __, ...headers } = incoming.headers;
  const outgoing = request(new URL(incoming.url ?? "/", url), { method: incoming.method ?? "POST", headers });
  const answered = once(outgoing, "response") as Promise<[IncomingMessage]>;
  if (typeof body === "string") outgoing.end(body);
  else body.pipe(outgoing);
  const [given] = await answered;
  return given;
}
