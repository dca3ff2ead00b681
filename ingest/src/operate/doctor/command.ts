import { Command } from "commander";
import { checkMailbox } from "../../channels/email/mailbox/check-mailbox.js";
import { openChannels } from "../../channels/open-channels.js";
import { pushSettings } from "../../channels/push/push-settings.js";
import { newVapidKey } from "../../channels/push/vapid.js";
import { asCalled } from "../../output/terminal/called-as.js";
import { type Piece, print } from "../../output/terminal/print.js";
import { statusLine } from "../../output/terminal/status-line.js";
import { type Config, ConfigError, readConfig } from "../../settings/config.js";
import { engineProgram } from "../../store/engine/program.js";
import { checkDataFolder, runningOn } from "./data-folder.js";
import { type Finding, fail, ok } from "./finding.js";
import { checkLimits } from "./limits.js";
import { checkMachine } from "./machine.js";
import { checkPorts } from "./ports.js";
import { checkClickHouse, checkKafka, checkSources } from "./servers.js";
import type { ToldWhere } from "./stored.js";

interface Options {
  config?: string;
  data?: string;
  json?: boolean;
}

/** `safar doctor`: finds problems and says what to do. */
export function doctorCommand(): Command {
  return new Command("doctor")
    .summary("check configuration, disk, clock, ports, broker and ClickHouse, and say what to do")
    .description(
      "Checks everything that Safar depends on, as configured here: Kafka and ClickHouse with SAFAR_KAFKA_BROKERS, " +
        "else the data folder. It changes nothing, and can run while a collector is running. The exit code is 1 when " +
        "a check fails.",
    )
    .option("-c, --config <file>", "JSON file with settings, named like the environment variables")
    .option("-d, --data <folder>", "data folder (SAFAR_DATA, default safar-data)")
    .option("--json", "print one JSON line per finding")
    .addHelpText("after", "\nExamples:\n  $ safar doctor\n  $ safar doctor --data /var/lib/safar --json\n")
    .action(async ({ config: file, data, json }: Options) => {
      const where = statusLine();
      for await (const finding of examination({ file, flags: { SAFAR_DATA: data } }, where.show)) {
        where.clear();
        print(json ? JSON.stringify(finding) : line(finding));
        if (finding.state === "fail") process.exitCode = 1;
      }
      where.clear();
    });
}

/** All findings, in the order in which a start would find them. */
export async function examine(sources: Parameters<typeof readConfig>[0]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const finding of examination(sources, () => {})) findings.push(finding);
  return findings;
}

/** Yields each finding as soon as it is known. @param told called with the current check while it takes long */
async function* examination(
  sources: Parameters<typeof readConfig>[0],
  told: ToldWhere,
): AsyncGenerator<Finding> {
  let config: Config;
  try {
    config = readConfig(sources);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    yield fail("configuration", error.message, "Correct that setting; CONFIGURATION.md lists all settings.");
    yield* checkMachine();
    return;
  }
  const distributed = config.SAFAR_KAFKA_BROKERS !== "";
  yield ok("configuration", distributed ? "for collect and load" : "for serve");
  yield* checkMachine();
  yield checkLimits(config);
  if (distributed) {
    yield* await checkKafka(config);
    yield await checkSources(config);
  } else {
    yield await checkChannels(config);
    yield* await checkBounces(config);
    yield checkEngine(config.SAFAR_CLICKHOUSE_BINARY);
    yield* checkDataFolder(config.SAFAR_DATA, told);
  }
  if (config.SAFAR_CLICKHOUSE_URL !== "") yield* checkClickHouse(config, told);
  const running = distributed ? undefined : await runningOn(config.SAFAR_DATA);
  yield* await checkPorts(config, !distributed, running);
}

/** Checks that the mailbox for bounces can be reached and opened. */
async function checkBounces(config: Config): Promise<Finding[]> {
  const checked = await checkMailbox(config);
  if (checked === undefined) return [];
  const about = "mailbox of bounces";
  return [
    checked.problem === undefined
      ? ok(about, checked.said)
      : fail(about, checked.problem, "Check SAFAR_BOUNCES_URL, and whether the server allows IMAP."),
  ];
}

/** Checks the settings of channels as `safar serve` does at its start. */
async function checkChannels(config: Config): Promise<Finding> {
  try {
    // A key that the first start makes is not made here.
    const key = config.SAFAR_PUSH_KEY || newVapidKey();
    const push = await pushSettings({ ...config, SAFAR_PUSH_KEY: key }, undefined, console);
    const channels = await openChannels(config, push);
    await Promise.all(channels.map((channel) => channel.close()));
    const names = channels.map(({ channel }) => channel).join(", ");
    return ok(
      "journeys",
      names === "" ? "no channel is configured: nothing is sent" : `settings of ${names} are complete`,
    );
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return fail("journeys", error.message, "Correct that setting; CONFIGURATION.md lists all settings.");
  }
}

function checkEngine(binary: string): Finding {
  try {
    engineProgram(binary);
    return ok("engine", binary === "" ? "ClickHouse is installed with Safar" : `ClickHouse is ${binary}`);
  } catch (error) {
    const [said, ...todo] = (error as Error).message.split(". ");
    return fail("engine", `${said}.`, todo.join(". "));
  }
}

const STYLES = { ok: "green", warn: "yellow", fail: "red" } as const;

function line({ about, state, said, todo }: Finding): Piece[] {
  return [
    { text: state.padEnd(4), style: STYLES[state] },
    `  ${about.padEnd(22)} ${said}${todo ? `\n      ${" ".repeat(22)} → ${asCalled(todo)}` : ""}`,
  ];
}
