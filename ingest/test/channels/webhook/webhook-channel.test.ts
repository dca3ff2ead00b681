import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { OutgoingMessage } from "../../../src/channels/channel.js";
import { isPublicAddress } from "../../../src/channels/public-address.js";
import { webhookChannel } from "../../../src/channels/webhook/webhook-channel.js";

const SECRET = `whsec_${Buffer.from("a secret of twenty-four b").toString("base64")}`;
const NEVER = new AbortController().signal;
let server: Server;
let base: string;
let status = 200;
let headers: Record<string, string> = {};
const calls: { path: string; headers: IncomingHttpHeaders; body: string }[] = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    calls.push({ path: request.url!, headers: request.headers, body });
    response.writeHead(status, headers).end("answer");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  calls.length = 0;
  status = 200;
  headers = {};
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const message = (to: string): OutgoingMessage => ({
  ...{ id: "m-1", channel: "webhook", kind: "transactional", to, language: "en" },
  content: { text: '{"type":"journey","name":"سارا"}' },
});
const own = webhookChannel({ secret: SECRET, allowPrivate: true });

describe("a webhook", () => {
  test("is signed as the library of Standard Webhooks verifies it", async () => {
    expect(await own.send(message(`${base}/crm?a=1`), NEVER)).toEqual({ is: "sent" });
    const [{ path, headers: sent, body }] = calls as [(typeof calls)[number]];
    expect([path, sent["webhook-id"]]).toEqual(["/crm?a=1", "m-1"]);
    expect(new Webhook(SECRET).verify(body, sent as Record<string, string>)).toEqual(JSON.parse(body));
    expect(() => new Webhook(SECRET).verify(`${body} `, sent as Record<string, string>)).toThrow();
  });

  test.each([
    [500, {}, { is: "in-doubt", reason: "it answered 500" }],
    [503, { "retry-after": "7" }, { is: "in-doubt", reason: "it answered 503", afterMs: 7_000 }],
    [408, {}, { is: "in-doubt", reason: "it answered 408" }],
    [425, {}, { is: "retryable", reason: "it answered 425" }],
    [429, { "retry-after": "7" }, { is: "retryable", reason: "it answered 429", afterMs: 7_000 }],
    [410, {}, { is: "rejected", reason: "it answered 410", isAddressDead: true }],
    [400, {}, { is: "rejected", reason: "it answered 400" }],
  ])("answered with %i", async (code, with_, outcome) => {
    status = code;
    headers = with_ as Record<string, string>;
    expect(await own.send(message(base), NEVER)).toEqual(outcome);
  });

  test("follows no redirect", async () => {
    status = 307;
    headers = { location: `${base}/secret` };
    expect(await own.send(message(base), NEVER)).toEqual({ is: "rejected", reason: "it answered 307" });
    expect(calls).toHaveLength(1);
  });

  test("goes to no private network, by address or by name, and by https alone", async () => {
    const strict = webhookChannel({ secret: SECRET });
    const port = new URL(base).port;
    for (const to of [
      base,
      `https://127.0.0.1:${port}/`,
      `https://localhost:${port}/`,
      `https://[::ffff:127.0.0.1]:${port}/`,
      `https://2130706433:${port}/`,
      "https://169.254.169.254/latest/meta-data",
      "https://user:password@shop.example/",
      "file:///etc/passwd",
      "no address",
    ])
      expect([to, await strict.send(message(to), NEVER)]).toEqual([
        to,
        expect.objectContaining({ is: "rejected" }),
      ]);
    expect(calls).toEqual([]);
  });

  test("that is not there certainly took nothing", async () => {
    const gone = createServer(() => {});
    await new Promise<void>((resolve) => gone.listen(0, "127.0.0.1", resolve));
    const to = `http://127.0.0.1:${(gone.address() as AddressInfo).port}/`;
    await new Promise((resolve) => gone.close(resolve));
    expect(await own.send(message(to), NEVER)).toMatchObject({ is: "retryable" });
  });

  test("that drops the connection may have taken it", async () => {
    const dropping = createServer((request) => request.resume().on("end", () => request.socket.destroy()));
    await new Promise<void>((resolve) => dropping.listen(0, "127.0.0.1", resolve));
    const to = `http://127.0.0.1:${(dropping.address() as AddressInfo).port}/`;
    expect(await own.send(message(to), NEVER)).toMatchObject({ is: "in-doubt" });
    await new Promise((resolve) => dropping.close(resolve));
  });

  test("that never answers is stopped", async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const to = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
    expect(await own.send(message(to), AbortSignal.timeout(500))).toMatchObject({ is: "in-doubt" });
    silent.closeAllConnections();
    await new Promise((resolve) => silent.close(resolve));
  });
});

test.each([
  ["8.8.8.8", true],
  ["2606:4700::1111", true],
  ["10.0.0.1", false],
  ["100.64.0.1", false],
  ["0.0.0.0", false],
  ["::1", false],
  ["fd00::1", false],
  ["::ffff:10.0.0.1", false],
  ["224.0.0.1", false],
  ["shop.example", false],
])("whether %s is public: %s", (address, isPublic) => {
  expect(isPublicAddress(address)).toBe(isPublic);
});
