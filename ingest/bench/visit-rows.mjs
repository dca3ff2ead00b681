// Visits of a large shop, made inside the engine: what the views about visits, carts and products read.

const CUSTOMERS = 300_000;
/** Devices, of which the first belong to customers, by the same ids as in shop-rows.mjs. */
const DEVICES = 900_000;
const EVENTS_A_VISIT = 8;
const FROM = Date.UTC(2024, 0, 1);
const SPAN = 2 * 365 * 86_400_000;

const hash = (expression, salt) => `sipHash64(${expression}, ${salt})`;
const time = (ms) => `fromUnixTimestamp64Milli(toInt64(${ms}), 'UTC')`;

/** Columns of a visit's event, behind those that shop-rows.mjs fills. */
export const VISIT_COLUMNS =
  "session_id, page_path, referrer_domain, campaign_source, campaign_medium, campaign_name, device, " +
  "products.id, products.name, products.category, products.price, products.quantity";

/**
 * Rows of visits of eight events: pages, a product seen, and in some of them a product added, a checkout.
 *
 * @param {{ messageId(ms: string, unique: string): string, context: string }} with_
 * @param {[number, number]} slice first event and how many
 * @param {number} total events of all slices
 */
export function visitRows({ messageId, context }, [from, count], total) {
  const name = `multiIf(place = 2, 'Product Viewed', place = 4 AND ${hash("visit", 30)} % 100 < 30, 'Product Added',
    place = 6 AND ${hash("visit", 30)} % 100 < 12, 'Checkout Started', '')`;
  const campaign = `${hash("visit", 31)} % 12`;
  const product = `toString(${hash("n", 32)} % 5000)`;
  return `
    SELECT 'shop', multiIf(name != '', 'commerce', place < 7, 'page', 'other'), ${messageId("ms", "n + 2000000000")},
      if(name = '' AND place < 7, 'page', 'track'), name, name, ${time("ms")}, 'sender', ${time("ms + 300")},
      if(device < ${CUSTOMERS} AND visit % 4 = 0, concat('user-', toString(device)), ''),
      lower(hex(sipHash128('device', device))), '', '', '', NULL, '', '', false,
      if(product_id = '', '{}', concat('{"product_id":"', product_id, '","price":', toString(cityHash64(product_id) % 90 + 9), '}')),
      '{}', ${context}, '{}',
      lower(hex(${hash("visit", 33)})), concat('/p/', toString(${hash("n", 34)} % 400)),
      if(campaign > 9, 'search.example', ''), if(campaign < 6, concat('source-', toString(campaign % 3)), ''),
      if(campaign < 6, 'cpc', ''), if(campaign < 6, concat('campaign-', toString(campaign)), ''),
      if(visit % 3 = 0, 'desktop', 'mobile'),
      if(product_id = '', [], [product_id]), if(product_id = '', [], [concat('Product ', product_id)]),
      if(product_id = '', [], [concat('Category ', toString(cityHash64(product_id) % 20))]),
      if(product_id = '', [], [toDecimal128(cityHash64(product_id) % 90 + 9, 6)]), if(product_id = '', [], [toDecimal64(1, 3)])
    FROM (
      SELECT number + ${from} AS n, intDiv(n, ${EVENTS_A_VISIT}) AS visit, n % ${EVENTS_A_VISIT} AS place,
        toUInt64(${DEVICES} * pow((${hash("visit", 35)} % 1000003) / 1000003, 1.5)) AS device,
        ${FROM} + intDiv(visit * ${EVENTS_A_VISIT} * ${SPAN}, ${total}) + place * 40000 AS ms,
        ${campaign} AS campaign, ${name} AS name,
        if(place = 2 OR name = 'Product Added', ${product}, '') AS product_id
      FROM numbers(${count})
    )`;
}
