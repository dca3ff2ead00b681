import { readFile } from "node:fs/promises";
import { Type } from "typebox";
import { Compile } from "typebox/compile";
import { isTimeZone } from "../settings/time-zone.js";
import type { KeyEntry } from "./key-entry.js";
import { isAllowable } from "./origins.js";
import {
  DECIMAL_STYLES,
  type DecimalStyle,
  KEY_KINDS,
  ORDER_WORDS,
  ORDERS_FROM,
  type OrdersFrom,
  type OrderWord,
  type Source,
  ZERO_ORDERS,
  type ZeroOrders,
} from "./source.js";
import { PLATFORM_NAMES, type WebhookSecrets } from "./webhook-secrets.js";
import { keyHash, LONGEST_KEY } from "./write-keys.js";

/** A source in the file, with its keys. */
export interface SourceEntry extends Source {
  readonly ordersFrom: OrdersFrom;
  readonly pagesTell: readonly OrderWord[];
  readonly userLinksFrom: OrdersFrom;
  readonly decimal: DecimalStyle;
  readonly zeroOrders: ZeroOrders;
  /** Origins of the pages that may send to it; an empty list allows every page. */
  readonly allowedOrigins: readonly string[];
  readonly disabled: boolean;
  readonly keys: readonly KeyEntry[];
  /** Signing secrets of the platforms' web-hooks. Anybody who has one can send orders as the shop. */
  readonly webhookSecrets?: WebhookSecrets | undefined;
}

/** Valid source ids. */
export const SOURCE_ID = /^[a-z0-9][a-z0-9_-]{0,63}$/;

const optionalDate = () => Type.Optional(Type.String({ maxLength: 40 }));

// Reject unknown fields: a misspelt restriction would otherwise restrict nothing.
const FILE = Compile(
  Type.Object(
    {
      sources: Type.Array(
        Type.Object(
          {
            id: Type.String({ pattern: SOURCE_ID.source }),
            currency: Type.String({ pattern: "^[A-Z]{3}$" }),
            timeZone: Type.String(),
            ordersFrom: Type.Optional(Type.Union(ORDERS_FROM.map((from) => Type.Literal(from)))),
            pagesTell: Type.Optional(Type.Array(Type.Union(ORDER_WORDS.map((word) => Type.Literal(word))))),
            userLinksFrom: Type.Optional(Type.Union(ORDERS_FROM.map((from) => Type.Literal(from)))),
            decimal: Type.Optional(Type.Union(DECIMAL_STYLES.map((style) => Type.Literal(style)))),
            zeroOrders: Type.Optional(Type.Union(ZERO_ORDERS.map((choice) => Type.Literal(choice)))),
            allowedOrigins: Type.Optional(Type.Array(Type.String())),
            disabled: Type.Optional(Type.Boolean()),
            webhookSecrets: Type.Optional(
              Type.Object(
                Object.fromEntries(
                  PLATFORM_NAMES.map((name) => [
                    name,
                    Type.Optional(Type.String({ minLength: 8, maxLength: 256 })),
                  ]),
                ),
                { additionalProperties: false },
              ),
            ),
            keys: Type.Array(
              Type.Object(
                {
                  kind: Type.Union(KEY_KINDS.map((kind) => Type.Literal(kind))),
                  key: Type.Optional(Type.String({ minLength: 1, maxLength: LONGEST_KEY })),
                  sha256: Type.Optional(Type.String({ pattern: "^[0-9a-f]{64}$" })),
                  hint: Type.Optional(Type.String({ maxLength: 16 })),
                  createdAt: optionalDate(),
                  expiresAt: optionalDate(),
                  disabled: Type.Optional(Type.Boolean()),
                },
                { additionalProperties: false },
              ),
            ),
          },
          { additionalProperties: false },
        ),
        { minItems: 1 },
      ),
    },
    { additionalProperties: false },
  ),
);

/** A file is not a valid list of sources; the message names the place and says what to do. */
export class SourcesFileError extends Error {
  override readonly name = "SourcesFileError";
  /** What is wrong, and where, without the rest of the message. */
  readonly problem: string;

  constructor(message: string, { problem = message, cause }: { problem?: string; cause?: unknown } = {}) {
    super(message, { cause });
    this.problem = problem;
  }
}

/**
 * Parses a file of sources and write keys.
 *
 * @param path for the error message
 * @throws {SourcesFileError} naming the first invalid place
 */
export function parseSources(path: string, text: string): SourceEntry[] {
  const fail = (what: string, cause?: unknown) =>
    new SourcesFileError(
      `${path} is not a list of sources: ${what}. Fix it; \`safar sources\` and \`safar keys\` always write valid files. ` +
        "If you move it away, the next start of `safar serve` or `safar sources add` creates a new one.",
      { problem: what, cause },
    );
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw fail(`it is not JSON (${(error as Error).message})`, error);
  }
  if (text.includes('"writeKeys"')) {
    throw fail(
      '"writeKeys" is from an earlier version, which stored every key in plain text; now a source has "keys": [{ "kind": "web", "key": "wk_…" }]',
    );
  }
  const [problem] = FILE.Errors(content);
  if (problem) {
    throw fail(`${problem.instancePath.slice(1) || "it"} ${inWords(problem)}`);
  }
  const sources = (content as { sources: WrittenSource[] }).sources.map(withDefaults);
  const misfit = firstMisfit(sources);
  if (misfit) throw fail(misfit);
  return sources;
}

/** The format of fields with a pattern, in words. */
const FIELD_FORMS: Readonly<Record<string, string>> = {
  id: "1 to 64 lower-case letters, digits, - and _, starting with a letter or digit",
  currency: "three capital letters, such as EUR",
  sha256: "64 hexadecimal digits",
};

function inWords({ keyword, instancePath, message }: ReturnType<typeof FILE.Errors>[number]): string {
  if (keyword === "boolean") return "is not a known setting";
  const form = FIELD_FORMS[instancePath.split("/").at(-1) ?? ""];
  return keyword === "pattern" && form !== undefined ? `must be ${form}` : message;
}

/**
 * Reads and parses a file of sources and write keys.
 *
 * @throws {SourcesFileError} when it is unreadable or invalid
 */
export async function readSourcesFile(path: string): Promise<SourceEntry[]> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new SourcesFileError(
      `${path} can't be read: ${error.message}. Fix it, or make it readable for the user who runs this.`,
      { cause: error },
    );
  });
  return parseSources(path, text);
}

/** Serializes a file of sources. Default values are left out. */
export function sourcesText(sources: readonly SourceEntry[]): string {
  const entries = sources.map(
    ({
      ordersFrom,
      pagesTell,
      userLinksFrom,
      decimal,
      zeroOrders,
      allowedOrigins,
      disabled,
      keys,
      ...source
    }) => ({
      ...source,
      ...(ordersFrom === "any" ? {} : { ordersFrom }),
      ...(ORDER_WORDS.every((word) => pagesTell.includes(word)) ? {} : { pagesTell }),
      ...(userLinksFrom === "server" ? {} : { userLinksFrom }),
      ...(decimal === "either" ? {} : { decimal }),
      ...(zeroOrders === "ignored" ? {} : { zeroOrders }),
      ...(allowedOrigins.length === 0 ? {} : { allowedOrigins }),
      ...(disabled ? { disabled } : {}),
      keys,
    }),
  );
  return `${JSON.stringify({ sources: entries }, null, 2)}\n`;
}

/** Fills a source's missing fields with defaults. */
export function withDefaults({
  ordersFrom = "any",
  pagesTell = ORDER_WORDS,
  userLinksFrom = "server",
  decimal = "either",
  zeroOrders = "ignored",
  ...source
}: WrittenSource): SourceEntry {
  const rules = { ordersFrom, pagesTell, userLinksFrom, decimal, zeroOrders };
  return { ...rules, allowedOrigins: [], disabled: false, keys: [], ...source };
}

type WrittenSource = Source & Partial<Omit<SourceEntry, keyof Source>>;

function firstMisfit(sources: readonly SourceEntry[]): string | undefined {
  const ids = new Set<string>();
  const hashes = new Set<string>();
  for (const { id, timeZone, allowedOrigins, keys } of sources) {
    if (ids.has(id)) return `there are two sources ${id}`;
    ids.add(id);
    if (!isTimeZone(timeZone)) return `"${timeZone}" of source ${id} is not a time zone`;
    const origin = allowedOrigins.find((one) => !isAllowable(one));
    if (origin !== undefined)
      return `"${origin}" of source ${id} is not an origin such as https://shop.example`;
    for (const [index, key] of keys.entries()) {
      const place = `key ${index + 1} of source ${id}`;
      if (key.kind === "web" ? !key.key || "sha256" in key : !key.sha256 || !key.hint || "key" in key)
        return `${place} must have "key" when it is a web key, "sha256" and "hint" when it is a server key`;
      for (const date of [key.createdAt, key.expiresAt])
        if (date !== undefined && Number.isNaN(Date.parse(date)))
          return `"${date}" of ${place} is not a date`;
      const hash = keyHash(key);
      if (hashes.has(hash)) return `${place} is there twice`;
      hashes.add(hash);
    }
  }
  return undefined;
}
