import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";

/** How long an unfinished request may still take when the collector stops, in milliseconds. */
const GRACE_MS = 2_000;

/**
 * Closes connections when the collector stops. Each connection closes after its current answer, because a busy client
 * would keep it open for ever. After a grace period, connections with an incomplete request are closed, because a
 * slow sender would delay the stop; nothing of it was accepted. A request that arrived whole is always answered.
 */
export function endConnectionsOnClose(app: FastifyInstance): void {
  const open = new Set<Socket>();
  /** Requests of each connection that arrived whole and are not answered yet. */
  const arrived = new Map<Socket, number>();
  let closing = false;
  let grace: NodeJS.Timeout | undefined;

  app.server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.once("close", () => {
      open.delete(socket);
      arrived.delete(socket);
    });
  });
  app.addHook("preHandler", (request, _reply, done) => {
    const { socket } = request.raw;
    arrived.set(socket, (arrived.get(socket) ?? 0) + 1);
    done();
  });
  app.addHook("onResponse", (request, _reply, done) => {
    const { socket } = request.raw;
    const left = (arrived.get(socket) ?? 1) - 1;
    if (left <= 0) arrived.delete(socket);
    else arrived.set(socket, left);
    done();
  });
  app.addHook("onSend", (_request, reply, _payload, done) => {
    if (closing) reply.header("connection", "close");
    done();
  });
  app.addHook("preClose", async () => {
    closing = true;
    grace = setTimeout(() => {
      for (const socket of open) if (!arrived.has(socket)) socket.destroy();
    }, GRACE_MS);
  });
  app.addHook("onClose", async () => clearTimeout(grace));
}
