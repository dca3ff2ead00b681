import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import closeWithGrace from "close-with-grace";
import { Command, InvalidArgumentError } from "commander";
import { type CollectorProcess, startCollectorProcess } from "../../client/collector-process.js";
import { print, say } from "../../output/terminal/print.js";
import { createProgress, grouped } from "../../output/terminal/progress.js";
import { compareYear, isAllEqual } from "./compare-year.js";
import { demoText } from "./demo-text.js";
import { addDays, localDate } from "./ledger/calendar.js";
import { freePort } from "./live/free-port.js";
import { goLive, mailSettings } from "./live/go-live.js";
import { type Inbox, openInbox } from "./live/inbox.js";
import { LIVE_SOURCE } from "./live/live-source.js";
import { sendYear } from "./send-year.js";
import { newServerKey } from "./server-key.js";
import { type SimulationOptions, simulateShop } from "./shop/simulate-shop.js";
import { wouldHaveDone } from "./would-have-done.js";

/** Time limit for stopping the collector, in milliseconds. */
const STOP_LIMIT_MS = 30_000;

interface DemoFlags {
  readonly customers: number;
  readonly days: number;
  readonly seed: number;
  /** The day after the last one, `YYYY-MM-DD`. */
  readonly end: string;
  readonly keep?: boolean;
}

/** The shop's time zone: one with daylight saving. */
const TIME_ZONE = "Europe/Amsterdam";

/** `safar demo`: runs everything once, on a simulated shop whose true figures are known. */
export function demoCommand(): Command {
  return new Command("demo")
    .summary("simulate a shop, and compare its figures with the true ones")
    .description(
      "Starts a collector with its own ClickHouse, simulates a shop, sends the shop's events through the Node SDK, " +
        "and queries ClickHouse for the five KPIs. The simulator keeps a ledger of what really happened. The demo " +
        "shows both figures side by side. The exit code is 1 if any figure differs.\n\n" +
        "With --keep it goes on until Ctrl-C: shoppers go on visiting, the shipped journey abandoned-cart writes to them " +
        "at sixty times its pace, and the terminal shows each e-mail as it comes. The e-mails go to a mail server of " +
        "the demo's own and leave this machine at no time.",
    )
    .option(
      "--customers <count>",
      "number of people who may buy; five times as many only look",
      count(1, 200_000),
      3_000,
    )
    .option("--days <count>", "number of days to simulate", count(1, 3_650), 365)
    .option("--seed <number>", "the same seed gives the same shop", count(0, 2 ** 31 - 1), 7)
    .option(
      "--end <date>",
      "day after the last one, today or earlier; the same seed and end give the same figures",
      pastDay,
      today(),
    )
    .option(
      "--keep",
      "keep the data in a folder of .safar/demo, and keep the collector and a live journey running until Ctrl-C",
    )
    .addHelpText("after", "\nExamples:\n  $ safar demo\n  $ safar demo --seed 42 --customers 500 --keep\n")
    .action(demo);
}

function count(from: number, to: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (Number.isInteger(number) && number >= from && number <= to) return number;
    throw new InvalidArgumentError(`Use a whole number from ${from} to ${to}.`);
  };
}

const today = () => localDate(Date.now(), TIME_ZONE);

function pastDay(text: string): string {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
  // The collector would replace future times by the time of receipt.
  if (isDay && text >= "2000-01-01" && text <= today()) return text;
  throw new InvalidArgumentError("Use a day from 2000-01-01 to today, such as 2026-01-01.");
}

async function demo(flags: DemoFlags): Promise<void> {
  const { seed, customers, days, end, keep } = flags;
  const options: SimulationOptions = { seed, customers, days, start: addDays(end, -days) };
  print(`A shop with ${grouped(customers)} customers, ${days} days from ${options.start}, seed ${seed}.`);
  const folder = keep ? keptFolder(flags) : await mkdtemp(join(tmpdir(), "safar-demo-"));
  const inbox = keep ? await openInbox() : undefined;
  const collector = await startWithMail(folder, inbox).catch(async (error) => {
    await inbox?.close();
    throw error;
  });
  print(`A collector with its own ClickHouse is running. Its data is in ${folder}.`);
  let isEqual = false;
  let isLive = false;
  let endLive = async () => {};
  const stop = async () => {
    await endLive().catch((error: Error) => say(`The live journey was not paused: ${error.message}`));
    await collector.stop();
    await inbox?.close();
    if (!keep) await rm(folder, { recursive: true, force: true });
    else
      print(
        `\nThe demo has ended${isLive ? ", and the live journey is paused" : ""}. Its data stays in ${folder}.`,
      );
  };
  const atInterrupt = closeWithGrace({ delay: STOP_LIMIT_MS, logger: false }, async () => {
    await stop();
    // An error thrown here sets the exit code to 1.
    if (keep && !isEqual) throw new Error("The figures differ.");
  });
  isEqual = await show(options, folder, collector).catch(async (error) => {
    await stop();
    throw error;
  });
  if (inbox !== undefined) {
    print(keptText(collector, folder, { start: options.start, end }));
    endLive = await goLive(collector, folder, inbox, TIME_ZONE).catch(async (error) => {
      await stop();
      throw error;
    });
    isLive = true;
    print(liveText(folder));
    return;
  }
  atInterrupt.uninstall();
  await stop();
  print(nextText(flags));
  if (!isEqual) process.exitCode = 1;
}

/** Links in e-mails name the port, so it is chosen before the collector starts: another program may be faster. */
async function startWithMail(folder: string, inbox: Inbox | undefined, tries = 3): Promise<CollectorProcess> {
  const port = inbox === undefined ? 0 : await freePort();
  const env = mailSettings(inbox, port);
  try {
    return await startCollectorProcess(folder, { timeZone: TIME_ZONE }, { port, env });
  } catch (error) {
    if (tries === 1 || !(error as Error).message.includes(`127.0.0.1:${port}:`)) throw error;
    return startWithMail(folder, inbox, tries - 1);
  }
}

async function show(
  options: SimulationOptions,
  folder: string,
  collector: CollectorProcess,
): Promise<boolean> {
  const simulation = simulateShop(options);
  const progress = createProgress("Sending");
  const server = await newServerKey(folder, collector.source, collector.collector);
  const to = { collector: collector.collector, keys: { web: collector.writeKey, server } };
  const sending = await sendYear(simulation, options, to, {
    onProgress: progress.update,
    onNotice: (notice) => say(notice),
  });
  progress.end();
  const comparison = await compareYear(simulation, options, TIME_ZONE, collector);
  print(demoText(sending, comparison));
  const range = {
    since: options.start,
    until: addDays(options.start, options.days),
    timeZone: TIME_ZONE,
  };
  print(`\nWhat a reminder of abandoned carts would have done:\n${await wouldHaveDone(collector, range)}`);
  return isAllEqual(comparison, sending);
}

/** A folder for each shop, so that a second run of the same shop finds its own events and no others. */
function keptFolder({ seed, customers, days, end }: DemoFlags): string {
  return resolve(".safar", "demo", `seed-${seed}-customers-${customers}-days-${days}-end-${end}`);
}

function keptText(
  { collector, dashboard, clickhouse, password, writeKey, source }: CollectorProcess,
  folder: string,
  { start, end }: { readonly start: string; readonly end: string },
): string {
  const simulated = new URLSearchParams({ source, range: "custom", from: start, to: addDays(end, -1) });
  const dashboardText = dashboard
    ? `\n  dashboard    ${dashboard}?${simulated}\n               sign in with SAFAR_DASHBOARD_PASSWORD if it is set, else with the password above`
    : "";
  return `
The collector goes on running until Ctrl-C.

  collector    ${collector}   write key ${writeKey}
  ClickHouse   ${clickhouse}   user default, password ${password}${dashboardText}

See who comes back, also in another terminal or later:
  npx @safar/ingest report --section all --data '${relative("", folder)}'

Ask it something of your own:
  curl -u 'default:${password}' '${clickhouse}/' --data-binary \\
    "SELECT * FROM safar.customer_value(source='${source}', since='${start}', until='${end}', time_zone='${TIME_ZONE}') FORMAT PrettyCompact"

Send it something of your own:
  curl -u '${writeKey}:' ${collector}/v1/track -d '{"userId":"me","event":"Product Viewed","properties":{"product_id":"p1"}}'`;
}

function liveText(folder: string): string {
  const data = `--source ${LIVE_SOURCE} --data '${relative("", folder)}'`;
  return `
Shoppers go on coming in, as source "${LIVE_SOURCE}", and abandoned-cart reminds them of their carts. An hour of the journey
takes a minute here, so the first e-mail comes in about a minute. Open the link below it to unsubscribe that shopper. What
the journey does, in another terminal:
  npx @safar/ingest journeys list ${data}
  npx @safar/ingest messages list ${data}
`;
}

function nextText({ seed }: DemoFlags): string {
  return `
Next:
  npx @safar/ingest demo --keep                keep the data and the collector, and ask ClickHouse yourself
  npx @safar/ingest demo --seed ${String(seed + 1).padEnd(15)}another shop
  npx @safar/ingest journeys new               journeys to begin with
  npx @safar/ingest serve                      a collector for your own shop
  npx @safar/ingest import orders.csv --help   your past orders`;
}
