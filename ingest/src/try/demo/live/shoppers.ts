import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Safar } from "@safar/node";
import { createFeed, type Feed } from "../../../client/feed.js";
import type { KeyKind } from "../../../sources/source.js";
import { Ledger } from "../ledger/ledger.js";
import { createCatalogue } from "../shop/catalogue.js";
import { dayBuckets, MINUTE_MS } from "../shop/day-buckets.js";
import { seededDraw } from "../shop/draw.js";
import type { Person } from "../shop/people.js";
import type { Shop } from "../shop/shop.js";
import { visitShop } from "../shop/shopping.js";
import { BROWSERS, createTracking, type Delivery } from "../shop/tracking.js";

/** Shoppers who go on visiting until they are stopped. */
export interface Shoppers {
  /** Tells that a shopper got an e-mail: some come back and order. */
  mailed(address: string): void;
  /** Nobody visits any more; what was tracked is sent. */
  stop(): Promise<void>;
}

interface ShoppersAt {
  readonly collector: string;
  readonly keys: Readonly<Record<KeyKind, string>>;
  /** Called with why events were not taken. */
  readonly onTrouble: (message: string) => void;
}

/** An hour of the shop passes in a minute. */
const PACE = 60;
const BETWEEN_MS = 3_000;
/** Share of visits with an order, and of those who order after a reminder. */
const BUYS = 0.1;
const COMES_BACK = 0.3;
const COMES_BACK_MS = 20_000;
const STOP_MS = 5_000;
/** Shoppers who are remembered, so that they can come back. */
const MOST_REMEMBERED = 1_000;

const NAMES = [
  ...["Anna", "Bram", "Chloe", "Daan", "Emma", "Finn"].map((name) => ({ name, language: "en" })),
  ...["سارا", "علی", "نرگس", "امیر"].map((name) => ({ name, language: "fa" })),
];

/** Lets shoppers come in, one every few seconds, each with an account and a yes to e-mails. */
export function keepShopping({ collector, keys, onTrouble }: ShoppersAt, now = Date.now()): Shoppers {
  const draw = seededDraw(now % 2 ** 31);
  // Ids of this start, so that those of an earlier start are other people.
  const mark = `live-${now.toString(36)}`;
  const catalogue = createCatalogue(draw);
  const people = new Map<string, Person>();
  const senders = openSenders({ collector, keys, onTrouble });
  const stopping = new AbortController();
  // Each event that is still to be sent waits for it.
  setMaxListeners(0, stopping.signal);
  let [visits, orders] = [0, 0];

  const visit = (person: Person, buys: boolean, isNew: boolean) => {
    const at = Date.now();
    const paced = (time: number) => at + Math.max(0, time - at) / PACE;
    const deliver = (delivery: Delivery) => {
      const call = { ...delivery.call, timestamp: new Date(paced(Number(delivery.call.timestamp))) };
      sleep(paced(delivery.at) - at, undefined, { signal: stopping.signal }).then(
        () => senders.add({ ...delivery, call }),
        () => {},
      );
    };
    const shop: Shop = {
      ...{ draw, catalogue, ledger: new Ledger(), errands: dayBuckets(at) },
      tracking: createTracking(draw, `${mark}-${++visits}`, deliver),
      nextOrderId: () => `${mark}-${++orders}`,
    };
    if (isNew) signUp(shop, person, at);
    visitShop(shop, person, at, buys);
  };
  const signUp = ({ tracking }: Shop, { account }: Person, at: number) => {
    if (account.kind !== "member") return;
    const { userId } = account;
    const { name, language } = draw.pick(NAMES);
    const traits = { email: addressOf(userId), first_name: name, language, marketing_email: true };
    tracking.backend({ userId }, at, { type: "identify", traits });
  };
  const come = async () => {
    for (let number = 1; !stopping.signal.aborted; number++) {
      const userId = `${mark}-${number}`;
      const person: Person = {
        ...{ habit: "once", account: { kind: "member", userId }, currency: "EUR" },
        devices: [
          {
            anonymousId: `visitor-${userId}`,
            kind: draw.chance(0.5) ? "phone" : "laptop",
            signedInAs: userId,
          },
        ],
      };
      people.set(addressOf(userId), person);
      if (people.size > MOST_REMEMBERED) people.delete(people.keys().next().value!);
      visit(person, draw.chance(BUYS), true);
      const wait = Math.min(MINUTE_MS, draw.wait(BETWEEN_MS));
      await sleep(wait, undefined, { signal: stopping.signal }).catch(() => {});
    }
  };
  const coming = come();
  return {
    mailed(address) {
      const person = people.get(address);
      if (person === undefined || !draw.chance(COMES_BACK)) return;
      sleep(draw.int(0, COMES_BACK_MS), undefined, { signal: stopping.signal }).then(
        () => visit(person, true, false),
        () => {},
      );
    },
    async stop() {
      stopping.abort();
      await coming;
      await senders.close();
    },
  };
}

function addressOf(userId: string): string {
  return `${userId}@example.com`;
}

/** One sender for the shop's server and each browser. */
function openSenders({ collector, keys, onTrouble }: ShoppersAt) {
  const open = (writeKey: string, userAgent?: string): { safar: Safar; feed: Feed } => {
    const named = userAgent === undefined ? {} : { userAgent };
    const safar = new Safar({ host: collector, writeKey, flushInterval: 500, ...named });
    return { safar, feed: createFeed<void>(safar, { mark() {}, onAcknowledged() {}, onTrouble }) };
  };
  const server = open(keys.server);
  const browsers = new Map(Object.values(BROWSERS).map((agent) => [agent, open(keys.web, agent)]));
  return {
    add({ from, browser, call }: Delivery) {
      const sender = from === "server" ? server : browsers.get(browser ?? "")!;
      sender.feed.add(call).catch((error: Error) => onTrouble(error.message));
    },
    async close() {
      await Promise.all([server, ...browsers.values()].map(({ safar }) => safar.close({ timeout: STOP_MS })));
    },
  };
}
