import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { boundConnections, type ConnectionBounds } from "./bounded-connections.js";

/**
 * Limits the connections of an HTTP server; call it before the server listens. An incomplete request does not protect
 * its connection: a stranger could keep one open until the timeout.
 */
export function boundServer(server: Server, bounds: ConnectionBounds): void {
  const connections = boundConnections(bounds);
  // One more is accepted, and another one closed for it. Beyond that Node refuses new connections.
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
