import type { JourneyDefinition } from "@safar/schemas";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { HOUR, ledgerChannel, openShop } from "./shop.js";

let shop: Awaited<ReturnType<typeof openShop>>;
let now = 0;
const clock = () => now;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());
beforeEach(async () => {
  await shop.clear();
  now = shop.start;
});

/** One e-mail to whoever signs up. */
const welcome = (kind: "marketing" | "transactional" = "marketing") =>
  ({
    name: "welcome",
    entry: { event: "Signed Up", again: "1 hour" },
    control: 0,
    quiet: false,
    start: "hello",
    nodes: {
      hello: {
        type: "send",
        kind,
        channels: ["email"],
        message: { en: { subject: "Hello {{ profile.first_name }}", text: "Welcome." } },
        next: "end",
      },
    },
  }) as unknown as JourneyDefinition;

async function signUp(userId: string, email: string, key: "server" | "web") {
  await shop.tell(
    { userId, type: "identify", traits: { email, first_name: "you won!", marketing_email: true } },
    ...([now, "shop", key] as const),
  );
  await shop.tell({ userId, event: "Signed Up" }, now, "shop", key);
}

const fates = async () =>
  (await shop.messages()).map(({ status, why }) => (why === "" ? status : why)).sort();

it("with the key of a page no more than so many new addresses are written to in an hour", async () => {
  await shop.publish(welcome());
  const { ledger, channel } = ledgerChannel();
  const told: unknown[] = [];
  const engine = await shop.engine(channel, clock, {
    pageContactsPerHour: 3,
    warn: (about) => told.push(about),
  });
  for (let n = 0; n < 30; n++) await signUp(`victim-${n}`, `victim-${n}@other.example`, "web");
  await signUp("ann", "ann@example.com", "server");
  await engine.round();
  expect(ledger.map(({ to }) => to).filter((to) => to !== "ann@example.com")).toHaveLength(3);
  expect(ledger.map(({ to }) => to)).toContain("ann@example.com");
  expect((await fates()).filter((fate) => fate === "page-contacts")).toHaveLength(27);
  expect(told).toEqual([{ source: "shop" }]);

  now += HOUR;
  const again = ledger.find(({ to }) => to !== "ann@example.com")!.to;
  for (let n = 30; n < 60; n++) await signUp(`victim-${n}`, `victim-${n}@other.example`, "web");
  await signUp("moved", again, "web");
  await engine.round();
  expect(ledger).toHaveLength(7);
});

it("with 0 journeys write to no address that a server did not tell", async () => {
  await shop.publish(welcome());
  const { ledger, channel } = ledgerChannel();
  const engine = await shop.engine(channel, clock, { pageContactsPerHour: 0 });
  await signUp("victim", "victim@other.example", "web");
  await signUp("ann", "ann@example.com", "server");
  await engine.round();
  expect(ledger.map(({ to }) => to)).toEqual(["ann@example.com"]);
  expect(await fates()).toEqual(["page-contacts", "sent"]);
});

it("a person who was written to is written to again, and does not count as new", async () => {
  await shop.publish({ ...welcome(), caps: { perDay: 5, perWeek: 5 } } as JourneyDefinition);
  const { ledger, channel } = ledgerChannel();
  const engine = await shop.engine(channel, clock, { pageContactsPerHour: 1 });
  await signUp("bob", "bob@example.com", "web");
  await engine.round();
  now += 2 * HOUR;
  await shop.tell({ userId: "bob", event: "Signed Up" }, now, "shop", "web");
  await engine.round();
  await signUp("eve", "eve@example.com", "web");
  await engine.round();
  expect(ledger.map(({ to }) => to)).toEqual(["bob@example.com", "bob@example.com", "eve@example.com"]);
});

it("the cap of a day holds for an address, whoever of the customers has it and however it is spelled", async () => {
  await shop.publish(welcome());
  const { ledger, channel } = ledgerChannel();
  const engine = await shop.engine(channel, clock);
  for (let n = 0; n < 5; n++) await signUp(`user-${n}`, n % 2 ? "One@Example.com" : "one@example.com", "web");
  await engine.round();
  // Another start forgets nothing.
  await (await shop.engine(channel, clock)).round();
  expect(ledger).toHaveLength(1);
  expect(await fates()).toEqual([...Array(4).fill("cap-address"), "sent"]);
});

it("of order mails and the like ten a day go to an address that only pages told, and all to one that a server told", async () => {
  await shop.publish(welcome("transactional"));
  const { ledger, channel } = ledgerChannel();
  const engine = await shop.engine(channel, clock);
  for (let n = 0; n < 12; n++) {
    await signUp(`user-${n}`, "one@example.com", "web");
    await signUp(`buyer-${n}`, "buyer@example.com", "server");
  }
  await engine.round();
  const count = (address: string) => ledger.filter(({ to }) => to === address).length;
  expect([count("one@example.com"), count("buyer@example.com")]).toEqual([10, 12]);
});
