import { afterAll, beforeAll, expect, it } from "vitest";
import { startCollector, type TestCollector } from "../collect/collector.js";
import { sendRaw } from "../raw-http.js";

/** What the fuzzing found, each as it was found. */
let collector: TestCollector;
beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector.stop());

it("an address with a * inside is not there, and not a storage that can't be reached", async () => {
  const answer = await fetch(`${collector.collector}/*/f/`, { method: "POST" });
  expect([answer.status, await answer.json()]).toMatchObject([404, { code: "not_found" }]);
});

it("an OPTIONS request that is no preflight is answered as one, and not with a text", async () => {
  for (const headers of [{}, { origin: "https://shop.example" }] as Record<string, string>[]) {
    const answer = await fetch(`${collector.collector}/v1/batch`, { method: "OPTIONS", headers });
    expect([answer.status, await answer.text()]).toEqual([204, ""]);
  }
});

it("a request that expects what nobody knows is answered as any other", async () => {
  const body = '{"batch":[]}';
  const { text } = await sendRaw(
    collector.collector,
    `POST /v1/batch HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${collector.writeKey}\r\nExpect: the best\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    { quietMs: 5_000, until: (answer) => answer.includes("}") },
  );
  expect(text).toContain("200 OK");
});

it("what is no HTTP is refused in the words of the closed list, and not in those of the parser", async () => {
  for (const bytes of ["BROKEN\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n"]) {
    const { text } = await sendRaw(collector.collector, bytes, {
      quietMs: 5_000,
      until: (answer) => answer.includes("}"),
    });
    expect(text).toMatch(/^HTTP\/1\.1 400 [\s\S]*"code":"bad_request"/);
  }
});

it("a request without a host is refused in the words of the closed list, and not in none", async () => {
  const { text } = await sendRaw(collector.collector, "GET /v1/batch HTTP/1.1\r\n\r\n", {
    quietMs: 5_000,
    until: (answer) => answer.includes("}"),
  });
  expect(text).toMatch(/^HTTP\/1\.1 400 [\s\S]*"code":"bad_request"/);
});
