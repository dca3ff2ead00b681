import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";
import { errorAnswer, REQUEST_ERRORS, RequestError, type RequestErrorCode } from "../errors.js";

/** What Node's parser and clock say of a request that never became one. */
const CODES: Readonly<Record<string, RequestErrorCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: "too_slow",
  HPE_HEADER_OVERFLOW: "headers_too_large",
};

type ClientErrorHandler = (error: NodeJS.ErrnoException, socket: Socket) => void;

/**
 * Answers what is no HTTP in the words of the closed list, and ends the connection. While an earlier request of the
 * connection is not answered nothing is written: its sender would take this for its own answer.
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

/** HTTP/1.1 wants a host; Node would refuse a request without one by itself, in no words at all. */
export function requireHost(app: FastifyInstance): void {
  app.addHook("onRequest", async ({ raw: { httpVersion, headers } }) => {
    if (httpVersion === "1.1" && headers.host === undefined) throw new RequestError("bad_request");
  });
}

/** Requests of each connection that are not answered yet. */
const unanswered = new WeakMap<Socket, Set<IncomingMessage>>();

/** Keeps which requests are not answered, for {@link clientErrorHandler}. */
export function watchAnswers(app: FastifyInstance): void {
  (app.server as Server).prependListener("request", (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    const requests = unanswered.get(socket) ?? new Set();
    unanswered.set(socket, requests.add(request));
    response.once("close", () => requests.delete(request));
  });
  // What a request expects beside 100-continue is nothing that could be promised; it is answered as any other.
  app.server.on("checkExpectation", (request, response) => app.server.emit("request", request, response));
}

/** Whether a request that arrived whole waits for its answer; one that did not is the one in error. */
function owesAnswer(socket: Socket): boolean {
  for (const request of unanswered.get(socket) ?? []) if (request.complete) return true;
  return false;
}
