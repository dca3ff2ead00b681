import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { boundConnections, type ConnectionBounds } from "./bounded-connections.js";

/**
 * Keeps the connections of an HTTP server within bounds, before it listens. A request that has not arrived whole
 * keeps no connection from being ended: a stranger can hold one for as long as the time-out lets them.
 */
export function boundServer(server: Server, bounds: ConnectionBounds): void {
  const connections = boundConnections(bounds);
  // One more is taken, and another one ended for it. What the bounds don't see is not taken at all.
  server.maxConnections = bounds.most + 1;
  server.prependListener("connection", (socket: Socket) => connections.add(socket));
  server.prependListener("request", (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    connections.touch(socket);
    let state: "arriving" | "answering" | "answered" = "arriving";
    request.once("end", () => {
      if (state === "answered") return;
      state = "answering";
      connections.keep(socket);
    });
    response.once("close", () => {
      if (state === "answering") connections.release(socket);
      else connections.touch(socket);
      state = "answered";
    });
  });
}
