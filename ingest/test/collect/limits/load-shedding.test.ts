import Fastify from "fastify";
import { expect, it, vi } from "vitest";
import { RequestError } from "../../../src/collect/errors.js";
import { type LoadLimits, shedLoad } from "../../../src/collect/limits/load-shedding.js";

async function answering(limits: LoadLimits) {
  const app = Fastify();
  await shedLoad(app, limits);
  app.setErrorHandler((error, _request, reply) => {
    const { code, retryAfterSeconds, cause } = error as RequestError;
    const why = (cause as Error | undefined)?.message.replace(/ is at \d+$/, "");
    reply.status(503).send({ known: error instanceof RequestError, code, retryAfterSeconds, why });
  });
  app.get("/", async () => "served");
  return {
    close: () => app.close(),
    get: async () => (await app.inject("/")).body,
    overload: () => app.overload(),
  };
}

const shed = (why: string) => JSON.stringify({ known: true, code: "overloaded", retryAfterSeconds: 2, why });

it("without memory left requests are refused as overloaded, to come again", async () => {
  const { get, close, overload } = await answering({ maxHeapBytes: 1, sampleMs: 500 });
  expect(overload()).toBeUndefined();
  await vi.waitFor(async () => expect(await get()).toBe(shed("heapUsedBytes")), { timeout: 10_000 });
  // What /readyz tells.
  expect(overload()).toMatch(/CPU time or memory: heapUsedBytes is at \d+/);
  await close();
});

it("when the event loop is late all the time, too; and then no more", async () => {
  const { get, close } = await answering({ maxLoopDelayMs: 40, sampleMs: 500 });
  const busy = setInterval(() => {
    const until = performance.now() + 150;
    while (performance.now() < until);
  }, 1);
  await vi.waitFor(async () => expect(await get()).toBe(shed("eventLoopDelay")), { timeout: 20_000 });
  clearInterval(busy);
  await vi.waitFor(async () => expect(await get()).toBe("served"), { timeout: 20_000 });
  await close();
});
