import { expect, it } from "vitest";
import { BrokerError } from "../../../../src/store/event-log/broker.js";
import { renewable } from "../../../../src/store/event-log/kafkajs/renewable.js";

const LONG_MS = 30_000;
const never = new Promise<never>(() => {});

/** Clients that are numbered as they are opened, and a list of what was done to them. */
function numbered(connect: (number: number) => Promise<void> = async () => {}) {
  const done: string[] = [];
  let opened = 0;
  const clients = renewable(
    () => {
      const number = ++opened;
      const part = {
        number,
        connect: () => connect(number),
        disconnect: async () => void done.push(`${number} disconnected`),
      };
      return { part, cut: () => void done.push(`${number} cut`) };
    },
    (error) => String(error) !== "Error: answered",
  );
  const numberOf = () => clients.use(async ({ number }) => number, LONG_MS);
  return { clients, numberOf, done };
}

it("keeps a client that works, and one whose error was Kafka's answer", async () => {
  const { clients, numberOf } = numbered();
  const refused = clients.use(() => Promise.reject(new Error("answered")), LONG_MS);
  await expect(refused).rejects.toThrow("answered");
  expect([await numberOf(), await numberOf()]).toEqual([1, 1]);
});

it("replaces a client that never answers, breaks its connections off, and tells the user in bounded time", async () => {
  const { clients, numberOf, done } = numbered();
  const hung = clients.use(() => never, 20);
  await expect(hung).rejects.toMatchObject({
    name: "BrokerError",
    code: "unreachable" satisfies BrokerError["code"],
    message: "Kafka has not answered within 0.02 s.",
  });
  expect(await numberOf()).toBe(2);
  await expect.poll(() => done).toEqual(["1 disconnected", "1 cut"]);
});

it("replaces a client that never connects", async () => {
  const { clients, numberOf } = numbered((number) => (number === 1 ? never : Promise.resolve()));
  await expect(clients.use(async () => "used", 20)).rejects.toThrow(BrokerError);
  expect(await numberOf()).toBe(2);
});

it("replaces a client that could not connect", async () => {
  const { numberOf } = numbered(async (number) => {
    if (number < 3) throw new Error(`no ${number}`);
  });
  await expect(numberOf()).rejects.toThrow("no 1");
  await expect(numberOf()).rejects.toThrow("no 2");
  expect(await numberOf()).toBe(3);
});

it("lets those who work with a failed client finish before it is ended", async () => {
  const { clients, numberOf, done } = numbered();
  let finish = (_: string) => {};
  const working = clients.use(() => new Promise<string>((resolve) => (finish = resolve)), LONG_MS);
  await expect(clients.use(() => Promise.reject(new Error("broken")), LONG_MS)).rejects.toThrow("broken");
  expect([await numberOf(), done]).toEqual([2, []]);
  finish("finished");
  expect(await working).toBe("finished");
  await expect.poll(() => done).toEqual(["1 disconnected", "1 cut"]);
});

it("waits at its close until the client has said goodbye", async () => {
  const { clients, numberOf, done } = numbered();
  await numberOf();
  await clients.close();
  expect(done).toEqual(["1 disconnected", "1 cut"]);
});
