import { randomUUID } from "node:crypto";
import type { Warehouse } from "../store/warehouse/warehouse.js";
import { eraseRows } from "./erase.js";
import { type Erasures, idDigest } from "./erasures.js";
import { doubtfulLinks, linksQuestion } from "./follow-links.js";
import { type FindOptions, findPerson, type Person, type PersonLink, sourcesToSearch } from "./person.js";
import { countRows, type RowCounts } from "./person-rows.js";

/** What an erasure did, without saying whose: to be kept as evidence. */
export interface Receipt {
  readonly receipt: string;
  readonly what: "forget" | "forget, tried";
  /** A salted hash of the id that was asked for. */
  readonly idHash: string;
  readonly sources: readonly string[];
  /** How many user ids and anonymous ids the person had. */
  readonly ids: number;
  /** Rows that were erased, or would be, by table. */
  readonly rows: RowCounts;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** When the last byte has left the disk of a ClickHouse that runs; until then no query finds it. */
  readonly bytesGoneBy?: string;
}

export interface ForgetParts {
  readonly warehouse: Pick<Warehouse, "query" | "command">;
  readonly erasures: Erasures;
  /** Resolves when everything that was accepted before is stored. */
  readonly settled: () => Promise<void>;
  /** Joins users by the links that are left. */
  readonly relink: () => Promise<void>;
}

/** What is done now, in a sentence; or the links that were followed. */
export type ForgetStep = string | readonly PersonLink[];

export interface ForgetRequest extends FindOptions {
  /** A user id or an anonymous id. */
  readonly id: string;
  /** Undefined for every source. */
  readonly source?: string | undefined;
  readonly dryRun: boolean;
  /** Which links to follow; has to be said where there are some that no server vouches for. */
  readonly links?: FindOptions["links"];
}

/** Why nobody was erased. */
export class ForgetError extends Error {
  override readonly name = "ForgetError";

  constructor(
    readonly code: "choose_links" | "nothing_stored" | "busy" | "still_coming",
    message: string,
  ) {
    super(message);
  }
}

/** ClickHouse removes a part that was replaced after `old_parts_lifetime`, 8 minutes, and looks for such every minute. */
const BYTES_GONE_MS = 10 * 60_000;

/** How often rows are erased that came in while others were. */
const ROUNDS = 3;

/**
 * Erases one person from every table, following the links between their ids. Yields what it does.
 *
 * First the hashes of the ids are remembered, so that from then on nothing of theirs is accepted that happened before;
 * then what was accepted is awaited; then rows are deleted until none is left.
 *
 * @throws {ForgetError} when nothing is stored of the person, when links must be chosen, or when rows are left after all
 */
export async function* forget(
  { warehouse, erasures, settled, relink }: ForgetParts,
  { id, source, dryRun, links, as }: ForgetRequest,
  now = Date.now,
): AsyncGenerator<ForgetStep, Receipt> {
  const startedAt = now();
  const receipt = randomUUID();
  const find = async (): Promise<Person[]> =>
    await findPerson(warehouse, id, await sourcesToSearch(warehouse, source), { links, as });
  yield "Looking for all ids of the person.";
  let persons = await find();
  const followed = persons.flatMap((person) => person.links);
  yield followed;
  if (!dryRun && links === undefined && doubtfulLinks(followed).length > 0)
    throw new ForgetError("choose_links", `Nothing was erased. ${linksQuestion(followed)}`);
  const rows: Record<string, number> = { ...(await countRows(warehouse, persons)) };
  if (Object.values(rows).every((n) => n === 0))
    throw new ForgetError(
      "nothing_stored",
      `Nothing is stored of ${id}. Name a user id or an anonymous id, as it was sent.`,
    );
  const told = (): Receipt => ({
    receipt,
    what: dryRun ? "forget, tried" : "forget",
    idHash: idDigest(erasures.salts[0], id),
    sources: persons.map((person) => person.source),
    ids: new Set(persons.flatMap(({ labels }) => labels)).size - 1,
    rows,
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: new Date(now()).toISOString(),
    ...(dryRun ? {} : { bytesGoneBy: new Date(now() + BYTES_GONE_MS).toISOString() }),
  });
  if (dryRun) return told();

  for (let round = 1; round <= ROUNDS; round++) {
    await erasures.remember(persons, receipt, startedAt);
    await settled();
    const found = round === 1 ? rows : await countRows(warehouse, persons);
    yield `Erasing ${Object.entries(found)
      .map(([table, n]) => `${n} rows of ${table}`)
      .join(", ")}.`;
    const hashes = persons.flatMap(({ source: of, labels }) =>
      labels.map((label) => ({ source: of, hash: erasures.hashOf(of, label), erasedAt: startedAt })),
    );
    await eraseRows(warehouse, erasures.salts, hashes);
    if (round > 1) for (const [table, n] of Object.entries(found)) rows[table] = (rows[table] ?? 0) + n;
    yield "Checking that nothing is left.";
    const known = persons;
    persons = merged(known, await find());
    const left = await countRows(warehouse, persons);
    if (Object.values(left).some((n) => n > 0)) continue;
    await relink();
    return told();
  }
  throw new ForgetError(
    "still_coming",
    "Rows of this person still come in. Stop their sender, then run this again.",
  );
}

/** The ids of both findings: a link that was erased leads nowhere the second time. */
function merged(known: readonly Person[], found: readonly Person[]): Person[] {
  const sources = new Set([...known, ...found].map(({ source }) => source));
  const labelsOf = (persons: readonly Person[], source: string) =>
    persons.filter((person) => person.source === source).flatMap(({ labels }) => labels);
  return [...sources].map((source) => ({
    source,
    labels: [...new Set([...labelsOf(known, source), ...labelsOf(found, source)])],
    links: [],
  }));
}
