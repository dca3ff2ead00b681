import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";

/** How long a sender may still take for a request when the collector stops, in milliseconds. */
const GRACE_MS = 2_000;

/**
 * Ends connections when the collector stops: each answer is the last of its connection, since a busy client would
 * keep it open for ever; and a request that has not arrived whole after a grace is let go, since a sender who takes
 * their time would hold up the stop. Nothing of it was accepted. One that has arrived is always answered.
 */
export function endConnectionsOnClose(app: FastifyInstance): void {
  const open = new Set<Socket>();
  /** How many requests of a connection have arrived whole and wait for their answer. */
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
