import { Command, InvalidArgumentError, Option } from "commander";
import { print, say } from "../output/terminal/print.js";
import { tableText } from "../output/terminal/table.js";
import { changeSources } from "./change-sources.js";
import { addKey, type ChangedKeys, disableKey, rotateKey } from "./changes.js";
import { fileOf, IN_FORCE_SOON, type InFile, inFile, readSources } from "./command-file.js";
import type { KeyEntry } from "./key-entry.js";
import { lastUseOf } from "./key-use.js";
import { KEY_KINDS, type KeyKind } from "./source.js";
import type { SourceEntry } from "./sources-file.js";
import { sourcesPlace } from "./sources-place.js";
import { isInForce, keyHash, keyHint } from "./write-keys.js";

/** `safar keys`: manages the sources' write keys. */
export function keysCommand(): Command {
  return new Command("keys")
    .summary("list, add, rotate and disable write keys")
    .description(
      "A write key can only send the events of one source. A web key (wk_…) is in the shop's pages and public. A server " +
        "key (sk_…) is a secret of the shop's backend: it is stored as a hash and printed once. Running collectors " +
        "apply a change within a second.",
    )
    .addCommand(listCommand(), { isDefault: true })
    .addCommand(addCommand())
    .addCommand(rotateCommand())
    .addCommand(disableCommand());
}

interface ListOptions extends InFile {
  source?: string;
  json?: boolean;
}

function listCommand(): Command {
  return inFile(new Command("list").summary("show the keys and their last use"))
    .description(
      "Shows whole web keys, which the shop's pages need, and only the last four characters of server keys.",
    )
    .addHelpText("after", "\nExamples:\n  $ safar keys\n  $ safar keys list --source shop --json\n")
    .option("--source <id>", "only of this source")
    .option("--json", "print one JSON line per key")
    .action(async (options: ListOptions) => {
      const sources = await readSources(options);
      const folder = sourcesPlace(fileOf(options)).keyUse;
      const keys = await Promise.all(
        sources
          .filter(({ id }) => options.source === undefined || id === options.source)
          .flatMap((source) => source.keys.map((key) => listed(source, key, folder))),
      );
      if (options.json) {
        for (const key of keys) print(JSON.stringify(key));
        return;
      }
      const rows = keys.map(({ source, key, kind, state, createdAt, expiresAt, lastUsedAt }) => [
        source,
        key,
        kind,
        state === "in force" && expiresAt ? `in force until ${expiresAt}` : state,
        createdAt ?? "-",
        lastUsedAt ?? "never",
      ]);
      print(tableText({ head: ["source", "key", "kind", "state", "made", "last used"], rows }));
    });
}

/** A key for display: the whole web key, which pages need, but only the hint of a server key. */
async function listed(source: SourceEntry, entry: KeyEntry, folder: string) {
  const lastUse = await lastUseOf(folder, keyHash(entry));
  return {
    source: source.id,
    key: entry.kind === "web" ? entry.key : keyHint(entry),
    kind: entry.kind,
    state: entry.disabled ? "disabled" : isInForce(entry) ? "in force" : "expired",
    createdAt: entry.createdAt,
    expiresAt: entry.expiresAt,
    lastUsedAt: lastUse === undefined ? undefined : new Date(lastUse).toISOString(),
  };
}

const HOLDERS = "server, a secret of the shop's backend, or web, for its pages, where everybody can read it";

function addCommand(): Command {
  return inFile(
    new Command("add")
      .summary("create a key and print it")
      .description(
        "Creates another key for a source, and prints only the key to standard output. The source's other keys stay valid.",
      )
      .argument("<source>", "the source it sends for"),
  )
    .addOption(new Option("--kind <kind>", `who will use it: ${HOLDERS}`).choices(KEY_KINDS))
    .addHelpText(
      "after",
      "\nExamples:\n  $ safar keys add shop --kind server\n  $ safar keys add shop --kind web\n",
    )
    .action(async (id: string, { kind, ...options }: InFile & { kind?: KeyKind }) => {
      if (kind === undefined) throw new Error(`Use --kind to say who will use the key: ${HOLDERS}.`);
      await changeAndPrint(options, (sources) => addKey(sources, id, kind));
    });
}

function rotateCommand(): Command {
  return inFile(
    new Command("rotate")
      .summary("replace a key by a new one; the old one stays valid for a while")
      .description(
        "Creates a new key of the same source and kind, and prints it. The old one works until the overlap ends: replace " +
          "it everywhere by the new one, then check with `safar keys` that it is no longer used.",
      )
      .argument("<key>", "the old key, or its last four characters"),
  )
    .addOption(
      new Option(
        "--overlap <time>",
        "how long the old key stays valid, such as 30m, 12h or 7d; 0 disables it now",
      )
        .argParser(overlap)
        .default(overlap("7d"), "7d"),
    )
    .addHelpText("after", "\nExamples:\n  $ safar keys rotate 3f9a\n  $ safar keys rotate 3f9a --overlap 0\n")
    .action(async (key: string, options: InFile & { overlap: number }) => {
      const until = Date.now() + options.overlap;
      await changeAndPrint(options, (sources) => rotateKey(sources, key, until));
      say(`The old key works until ${new Date(until).toISOString()}; safar keys shows its last use.`);
    });
}

function disableCommand(): Command {
  return inFile(
    new Command("disable")
      .summary("disable a key for good")
      .description(
        "Refuses all requests with the key within a second. It can't be enabled again. To replace a key without losing " +
          "events, use `safar keys rotate`.",
      )
      .argument("<key>", "the key, or its last four characters"),
  )
    .addHelpText("after", "\nExample:\n  $ safar keys disable 3f9a\n")
    .action(async (key: string, options: InFile) => {
      await changeSources(fileOf(options), (sources) => disableKey(sources, key));
      print(`Disabled the key. ${IN_FORCE_SOON}`);
    });
}

async function changeAndPrint(
  options: InFile,
  change: (sources: readonly SourceEntry[]) => ChangedKeys,
): Promise<ChangedKeys> {
  let changed: ChangedKeys | undefined;
  await changeSources(fileOf(options), (sources) => {
    changed = change(sources);
    return changed;
  });
  const { newKey } = changed!;
  const once = newKey.startsWith("sk_") ? " It is a secret, and is not shown again." : "";
  say(`The new key.${once} ${IN_FORCE_SOON}`);
  print(newKey);
  return changed!;
}

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** @throws {InvalidArgumentError} when it is not a duration, or longer than a year */
function overlap(text: string): number {
  const [, number, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  const millis = text === "0" ? 0 : Number(number) * UNITS[unit as keyof typeof UNITS];
  if (!(millis <= 366 * UNITS.d))
    throw new InvalidArgumentError("It must be 0, or a number followed by m, h or d, at most a year.");
  return millis;
}
