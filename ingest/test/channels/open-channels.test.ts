import { pino } from "pino";
import { expect, it } from "vitest";
import { channelsSetUp, openChannels } from "../../src/channels/open-channels.js";
import { pushSettings } from "../../src/channels/push/push-settings.js";
import { readConfig } from "../../src/settings/config.js";

const logger = pino({ level: "silent" });
const SETTINGS = {
  email: { SAFAR_SMTP_URL: "smtp://127.0.0.1:1", SAFAR_EMAIL_FROM: "Shop <hello@shop.example>" },
  sms: { SAFAR_SMS_PROVIDER: "kavenegar", SAFAR_SMS_FROM: "10004346", SAFAR_SMS_KEY: "k" },
  push: { SAFAR_PUSH_CONTACT: "mailto:hello@shop.example", SAFAR_PUSH_KEY: `${"A".repeat(42)}E` },
  webhook: { SAFAR_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 7).toString("base64")}` },
};

it.each([
  [[]],
  [["email"]],
  [["sms"]],
  [["push"]],
  [["webhook"]],
  [["email", "sms", "push", "webhook"]],
] as const)("the settings of %j set up the channels that are opened", async (named) => {
  const env = Object.assign(
    { SAFAR_PUBLIC_URL: "https://collect.shop.example" },
    ...named.map((channel) => SETTINGS[channel]),
  );
  const config = readConfig({ env, flags: {} });
  const opened = await openChannels(config, await pushSettings(config, undefined, logger));
  expect([...channelsSetUp(config)]).toEqual(named);
  expect(opened.map(({ channel }) => channel)).toEqual(named);
  for (const each of opened) await each.close();
});
