import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:net";

/**
 * Below the ports that a system gives to whoever asks for any (Linux from 32,768 on): one of those may be somebody
 * else's before the process that it was meant for has started.
 */
const FROM = 12_000;
const TO = 32_000;

/** Ports of 127.0.0.1 on which nobody listens at this moment, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers: Server[] = [];
  while (servers.length < count) {
    const server = createServer().listen(randomInt(FROM, TO), "127.0.0.1");
    // Taken: another one is tried.
    await once(server, "listening").then(
      () => servers.push(server),
      () => {},
    );
  }
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  for (const server of servers) {
    server.close();
    await once(server, "close");
  }
  return ports;
}
