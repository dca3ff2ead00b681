import http from "node:http";
import https from "node:https";
import { urlToHttpOptions } from "node:url";
import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import { type Answer, batchBody, type Clock, type Retryable, readAnswer, type Sender } from "@safar/web/core";

export interface HttpSenderOptions {
  readonly endpoint: URL;
  readonly writeKey: string;
  readonly gzip: boolean;
  readonly userAgent: string;
  /** Milliseconds from sending a request to the end of its answer. */
  readonly requestTimeout: number;
  /** Most open connections. */
  readonly maxConnections: number;
  /** Milliseconds since 1970, for `sentAt` and the dates of answers. */
  readonly clock: Clock;
}

/** An answer lists at most 2,500 rejections; a longer one is not from a collector. */
const maxAnswerLength = 4 * 1024 * 1024;
const compress = promisify(gzip);

/** Sends batches over HTTP/1.1 connections that stay open between requests. */
export function createHttpSender(options: HttpSenderOptions): Sender {
  const { endpoint, writeKey, requestTimeout, maxConnections, clock } = options;
  const transport = endpoint.protocol === "https:" ? https : http;
  const agent = new transport.Agent({ keepAlive: true, maxSockets: maxConnections });
  const target = { ...urlToHttpOptions(endpoint), agent, method: "POST" };
  const headers = {
    authorization: `Basic ${Buffer.from(`${writeKey}:`).toString("base64")}`,
    "content-type": "application/json",
    "user-agent": options.userAgent,
    ...(options.gzip && { "content-encoding": "gzip" }),
  };
  const open = new Set<http.ClientRequest>();
  let closed = false;

  const post = (body: Buffer, attempt: number): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const request = transport.request({
        ...target,
        headers: {
          ...headers,
          "content-length": body.length,
          ...(attempt > 1 && { "x-retry-count": attempt - 1 }),
        },
      });
      const deadline = setTimeout(() => request.destroy(new TimeoutError(requestTimeout)), requestTimeout);
      open.add(request);
      request.once("close", () => {
        clearTimeout(deadline);
        open.delete(request);
      });
      request.on("error", reject);
      request.once("response", (response) => readResponse(response).then(resolve, reject));
      request.end(body);
    });

  return {
    async send(events, attempt) {
      try {
        const text = batchBody(events, clock());
        const body = options.gzip
          ? await compress(text, { level: constants.Z_BEST_SPEED })
          : Buffer.from(text);
        if (closed) throw new Error("the client was closed");
        return readAnswer(await post(body, attempt), clock(), events.length);
      } catch (error) {
        return failure(error);
      }
    },
    close() {
      closed = true;
      for (const request of open) request.destroy();
      agent.destroy();
    },
  };
}

class TimeoutError extends Error {
  readonly code = "timeout";
  constructor(afterMs: number) {
    super(`no answer within ${afterMs} ms`);
  }
}

function readResponse(response: http.IncomingMessage): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let body = "";
    response.setEncoding("utf8");
    response.on("data", (text: string) => {
      body += text;
      if (body.length <= maxAnswerLength) return;
      response.destroy(new Error(`the answer is longer than ${maxAnswerLength} characters`));
    });
    response.on("error", reject);
    response.once("end", () => {
      resolve({ status: response.statusCode ?? 0, retryAfter: response.headers["retry-after"], body });
    });
  });
}

const failure = (error: unknown): Retryable => ({
  kind: "retryable",
  code: error instanceof TimeoutError ? "timeout" : "network",
  message: `The collector could not be reached: ${describe(error)}.`,
});

/** The error of a host with several addresses has no message, only a code. */
function describe(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  return message || String(code);
}
