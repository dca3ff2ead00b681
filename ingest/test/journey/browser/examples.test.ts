import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freePorts } from "../../broker/free-ports.js";
import { type Examples, openExamples, TOP } from "./support/examples.js";

let examples: Examples;
beforeAll(async () => {
  examples = await openExamples();
});
afterAll(() => examples.close());

it("html: a plain page with the tag", async () => {
  const text = await readFile(join(TOP, "sdk-web/examples/html/index.html"), "utf8");
  const stub = await readFile(join(TOP, "sdk-web/dist/stub.js"), "utf8");
  expect(text).toContain(`<script>${stub}</script>`);
  const page = text
    .replace("http://127.0.0.1:7070", examples.collector.collector)
    .replace("wk_…", examples.collector.writeKey);
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/html" }).end(page);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  await examples.buyTeapot(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  server.close();
});

it("express: orders and refunds of a backend", { timeout: 120_000 }, async () => {
  const place = await examples.installed("sdk-node/examples/express");
  const [port = 0] = await freePorts(1);
  const env = {
    PORT: `${port}`,
    SAFAR_WRITE_KEY: examples.collector.writeKey,
    SAFAR_HOST: examples.collector.collector,
  };
  const address = await examples.serve(place, ["start"], port, env);
  const post = (path: string, body: object) =>
    fetch(new URL(path, address), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  expect((await post("/orders", { id: "e1", customer: "c1", total: "59.90" })).status).toBe(201);
  expect((await post("/orders/e1/refunds", { customer: "c1", total: "9.90" })).status).toBe(201);
  const order = () =>
    examples.collector.rows(
      "SELECT toString(value) AS value, toString(refunded) AS refunded FROM safar.orders WHERE order_id = 'e1'",
    );
  await expect.poll(order, { timeout: 30_000 }).toEqual([{ value: "59.9", refunded: "9.9" }]);
});
