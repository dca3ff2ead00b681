import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { Command, Option } from "commander";
import { findClickHouse } from "../client/find-clickhouse.js";
import { jsonLine, say } from "../output/terminal/print.js";
import { asOption, linksOption } from "./find-options.js";
import { doubtfulLinks, idWords, linksQuestion, linkText } from "./follow-links.js";
import { type FindOptions, findPerson, sourcesToSearch } from "./person.js";
import { personRows } from "./person-rows.js";

interface Options extends FindOptions {
  source?: string;
  out?: string;
  data?: string;
  clickhouse?: string;
  user?: string;
  password?: string;
}

/** `safar export`: prints all stored data of one person. */
export function exportCommand(): Command {
  return new Command("export")
    .summary("print all stored data of one person")
    .description(
      "Prints every row about one person, named by a user id or an anonymous id, and about all other ids of the same " +
        "person: events and rejected events, one JSON object per line with its table. Standard error shows the links " +
        "between the ids, who made each, and the number of rows. --links all also follows links that no server of " +
        "yours made. Check those first: a page's key is public, so anybody can use it to link an id to theirs.",
    )
    .argument("<customer>", "user id or anonymous id")
    .option("--source <id>", "only this source (default: all)")
    .addOption(linksOption())
    .addOption(asOption())
    .option("-o, --out <file>", "write to this file, which only you can read, instead of standard output")
    .option("-d, --data <folder>", "data folder (SAFAR_DATA, default safar-data)")
    .addOption(
      new Option("--clickhouse <address>", "address of a ClickHouse server").env("SAFAR_CLICKHOUSE_URL"),
    )
    .addOption(new Option("--user <name>", "its user").env("SAFAR_CLICKHOUSE_USER"))
    .option("--password <password>", "its password (SAFAR_CLICKHOUSE_PASSWORD, default: the data folder's)")
    .addHelpText("after", "\nExample:\n  $ safar export user-17 --out user-17.jsonl\n")
    .action(exportPerson);
}

/** The ids of the rows. The id asked for was searched as a user id and as an anonymous id, so it is shown as typed. */
function idsText(id: string, labels: readonly string[]): string {
  const others = labels.filter((label) => label !== `user/${id}` && label !== `guest/${id}`);
  return [id, ...others.map(idWords)].join(", ");
}

async function exportPerson(id: string, { source, out, links, as, ...where }: Options): Promise<void> {
  const { clickhouse: url, user: username, password, data } = where;
  const { warehouse, close } = await findClickHouse({ url, username, password, data });
  try {
    const sources = await sourcesToSearch(warehouse, source);
    const persons = await findPerson(warehouse, id, sources, { links, as });
    const followed = persons.flatMap((person) => person.links);
    if (links === undefined && doubtfulLinks(followed).length > 0)
      throw new Error(`Nothing was exported. ${linksQuestion(followed)}`);
    const output = out === undefined ? process.stdout : createWriteStream(out, { mode: 0o600 });
    let rows = 0;
    for await (const row of personRows(warehouse, persons)) {
      rows += 1;
      if (!output.write(`${jsonLine(row)}\n`)) await once(output, "drain");
    }
    if (output !== process.stdout) await new Promise<void>((resolve) => output.end(resolve));
    const ids = [...new Set(persons.flatMap(({ labels }) => labels))];
    for (const link of followed) say(linkText(link));
    say(`${rows} ${rows === 1 ? "row" : "rows"} of ${idsText(id, ids)}.`);
    if (rows === 0)
      throw new Error(`Nothing is stored of ${id}. Use a user id or an anonymous id exactly as it was sent.`);
  } finally {
    await close();
  }
}
