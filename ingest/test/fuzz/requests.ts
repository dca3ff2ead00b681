import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { HOSTILE_NAMES, hostileValue } from "../../../schemas/test/hostile-values.js";

/** A request that is HTTP; what it says may be anything. */
export interface FuzzRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Draws requests around the wire: most of them nearly right, since nonsense is refused at the first look. */
export function requestArbitrary(writeKey: string): fc.Arbitrary<FuzzRequest> {
  return fc
    .record({
      path: fc.oneof({ weight: 8, arbitrary: eventPath }, otherPath),
      method: fc.oneof(
        { weight: 12, arbitrary: fc.constant("POST") },
        fc.constantFrom("GET", "HEAD", "PUT", "OPTIONS"),
      ),
      json: fc.oneof({ weight: 8, arbitrary: jsonBody }, fc.uint8Array({ maxLength: 200 }).map(Buffer.from)),
      key: keyPlace(writeKey),
      labels,
      packing: fc.constantFrom("plain", "plain", "plain", "gzip", "gzip", "broken gzip", "cut gzip"),
    })
    .map(({ path, method, json, key, labels: some, packing }) => ({
      method,
      path: path + (key.query ?? ""),
      headers: { ...some, ...key.headers },
      body: packed(Buffer.isBuffer(json) ? json : bodyOf(json, key.body), packing),
    }));
}

const eventPath = fc.constantFrom(
  ...[
    "batch",
    "b",
    "import",
    "batch/",
    "track",
    "t",
    "identify",
    "i",
    "page",
    "p",
    "screen",
    "group",
    "alias",
    "a",
    "m",
  ].map((name) => `/v1/${name}`),
);

const otherPath = fc.oneof(
  fc.constantFrom(
    "/",
    "/v1",
    "/v1/projects/wk_a/settings",
    "/safar.js",
    "/safar-x.js",
    "/v1/batch/../../etc",
    "//",
    "/%2e%2e/",
  ),
  fc.webPath().map((path) => (path.startsWith("/") && !path.startsWith("/demo") ? path : `/-${path}`)),
);

function keyPlace(writeKey: string) {
  const key = fc.oneof(
    { weight: 9, arbitrary: fc.constant(writeKey) },
    fc.string({ unit: "grapheme-ascii", maxLength: 40 }),
    fc.constantFrom("__proto__", "", "a".repeat(3_000), "wk_\u0000"),
  );
  return fc.record({ key, place: fc.nat(5) }).map(({ key: one, place }) => {
    const plain = one.replaceAll(/[^\x21-\x7e]/g, "?");
    if (place === 0) return { headers: { authorization: `Bearer ${plain}` }, body: {} };
    if (place === 1) return { headers: {}, body: { writeKey: one } };
    if (place === 2) return { headers: {}, body: {}, query: `?writeKey=${encodeURIComponent(one)}` };
    if (place === 3) return { headers: { authorization: plain }, body: { writeKey: one } };
    return { headers: { authorization: `Basic ${Buffer.from(`${one}:`).toString("base64")}` }, body: {} };
  }) as fc.Arbitrary<{ headers: Record<string, string>; body: object; query?: string }>;
}

const headerText = fc.string({ unit: "grapheme-ascii", maxLength: 60 });
const labels = fc.record(
  {
    "content-type": fc.oneof(
      fc.constantFrom(
        "application/json",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        ";",
        "a/b; c",
      ),
      headerText,
    ),
    "content-encoding": fc.constantFrom("gzip", "br", "deflate", "identity", "gzip, gzip", "x"),
    origin: fc.oneof(fc.webUrl(), fc.constantFrom("null", "https://shop.example"), headerText),
    "user-agent": fc.oneof(fc.constant("Mozilla/5.0 (compatible; Googlebot/2.1)"), headerText),
    "x-forwarded-for": fc.oneof(fc.ipV4(), fc.ipV6(), headerText),
    "x-request-id": headerText,
    "x-retry-count": headerText,
    accept: headerText,
    expect: fc.constantFrom("100-continue", "x"),
  },
  { requiredKeys: [] },
);

/** Texts that once broke something somewhere. */
const oddText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.constantFrom(
    "",
    "\ud800",
    "\u0000",
    "'); DROP TABLE event_rows; --",
    "__proto__",
    "constructor",
    "9".repeat(400),
    "x".repeat(513),
    "2024-02-30T25:61:61Z",
    "9999-12-31T23:59:59.999Z",
    "-271821-04-20T00:00:00.000Z",
    "0000-00-00",
  ),
);
const oddNumber = fc.oneof(
  fc.double(),
  fc.bigInt().map(Number),
  fc.constantFrom(0, -0, 1e308, -1e15, 1e15, 5e-324, 2 ** 53),
);
const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  oddText,
  oddNumber,
  fc.constantFrom<unknown>(null, true, [], {}, [null], { __proto__x: 1 }),
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 2, arbitrary: hostileValue },
);

const object = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(
    { ...fields, unknown: oddValue, ...Object.fromEntries(HOSTILE_NAMES.map((name) => [name, oddValue])) },
    { requiredKeys: [] },
  );
const amount = fc.oneof(
  fc.double({ min: 0, max: 1e6, noNaN: true }),
  oddValue,
  fc.constantFrom("12,50", "1e5", "12.345678901"),
);
const properties = object({
  order_id: fc.oneof(fc.nat(50).map(String), oddValue),
  revenue: amount,
  total: amount,
  value: amount,
  currency: fc.oneof(fc.constantFrom("EUR", "eur", "EURO", "xx"), oddValue),
  products: fc.oneof(
    fc.array(object({ product_id: oddValue, price: amount, quantity: amount }), { maxLength: 3 }),
    oddValue,
  ),
  card: fc.constantFrom("4111 1111 1111 1111", "pw"),
  test: oddValue,
  cart_id: oddValue,
  step: oddValue,
  share_via: oddValue,
});
const time = fc.oneof(
  fc
    .date({ noInvalidDate: true, min: new Date("2000-01-01"), max: new Date("2040-01-01") })
    .map((date) => date.toISOString()),
  oddValue,
);
const mostly = (good: fc.Arbitrary<unknown>) => fc.oneof({ weight: 6, arbitrary: good }, oddValue);
const id = mostly(fc.constantFrom("u1", "u2", "u3"));

/** An event of a batch: mostly nearly right. */
export const event = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record(
      {
        type: mostly(fc.constantFrom("track", "track", "identify", "page", "screen", "group", "alias")),
        event: mostly(
          fc.constantFrom(
            "Order Completed",
            "Order Refunded",
            "Order Cancelled",
            "purchase",
            "Product Viewed",
            "Cart Shared",
            "Checkout Step Viewed",
          ),
        ),
        messageId: oddText,
        userId: id,
        anonymousId: id,
        previousId: id,
        groupId: id,
        timestamp: time,
        sentAt: time,
        name: mostly(fc.constant("n")),
        properties: mostly(properties),
        traits: mostly(properties),
        context: mostly(object({ ip: oddValue, userAgent: oddValue, page: oddValue, test: oddValue })),
        integrations: oddValue,
        _metadata: oddValue,
      },
      { requiredKeys: ["type", "userId", "event"] },
    ),
  },
  oddValue,
);

interface JsonBody {
  readonly events: unknown[];
  readonly shape: "batch" | "single" | "odd" | "deep";
  readonly context: unknown;
  readonly sentAt: unknown;
  readonly odd: unknown;
}

const jsonBody: fc.Arbitrary<JsonBody> = fc.record({
  events: fc.array(event, { maxLength: 8 }),
  shape: fc.constantFrom("batch", "batch", "batch", "batch", "single", "single", "odd", "deep"),
  context: oddValue,
  sentAt: time,
  odd: oddValue,
});

function bodyOf({ events, shape, context, sentAt, odd }: JsonBody, key: object): Buffer {
  if (shape === "deep") return Buffer.from(`{"batch":${"[".repeat(5_000)}${"]".repeat(5_000)}}`);
  const [first] = events;
  const body =
    shape === "batch"
      ? { batch: events, context, sentAt, ...key }
      : shape === "single" && typeof first === "object"
        ? { ...first, sentAt, ...key }
        : odd;
  // As a client in another language writes it: __proto__ is a field like any other.
  return Buffer.from((JSON.stringify(body) ?? "").replaceAll("__proto__x", "__proto__"));
}

function packed(bytes: Buffer, packing: string): Buffer {
  if (packing === "plain") return bytes;
  const zipped = gzipSync(bytes);
  if (packing === "cut gzip") return zipped.subarray(0, zipped.length / 2);
  if (packing === "broken gzip") zipped[zipped.length >> 1]! ^= 0x55;
  return zipped;
}
