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

/** `safar connect`: connects a platform's web-hooks to a source, and prints what to paste where. */
export function connectCommand(): Command {
  return new Command("connect")
    .summary("take orders from Shopify or WooCommerce by web-hooks")
    .description(
      "Web-hooks send orders, payments, cancellations, refunds and customers as the shop's server knows them. They are " +
        "signed with a secret, and trusted like a server key. Safar creates WooCommerce's secret. Shopify creates its " +
        "own: run the command once to see where to find it, and again with --secret.",
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
    .option("--source <name>", "source that receives the orders (default: the first)")
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
    "Prints what to paste where in Shopify's admin. Shopify shows its signing secret once the first webhook exists: run " +
    "the command again with that secret as --secret. Shopify must reach the collector over the internet, at --url.",
  woocommerce:
    "Creates a secret, and prints what to paste where in WordPress. Run again, it prints the same secret. WooCommerce must " +
    "reach the collector at --url.",
};

const SECRETS: Readonly<Record<PlatformName, string>> = {
  shopify: "signing secret, as Shopify's admin shows it",
  woocommerce: "signing secret for WooCommerce (default: the current one, else a new one)",
};

async function connect(platform: PlatformName, options: ConnectOptions): Promise<void> {
  const sources = await readSources(options);
  const source = sourceIn(sources, options.source ?? sources[0]!.id);
  const url = options.url ?? EXAMPLE;
  if (!URL.canParse(url)) throw new Error(`"${url}" is not an address. Use one such as ${EXAMPLE}.`);
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
      `\n${EXAMPLE} is an example. Replace it by the collector's public address, or pass that with --url or ` +
        "SAFAR_PUBLIC_URL.",
    );
  if (secret !== undefined)
    print(`\nSource ${source.id} accepts web-hooks of ${TITLES[platform]}. ${IN_FORCE_SOON}`);
}

const EXAMPLE = "https://collect.shop.example";

/** The options with which a second run uses the same source. */
function again({ source, url, data, file }: ConnectOptions): string {
  return Object.entries({ source, url, data, file })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` --${name} ${/^[\w./:@-]+$/.test(value!) ? value : `'${value}'`}`)
    .join("");
}
