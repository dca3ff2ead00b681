import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { Command, Option } from "commander";
import { findClickHouse } from "../client/find-clickhouse.js";
import { jsonLine, say } from "../terminal/print.js";
import { findPerson, sourcesOf } from "./person.js";
import { personRows } from "./person-rows.js";

interface Options {
  source?: string;
  out?: string;
  data?: string;
  clickhouse?: string;
  user?: string;
  password?: string;
}

/** `safar export`: all that is stored of one person. */
export function exportCommand(): Command {
  return new Command("export")
    .summary("print all that is stored of one person")
    .description(
      "Prints every row that tells of one person, named by a user id or an anonymous id, and of all other ids that " +
        "are the same person: events and refused events, one JSON object a line with its table. Ids that belong to it " +
        "and the number of rows are told on standard error.",
    )
    .argument("<customer>", "user id or anonymous id")
    .option("--source <id>", "only of this source (default: of all)")
    .option("-o, --out <file>", "write to this file, readable by you alone, and not to standard output")
    .option("-d, --data <folder>", "data folder (SAFAR_DATA, default safar-data)")
    .addOption(
      new Option("--clickhouse <address>", "address of a ClickHouse server").env("SAFAR_CLICKHOUSE_URL"),
    )
    .addOption(new Option("--user <name>", "its user").env("SAFAR_CLICKHOUSE_USER"))
    .option("--password <password>", "its password (SAFAR_CLICKHOUSE_PASSWORD, default: the data folder's)")
    .addHelpText("after", "\nExample:\n  $ safar export user-17 --out user-17.jsonl\n")
    .action(exportPerson);
}

async function exportPerson(id: string, { source, out, ...where }: Options): Promise<void> {
  const { clickhouse: url, user: username, password, data } = where;
  const { warehouse, close } = await findClickHouse({ url, username, password, data });
  try {
    const sources = source === undefined ? await sourcesOf(warehouse) : [source];
    const persons = await findPerson(warehouse, id, sources);
    const output = out === undefined ? process.stdout : createWriteStream(out, { mode: 0o600 });
    let rows = 0;
    for await (const row of personRows(warehouse, persons)) {
      rows += 1;
      if (!output.write(`${jsonLine(row)}\n`)) await once(output, "drain");
    }
    if (output !== process.stdout) await new Promise<void>((resolve) => output.end(resolve));
    const ids = [...new Set(persons.flatMap(({ labels }) => labels))];
    say(`${rows} rows of ${ids.map((label) => label.replace("/", " ")).join(", ")}.`);
    if (rows === 0) say("Nothing is stored under this id. Is it a user id or an anonymous id?");
  } finally {
    await close();
  }
}
