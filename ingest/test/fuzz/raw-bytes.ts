import { gzipSync } from "node:zlib";
import fc from "fast-check";

/** Draws what is sent over one connection: a good exchange of requests, and then harmed. */
export function bytesArbitrary(writeKey: string): fc.Arbitrary<Buffer> {
  return fc
    .record({
      exchange: fc.constantFrom(...goodExchanges(writeKey)),
      headers: fc.array(fc.constantFrom(...OTHER_HEADERS), { maxLength: 2 }),
      harms: fc.array(harm, { maxLength: 4 }),
    })
    .map(({ exchange, headers, harms }) => {
      const withHeaders = exchange.replace("\r\n", `\r\n${headers.map((line) => `${line}\r\n`).join("")}`);
      return harms.reduce<Buffer>((bytes, one) => harmed(bytes, one), Buffer.from(withHeaders, "latin1"));
    });
}

/** One byte a character, so that gzip keeps its bytes. */
function goodExchanges(writeKey: string): string[] {
  const json =
    '{"batch":[{"type":"page","userId":"u"},{"type":"track","event":"E","userId":"u","properties":{"n":1}}]}';
  const zipped = gzipSync(json).toString("latin1");
  const head = (path: string) => `POST ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${writeKey}\r\n`;
  const sized = (body: string, labels = "") =>
    `${head("/v1/batch")}${labels}Content-Length: ${body.length}\r\n\r\n${body}`;
  const chunked = (body: string) => {
    const chunks = body.match(/[\s\S]{1,30}/g) ?? [];
    const text = chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join("");
    return `${head("/v1/batch")}Transfer-Encoding: chunked\r\n\r\n${text}0\r\n\r\n`;
  };
  const get = "GET /v1/projects/x/settings HTTP/1.1\r\nHost: a\r\n\r\n";
  return [
    sized(json),
    sized(zipped, "Content-Encoding: gzip\r\n"),
    chunked(json),
    chunked(zipped),
    sized(json) + get + sized(json),
    `${sized(json)}${chunked(json)}`,
    `${head("/v1/track?writeKey=")}Content-Length: 2\r\n\r\n{}`,
    `OPTIONS /v1/batch HTTP/1.1\r\nHost: a\r\nOrigin: https://a.example\r\nAccess-Control-Request-Method: POST\r\n\r\n`,
    get,
    "GET /safar.js HTTP/1.0\r\nHost: a\r\n\r\n",
  ];
}

const OTHER_HEADERS = [
  "Content-Length: 5",
  "Content-Length: -1",
  "Content-Length: 1e3",
  "Content-Length: 99999999999999999999",
  "Content-Length : 5",
  "Transfer-Encoding: chunked",
  "Transfer-Encoding: xchunked",
  "Transfer-Encoding: gzip, chunked",
  "Transfer-Encoding:\tchunked",
  " folded: onto the line before",
  "X: a\r\n\tb",
  "Expect: 100-continue",
  "Connection: close",
  "Connection: upgrade\r\nUpgrade: websocket",
  "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__",
  "Host: b",
  `X: ${"a".repeat(20_000)}`,
  ...["\u0000", "\r", "\n", "\u007f", "\u00ff"].map((odd) => `X: a${odd}b`),
];

type Harm = {
  readonly at: number;
  readonly length: number;
  readonly bytes: Uint8Array;
  readonly how: string;
};

const harm: fc.Arbitrary<Harm> = fc.record({
  /** Where, as a share of the whole. */
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  length: fc.nat(40),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 20 }),
  how: fc.constantFrom("flip", "flip", "cut out", "put in", "end here", "twice", "line ends"),
});

function harmed(whole: Buffer, { at, length, bytes, how }: Harm): Buffer {
  const place = Math.floor(at * whole.length);
  const [before, behind] = [whole.subarray(0, place), whole.subarray(place)];
  if (how === "flip") {
    const flipped = Buffer.from(whole);
    if (place < flipped.length) flipped[place]! ^= bytes[0]! || 1;
    return flipped;
  }
  if (how === "cut out") return Buffer.concat([before, behind.subarray(length)]);
  if (how === "put in") return Buffer.concat([before, bytes, behind]);
  if (how === "end here") return before;
  if (how === "twice") return Buffer.concat([before, behind.subarray(0, length), behind]);
  return Buffer.from(whole.toString("latin1").replaceAll("\r\n", bytes[0]! % 2 ? "\n" : "\r"), "latin1");
}
