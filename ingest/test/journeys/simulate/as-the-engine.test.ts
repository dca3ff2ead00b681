import type { JourneyDefinition } from "@safar/schemas";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { simulate } from "../../../src/journeys/simulate/simulate.js";
import { HOUR, ledgerChannel, openShop } from "../engine/shop.js";

let shop: Awaited<ReturnType<typeof openShop>>;
let now = 0;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());
beforeEach(async () => {
  await shop.clear();
  now = shop.start;
});

const PAGE_CONTACTS = 3;

const welcome = (kind: "marketing" | "transactional"): JourneyDefinition =>
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
        message: {
          en: {
            subject: "Hello {{ profile.first_name }}",
            text: "{% for line in cart.lines %}{{ line.name }}: {{ line.url }}{% endfor %} Welcome.",
          },
        },
        next: "end",
      },
    },
  }) as unknown as JourneyDefinition;

const tell = (event: Record<string, unknown>, key: "server" | "web") => shop.tell(event, now, "shop", key);

async function signUp(userId: string, traits: Record<string, unknown>, key: "server" | "web") {
  await tell({ userId, type: "identify", traits: { marketing_email: true, ...traits } }, key);
  await tell({ userId, event: "Signed Up" }, key);
}

/** What the engine did, and what the simulation says that it would have done, by fate. */
async function compare(definition: JourneyDefinition, rounds: (() => Promise<void>)[]) {
  await shop.publish(definition);
  const { channel } = ledgerChannel();
  const engine = await shop.engine(channel, () => now, { pageContactsPerHour: PAGE_CONTACTS });
  for (const round of rounds) {
    await round();
    await engine.round();
    now += 2 * HOUR;
  }
  const done: Record<string, number> = {};
  for (const { status, why } of await shop.messages()) {
    const fate = status === "sent" ? "email" : why;
    done[fate] = (done[fate] ?? 0) + 1;
  }
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  const { tally } = await simulate(
    shop.warehouse,
    definition,
    new Map(),
    {
      ...{ source: "shop", timeZone: "UTC", since: day(shop.start), until: day(now + 48 * HOUR) },
      ...({ permission: "subscribed", goalDays: 30 } as const),
    },
    { shopHosts: ["shop.example"], pageContactsPerHour: PAGE_CONTACTS },
    () => {},
  );
  const [node] = tally.nodes;
  return { done, would: { ...node!.sent, ...node!.notSent }, unfilled: node!.unfilled };
}

it("decides as the engine does: caps of people and addresses, new addresses of pages, and texts", async () => {
  const round = async () => {
    for (let n = 0; n < 8; n++)
      await signUp(`victim-${n}`, { email: `v-${n}@x.example`, first_name: "V" }, "web");
    for (let n = 0; n < 5; n++)
      await signUp(
        `one-${n}`,
        { email: n % 2 ? "One@x.example" : "one@x.example", first_name: "O" },
        "server",
      );
    await signUp("nameless", { email: "nameless@x.example" }, "server");
    await signUp("nowhere", { first_name: "N" }, "server");
    await signUp("silent", { email: "silent@x.example", first_name: "S", marketing_email: false }, "server");
    await signUp("dead", { email: "dead@x.example", first_name: "D" }, "server");
    await tell({ userId: "dead", event: "Email Bounced" }, "server");
  };
  const { done, would, unfilled } = await compare(welcome("marketing"), [round, round]);
  expect(would).toEqual(done);
  expect(done).toEqual({
    ...{ email: 7, "cap-day": 4, "cap-address": 8, "page-contacts": 7, template: 2 },
    ...{ "no-address": 2, "no-permission": 2, "not-reachable": 2 },
  });
  expect(unfilled).toEqual({ "subject: undefined variable: profile.first_name, line:1, col:10": 2 });
});

it("knows how many order mails may go to an address that only pages told, and which links stand in texts", async () => {
  const { done, would, unfilled } = await compare(welcome("transactional"), [
    async () => {
      for (let n = 0; n < 12; n++)
        await signUp(`user-${n}`, { email: "one@x.example", first_name: "U" }, "web");
      for (let n = 0; n < 12; n++)
        await signUp(`buyer-${n}`, { email: "buyer@x.example", first_name: "B" }, "server");
      for (const [place, url] of ["https://www.shop.example/1", "https://bad.example/1"].entries()) {
        const userId = `cart-${place}`;
        await tell(
          { userId, event: "Product Added", properties: { product_id: "p", name: "Tea", url } },
          "web",
        );
        await signUp(userId, { email: `${userId}@x.example`, first_name: "C" }, "server");
      }
    },
  ]);
  expect(would).toEqual(done);
  expect(done).toMatchObject({ "page-contacts": 9, template: 1 });
  expect(Object.keys(unfilled)).toEqual(["text: undefined variable: line.url, line:1, col:49"]);
});
