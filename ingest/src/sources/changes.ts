import type { Changed } from "./change-sources.js";
import type { KeyEntry } from "./key-entry.js";
import type { KeyKind, Source } from "./source.js";
import { type SourceEntry, withDefaults } from "./sources-file.js";
import type { PlatformName } from "./webhook-secrets.js";
import { hashOf, isInForce, keyEntry, keyHash, keyHint, newWriteKey } from "./write-keys.js";

/** A change and the key it created; a server key can be shown only now. */
export interface ChangedKeys extends Changed {
  readonly newKey: string;
}

type Settings = Partial<
  Pick<
    SourceEntry,
    | "currency"
    | "timeZone"
    | "ordersFrom"
    | "pagesTell"
    | "userLinksFrom"
    | "decimal"
    | "zeroOrders"
    | "allowedOrigins"
  >
>;

/** Adds a source with its first web key. @throws {Error} when the id exists */
export function addSource(
  sources: readonly SourceEntry[],
  { id, ...to }: Pick<Source, "id" | "currency" | "timeZone"> & Settings,
): ChangedKeys {
  if (sources.some((source) => source.id === id)) {
    throw new Error(`Source ${id} exists already. Change it with \`safar sources set ${id}\`.`);
  }
  const newKey = newWriteKey("web");
  const key = keyEntry("web", newKey);
  return {
    sources: [...sources, withDefaults({ id, ...to, keys: [key] })],
    audit: [
      { what: "source added", source: id, to },
      { what: "key added", source: id, key: keyHint(key), to: { kind: "web" } },
    ],
    newKey,
  };
}

/** @throws {Error} when there is no such source, or nothing to set */
export function setSource(sources: readonly SourceEntry[], id: string, settings: Settings): Changed {
  const to = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  const names = Object.keys(to) as (keyof Settings)[];
  if (names.length === 0) throw new Error("Nothing to set. safar sources set --help lists the options.");
  const source = sourceIn(sources, id);
  const from = Object.fromEntries(names.map((name) => [name, source[name]]));
  return {
    sources: replace(sources, { ...source, ...to }),
    audit: [{ what: "source changed", source: id, from, to }],
  };
}

/** @throws {Error} when there is no such source */
export function disableSource(sources: readonly SourceEntry[], id: string, disabled: boolean): Changed {
  const source = sourceIn(sources, id);
  return {
    sources: replace(sources, { ...source, disabled }),
    audit: [{ what: disabled ? "source disabled" : "source enabled", source: id }],
  };
}

/**
 * Sets the signing secret of a platform's web-hooks for a source.
 *
 * @throws {Error} when there is no such source
 */
export function setWebhookSecret(
  sources: readonly SourceEntry[],
  id: string,
  platform: PlatformName,
  secret: string,
): Changed {
  const source = sourceIn(sources, id);
  if (source.webhookSecrets?.[platform] === secret) return { sources, audit: [] };
  const webhookSecrets = { ...source.webhookSecrets, [platform]: secret };
  return {
    sources: replace(sources, { ...source, webhookSecrets }),
    audit: [{ what: "web-hook secret set", source: id, to: { platform } }],
  };
}

/** @throws {Error} when there is no such source */
export function addKey(sources: readonly SourceEntry[], id: string, kind: KeyKind): ChangedKeys {
  const source = sourceIn(sources, id);
  const newKey = newWriteKey(kind);
  const key = keyEntry(kind, newKey);
  return {
    sources: replace(sources, { ...source, keys: [...source.keys, key] }),
    audit: [{ what: "key added", source: id, key: keyHint(key), to: { kind } }],
    newKey,
  };
}

/**
 * Creates a key of the same kind beside an old one, which stays valid until a date.
 *
 * @param name the old key, its hint or its last characters
 * @param until epoch milliseconds
 * @throws {Error} when no key or several match, or the old one is no longer valid
 */
export function rotateKey(sources: readonly SourceEntry[], name: string, until: number): ChangedKeys {
  const { source, key } = keyCalled(sources, name);
  if (!isInForce(key)) {
    throw new Error(
      `${keyHint(key)} is no longer valid. Create a new key with \`safar keys add ${source.id} --kind ${key.kind}\`.`,
    );
  }
  const newKey = newWriteKey(key.kind);
  const added = keyEntry(key.kind, newKey);
  const soonest = Math.min(until, key.expiresAt === undefined ? until : Date.parse(key.expiresAt));
  const expiresAt = new Date(soonest).toISOString();
  const keys = source.keys.flatMap((one) => (one === key ? [{ ...one, expiresAt }, added] : [one]));
  return {
    sources: replace(sources, { ...source, keys }),
    audit: [
      { what: "key rotated", source: source.id, key: keyHint(key), to: { key: keyHint(added), expiresAt } },
    ],
    newKey,
  };
}

/**
 * @param name the key, its hint or its last characters
 * @throws {Error} when no key or several match
 */
export function disableKey(sources: readonly SourceEntry[], name: string): Changed {
  const { source, key } = keyCalled(sources, name);
  const keys = source.keys.map((one) => (one === key ? { ...one, disabled: true } : one));
  return {
    sources: replace(sources, { ...source, keys }),
    audit: [{ what: "key disabled", source: source.id, key: keyHint(key) }],
  };
}

/** Fewest final characters that may name a key. */
const LEAST_NAME = 4;

function keyCalled(sources: readonly SourceEntry[], name: string): { source: SourceEntry; key: KeyEntry } {
  const end = name.split("…").at(-1) ?? "";
  const found = sources.flatMap((source) =>
    source.keys
      .filter((key) => keyHash(key) === hashOf(name) || (end.length >= LEAST_NAME && endsWith(key, end)))
      .map((key) => ({ source, key })),
  );
  const [only] = found;
  if (only === undefined) {
    throw new Error(
      `There is no key ${end.length > LEAST_NAME ? "of this name" : name}. Use the whole key or its last four characters; safar keys lists them.`,
    );
  }
  if (found.length > 1) {
    throw new Error(`Several keys end in ${end.slice(-LEAST_NAME)}. Use the whole key.`);
  }
  return only;
}

function endsWith(key: KeyEntry, end: string): boolean {
  return key.kind === "web" ? key.key.endsWith(end) : end.length === LEAST_NAME && key.hint.endsWith(end);
}

/** The source with this id. @throws {Error} listing the existing sources when there is none */
export function sourceIn(sources: readonly SourceEntry[], id: string): SourceEntry {
  const source = sources.find((one) => one.id === id);
  if (source) return source;
  const ids = sources.map((one) => one.id).join(", ") || "none yet";
  throw new Error(`There is no source ${id}. There are: ${ids}.`);
}

function replace(sources: readonly SourceEntry[], changed: SourceEntry): SourceEntry[] {
  return sources.map((source) => (source.id === changed.id ? changed : source));
}
