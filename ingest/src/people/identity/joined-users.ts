import type { RowText, Warehouse } from "../../store/warehouse/warehouse.js";
import { type Alias, type Among, aliasesAmong, believedAliases } from "./aliases.js";
import { type JoinedUser, joinUsers } from "./join-users.js";

/** Maintains the table of users joined by aliases. */
export interface JoinedUsers {
  /**
   * Joins the users of the aliases among these rows, which are already stored.
   *
   * @returns whether there were any
   * @throws {WarehouseError} when the table can't be read or written; the call can be repeated with the same rows
   */
  stored(rows: readonly RowText[]): Promise<boolean>;
  /** Joins the users of these messages, which are already stored. @throws {WarehouseError} as `stored` */
  join(messages: Among): Promise<void>;
  /** Recomputes the table from all aliases, after links were erased or the rules of a source changed. */
  rebuild(): Promise<void>;
}

type Port = Pick<Warehouse, "query" | "insert">;

/** Runs changes one at a time, because each reads what the previous one wrote. */
export function joinedUsers(warehouse: Port): JoinedUsers {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (task: () => Promise<void>): Promise<void> => {
    const turn = last.then(task);
    last = turn.catch(() => {});
    return turn;
  };
  const join = (messages: Among) => inTurn(() => addAliases(warehouse, messages));
  return {
    async stored(rows) {
      const messages = aliasesAmong(rows);
      if (messages) await join(messages);
      return messages !== undefined;
    },
    join,
    rebuild: () => inTurn(() => rebuildJoinedUsers(warehouse)),
  };
}

async function addAliases(warehouse: Port, messages: Among): Promise<void> {
  for (const [source, aliases] of bySource(await believedAliases(warehouse, messages))) {
    const users = [...new Set(aliases.flatMap(({ userId, previousId }) => [userId, previousId]))];
    const known = await readJoined(
      warehouse,
      `source_id = {source:String} AND customer_id GLOBAL IN (SELECT customer_id FROM joined_users FINAL
         WHERE source_id = {source:String} AND user_id IN {users:Array(String)})`,
      { source, users },
    );
    await write(warehouse, source, known, joinUsers(known, aliases));
  }
}

/** Computes the table of joined users from all aliases that are stored. */
export async function rebuildJoinedUsers(warehouse: Port): Promise<void> {
  const aliases = bySource(await believedAliases(warehouse));
  const known = bySource(await readJoined(warehouse, "true"));
  for (const source of new Set([...aliases.keys(), ...known.keys()])) {
    const joined = joinUsers([], aliases.get(source) ?? []);
    const still = new Set(joined.map(({ userId }) => userId));
    const former = known.get(source) ?? [];
    // users no longer joined become their own customers
    const alone = former
      .filter(({ userId }) => !still.has(userId))
      .map((user) => ({ ...user, customerId: user.userId, isFormer: false, namedAt: undefined }));
    await write(warehouse, source, former, [...joined, ...alone]);
  }
}

interface StoredUser extends JoinedUser {
  readonly source: string;
  readonly version: number;
}

async function readJoined(
  warehouse: Pick<Warehouse, "query">,
  where: string,
  params?: Record<string, unknown>,
): Promise<StoredUser[]> {
  const rows = await warehouse.query<{
    source: string;
    user: string;
    customer: string;
    former: number;
    named: string | null;
    linked: string;
    web: number;
    version: string;
  }>(
    `SELECT source_id AS source, user_id AS user, customer_id AS customer, toUInt8(is_former) AS former,
       toString(toUnixTimestamp64Milli(named_at)) AS named, toString(toUnixTimestamp64Milli(linked_at)) AS linked,
       toUInt8(is_web) AS web, toString(version) AS version
     FROM joined_users FINAL WHERE ${where}`,
    params,
  );
  return rows.map(({ source, user, customer, former, named, linked, web, version }) => ({
    source,
    userId: user,
    customerId: customer,
    isFormer: former === 1,
    namedAt: named === null ? undefined : Number(named),
    linkedAt: Number(linked),
    isWeb: web === 1,
    version: Number(version),
  }));
}

const COLUMNS = [
  "source_id",
  "user_id",
  "customer_id",
  "is_former",
  "named_at",
  "linked_at",
  "is_web",
  "version",
];

/** Writes changed rows. A row's version grows with every write, independent of the clock. */
async function write(
  warehouse: Pick<Warehouse, "insert">,
  source: string,
  before: readonly StoredUser[],
  users: readonly JoinedUser[],
): Promise<void> {
  const known = new Map(before.map((user) => [user.userId, user]));
  const rows: string[] = [];
  for (const user of users) {
    const old = known.get(user.userId);
    if (old && isSame(old, user)) continue;
    const { userId, customerId, isFormer, namedAt, linkedAt, isWeb } = user;
    const version = (old?.version ?? 0) + 1;
    rows.push(
      JSON.stringify([source, userId, customerId, isFormer, namedAt ?? null, linkedAt, isWeb, version]),
    );
  }
  if (rows.length > 0) await warehouse.insert("joined_users", COLUMNS, rows);
}

function isSame(one: JoinedUser, other: JoinedUser): boolean {
  return (
    one.customerId === other.customerId &&
    one.isFormer === other.isFormer &&
    one.namedAt === other.namedAt &&
    one.linkedAt === other.linkedAt &&
    one.isWeb === other.isWeb
  );
}

function bySource<Item extends Alias | StoredUser>(items: readonly Item[]): Map<string, Item[]> {
  const sources = new Map<string, Item[]>();
  for (const item of items) {
    const own = sources.get(item.source);
    if (own) own.push(item);
    else sources.set(item.source, [item]);
  }
  return sources;
}
