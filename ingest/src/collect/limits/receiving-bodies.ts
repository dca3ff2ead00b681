import type { FastifyInstance } from "fastify";

interface Receiving {
  bytes: number;
  abandon(): void;
}

/**
 * Bounds the memory of bodies that are under way. Whoever sends slowly holds what was sent until the time-out, and
 * many who do hold all memory: over the limit the connection that takes longest is closed. An honest sender is done
 * in a moment, and sends again what was cut off.
 */
export function boundReceivingBodies(app: FastifyInstance, maxBytes: number): void {
  /** In the order in which they began. */
  const receiving = new Set<Receiving>();
  let total = 0;

  app.addHook("preParsing", (request, _reply, payload, done) => {
    const one: Receiving = { bytes: 0, abandon: () => void request.raw.socket.destroy() };
    const finish = () => {
      if (receiving.delete(one)) total -= one.bytes;
    };
    receiving.add(one);
    payload.once("end", finish);
    payload.once("error", finish);
    payload.once("close", finish);
    payload.on("data", (chunk: Buffer) => {
      if (!receiving.has(one)) return;
      one.bytes += chunk.length;
      total += chunk.length;
      for (const longest of receiving) {
        if (total <= maxBytes) break;
        receiving.delete(longest);
        total -= longest.bytes;
        longest.abandon();
      }
    });
    done(null, payload);
  });
}
