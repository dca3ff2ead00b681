import { once } from "node:events";
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as requestTo,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** What happens to one POST on its way to the collector. */
export type Fault =
  | "pass"
  /** The collector stores it, and its answer comes late by so many milliseconds. */
  | { readonly slowMs: number }
  /** The connection ends before the collector has it, after it was stored, or in the middle of the answer. */
  | { readonly cut: "before" | "after" | "half-answered" }
  /** The collector never sees it; this is the answer. */
  | { readonly status: number; readonly retryAfter?: number | string }
  /**
   * The same, but it passes when the collector already has any of its events: one that was stored while its
   * answer was lost can't be told as dropped with truth. What is refused for good stays refused, as a collector does
   * it: a copy that was on its way meanwhile is not handed on.
   */
  | { readonly refuseNew: number }
  /** A page in HTML with this status, which the shop's page may read, as a firewall or a proxy on the way sends it. */
  | { readonly foreign: number }
  /** This is the answer to a batch of several events; one by itself passes, so nothing is ever dropped. */
  | { readonly tooMany: 413 };

/** A POST that arrived at the proxy. */
export interface Arrival {
  readonly at: number;
  readonly fault: Fault;
  readonly contentType: string | undefined;
  readonly bytes: number;
  /** What the body says; undefined for one that was cut. */
  readonly body: ArrivedBody | undefined;
}

export interface ArrivedBody {
  readonly batch: readonly ArrivedEvent[];
  readonly sentAt: string;
  readonly writeKey: string;
}

export interface ArrivedEvent {
  readonly messageId: string;
  readonly type: string;
  readonly event?: string;
  readonly timestamp: string;
  readonly anonymousId?: string | null;
  readonly userId?: string | null;
  readonly properties?: Record<string, unknown>;
  readonly traits?: Record<string, unknown>;
  readonly context?: Record<string, never>;
}

/** Stands in front of the real collector, records what arrives, and fails in the way that a test asks for. */
export class FaultProxy {
  /** What came by POST, in order. */
  readonly arrivals: Arrival[] = [];
  /** CORS preflights that came; a page's batches need none. */
  preflights = 0;
  /** What happens to a POST, by its number from 0 since this was set. */
  #faultOf: (n: number) => Fault = () => "pass";
  #count = 0;
  /** Message ids that were handed on to the collector. */
  readonly #handedOn = new Set<string>();
  /** Message ids that were refused for good. */
  readonly #refused = new Set<string>();
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  #port = 0;

  private constructor(private readonly target: string) {}

  static async start(target: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    await proxy.accept();
    return proxy;
  }

  /** Base address, which stays the same through {@link refuse} and {@link accept}. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** From now on POSTs meet these faults, one each in order, and the last one for ever. */
  meet(...faults: readonly [Fault, ...Fault[]]): void {
    this.decide((n) => faults[Math.min(n, faults.length - 1)]!);
  }

  /** From now on POSTs meet what this says, by their number from 0. */
  decide(faultOf: (n: number) => Fault): void {
    this.#faultOf = faultOf;
    this.#count = 0;
  }

  /** Takes no connection any more, as a machine that is down; open ones end. */
  async refuse(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  /** Takes connections again, at the same address. */
  async accept(): Promise<void> {
    if (this.#server.listening) return;
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Forgets what came, and lets everything pass. */
  async reset(): Promise<void> {
    this.meet("pass");
    await this.accept();
    this.arrivals.length = 0;
    this.preflights = 0;
  }

  /** Every event that arrived, as often as it did. */
  events(): ArrivedEvent[] {
    return this.arrivals.flatMap(({ body }) => body?.batch ?? []);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on("error", () => {});
    request.on("error", () => {});
    if (request.method === "OPTIONS") this.preflights++;
    if (request.method !== "POST") return this.#forward(request, Buffer.alloc(0), response, "pass");
    let fault = this.#faultOf(this.#count++);
    const arrival = { at: Date.now(), fault, contentType: request.headers["content-type"] };
    if (typeof fault === "object" && "cut" in fault && fault.cut === "before") {
      this.arrivals.push({ ...arrival, bytes: 0, body: undefined });
      request.once("data", () => request.socket.destroy());
      return;
    }
    let bytes = await readAll(request);
    if (bytes === undefined) return;
    const sent = JSON.parse(bytes.toString("utf8"));
    // Other clients send one event by itself, at an address of its own.
    const body: ArrivedBody = "batch" in sent ? sent : { ...sent, batch: [sent] };
    if (typeof fault === "object" && "refuseNew" in fault) {
      const isKnown = body.batch.some(({ messageId }) => this.#handedOn.has(messageId));
      const status = fault.refuseNew;
      fault = isKnown ? "pass" : { status };
      // a batch that is too large is sent again in parts
      if (!isKnown && (status !== 413 || body.batch.length === 1))
        for (const { messageId } of body.batch) this.#refused.add(messageId);
    }
    if (typeof fault === "object" && "tooMany" in fault)
      fault = body.batch.length > 1 ? { status: fault.tooMany } : "pass";
    const allowed = body.batch.filter(({ messageId }) => !this.#refused.has(messageId));
    if (allowed.length === 0 && fault === "pass") fault = { status: 400 };
    else if (allowed.length < body.batch.length)
      bytes = Buffer.from(JSON.stringify({ ...body, batch: allowed }));
    this.arrivals.push({ ...arrival, fault, bytes: bytes.length, body });
    if (typeof fault === "object" && "foreign" in fault) {
      response.writeHead(fault.foreign, { "access-control-allow-origin": "*", "content-type": "text/html" });
      response.end("<!doctype html><title>Blocked</title><h1>This request was blocked.</h1>");
      return;
    }
    if (typeof fault === "object" && "status" in fault) {
      response.writeHead(fault.status, {
        "access-control-allow-origin": "*",
        "access-control-expose-headers": "retry-after",
        "content-type": "application/json",
        ...(fault.retryAfter === undefined ? {} : { "retry-after": String(fault.retryAfter) }),
      });
      response.end(JSON.stringify({ success: false, code: `http_${fault.status}`, message: "By the test." }));
      return;
    }
    for (const { messageId } of allowed) this.#handedOn.add(messageId);
    this.#forward(request, bytes, response, fault);
  }

  #forward(request: IncomingMessage, bytes: Buffer, response: ServerResponse, fault: Fault): void {
    const { method, url } = request;
    const headers = { ...request.headers, "content-length": String(bytes.length) };
    const forwarded = requestTo(`${this.target}${url}`, { method, headers }, async (answer) => {
      const body = await readAll(answer);
      if (body === undefined) return void response.destroy();
      if (typeof fault === "object" && "slowMs" in fault) await sleep(fault.slowMs);
      const cut = typeof fault === "object" && "cut" in fault ? fault.cut : undefined;
      if (cut === "after") return void request.socket.destroy();
      response.writeHead(answer.statusCode ?? 502, answer.headers as OutgoingHttpHeaders);
      if (cut === undefined) return void response.end(body);
      response.write(body.subarray(0, body.length / 2), () => request.socket.destroy());
    });
    forwarded.on("error", () => response.destroy());
    forwarded.end(bytes);
  }
}

/** All bytes of a message; undefined when its sender went away in the middle. */
async function readAll(message: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  try {
    for await (const part of message) parts.push(part as Buffer);
  } catch {
    return undefined;
  }
  return message.complete ? Buffer.concat(parts) : undefined;
}
