import { Command, Option } from "commander";
import { print, say } from "../output/terminal/print.js";
import { tableText } from "../output/terminal/table.js";
import { readConfig } from "../settings/config.js";
import { currencyOption } from "../settings/currency-option.js";
import { readAudit } from "./audit-log.js";
import { changeSources } from "./change-sources.js";
import { addSource, disableSource, setSource } from "./changes.js";
import { fileOf, IN_FORCE_SOON, type InFile, inFile, readSources } from "./command-file.js";
import {
  DECIMAL_STYLES,
  type DecimalStyle,
  ORDER_WORDS,
  ORDERS_FROM,
  type OrdersFrom,
  type OrderWord,
  ZERO_ORDERS,
  type ZeroOrders,
} from "./source.js";
import { sourcesPlace } from "./sources-place.js";
import { isInForce } from "./write-keys.js";

interface Settings extends InFile {
  currency?: string;
  timeZone?: string;
  ordersFrom?: OrdersFrom;
  pagesTell?: (OrderWord | "all" | "nothing")[];
  userLinksFrom?: OrdersFrom;
  decimal?: DecimalStyle;
  zeroOrders?: ZeroOrders;
  allowOrigin?: string[];
  anyOrigin?: boolean;
  json?: boolean;
}

/** `safar sources`: manages the sources and their rules. */
export function sourcesCommand(): Command {
  return new Command("sources")
    .summary("list, add and change sources")
    .description(
      "A source is a shop, or a part of one with its own figures. Sources and their write keys are stored in the data " +
        "folder of `safar serve`, or in the file SAFAR_SOURCES that all `safar collect` processes share. Running " +
        "collectors apply a change within a second. Use `safar keys` to change the keys.",
    )
    .addCommand(listCommand(), { isDefault: true })
    .addCommand(addCommand())
    .addCommand(setCommand())
    .addCommand(disableCommand(true))
    .addCommand(disableCommand(false))
    .addCommand(auditCommand());
}

function listCommand(): Command {
  return inFile(new Command("list").summary("show the sources and their rules"))
    .description(
      "Shows each source: its currency and time zone, which keys may send orders and join users, how its amounts are " +
        "read, which pages may send to it, and how many valid keys it has.",
    )
    .addHelpText("after", "\nExamples:\n  $ safar sources\n  $ safar sources list --json\n")
    .option("--json", "print one JSON line per source")
    .action(async (options: Settings) => {
      const sources = await readSources(options);
      if (options.json) {
        for (const { keys, webhookSecrets, ...source } of sources) print(JSON.stringify(source));
        return;
      }
      const rows = sources.map((source) => [
        source.id,
        source.disabled ? "disabled" : "takes events",
        source.currency,
        source.timeZone,
        source.ordersFrom === "any" ? "any key" : "server keys",
        source.ordersFrom === "server" ? "nothing" : toldText(source.pagesTell),
        source.userLinksFrom === "any" ? "any key" : "server keys",
        source.decimal,
        source.zeroOrders,
        source.allowedOrigins.join(", ") || "every page",
        String(source.keys.filter((key) => isInForce(key)).length),
      ]);
      const head = [
        "source",
        "state",
        "currency",
        "time zone",
        "orders from",
        "orders' news from pages",
        "users joined by",
        "decimals",
        "zero orders",
        "sent from",
        "keys in force",
      ];
      print(tableText({ head, rows }));
    });
}

/** The order events accepted from pages, in the words of --pages-tell. */
function toldText(told: readonly OrderWord[]): string {
  if (told.length === 0) return "nothing";
  return ORDER_WORDS.every((word) => told.includes(word)) ? "all" : told.join(", ");
}

function addCommand(): Command {
  return settings(
    new Command("add")
      .summary("add a source with a first web key, and print the key")
      .description(
        "Adds a shop with its own figures. Prints only its web key, for its pages, to standard output. `safar keys add` " +
          "creates a key for its backend.",
      )
      .argument("<source>", "its name: lower-case letters, digits, - and _"),
  )
    .addHelpText(
      "after",
      "\nExample:\n  $ safar sources add tea-shop --currency GBP --time-zone Europe/London\n",
    )
    .action(async (id: string, options: Settings) => {
      const config = readConfig();
      const file = fileOf(options);
      let newKey = "";
      await changeSources(file, (sources) => {
        const changed = addSource(sources, {
          id,
          currency: options.currency ?? config.SAFAR_CURRENCY,
          timeZone: options.timeZone ?? config.SAFAR_TIME_ZONE,
          ...given(options),
        });
        newKey = changed.newKey;
        return changed;
      });
      say(`Added source ${id} to ${file}. ${IN_FORCE_SOON} Its web key, for the shop's pages:`);
      print(newKey);
    });
}

function setCommand(): Command {
  return settings(
    new Command("set")
      .summary("change a source's rules")
      .description("Changes the given rules and keeps the others.")
      .argument("<source>", "its name"),
  )
    .option("--any-origin", "allow every page to send to it again")
    .addHelpText(
      "after",
      "\nExamples:\n  $ safar sources set tea-shop --allow-origin https://tea.example 'https://*.tea.example'\n" +
        "  $ safar sources set tea-shop --orders-from server\n" +
        "  $ safar sources set tea-shop --pages-tell completed updated\n" +
        "  $ safar sources set tea-shop --decimal comma\n",
    )
    .action(async (id: string, options: Settings) => {
      await changeSources(fileOf(options), (sources) => setSource(sources, id, given(options)));
      print(`Source ${id} was changed. ${IN_FORCE_SOON}`);
    });
}

function disableCommand(disabled: boolean): Command {
  const verb = disabled ? "disable" : "enable";
  const what = disabled
    ? "stop accepting a source's events; stored ones stay"
    : "accept a source's events again";
  const description = disabled
    ? "Refuses all events for the source, with any of its keys, within a second. Stored events stay and count. `safar sources enable` accepts its events again."
    : "Accepts events of a disabled source again, with the same keys.";
  return inFile(new Command(verb).summary(what).description(description).argument("<source>", "its name"))
    .addHelpText("after", `\nExample:\n  $ safar sources ${verb} tea-shop\n`)
    .action(async (id: string, options: InFile) => {
      await changeSources(fileOf(options), (sources) => disableSource(sources, id, disabled));
      print(`Source ${id} was ${verb}d. ${IN_FORCE_SOON}`);
    });
}

function auditCommand(): Command {
  return inFile(new Command("audit").summary("show who changed which source, key or journey, and when"))
    .description(
      "Shows each change of a source, a key or a journey since the file was created: when, by which user of the machine, and " +
        "to what. Only the last four characters of a key are logged.",
    )
    .option("--json", "print one JSON line per change")
    .addHelpText("after", "\nExamples:\n  $ safar sources audit\n  $ safar sources audit --json\n")
    .action(async (options: Settings) => {
      const entries = await readAudit(sourcesPlace(fileOf(options)).auditLog);
      if (options.json) {
        for (const entry of entries) print(JSON.stringify(entry));
        return;
      }
      const rows = entries.map(({ at, who, what, source, key = "", to, failed }) => [
        at,
        who,
        failed === undefined ? what : `${what}: failed`,
        source,
        key,
        to ? JSON.stringify(to) : "",
      ]);
      print(tableText({ head: ["at", "by", "what", "source", "key", "to"], rows }));
    });
}

function settings(command: Command): Command {
  return inFile(command)
    .option("--currency <code>", "default currency of amounts, such as EUR (SAFAR_CURRENCY)", currencyOption)
    .option("--time-zone <name>", "time zone of its calendar, such as Asia/Tehran (SAFAR_TIME_ZONE)")
    .addOption(
      new Option(
        "--orders-from <keys>",
        "which keys may send orders: anybody can read a web key in the page",
      ).choices(ORDERS_FROM),
    )
    .addOption(
      new Option(
        "--pages-tell <what...>",
        "which order events count when pages send them (default: all); others are stored but not counted",
      ).choices([...ORDER_WORDS, "all", "nothing"]),
    )
    .addOption(
      new Option(
        "--user-links-from <keys>",
        "which keys' aliases join two users into one customer (default: server); with any, a page can take over customers",
      ).choices(ORDERS_FROM),
    )
    .addOption(
      new Option(
        "--decimal <mark>",
        'how the shop writes decimals in text: without it, ambiguous amounts such as "1.234" are not counted',
      ).choices(DECIMAL_STYLES),
    )
    .addOption(
      new Option(
        "--zero-orders <choice>",
        "whether orders of value zero, such as free samples, count as purchases",
      ).choices(ZERO_ORDERS),
    )
    .option(
      "--allow-origin <origin...>",
      "only pages of these origins may send to it; https://*.shop.example means all its subdomains",
    );
}

/** The settings given on the command line, without the others. */
function given({
  currency,
  timeZone,
  ordersFrom,
  pagesTell,
  userLinksFrom,
  decimal,
  zeroOrders,
  allowOrigin,
  anyOrigin,
}: Settings) {
  const allowedOrigins = anyOrigin
    ? []
    : allowOrigin?.map((origin) => origin.toLowerCase().replace(/\/$/, ""));
  return {
    ...(currency === undefined ? {} : { currency }),
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(ordersFrom === undefined ? {} : { ordersFrom }),
    ...(pagesTell === undefined ? {} : { pagesTell: wordsTaken(pagesTell) }),
    ...(userLinksFrom === undefined ? {} : { userLinksFrom }),
    ...(decimal === undefined ? {} : { decimal }),
    ...(zeroOrders === undefined ? {} : { zeroOrders }),
    ...(allowedOrigins === undefined ? {} : { allowedOrigins }),
  };
}

/** @throws {Error} when `nothing` is combined with other values */
function wordsTaken(told: NonNullable<Settings["pagesTell"]>): readonly OrderWord[] {
  if (told.includes("nothing")) {
    if (told.length > 1) throw new Error("--pages-tell nothing can't be combined with other values.");
    return [];
  }
  return ORDER_WORDS.filter((word) => told.includes("all") || told.includes(word));
}
