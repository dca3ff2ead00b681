import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { Command, Option } from "commander";
import { findOperator } from "../operator/find-operator.js";
import { print, say } from "../output/terminal/print.js";
import { askTerminal, canBeAsked } from "../output/terminal/question.js";
import { readConfig } from "../settings/config.js";
import { openHttpWarehouse, type Quorum } from "../store/warehouse/clickhouse-http.js";
import { eraseRows } from "./erase.js";
import { readErasures } from "./erasures.js";
import { asOption, linksOption } from "./find-options.js";
import { doubtfulLinks, linksQuestion, linkText } from "./follow-links.js";
import { type ForgetRequest, type ForgetStep, forget, type Receipt } from "./forget.js";
import type { ForgetLine } from "./forget-route.js";
import { rebuildJoinedUsers } from "./identity/joined-users.js";
import type { FindOptions, PersonLink } from "./person.js";
import { keepReceipt, receiptsFile } from "./receipts.js";

interface Options extends FindOptions {
  source?: string;
  dryRun?: boolean;
  yes?: boolean;
  json?: boolean;
  data?: string;
  clickhouse?: string;
  user?: string;
  again?: boolean;
}

/** Erases, or tries to; tells each step. */
type Forget = (request: ForgetRequest, onStep: (step: ForgetStep) => void) => Promise<Receipt>;

/** `safar forget`: erases one person. */
export function forgetCommand(): Command {
  return new Command("forget")
    .summary("erase one person's events from every table, for good")
    .description(
      "Erases what is stored of one person, named by a user id or an anonymous id, and of all other ids that are the " +
        "same person: events, refused events, and whatever is derived from them. Figures change as if the person had " +
        "never been there. Prints a receipt, which is also stored without the id. Their late events are " +
        "refused; later events are stored as those of a new person. Asks before it begins.",
    )
    .argument("[customer]", "user id or anonymous id")
    .option("--source <id>", "only in this source (default: in all)")
    .addOption(linksOption())
    .addOption(asOption())
    .option("--dry-run", "erase nothing: count what would be erased, and show the links between the ids")
    .option("-y, --yes", "do not ask")
    .option("--json", "print only the receipt, as JSON")
    .option("-d, --data <folder>", "data folder (SAFAR_DATA, default safar-data)")
    .addOption(
      new Option(
        "--clickhouse <address>",
        "a ClickHouse server or any of a cluster, with a user who may delete; not for an embedded collector",
      ).env("SAFAR_CLICKHOUSE_URL"),
    )
    .addOption(new Option("--user <name>", "its user").env("SAFAR_CLICKHOUSE_USER"))
    .option(
      "--again",
      "erase late events of everyone erased before; run it once a day for a server behind Kafka",
    )
    .addHelpText(
      "after",
      "\nExamples:\n  $ safar forget user-17 --dry-run\n  $ safar forget user-17 --yes --json > receipt.json\n" +
        "  $ SAFAR_CLICKHOUSE_PASSWORD=… safar forget --clickhouse https://clickhouse:8443 --user operator user-17\n",
    )
    .action(run);
}

async function run(id: string | undefined, options: Options): Promise<void> {
  const { source, dryRun = false } = options;
  if (options.again) return await forgetAgain(options);
  if (id === undefined || id === "") throw new Error("Name the customer: a user id or an anonymous id.");
  if (!dryRun && !options.yes && !canBeAsked())
    throw new Error("Erasing can't be undone. Use --yes to erase, or --dry-run to see what would be erased.");
  let links: readonly PersonLink[] = [];
  const onStep = (step: ForgetStep) => {
    if (typeof step !== "string") links = step;
    else if (!options.json) say(step);
  };
  const { forgetOne, close } = await where(options);
  try {
    let follow = options.links;
    const tryIt = () => forgetOne({ id, source, as: options.as, links: follow, dryRun: true }, onStep);
    let tried = await tryIt();
    if (!options.json) for (const link of links) say(linkText(link));
    if (dryRun) {
      printReceipt(tried, options);
      return;
    }
    if (follow === undefined && doubtfulLinks(links).length > 0) {
      if (options.yes) throw new Error(`Nothing was erased. ${linksQuestion(links)}`);
      follow = await chosenLinks();
      tried = await tryIt();
    }
    if (!options.yes) {
      printReceipt(tried, { json: false });
      if (!(await answered("This can't be undone. Type the id again to erase: ", [id])))
        throw new Error("Nothing was erased.");
    }
    printReceipt(
      await forgetOne({ id, source, as: options.as, links: follow, dryRun: false }, onStep),
      options,
    );
  } finally {
    await close();
  }
}

async function chosenLinks(): Promise<"all" | "trusted"> {
  const which = await answered(
    "Some links were not made by a server of yours. Type all to follow every link, or trusted to follow only those made by servers: ",
    ["all", "trusted"],
  );
  if (which === undefined) throw new Error("Nothing was erased.");
  return which as "all" | "trusted";
}

async function where(options: Options): Promise<{ forgetOne: Forget; close(): Promise<void> }> {
  if (options.clickhouse === undefined) {
    const operator = await findOperator({ ops: undefined, data: options.data, start: true });
    const forgetOne: Forget = async (request, onStep) => {
      const answer = await operator.ask("/forget", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(request),
      });
      if (!answer.ok || !answer.body) throw new Error(await answer.text());
      for await (const text of createInterface({ input: Readable.fromWeb(answer.body as never) })) {
        const line = JSON.parse(text) as ForgetLine;
        if ("step" in line) onStep(line.step);
        else if ("links" in line) onStep(line.links);
        else if ("error" in line) throw new Error(line.error);
        else return line.receipt as Receipt;
      }
      throw new Error("The collector ended before the erasure did. Run `safar forget` again.");
    };
    return { forgetOne, close: operator.close };
  }
  const { warehouse, folder } = await openServer(options);
  const erasures = await readErasures(warehouse);
  return {
    async forgetOne(request, onStep) {
      const steps = forget(
        { warehouse, erasures, settled: async () => {}, relink: () => rebuildJoinedUsers(warehouse) },
        request,
      );
      let next = await steps.next();
      for (; !next.done; next = await steps.next()) onStep(next.value);
      if (!request.dryRun) await keepReceipt(folder, next.value);
      return next.value;
    },
    close: () => warehouse.close(),
  };
}

async function openServer({ clickhouse, user, data }: Options) {
  const config = readConfig({ flags: { SAFAR_DATA: data, SAFAR_CLICKHOUSE_URL: clickhouse } });
  const warehouse = openHttpWarehouse({
    url: config.SAFAR_CLICKHOUSE_URL,
    username: user ?? config.SAFAR_CLICKHOUSE_USER,
    password: config.SAFAR_CLICKHOUSE_PASSWORD,
    quorum: config.SAFAR_CLICKHOUSE_QUORUM as Quorum,
    // A deletion is waited for, and rewrites what the person's rows lie among.
    requestTimeout: DELETION_MS,
  });
  return { warehouse, folder: config.SAFAR_DATA };
}

const DELETION_MS = 3_600_000;

async function forgetAgain(options: Options): Promise<void> {
  if (options.clickhouse === undefined) {
    throw new Error(
      "An embedded collector refuses late events by itself. Name a server with --clickhouse to erase them again there.",
    );
  }
  const { warehouse } = await openServer(options);
  try {
    const erasures = await readErasures(warehouse);
    await eraseRows(warehouse, erasures.salts, erasures.all(), { untilTheirTime: true });
    await rebuildJoinedUsers(warehouse);
    print(`Late events of ${erasures.all().length} erased ids are erased.`);
  } finally {
    await warehouse.close();
  }
}

function printReceipt(receipt: Receipt, { json, data }: { json?: boolean; data?: string }): void {
  if (json) {
    print(JSON.stringify(receipt, null, 2));
    return;
  }
  const tried = receipt.what !== "forget";
  const rows = Object.entries(receipt.rows).map(([table, n]) => `  ${table.padEnd(14)} ${n}`);
  print(
    [
      `${tried ? "Rows that would be erased" : "Rows that were erased"}, of ${counted(receipt.ids, "id")}, searched in ${counted(receipt.sources.length, "source")}:`,
      ...rows,
    ].join("\n"),
  );
  if (tried) return;
  const { SAFAR_DATA } = readConfig({ flags: { SAFAR_DATA: data } });
  print(
    `\nreceipt ${receipt.receipt}, kept in ${receiptsFile(SAFAR_DATA)}\n` +
      `No query finds them any more. ClickHouse removes the bytes from the disk by ${receipt.bytesGoneBy}, when it runs ` +
      "until then. Backups, and Kafka until its retention ends, still hold them: see PRIVACY.md.",
  );
}

const counted = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;

/** What was typed, when it is one of these answers. */
async function answered(question: string, answers: readonly string[]): Promise<string | undefined> {
  const typed = await askTerminal(question);
  return answers.includes(typed) ? typed : undefined;
}
