import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTcpProxy, type TcpProxy } from "./tcp-proxy.js";

let echo: Server;
let proxy: TcpProxy;
let sockets: Socket[];

beforeAll(async () => {
  echo = createServer((socket) => socket.on("error", () => {}).pipe(socket)).listen(0, "127.0.0.1");
  await once(echo, "listening");
});
afterAll(() => void echo.close());
beforeEach(async () => {
  sockets = [];
  proxy = await startTcpProxy({ target: (echo.address() as { port: number }).port });
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await proxy.close();
});

async function open() {
  const socket = connect({ port: proxy.port, host: "127.0.0.1" }).setEncoding("utf8");
  sockets.push(socket);
  const seen = { text: "", closed: false };
  socket.on("data", (text) => {
    seen.text += text;
  });
  socket.on("error", () => {});
  socket.on("close", () => {
    seen.closed = true;
  });
  await Promise.race([once(socket, "connect"), once(socket, "close")]).catch(() => {});
  return { socket, seen };
}

describe("the proxy that breaks connections", () => {
  it("lets bytes through in both directions", async () => {
    const { socket, seen } = await open();
    socket.write("سفر");
    await expect.poll(() => seen.text).toBe("سفر");
  });

  it("freezes: nothing moves and nothing closes, and afterwards all arrives", async () => {
    const { socket, seen } = await open();
    proxy.set("freeze");
    socket.write("late");
    const second = await open();
    second.socket.write("later");
    await sleep(200);
    expect([seen, second.seen]).toEqual([
      { text: "", closed: false },
      { text: "", closed: false },
    ]);
    proxy.set("pass");
    await expect.poll(() => [seen.text, second.seen.text]).toEqual(["late", "later"]);
  });

  it("cuts what stands and takes what comes", async () => {
    const first = await open();
    await expect.poll(() => proxy.connections).toBe(1);
    proxy.cut();
    await expect.poll(() => first.seen.closed).toBe(true);
    const second = await open();
    second.socket.write("again");
    await expect.poll(() => second.seen.text).toBe("again");
  });

  it("refuses what stands and what comes, until it passes again", async () => {
    const first = await open();
    await expect.poll(() => proxy.connections).toBe(1);
    proxy.set("refuse");
    await expect.poll(() => first.seen.closed).toBe(true);
    const second = await open();
    await expect.poll(() => second.seen.closed).toBe(true);
    proxy.set("pass");
    const third = await open();
    third.socket.write("back");
    await expect.poll(() => third.seen.text).toBe("back");
  });

  it("delays, and keeps the order when the delay ends", async () => {
    const { socket, seen } = await open();
    proxy.set("delay", 150);
    const startedAt = performance.now();
    socket.write("1");
    await sleep(20);
    proxy.set("pass");
    socket.write("2");
    await expect.poll(() => seen.text, { interval: 5 }).toBe("12");
    expect(performance.now() - startedAt).toBeGreaterThan(125);
  });
});
