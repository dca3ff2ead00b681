import { Compile } from "typebox/compile";
import { type Config, ConfigError } from "../../settings/config.js";
import { readBounded } from "../../settings/read-bounded.js";
import { SmsProvider } from "./provider.js";
import { KAVENEGAR } from "./providers/kavenegar.js";
import { SMSIR } from "./providers/smsir.js";
import { TWILIO } from "./providers/twilio.js";
import type { SmsAccount } from "./sms-channel.js";

export const SMS_PROVIDERS: Readonly<Record<string, SmsProvider>> = {
  kavenegar: KAVENEGAR,
  smsir: SMSIR,
  twilio: TWILIO,
};

type SmsSettings = Pick<
  Config,
  "SAFAR_SMS_PROVIDER" | "SAFAR_SMS_FROM" | "SAFAR_SMS_KEY" | "SAFAR_SMS_ACCOUNT" | "SAFAR_SMS_PRICE"
>;

const LARGEST_FILE = 64 * 1024;
const check = Compile(SmsProvider);

/**
 * The provider and the account that the settings name.
 *
 * @returns undefined when SAFAR_SMS_PROVIDER is empty
 * @throws {ConfigError} with what to change
 */
export async function smsSettings(
  settings: SmsSettings,
): Promise<{ provider: SmsProvider; account: SmsAccount } | undefined> {
  const { SAFAR_SMS_PROVIDER: name, SAFAR_SMS_FROM: from, SAFAR_SMS_KEY: key } = settings;
  if (name === "") return undefined;
  const provider = Object.hasOwn(SMS_PROVIDERS, name) ? SMS_PROVIDERS[name]! : await readProvider(name);
  const asked = JSON.stringify(provider.request);
  const missing = (
    [
      ["{key}", "SAFAR_SMS_KEY", key],
      ["{from}", "SAFAR_SMS_FROM", from],
      ["{from|number}", "SAFAR_SMS_FROM", from],
      ["{account}", "SAFAR_SMS_ACCOUNT", settings.SAFAR_SMS_ACCOUNT],
    ] as const
  ).find(([place, , value]) => asked.includes(place) && value === "");
  if (missing) throw new ConfigError(`SAFAR_SMS_PROVIDER ${name} needs ${missing[1]}.`);
  if (asked.includes("{from|number}") && !/^\d{3,15}$/.test(from))
    throw new ConfigError(`SAFAR_SMS_FROM "${from}" is no number, as ${name} needs one.`);
  const [amount, currency] = settings.SAFAR_SMS_PRICE.split(" ");
  const price = currency === undefined ? undefined : { amount: Number(amount), currency };
  return { provider, account: { from, key, account: settings.SAFAR_SMS_ACCOUNT, price } };
}

async function readProvider(file: string): Promise<SmsProvider> {
  if (!file.endsWith(".json"))
    throw new ConfigError(
      `SAFAR_SMS_PROVIDER "${file}" is not known. There are ${Object.keys(SMS_PROVIDERS).join(", ")}, or a .json file that describes another.`,
    );
  let told: unknown;
  try {
    const text = await readBounded(file, LARGEST_FILE);
    if (typeof text === "number") throw new Error(`it has more than ${LARGEST_FILE} bytes`);
    told = JSON.parse(text);
  } catch (cause) {
    throw new ConfigError(`SAFAR_SMS_PROVIDER ${file} can't be read: ${(cause as Error).message}.`, {
      cause,
    });
  }
  if (check.Check(told)) return told;
  const [first] = check.Errors(told);
  throw new ConfigError(
    `SAFAR_SMS_PROVIDER ${file} describes no provider: ${first?.instancePath || "it"} ${first?.message}.`,
  );
}
