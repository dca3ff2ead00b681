import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JourneyDefinition } from "@safar/schemas";
import type { MessageChannel, Outcome, OutgoingMessage } from "../../../src/channels/channel.js";
import { sealWith } from "../../../src/channels/links/seal.js";
import type { Track } from "../../../src/channels/track/track-channel.js";
import { EVENT_COLUMNS, eventRow } from "../../../src/event/enrich/event-row.js";
import { type Background, background } from "../../../src/journeys/engine/background.js";
import { clickHouseLeases } from "../../../src/journeys/engine/clickhouse-leases.js";
import { type JourneyEngineParts, openJourneyEngine } from "../../../src/journeys/engine/engine.js";
import { clickHouseJournal } from "../../../src/journeys/engine/journal.js";
import { keepJourneys } from "../../../src/journeys/engine/keep-journeys.js";
import type { Lease } from "../../../src/journeys/engine/lease.js";
import { engineMemory } from "../../../src/journeys/engine/memory.js";
import { folderSender } from "../../../src/journeys/engine/sender-mark.js";
import type { Pace } from "../../../src/journeys/engine/tick.js";
import { shopLinks } from "../../../src/journeys/templates/shop-links.js";
import { writeChange } from "../../../src/journeys/versions/write-change.js";
import { openFolderWarehouse } from "../../../src/store/engine/folder-warehouse.js";
import { migrate } from "../../../src/store/migrate/migrate.js";
import type { Warehouse } from "../../../src/store/warehouse/warehouse.js";

export const HOUR = 3_600_000;

/** A cart that is left behind: reminded after an hour and after a day. */
export const CART: JourneyDefinition = {
  name: "cart",
  entry: { event: "Product Added", again: "7 days" },
  goal: { event: "Order Completed" },
  control: 0,
  quiet: false,
  caps: { perDay: 10, perWeek: 10 },
  start: "wait",
  nodes: {
    wait: { type: "delay", for: "1 hour", next: "remind" },
    remind: {
      type: "send",
      channels: ["email"],
      message: {
        en: { subject: "Your cart", text: "Hello {{ profile.first_name }}, {{ event.name }} waits." },
      },
      next: "day",
    },
    day: { type: "delay", for: "23 hours", next: "again" },
    again: {
      type: "send",
      channels: ["email"],
      message: { en: { subject: "Still here", text: "It is still here." } },
      next: "end",
    },
  },
} as unknown as JourneyDefinition;

const TABLES = [
  ...[
    "event_rows",
    "journey_rows",
    "journey_versions",
    "journey_engine",
    "journey_claims",
    "journey_members",
  ],
  ...["sources"],
];

/** A provider that keeps a ledger of what it took. */
export function ledgerChannel(
  answer: (message: OutgoingMessage) => Outcome | Promise<Outcome> = () => ({ is: "sent" }),
  about: Pick<MessageChannel, "channel" | "isIdempotent"> = { channel: "email" },
) {
  const ledger: OutgoingMessage[] = [];
  const channel: MessageChannel = {
    ...about,
    async send(message) {
      ledger.push(message);
      return await answer(message);
    },
    async close() {},
  };
  return { ledger, channel };
}

/** Waits for each answer, so that a round does all that there is to do. */
function patient(): Background {
  const ask = background();
  return (question) => {
    const asked = ask(question);
    return { ...asked, settled: () => asked.settled(60_000) };
  };
}

/** What a test changes of an engine. */
interface EngineOptions {
  readonly warehouse?: Warehouse;
  readonly reader?: Pick<Warehouse, "query">;
  readonly asking?: Background;
  readonly warn?: (...told: unknown[]) => void;
  readonly track?: Track | undefined;
  readonly lease?: Lease | undefined;
  readonly pageContactsPerHour?: number;
  readonly pace?: Pace | undefined;
}

/** A shop in a ClickHouse of its own, whose engine is told the time. */
export async function openShop() {
  const folder = await mkdtemp(join(tmpdir(), "safar-journeys-"));
  const warehouse: Warehouse = await openFolderWarehouse(folder);
  await migrate(warehouse);
  const journal = clickHouseJournal(warehouse);
  const leases = () => clickHouseLeases(warehouse, engineMemory(warehouse));
  const parts = (
    channel: MessageChannel,
    clock: () => number,
    {
      warehouse: own = warehouse,
      reader = own,
      asking,
      warn = () => {},
      track,
      pageContactsPerHour = 50,
      pace,
    }: EngineOptions,
  ): Omit<JourneyEngineParts, "lease"> => ({
    sender: folderSender(folder),
    ...{ warehouse: own, reader, channels: [channel], permission: "subscribed", clock },
    pageContactsPerHour,
    ...(asking && { background: asking }),
    ...(track && { track }),
    ...(pace && { pace }),
    logger: { info() {}, warn },
    shopOf: () => ({ name: "Shop", currency: "EUR" }),
    links: {
      seal: sealWith("0123456789abcdef0123456789abcdef"),
      publicUrl: "https://collect.shop.example",
      isShopLink: shopLinks(["shop.example"]),
    },
  });
  let change = 0;
  const start = Date.now();
  let events = 0;
  return {
    ...{ folder, warehouse, journal, start },
    async publish(
      definition: JourneyDefinition,
      {
        source = "shop",
        segments = {} as Record<string, string>,
        at = start,
        after = 0,
        version = 1,
        moves = false,
      } = {},
    ) {
      const about = { source, journey: definition.name, after, done: "published", version } as const;
      await writeChange(warehouse, { ...about, definition, segments, moves }, at);
      change = after + 1;
    },
    async inZone(timeZone: string, source = "shop") {
      await warehouse.insert(
        "sources",
        ["source_id", "time_zone", "currency", "updated_at"],
        [JSON.stringify([source, timeZone, "EUR", Date.now()])],
      );
    },
    async pause(journey: string, done: "paused" | "resumed", source = "shop") {
      await writeChange(warehouse, {
        ...{
          source,
          journey,
          after: change++,
          done,
          version: 1,
          definition: null,
          segments: {},
          moves: false,
        },
      } as never);
    },
    async tell(
      event: Record<string, unknown>,
      at = start,
      source = "shop",
      keyKind: "server" | "web" = "server",
    ) {
      const receipt = { sourceId: source, sourceCurrency: "EUR", receivedAt: at, keyKind };
      const messageId = `m-${events++}`;
      await warehouse.insert("event_rows", EVENT_COLUMNS, [
        eventRow(
          { type: "track", messageId, timestamp: new Date(at).toISOString(), ...event } as never,
          receipt,
        ),
      ]);
    },
    /** An engine that was just started. A round is a step of each kind, and goes on until nothing is to be sent. */
    engine: async (
      channel: MessageChannel,
      clock: () => number,
      { lease = undefined as Lease | undefined, asking = patient(), ...more }: EngineOptions = {},
    ) => {
      const engine = await openJourneyEngine({
        ...parts(channel, clock, { asking, ...more }),
        lease: lease ?? (await leases().take())!,
      });
      return {
        ...engine,
        async round() {
          await engine.move();
          while ((await engine.send()) > 0) {}
        },
      };
    },
    /** Carries journeys out by itself, as `safar serve` does. */
    keep: (
      channel: MessageChannel,
      { lookEveryMs, ...more }: EngineOptions & { lookEveryMs?: number } = {},
    ) =>
      keepJourneys({
        ...parts(channel, Date.now, more),
        leases: leases(),
        ...(lookEveryMs !== undefined && { lookEveryMs }),
      }),
    async messages(source = "shop") {
      const keys = await warehouse.query<{ key: string }>(
        "SELECT DISTINCT toString(person_key) AS key FROM safar.journey_rows WHERE source_id = {source:String}",
        { source },
      );
      return await journal.messagesOf(
        source,
        keys.map(({ key }) => key),
      );
    },
    async runs(source = "shop") {
      const keys = await warehouse.query<{ key: string }>(
        "SELECT DISTINCT toString(person_key) AS key FROM safar.journey_rows WHERE source_id = {source:String}",
        { source },
      );
      return await journal.runsOf(
        source,
        keys.map(({ key }) => key),
      );
    },
    async clear() {
      for (const table of TABLES) await warehouse.command(`TRUNCATE TABLE safar.${table}`);
    },
    async close() {
      await warehouse.close();
      await rm(folder, { recursive: true });
    },
  };
}
