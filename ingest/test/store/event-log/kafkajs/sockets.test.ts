import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ownSockets } from "../../../../src/store/event-log/kafkajs/sockets.js";

let server: Server;
let port: number;
const came: Socket[] = [];
beforeAll(async () => {
  server = createServer((socket) => came.push(socket.on("error", () => {}))).listen(0, "127.0.0.1");
  await once(server, "listening");
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => server.close());

const ANSWER = Buffer.from([0, 0, 0, 6, 0, 0, 0, 1, 7, 7]);

/** A connection as the library makes it: one listener hears the bytes of all its connections. */
async function connect(onData: (bytes: Buffer) => void) {
  const sockets = ownSockets();
  const errors: Error[] = [];
  const before = came.length;
  const socket = sockets.factory({ host: "127.0.0.1", port, ssl: undefined as never, onConnect: () => {} });
  socket.on("data", onData);
  socket.on("error", (error) => errors.push(error));
  await expect.poll(() => came.length).toBe(before + 1);
  const closed = new Promise((resolve) => socket.once("close", resolve));
  return { socket, errors, closed, other: came.at(-1)! };
}

it("of an answer whose connection breaks off the library hears nothing", async () => {
  const heard: string[] = [];
  const first = await connect((bytes) => heard.push(bytes.toString("hex")));
  first.other.write(Buffer.concat([ANSWER, ANSWER.subarray(0, 7)]));
  await expect.poll(() => heard.length).toBe(1);
  first.other.destroy();
  await first.closed;
  const second = await connect((bytes) => heard.push(bytes.toString("hex")));
  second.other.write(ANSWER);
  await expect.poll(() => heard).toEqual([ANSWER.toString("hex"), ANSWER.toString("hex")]);
  second.socket.destroy();
});

it("an answer that can't be read ends its connection, and not the process", async () => {
  const { closed, errors, other } = await connect(() => {
    throw new RangeError("Attempt to access memory outside buffer bounds");
  });
  other.write(ANSWER);
  await closed;
  expect(errors.map(({ name }) => name)).toContain("RangeError");
});
