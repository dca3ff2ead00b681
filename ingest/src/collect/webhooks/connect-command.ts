import { randomBytes } from "node:crypto";
import { Command, Option } from "commander";
import { print } from "../../output/terminal/print.js";
import { changeSources } from "../../sources/change-sources.js";
import { setWebhookSecret, sourceIn } from "../../sources/changes.js";
import { fileOf, IN_FORCE_SOON, type InFile, inFile, readSources } from "../../sources/command-file.js";
import type { PLATFORM_NAMES, PlatformName } from "../../sources/webhook-secrets.js";
import { connectText } from "./connect-text.js";

interface ConnectOptions extends InFile {
  readonly source?: string;
  readonly url?: string;
  readonly secret?: string;
}

/** `safar connect`: takes a platform's web-hooks into a source, and says what to paste where. */
export function connectCommand(): Command {
  return new Command("connect")
    .summary("take orders from Shopify or WooCommerce by web-hooks")
    .description(
      "Web-hooks tell of orders, payments, cancellations, refunds and customers as the shop's server has them. They " +
        "are signed with a secret, and believed as a server is. WooCommerce's secret is made here; Shopify makes its " +
        "own: run the command once to see where, and again with --secret.",
    )
    .addCommand(platformCommand("shopify"))
    .addCommand(platformCommand("woocommerce"));
}

function platformCommand(platform: PlatformName): Command {
  return inFile(new Command(platform).summary(`print what to paste into ${TITLES[platform]}`))
    .description(DESCRIPTIONS[platform])
    .addHelpText(
      "after",
      `\nExample:\n  $ safar connect ${platform} --source shop --url https://collect.shop.example\n`,
    )
    .option("--source <name>", "source that the orders are of (default: the first)")
    .addOption(
      new Option("--url <address>", "address at which the platform reaches the collector").env(
        "SAFAR_PUBLIC_URL",
      ),
    )
    .option("--secret <text>", SECRETS[platform])
    .action((options: ConnectOptions) => connect(platform, options));
}

const TITLES = { shopify: "Shopify", woocommerce: "WooCommerce" } as const satisfies Record<
  (typeof PLATFORM_NAMES)[number],
  string
>;

const DESCRIPTIONS: Readonly<Record<PlatformName, string>> = {
  shopify:
    "Prints where to paste what in Shopify's admin. Shopify shows the secret that it signs with once the first webhook is " +
    "there: run the command again with it as --secret. Shopify must reach the collector over the internet, at --url.",
  woocommerce:
    "Makes a secret, and prints where to paste what in WordPress. Run again, it prints the same secret. WooCommerce must " +
    "reach the collector at --url.",
};

const SECRETS: Readonly<Record<PlatformName, string>> = {
  shopify: "what Shopify signs with, as its admin shows it",
  woocommerce: "what WooCommerce is to sign with (default: the one that is set, else a new one)",
};

async function connect(platform: PlatformName, options: ConnectOptions): Promise<void> {
  const sources = await readSources(options);
  const source = sourceIn(sources, options.source ?? sources[0]!.id);
  const url = options.url ?? EXAMPLE;
  if (!URL.canParse(url)) throw new Error(`"${url}" is no address, such as ${EXAMPLE}.`);
  const known = source.webhookSecrets?.[platform];
  const made = platform === "woocommerce" ? (known ?? randomBytes(24).toString("base64url")) : known;
  const secret = options.secret ?? made;
  if (secret !== undefined) {
    await changeSources(fileOf(options), (now) => setWebhookSecret(now, source.id, platform, secret));
  }
  const address = new URL(`/v1/webhooks/${platform}/${source.id}`, url).href;
  print(connectText(platform, address, secret, again(options)));
  if (options.url === undefined)
    print(
      `\n${EXAMPLE} is an example. Put the address in its place at which the internet reaches the collector, or name ` +
        "it with --url or SAFAR_PUBLIC_URL.",
    );
  if (secret !== undefined)
    print(`\nSource ${source.id} takes web-hooks of ${TITLES[platform]}. ${IN_FORCE_SOON}`);
}

const EXAMPLE = "https://collect.shop.example";

/** The options that a second run of the command needs to be about the same source. */
function again({ source, url, data, file }: ConnectOptions): string {
  return Object.entries({ source, url, data, file })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` --${name} ${/^[\w./:@-]+$/.test(value!) ? value : `'${value}'`}`)
    .join("");
}
