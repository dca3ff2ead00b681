import { Command, InvalidArgumentError, Option } from "commander";
import { readDataFolder } from "../../client/data-folder.js";
import { readRunning } from "../../data-folder/running.js";
import { print, say } from "../../output/terminal/print.js";
import { readConfig } from "../../settings/config.js";
import { localAddress } from "../../settings/local-address.js";
import { webKeyOf } from "../../sources/write-keys.js";
import { REQUEST_ERRORS } from "../errors.js";
import { readBrowserScript, readStub } from "./browser-script.js";
import { contentSecurityPolicy, scriptTag } from "./tag.js";

interface ScriptTagOptions {
  readonly host?: string;
  readonly writeKey?: string;
  readonly data?: string;
  readonly csp?: boolean;
}

/** `safar script-tag`: prints the tag for a shop's pages. */
export function scriptTagCommand(): Command {
  return new Command("script-tag")
    .summary("print the script tag for a shop's pages")
    .description(
      "Prints two elements for the head of every page: a line that queues calls until the script has loaded, and the " +
        "script tag itself, with an immutable file name and the integrity hash that browsers check. Print it again " +
        "after an upgrade of Safar, because each release has another name. To get new releases automatically, use " +
        "/safar.js without an integrity hash instead.",
    )
    .addOption(
      new Option("--host <address>", "address at which shops' visitors reach the collector")
        .env("SAFAR_HOST")
        .argParser(hostOption),
    )
    .addOption(
      new Option("--write-key <key>", "write key of the shop (default: the data folder's first)").env(
        "SAFAR_WRITE_KEY",
      ),
    )
    .option("-d, --data <folder>", "data folder (SAFAR_DATA, default safar-data)")
    .option("--csp", "print what the page's Content-Security-Policy must allow, instead of the tag")
    .addHelpText(
      "after",
      "\nExamples:\n  $ safar script-tag --host https://collect.shop.example --write-key wk_…\n" +
        "  $ safar script-tag --host https://collect.shop.example --csp\n",
    )
    .action(printTag);
}

async function printTag(options: ScriptTagOptions): Promise<void> {
  const [script, stub] = await Promise.all([readBrowserScript(), readStub()]);
  if (script === undefined || stub === undefined) {
    throw new Error(REQUEST_ERRORS.script_not_built.message.replace(", and start the collector again", ""));
  }
  const config = readConfig({ flags: { SAFAR_DATA: options.data } });
  const known = options.host ?? (config.SAFAR_PUBLIC_URL || undefined)?.replace(/\/$/, "");
  const host =
    known ??
    (await readRunning(config.SAFAR_DATA))?.collector ??
    localAddress(config.SAFAR_LISTEN, config.SAFAR_PORT);
  if (known === undefined) {
    say(
      `The tag uses this machine's own address, ${host}. Set the public one with --host or SAFAR_PUBLIC_URL.\n`,
    );
  }
  if (options.csp) {
    print(contentSecurityPolicy({ stub, host }));
    return;
  }
  const writeKey = options.writeKey ?? webKeyOf((await readDataFolder(config.SAFAR_DATA))?.sources[0]);
  if (!writeKey) {
    throw new Error(
      `${config.SAFAR_DATA} has no active web key. Pass one with --write-key; safar serve creates and prints the first.`,
    );
  }
  if (writeKey.startsWith("sk_")) {
    throw new Error(
      "This is a server key, a secret that must not be in a page. Use a web key (wk_…): safar keys lists them.",
    );
  }
  print(scriptTag({ script, stub, host, writeKey }));
}

/** @throws {InvalidArgumentError} when a page cannot load a script from this address */
function hostOption(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "http:" && url?.protocol !== "https:") {
    throw new InvalidArgumentError("Include the scheme, such as https://collect.shop.example.");
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}
