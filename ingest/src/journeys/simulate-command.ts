import { Command, InvalidArgumentError, Option } from "commander";
import { dateOption, timeZoneOption } from "../ask/report/range-options.js";
import { findClickHouse } from "../client/find-clickhouse.js";
import { findSource } from "../client/find-source.js";
import { print } from "../output/terminal/print.js";
import { createProgress, type Progress } from "../output/terminal/progress.js";
import { readConfig } from "../settings/config.js";
import { readSchemaFiles, schemaFolder } from "../store/migrate/schema-files.js";
import { textOf } from "./check-command.js";
import { loadJourney } from "./definition/load-journey.js";
import { PERMISSIONS, type Permission } from "./sending/second-look.js";
import { simulationText } from "./simulate/report-text.js";
import { sendingSettings } from "./simulate/sending-settings.js";
import { simulate } from "./simulate/simulate.js";

interface Options {
  readonly since: string;
  readonly until?: string;
  readonly source?: string;
  readonly timeZone?: string;
  readonly permission: Permission;
  readonly goalDays: number;
  readonly json?: boolean;
  readonly data?: string;
  readonly clickhouse?: string;
  readonly user?: string;
  readonly password?: string;
}

/** `safar journeys simulate`: what a journey would have done. */
export function simulateCommand(): Command {
  return new Command("simulate")
    .summary("show what a journey would have done in a shop's own past; nothing is sent")
    .description(
      "Takes the shop's people through a journey as it would have gone: who comes in, what each would have been sent, who " +
        "is not sent anything and why, and how many reach the goal anyway. Each event is known when it happened, also an " +
        "imported one, and each person as they are known today. Caps count the messages of this journey alone. Texts are " +
        "filled in, and a message whose text can't be is counted with the reason. SAFAR_PAGE_CONTACTS_PER_HOUR, " +
        "SAFAR_SHOP_HOSTS and SAFAR_EMAIL_FROM hold as for the engine.",
    )
    .argument("<file>", "the journey's file, .json or .yaml")
    .requiredOption("--since <date>", "from when people come in, such as 2025-01-01", dateOption)
    .option(
      "--until <date>",
      "day after the last, such as 2026-01-01 (default: today, which is left out)",
      dateOption,
    )
    .option("--source <name>", "source to simulate (default: the data folder's first, else shop)")
    .option("--time-zone <zone>", "the shop's time zone (default: the source's)", timeZoneOption)
    .addOption(
      new Option(
        "--permission <rule>",
        "who may be sent marketing: who subscribed, or all who did not unsubscribe",
      )
        .choices(PERMISSIONS)
        .default("subscribed" satisfies Permission),
    )
    .option("--goal-days <days>", "how long after coming in the goal counts", daysOption, 30)
    .option("--json", "print JSON")
    .option("-d, --data <folder>", "data folder (SAFAR_DATA, default safar-data)")
    .addOption(
      new Option("--clickhouse <address>", "address of a ClickHouse server").env("SAFAR_CLICKHOUSE_URL"),
    )
    .addOption(new Option("--user <name>", "its user").env("SAFAR_CLICKHOUSE_USER"))
    .option("--password <password>", "its password (SAFAR_CLICKHOUSE_PASSWORD, default: the data folder's)")
    .addHelpText(
      "after",
      "\nExamples:\n  $ safar journeys simulate journeys/abandoned-cart.json --since 2025-01-01 --until 2026-01-01\n" +
        "  $ safar journeys simulate journeys/at-risk.yaml --since 2025-06-01 --permission unless-refused --json\n",
    )
    .action(run);
}

function daysOption(text: string): number {
  const days = Number(text);
  if (Number.isInteger(days) && days >= 1 && days <= 3_650) return days;
  throw new InvalidArgumentError("Give a whole number from 1 to 3650.");
}

async function run(file: string, options: Options): Promise<void> {
  const { views } = await readSchemaFiles(schemaFolder());
  const loaded = await loadJourney(file, views);
  if (loaded.definition === undefined) throw new Error(`The journey has problems.\n${textOf(loaded)}`);
  const found = await findClickHouse({
    url: options.clickhouse,
    username: options.user,
    password: options.password,
    data: options.data,
  });
  try {
    const { since, permission, goalDays } = options;
    const { source, ...its } = await findSource(found.warehouse, options.source, found);
    const timeZone = options.timeZone ?? its.timeZone;
    const until = options.until ?? new Date().toISOString().slice(0, 10);
    if (since >= until)
      throw new Error(`The period is empty: it begins on ${since} and ends before ${until}.`);
    const shown = new Map<string, Progress>();
    const report = await simulate(
      found.warehouse,
      loaded.definition,
      loaded.segments,
      { source, timeZone, since, until, permission, goalDays },
      sendingSettings(readConfig({ flags: {} })),
      (label, state) => {
        if (!shown.has(label)) {
          for (const progress of shown.values()) progress.end();
          shown.set(label, createProgress(label));
        }
        shown.get(label)!.update(state);
      },
    );
    shown.get("Simulating")?.end();
    print(options.json ? JSON.stringify(report, null, 2) : simulationText(report));
  } finally {
    await found.close();
  }
}
