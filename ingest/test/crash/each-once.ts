import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import type { Cluster } from "./cluster.js";
import { countRows, type Outcome, readOutcome } from "./outcome.js";
import type { Shop } from "./shop.js";
import type { ShopCall } from "./shop-events.js";
import { stateOf } from "./state.js";

const LIMIT_MS = 120_000;

/**
 * Ends the shops and proves that each of their events is one row, and each that nobody can accept one dead
 * letter; that nothing else is there; and that the SDKs gave up nothing.
 *
 * @param stray messages of the topic that hold no row, each a dead letter too
 */
export async function expectEachOnce(
  cluster: Pick<Cluster, "clickhouse" | "collectors" | "loaders">,
  shops: readonly Shop[],
  stray: number,
): Promise<{ calls: ShopCall[]; good: ShopCall[]; harmed: Outcome }> {
  const { warehouse } = cluster.clickhouse;
  const unanswered = await Promise.all(shops.map((shop) => shop.close(LIMIT_MS)));
  if (unanswered.some((count) => count > 0)) {
    throw new Error(
      `${unanswered.join(" and ")} events of the shops were not answered within ${LIMIT_MS / 1000} s without any fault.\n${await stateOf(cluster, shops)}`,
    );
  }
  const calls = shops.flatMap((shop) => shop.calls);
  const good = calls.filter(({ isBad }) => !isBad);
  const bad = calls.filter(({ isBad }) => isBad);
  expect(shops.flatMap((shop) => shop.drops.map(({ reason }) => reason))).toEqual(bad.map(() => "rejected"));

  for (let waited = 0; waited < LIMIT_MS; waited += 250) {
    const { events, deadLetters } = await countRows(warehouse);
    if (events >= good.length && deadLetters >= bad.length + stray) break;
    await sleep(250);
  }
  const harmed = await readOutcome(warehouse);
  const ids = good.map(({ call }) => call.messageId);
  const events = compared(harmed.messageIds, ids);
  expect(events, events.lost.length > 0 ? await stateOf(cluster, shops) : undefined).toEqual(SAME);
  const refused = harmed.deadLetters.filter((letter) => !letter.startsWith("unreadable_message "));
  expect(
    compared(
      refused,
      bad.map(({ call }) => `invalid_user_id ${call.messageId}`),
    ),
  ).toEqual(SAME);
  expect(harmed.deadLetters.length).toBe(bad.length + stray);
  return { calls, good, harmed };
}

const SAME = { lost: [], unexpected: [], doubled: [] };

/** How two lists differ, the found one being sorted, in a form that can be read when it is printed: a list of all ids can't. */
export function compared(found: readonly string[], expected: readonly string[]): typeof SAME {
  const there = new Set(found);
  const wanted = new Set(expected);
  const some = (ids: readonly string[]) =>
    (ids.length > 20 ? [...ids.slice(0, 20), `… ${ids.length} in all`] : ids) as never[];
  return {
    lost: some([...wanted].filter((id) => !there.has(id))),
    unexpected: some([...there].filter((id) => !wanted.has(id))),
    doubled: some(found.filter((id, place) => found[place - 1] === id)),
  };
}
