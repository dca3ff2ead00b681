import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { LookupFunction } from "node:net";

export interface ProviderRequest {
  readonly method: "POST" | "GET";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
  /** In place of the system's: one that finds public addresses alone. */
  readonly lookup?: LookupFunction;
}

/** A provider's answer. */
export interface ProviderAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** Its content, as far as it was read; undefined when it broke off or was too long. */
  readonly text: string | undefined;
}

/** How a call ended: answered; not begun, so that the provider certainly has nothing; or broken off. */
export type Called =
  | { readonly is: "answered"; readonly answer: ProviderAnswer }
  | { readonly is: "not-begun"; readonly reason: string; readonly error: Error }
  | { readonly is: "broken-off"; readonly reason: string };

const WAIT_MS = 30_000;
const LARGEST_ANSWER = 64 * 1024;

/** Calls a provider once, on a connection of its own: one that was kept open may be closed just now. */
export function callProvider(
  { method, url, headers, body, lookup }: ProviderRequest,
  signal: AbortSignal,
): Promise<Called> {
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve) => {
    let isOpen = false;
    const made = request(
      url,
      {
        method,
        headers: { ...headers, ...(body === undefined ? {} : { "content-length": body.length }) },
        agent: false,
        ...(lookup === undefined ? {} : { lookup }),
        signal: AbortSignal.any([signal, AbortSignal.timeout(WAIT_MS)]),
      },
      (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        const end = (text: string | undefined) => {
          const { statusCode: status = 0, headers: told } = response;
          resolve({ is: "answered", answer: { status, retryAfter: told["retry-after"], text } });
        };
        response.on("data", (chunk: Buffer) => {
          size += chunk.length;
          if (size <= LARGEST_ANSWER) chunks.push(chunk);
          else response.destroy();
        });
        response.on("end", () => end(Buffer.concat(chunks).toString("utf8")));
        response.on("close", () => end(undefined));
        response.on("error", () => end(undefined));
      },
    );
    made.on("socket", (socket) =>
      socket.once(url.protocol === "https:" ? "secureConnect" : "connect", () => {
        isOpen = true;
      }),
    );
    made.on("error", (error) => {
      const reason = error.message.slice(0, 300);
      resolve(isOpen ? { is: "broken-off", reason } : { is: "not-begun", reason, error });
    });
    made.end(body);
  });
}
