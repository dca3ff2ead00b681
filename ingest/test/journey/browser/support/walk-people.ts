import { expect, vi } from "vitest";
import { lotOf } from "../../../../src/journeys/run/run.js";
import type { JourneysStage } from "./journeys-stage.js";

const DAY_MS = 86_400_000;
/** So many may come; one who gets messages and one of the control group are taken of them. */
const CANDIDATES = 12;
/** The share of the control group, in percent. */
export const CONTROL = 50;

const idOf = (lang: string, n: number) => `shopper-${lang}-${n}`;

/** People who said yes to messages, by a server of the shop. */
export const identities = (lang: string): object[] =>
  Array.from({ length: CANDIDATES }, (_, n) => ({
    ...{ type: "identify", userId: idOf(lang, n), messageId: `${idOf(lang, n)}-is` },
    traits: {
      first_name: lang === "fa" ? "سارا" : "Sara",
      email: `${idOf(lang, n)}@shop.example`,
      ...{ marketing_email: true, language: lang },
    },
  }));

/** Others who left their carts in the last weeks, for the simulation. */
export const pastOf = (lang: string, event: string, now = Date.now()): object[] =>
  Array.from({ length: 10 }, (_, n) => ({
    ...{ type: "track", event, userId: `past-${lang}-${n}`, messageId: `past-${lang}-${n}` },
    timestamp: new Date(now - (10 + n) * DAY_MS).toISOString(),
    properties: { product_id: "k1", name: "Kettle" },
  }));

/** The first who is to get a journey's messages, and the first of its control group: the lot is drawn by the engine's rule. */
export async function drawParts(stage: JourneysStage, lang: string, journey: string) {
  const keys = () =>
    stage.collector.rows<{ id: string; key: string }>(
      `SELECT DISTINCT user_id AS id, toString(person_key) AS key FROM safar.event_rows
       WHERE type = 'identify' AND startsWith(user_id, 'shopper-${lang}-') ORDER BY id`,
    );
  await vi.waitFor(async () => expect(await keys()).toHaveLength(CANDIDATES), {
    timeout: 30_000,
    interval: 250,
  });
  const drawn = (await keys()).map(({ id, key }) => ({
    id,
    isControl: lotOf("control", journey, key) < CONTROL,
  }));
  const first = (isControl: boolean) => drawn.find((each) => each.isControl === isControl)!.id;
  return { treated: first(false), control: first(true) };
}
