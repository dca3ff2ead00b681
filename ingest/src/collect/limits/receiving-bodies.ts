import type { FastifyInstance } from "fastify";

interface Receiving {
  bytes: number;
  abandon(): void;
}

/**
 * Bounds the memory of incomplete request bodies. A slow sender occupies memory until the timeout, and many of them
 * could occupy all of it. Above the limit the oldest incomplete request's connection is closed. An honest sender
 * finishes quickly, and retries what was cut off.
 */
export function boundReceivingBodies(app: FastifyInstance, maxBytes: number): void {
  /** Oldest first. */
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
