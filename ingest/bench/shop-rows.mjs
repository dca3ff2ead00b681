// Two years of a large shop, made inside the engine: INSERT … SELECT FROM numbers(…).
import { VISIT_COLUMNS, visitRows } from "./visit-rows.mjs";

const CUSTOMERS = 300_000;
const LINKS = 200_000;
/** Inserts in a row. All but the last few are merged into one part, as the engine does in the background. */
const SLICES = 12;
const UNMERGED = 4;
const FROM = Date.UTC(2024, 0, 1);
const SPAN = 2 * 365 * 86_400_000;
const DAY = 86_400_000;

const hash = (expression, salt) => `sipHash64(${expression}, ${salt})`;
const deviceOf = (customer) => `lower(hex(sipHash128('device', ${customer})))`;
const time = (ms) => `fromUnixTimestamp64Milli(toInt64(${ms}), 'UTC')`;
const cents = (amount) => `toDecimal128(${amount}, 6) / 100`;

/** Four of five ids grow with time, as UUIDv7 does; one of five is random, as UUIDv4 is. */
const messageId = (ms, unique) =>
  `if(${hash(unique, 1)} % 5 = 0, lower(hex(sipHash128(${unique}, 2))), ` +
  `concat(substring(leftPad(lower(hex(toUInt64(${ms}))), 16, '0'), 5), lower(hex(${hash(unique, 3)}))))`;

const COLUMNS =
  "source_id, kind, message_id, type, event, commerce_event, timestamp, timestamp_rule, received_at, user_id, " +
  "anonymous_id, previous_id, order_step, order_id, order_value, currency, source_currency, is_test, properties, " +
  "traits, context, extra";
const PRODUCT_COLUMNS = "products.id, products.name, products.category, products.price, products.quantity";
const CONTEXT = `'{"library":{"name":"@safar/node","version":"0.1.0"},"locale":"en-GB"}'`;

/** What is told of orders: every one is completed, some twice, and some are changed, refunded, cancelled. */
const ORDER_EVENTS = [
  { step: "Completed", share: 100, later: 0 },
  { step: "Completed", share: 8, later: 60_000 },
  { step: "Updated", share: 3, later: DAY / 24 },
  { step: "Refunded", share: 3, later: 9 * DAY },
  { step: "Cancelled", share: 1, later: DAY / 12 },
];

/**
 * Fills event_rows: two thirds lie in one part, the latest third in parts that are not merged, as between two
 * merges. Merges stay stopped.
 *
 * @param {{ command(statement: string): Promise<void> }} warehouse
 * @param {{ orders: number, events: number }} size orders are those completed; events are all, theirs included
 */
export async function insertShop(warehouse, { orders, events }) {
  const orderEvents = (orders * ORDER_EVENTS.reduce((sum, { share }) => sum + share, 0)) / 100;
  const others = Math.round(events - orderEvents - LINKS);
  await warehouse.command("SYSTEM STOP MERGES safar.event_rows");
  for (let slice = 0; slice < SLICES; slice++) {
    if (slice === SLICES - UNMERGED) {
      await warehouse.command("SYSTEM START MERGES safar.event_rows");
      await warehouse.command("OPTIMIZE TABLE safar.event_rows FINAL");
      await warehouse.command("SYSTEM STOP MERGES safar.event_rows");
    }
    const part = (total) => {
      const from = Math.floor((total * slice) / SLICES);
      return [from, Math.floor((total * (slice + 1)) / SLICES) - from];
    };
    const selects = ORDER_EVENTS.map((told, place) => orderRows(told, place, part(orders), orders));
    for (const select of [selects.join(" UNION ALL "), linkRows(part(LINKS))]) {
      await warehouse.command(`INSERT INTO safar.event_rows (${COLUMNS}, ${PRODUCT_COLUMNS}) ${select}`);
    }
    const visits = visitRows({ messageId, context: CONTEXT }, part(others), others);
    await warehouse.command(`INSERT INTO safar.event_rows (${COLUMNS}, ${VISIT_COLUMNS}) ${visits}`);
  }
}

/**
 * Adds visits that order nothing, in parts of their own: the same orders among more events.
 *
 * @param {{ command(statement: string): Promise<void> }} warehouse
 * @param {{ from: number, to: number }} events how many there are, and how many there shall be
 */
export async function insertMore(warehouse, { from, to }) {
  for (let slice = 0; slice < UNMERGED; slice++) {
    const first = from + Math.floor(((to - from) * slice) / UNMERGED);
    const next = from + Math.floor(((to - from) * (slice + 1)) / UNMERGED);
    const visits = visitRows({ messageId, context: CONTEXT }, [first, next - first], to);
    await warehouse.command(`INSERT INTO safar.event_rows (${COLUMNS}, ${VISIT_COLUMNS}) ${visits}`);
  }
}

/** More inserts than visit_parts_refresh takes once more after it took them. */
const LATEST_INSERTS = 40;

/**
 * Brings visit_parts up to date, merged like all but the latest minutes of a shop's, and leaves it so while this
 * process runs: nothing arrives meanwhile, and nothing shall compute beside. The last inserts are small ones, of another
 * shop, as those of a collector are: a later process would read a million events of each of the large ones again.
 *
 * @param {{ command(statement: string): Promise<void> }} warehouse
 */
export async function putVisitsTogether(warehouse) {
  for (let n = 0; n < LATEST_INSERTS; n++) {
    await warehouse.command(
      "INSERT INTO safar.event_rows (source_id, kind, message_id, type, timestamp, received_at, anonymous_id) " +
        `VALUES ('other', 'page', 'latest-${n}', 'page', '2025-12-31', '2025-12-31', 'somebody')`,
    );
  }
  await warehouse.command("SYSTEM REFRESH VIEW safar.visit_parts_refresh");
  await warehouse.command("SYSTEM WAIT VIEW safar.visit_parts_refresh");
  await warehouse.command("SYSTEM STOP VIEW safar.visit_parts_refresh");
  await warehouse.command("OPTIMIZE TABLE safar.visit_parts FINAL");
}

function orderRows({ step, share, later }, place, [from, count], orders) {
  const known = step === "Refunded" ? `${hash("o", 4)} % 2 = 0` : "1";
  const value =
    step === "Cancelled" ? "NULL" : `if(${known}, ${cents(`100 + ${hash("o", 5)} % 20000`)}, NULL)`;
  return `
    SELECT 'shop', 'order', ${messageId("ms", `o * 8 + ${place}`)}, 'track', 'Order ${step}', 'Order ${step}',
      ${time("ms")}, 'sender', ${time("ms + 300")},
      if(c % 3 = 0 OR ${hash("o", 6)} % 2 = 0, concat('user-', toString(c)), ''), if(c % 3 = 0, '', ${deviceOf("c")}), '',
      '${step.toLowerCase()}', concat('order-', toString(o)), ${value}, if(o % 20 = 0, 'EUR', 'GBP'), 'GBP', false,
      concat('{"order_id":"order-', toString(o), '","products":[{"product_id":"1","price":12.5,"quantity":2}]}'),
      '{}', ${CONTEXT}, '{}',
      arrayMap(p -> toString(p), ids), arrayMap(p -> concat('Product ', toString(p)), ids),
      arrayMap(p -> concat('Category ', toString(p % 20)), ids),
      arrayMap(p -> toDecimal128(p % 90 + 9, 6), ids), arrayMap(p -> toDecimal64(1 + p % 3, 3), ids)
    FROM (
      SELECT number + ${from} AS o, arrayMap(k -> toUInt32(${hash("o + k", 40)} % 5000), range(1 + o % 3)) AS ids, toUInt64(${CUSTOMERS} * pow((${hash("o", 7)} % 1000003) / 1000003, 1.6)) AS c,
        ${FROM} + intDiv(o * ${SPAN}, ${orders}) + ${hash("o", 8)} % 3600000 + ${later} AS ms
      FROM numbers(${count}) WHERE ${hash("o", 20 + place)} % 100 < ${share}
    )`;
}

/** Devices that log in, and one alias in fifty. */
function linkRows([from, count]) {
  return `
    SELECT 'shop', if(n % 50 = 0, 'alias', 'identity'), ${messageId("ms", "n + 1000000000")},
      if(n % 50 = 0, 'alias', 'identify'), '', '', ${time("ms")}, 'sender', ${time("ms + 300")},
      concat('user-', toString(c)), if(n % 50 = 0, '', ${deviceOf("c")}),
      if(n % 50 = 0, concat('user-', toString((c + 1) % ${CUSTOMERS})), ''), '', '', NULL, '', '', false,
      '{}', '{}', ${CONTEXT}, '{}', [], [], [], [], []
    FROM (
      SELECT number + ${from} AS n, (n * 7) % ${CUSTOMERS} AS c, ${FROM} + intDiv(n * ${SPAN}, ${LINKS}) AS ms
      FROM numbers(${count})
    )`;
}
