import { setTimeout as sleep } from "node:timers/promises";
import type { Admin, Batch, Consumer, EachBatchPayload } from "kafkajs";
import { type LogRecord, type Position, TOPIC_KINDS, type TopicKind } from "../broker.js";
import { kafkaClient } from "./client.js";
import { type Places, placesFrom, seekIn } from "./places.js";
import type { ReaderParts } from "./reader-parts.js";
import { within } from "./renewable.js";

/** One membership in the consumer group, from joining to leaving. */
export interface Membership {
  /** Resolves when the library gave up or could not join, with the reason if known. */
  readonly ended: Promise<unknown>;
  /** When the broker last answered, by `performance.now()`. */
  lastSign(): number;
  commit(positions: readonly Position[]): Promise<void>;
  leave(): Promise<void>;
}

/** How long a fetch may wait for messages, in milliseconds; with messages it is answered at once. */
const FETCH_WAIT_MS = 1_000;
/** Most compressed bytes of one fetch. Decompressed they may be ten times as many. */
const FETCH_BYTES = 2 * 1024 ** 2;
const PARTITION_BYTES = 512 * 1024;
/** How long to wait for the reason of a stop, in milliseconds. */
const REASON_MS = 500;
/**
 * Retries, a second apart. A member that gives up while Kafka is down makes the others wait for its session to
 * expire.
 */
const RETRIES = 100_000;
/** Handle all partitions of a fetch at once, so that none is handled after a rebalance. */
const EVERY_PARTITION = 10_000;

/**
 * Joins the group and passes on what it reads.
 *
 * The library does not decide where to begin: after a rebalance it may still deliver messages that it fetched
 * earlier, and starting from those would skip others. So this code fetches the group's committed offsets itself, and
 * accepts only messages that start where the last accepted ones ended.
 */
export function joinGroup(
  { settings, group, taker, logger, ask }: ReaderParts,
  events: { joined(): void },
): Membership {
  const { kafka, watched, cut } = kafkaClient(settings, logger, RETRIES);
  const heartbeatMs = settings.sessionMs / 10;
  const consumer = kafka.consumer({
    groupId: group,
    sessionTimeout: settings.sessionMs,
    rebalanceTimeout: settings.sessionMs,
    heartbeatInterval: heartbeatMs,
    maxWaitTimeInMs: Math.min(FETCH_WAIT_MS, heartbeatMs),
    maxBytes: FETCH_BYTES,
    maxBytesPerPartition: PARTITION_BYTES,
    allowAutoTopicCreation: false,
    // Rejoining with the same member id avoids a rebalance, however long Kafka was down. A crash of the library's
    // consumer ends this membership; the reader then starts another one with a new client.
    retry: {
      initialRetryTime: 200,
      maxRetryTime: 1_000,
      retries: RETRIES,
      restartOnFailure: async () => false,
    },
  });
  const kindOf = new Map(TOPIC_KINDS.map((kind) => [settings.topics[kind], kind]));
  let places: Promise<Places> | undefined;
  let left = false;
  let sign = performance.now();
  const heard = () => {
    sign = performance.now();
  };
  let end: (reason?: unknown) => void = () => {};
  const ended = new Promise<unknown>((resolve) => {
    end = resolve;
  });

  consumer.on(consumer.events.GROUP_JOIN, ({ payload: { memberAssignment } }) => {
    if (left) return;
    heard();
    const asked = ask((admin) => findPlaces(admin, group, memberAssignment, kindOf));
    const mine = asked.then((found) => found.places);
    // Avoid an unhandled rejection when nothing awaits it yet; the code below handles the failure.
    mine.catch(() => {});
    places = mine;
    // Nothing is read until the answer arrives; what was read of the previous partitions is discarded.
    const mineAlone = Object.entries(memberAssignment).map(([topic, partitions]) => ({ topic, partitions }));
    consumer.pause(mineAlone);
    taker.assigned([]);
    asked
      .then(({ places: found, expired }) => {
        if (places !== mine || left) return;
        for (const { kind, partition, offset } of found.positions())
          seekIn(consumer, settings.topics[kind], partition, offset);
        consumer.resume(mineAlone);
        taker.assigned(found.positions());
        for (const { position, count } of expired) taker.expired(position, count);
        events.joined();
      })
      .catch((error) => {
        if (places !== mine) return;
        logger.warn({ err: error }, "The group's committed offsets can't be read");
        end(error);
      });
  });
  consumer.on(consumer.events.HEARTBEAT, heard);
  consumer.on(consumer.events.FETCH, heard);
  consumer.on(consumer.events.REQUEST_TIMEOUT, watched);
  consumer.on(consumer.events.CRASH, ({ payload: { error } }) => end(error));
  // The library emits the stop first, and its reason only after it has disconnected, which may never happen.
  consumer.on(consumer.events.STOP, () => void setTimeout(end, REASON_MS));

  async function eachBatch(payload: EachBatchPayload): Promise<void> {
    const { batch, heartbeat, isRunning, resolveOffset } = payload;
    const kind = kindOf.get(batch.topic);
    const known = places;
    if (kind === undefined || known === undefined) return;
    const current = () => known === places && isRunning() && !left;
    const alive = { heartbeat, everyMs: heartbeatMs / 2, current };
    const found = await waiting(known, alive);
    if (found === undefined) return;
    const { partition } = batch;
    const delivery = { kind, partition, askedFrom: askedFrom(batch), records: recordsOf(batch) };
    const step = await found.step(delivery, () => ask((admin) => lowest(admin, batch)));
    if (!current() || step === undefined) return;
    for (let room = taker.room(); room; room = taker.room()) {
      await waiting(room, alive);
      if (!current()) return;
    }
    // No await from here on, so that no rebalance can happen in between.
    const from = found.next(kind, partition);
    if (step.expired > 0) taker.expired({ kind, partition, offset: from }, step.expired);
    if (step.records.length > 0) {
      found.passed(kind, partition, step.records);
      resolveOffset(String(step.records.at(-1)!.offset));
      taker.take({ kind, partition, from, records: step.records, end: Number(batch.highWatermark) });
    } else {
      seekIn(consumer, batch.topic, partition, from);
    }
  }

  async function join(): Promise<void> {
    await consumer.connect();
    await consumer.subscribe({ topics: [...kindOf.keys()], fromBeginning: true });
    await consumer.run({
      eachBatch,
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: EVERY_PARTITION,
    });
  }

  join().catch(end);
  return {
    ended,
    lastSign: () => sign,
    commit: (positions) => commitOffsets(consumer, positions, settings.topics),
    async leave() {
      if (left) return;
      left = true;
      end();
      // Allow pending answers and a clean disconnect; then close whatever hangs.
      await within(2 * settings.requestMs, consumer.disconnect()).catch(() => {});
      cut();
    },
  };
}

async function commitOffsets(
  consumer: Consumer,
  positions: readonly Position[],
  topics: Readonly<Record<TopicKind, string>>,
): Promise<void> {
  await consumer.commitOffsets(
    positions.map(({ kind, partition, offset }) => ({
      topic: topics[kind],
      partition,
      offset: String(offset),
    })),
  );
}

interface KeptAlive {
  readonly heartbeat: () => Promise<void>;
  readonly everyMs: number;
  /** False after a rebalance. */
  readonly current: () => boolean;
}

/** Waits and sends heartbeats meanwhile; returns undefined after a rebalance. */
async function waiting<Value>(
  value: Promise<Value>,
  { heartbeat, everyMs, current }: KeptAlive,
): Promise<Value | undefined> {
  const PENDING = Symbol();
  while (current()) {
    const over = new AbortController();
    const beat = sleep(everyMs, PENDING, { signal: over.signal }).catch(() => PENDING);
    const first = await Promise.race([value.catch(() => undefined), beat]);
    over.abort();
    if (first !== PENDING) return current() ? (first as Value) : undefined;
    await heartbeat();
  }
  return undefined;
}

/** The library's batches have the requested offset, but its types do not declare it. */
function askedFrom(batch: Batch & { readonly fetchedOffset?: string }): number {
  return Number(batch.fetchedOffset);
}

function recordsOf({ messages }: Batch): LogRecord[] {
  return messages.map(({ offset, timestamp, value, headers }) => ({
    offset: Number(offset),
    sentAt: Number(timestamp),
    value,
    headers: headers as LogRecord["headers"],
  }));
}

interface Found {
  readonly places: Places;
  /** Where messages expired before the group read them, and how many. */
  readonly expired: readonly { readonly position: Position; readonly count: number }[];
}

/** The library commits this when it starts from the beginning on its own. */
const BEGINNING = -2;

async function findPlaces(
  admin: Admin,
  group: string,
  assignment: Readonly<Record<string, readonly number[]>>,
  kindOf: ReadonlyMap<string, TopicKind>,
): Promise<Found> {
  const positions: Position[] = [];
  const expired: { position: Position; count: number }[] = [];
  for (const [topic, partitions] of Object.entries(assignment)) {
    const kind = kindOf.get(topic);
    if (kind === undefined || partitions.length === 0) continue;
    const [committed] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
    const offsets = new Map(
      committed?.partitions.map(({ partition, offset }) => [partition, Number(offset)]),
    );
    const ends = await admin.fetchTopicOffsets(topic);
    for (const partition of partitions) {
      const low = Number(ends.find((place) => place.partition === partition)?.low ?? 0);
      const kept = offsets.get(partition) ?? -1;
      const position = { kind, partition, offset: Math.max(low, kept) };
      positions.push(position);
      const count = kept === BEGINNING ? 0 : low - Math.max(0, kept);
      if (count > 0) expired.push({ position, count });
    }
  }
  return { places: placesFrom(positions), expired };
}

async function lowest(admin: Admin, { topic, partition }: Batch): Promise<number> {
  const ends = await admin.fetchTopicOffsets(topic);
  return Number(ends.find((place) => place.partition === partition)?.low ?? 0);
}
