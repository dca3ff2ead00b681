import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";
import { errorAnswer, REQUEST_ERRORS, RequestError, type RequestErrorCode } from "../errors.js";

/** Our codes for errors of Node's HTTP parser and of its request timeout. */
const CODES: Readonly<Record<string, RequestErrorCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: "too_slow",
  HPE_HEADER_OVERFLOW: "headers_too_large",
};

type ClientErrorHandler = (error: NodeJS.ErrnoException, socket: Socket) => void;

/**
 * Answers invalid HTTP with a code of the closed list and closes the connection. Nothing is written while an earlier
 * request on the connection has no answer: its sender would take this one for it.
 */
export function clientErrorHandler(): ClientErrorHandler {
  return (error, socket) => {
    if (error.code === "ECONNRESET" || socket.destroyed) return;
    if (socket.writable && !owesAnswer(socket)) {
      const code = CODES[error.code ?? ""] ?? "bad_request";
      const body = JSON.stringify(errorAnswer(code));
      socket.write(
        `HTTP/1.1 ${REQUEST_ERRORS[code].status} ${code}\r\nContent-Type: application/json; charset=utf-8\r\n` +
          `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
      );
    }
    socket.destroySoon();
  };
}

/** HTTP/1.1 requires a Host header. Node's own check would answer without a body. */
export function requireHost(app: FastifyInstance): void {
  app.addHook("onRequest", async ({ raw: { httpVersion, headers } }) => {
    if (httpVersion === "1.1" && headers.host === undefined) throw new RequestError("bad_request");
  });
}

/** Unanswered requests of each connection. */
const unanswered = new WeakMap<Socket, Set<IncomingMessage>>();

/** Tracks unanswered requests for {@link clientErrorHandler}. */
export function watchAnswers(app: FastifyInstance): void {
  (app.server as Server).prependListener("request", (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    const requests = unanswered.get(socket) ?? new Set();
    unanswered.set(socket, requests.add(request));
    response.once("close", () => requests.delete(request));
  });
  // Ignore every Expect header but 100-continue, and answer the request like any other.
  app.server.on("checkExpectation", (request, response) => app.server.emit("request", request, response));
}

/** Whether a complete request waits for its answer. An incomplete one is the request in error. */
function owesAnswer(socket: Socket): boolean {
  for (const request of unanswered.get(socket) ?? []) if (request.complete) return true;
  return false;
}
