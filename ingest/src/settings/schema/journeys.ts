import { Type } from "typebox";

/** Journeys and the channels of their messages. */
export const JOURNEYS = {
  SAFAR_SMTP_URL: Type.String({
    default: "",
    pattern: "^(smtps?://[^\\s]+)?$",
    description:
      "SMTP server for the e-mails of journeys, such as smtps://user:password@mail.example:465; needs SAFAR_EMAIL_FROM and SAFAR_PUBLIC_URL. Empty: no e-mail is sent.",
  }),
  SAFAR_EMAIL_FROM: Type.String({
    default: "",
    description: "Sender of e-mails, such as Shop <hello@shop.example>.",
  }),
  SAFAR_EMAIL_REPLY_TO: Type.String({
    default: "",
    description: "Reply-To address of e-mails. Empty: the sender.",
  }),
  SAFAR_BOUNCES_TO: Type.String({
    default: "",
    description:
      "Address to which mail servers return e-mails (the envelope's sender), such as bounces@shop.example. Empty: the sender's.",
  }),
  SAFAR_BOUNCES_URL: Type.String({
    default: "",
    pattern: "^(imaps?://[^\\s]+)?$",
    description:
      "Mailbox of e-mails that come back, read by IMAP every minute and never changed, such as imaps://user:password@mail.example/INBOX. Empty: none is read.",
  }),
  SAFAR_SHOP_HOSTS: Type.String({
    default: "",
    pattern: "^([A-Za-z0-9.-]{1,253}(,[A-Za-z0-9.-]{1,253}){0,31})?$",
    description:
      "The shop's own hosts, with commas, subdomains included: links and pictures of products that pages told stand in messages only if they lead there. Empty: the domain of SAFAR_EMAIL_FROM.",
  }),
  SAFAR_DKIM_KEY: Type.String({
    default: "",
    description: "File with the DKIM private key (PEM). Empty: Safar does not sign e-mails.",
  }),
  SAFAR_DKIM_SELECTOR: Type.String({
    default: "",
    pattern: "^([A-Za-z0-9][A-Za-z0-9.-]{0,62})?$",
    description: "DKIM selector: the name in front of ._domainkey in the DNS.",
  }),
  SAFAR_MESSAGE_KEY: Type.String({
    default: "",
    pattern: "^(.{32,})?$",
    description:
      "Secret that signs the links in messages, the same for every process that sends or collects. Empty: `safar serve` generates one and keeps it in the data folder; `safar collect` rejects such links, and `safar journeys run` sends nothing that has one.",
  }),
  SAFAR_DKIM_DOMAIN: Type.String({
    default: "",
    description: "DKIM domain. Empty: the sender's domain.",
  }),
  SAFAR_SMS_PROVIDER: Type.String({
    default: "",
    description:
      "Provider of SMS for journeys: kavenegar, smsir, twilio, or a .json file that describes another (see the README of channels). Empty: no SMS is sent.",
  }),
  SAFAR_SMS_FROM: Type.String({
    default: "",
    pattern: "^[^\\p{Cc}]{0,40}$",
    description: "Sender of SMS: the line or number that the provider gave you.",
  }),
  SAFAR_SMS_KEY: Type.String({
    default: "",
    description: "API key of the SMS provider; of Twilio the auth token.",
  }),
  SAFAR_SMS_ACCOUNT: Type.String({
    default: "",
    description: "Account at the SMS provider, where it needs one: of Twilio the account SID.",
  }),
  SAFAR_SMS_PRICE: Type.String({
    default: "",
    pattern: "^(\\d{1,9}(\\.\\d{1,6})? [A-Z]{3})?$",
    description:
      "Price of one part of an SMS, such as 0.0079 USD, where the provider does not tell the cost. Empty: the cost is not known.",
  }),
  SAFAR_PUSH_CONTACT: Type.String({
    default: "",
    pattern: "^((mailto:[^\\s@]{1,64}@[^\\s@]{1,255}|https://\\S{1,300}))?$",
    description:
      "How the push services of browsers reach you, such as mailto:hello@shop.example; needs SAFAR_PUBLIC_URL. Empty: no notification is sent.",
  }),
  SAFAR_PUSH_KEY: Type.String({
    default: "",
    pattern: "^([A-Za-z0-9_-]{43})?$",
    description:
      "Private key that names the shop to push services (VAPID): 32 bytes in base64url, such as `openssl rand -base64 32 | tr +/ -_ | tr -d =` prints; the same for every process that sends or collects. With another key the browsers that subscribed take nothing until they visit again. Empty: `safar serve` generates one and keeps it in the data folder.",
  }),
  SAFAR_PUSH_SERVICES: Type.String({
    default: "fcm.googleapis.com,push.services.mozilla.com,push.apple.com,notify.windows.com",
    pattern: "^[a-z0-9-]+(\\.[a-z0-9-]+)+(,[a-z0-9-]+(\\.[a-z0-9-]+)+)*$",
    description:
      "Hosts of the browsers' push services, with commas, subdomains included. Pages tell where a browser takes notifications, so anybody can: they go nowhere else.",
  }),
  SAFAR_PUSH_PRIVATE: Type.Boolean({
    default: false,
    description:
      "Allow notifications to go to any host, to private networks and by plain HTTP, for a push service of your own in tests. Whoever can read a page's key chooses these addresses. If false, they go to public https addresses of SAFAR_PUSH_SERVICES only.",
  }),
  SAFAR_WEBHOOK_SECRET: Type.String({
    default: "",
    pattern: "^(whsec_[A-Za-z0-9+/]{32,88}={0,2})?$",
    description:
      "Secret that signs the webhooks of journeys (Standard Webhooks): whsec_ and 24 to 64 random bytes in base64, such as `echo whsec_$(openssl rand -base64 32)` prints. The receiver verifies with the same. Empty: no webhook is called.",
  }),
  SAFAR_WEBHOOK_PRIVATE: Type.Boolean({
    default: false,
    description:
      "Allow webhooks to call addresses of private networks, for a receiver of your own beside Safar. If false, they call public addresses only.",
  }),
  SAFAR_JOURNEYS_SILENCE_MS: Type.Integer({
    default: 10_000,
    minimum: 2_000,
    maximum: 300_000,
    description:
      "`safar journeys run`: silence of the active engine, in milliseconds, after which one that stands by takes over.",
  }),
  SAFAR_PAGE_CONTACTS_PER_HOUR: Type.Integer({
    default: 50,
    minimum: 0,
    maximum: 1_000_000,
    description:
      "New e-mail addresses and phone numbers that only pages told, by a web key, to which journeys begin to write in an hour, for each source: anybody can make up such a customer. What goes beyond is not sent (`page-contacts`). 0: journeys write to no address that a server key did not tell.",
  }),
};

/** What those with a pattern must be, in words. */
export const JOURNEYS_FORMS = {
  SAFAR_SMTP_URL: "an address such as smtps://user:password@mail.example:465",
  SAFAR_BOUNCES_URL: "an address such as imaps://user:password@mail.example/INBOX",
  SAFAR_SHOP_HOSTS: "host names, several with commas and without blanks, such as shop.example,cdn.example",
  SAFAR_DKIM_SELECTOR: "letters, digits, dots and -, such as safar-2026",
  SAFAR_MESSAGE_KEY: "at least 32 characters",
  SAFAR_SMS_FROM: "at most 40 characters of one line",
  SAFAR_SMS_PRICE: "an amount and a currency, such as 0.0079 USD",
  SAFAR_PUSH_CONTACT: "mailto: and an e-mail address, or an https address",
  SAFAR_PUSH_KEY: "32 bytes in base64url: 43 letters, digits, - and _",
  SAFAR_PUSH_SERVICES:
    "host names, several with commas and without blanks, such as fcm.googleapis.com,push.apple.com",
  SAFAR_WEBHOOK_SECRET: "whsec_ and 24 to 64 bytes in base64",
};
