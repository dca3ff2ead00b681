import type { SafarOptions } from "./browser/options.js";

/** The allowed values of an attribute, in words and as a check. */
type Reading = readonly [allowed: string, isReadable: (value: string, page: { hostname: string }) => boolean];

const oneOf = (...values: string[]): Reading => [
  values.map((value) => `"${value}"`).join(", "),
  (value) => values.includes(value),
];

const YES_OR_NO = oneOf("", "true", "false");

const atLeast = (least: number, unit: string): Reading => [
  `${unit}, as a number from ${least} on`,
  (value) => value.trim() !== "" && Number(value) >= least,
];

/** Every option as a tag attribute; "" is an attribute without a value. */
const READINGS: Readonly<Record<keyof SafarOptions, Reading>> = {
  writeKey: ["the source's write key", (value) => value.trim() !== ""],
  host: ["the collector's address, like https://collect.shop.example", isAddress],
  enabled: ["no value: leave the tag out where nothing is to be tracked", () => false],
  consent: oneOf("granted", "denied", "pending"),
  respectPrivacySignals: YES_OR_NO,
  cookieless: YES_OR_NO,
  cookieDomain: [
    "this page's host, or the domain that it is under, like shop.example",
    (value, { hostname }) =>
      value !== "" && `.${hostname}`.endsWith(`.${value.replace(/^\./, "").toLowerCase()}`),
  ],
  credentials: oneOf("include", "same-origin", "omit"),
  hashTraits: ["names of traits with blanks between them, like email phone", (value) => value.trim() !== ""],
  maxEvents: atLeast(1, "events"),
  maxBytes: atLeast(1, "bytes"),
  batchEvents: atLeast(1, "events"),
  flushInterval: atLeast(0, "milliseconds"),
  sessionTimeout: atLeast(1, "milliseconds"),
  trackPages: oneOf("all", "first", "none", "false"),
  beforeSend: ["no value: import the package to give it a function", () => false],
};

/**
 * Lists the unreadable `data-` attributes of the script's tag, with a sentence each on the allowed values. Only for
 * development: the script itself ignores them silently, to stay small.
 *
 * @param dataset the tag's
 * @param page the page's location
 */
export function unreadableAttributes(
  dataset: Readonly<Record<string, string | undefined>>,
  page: { readonly hostname: string },
): string[] {
  return Object.entries(dataset).flatMap(([name, value = ""]) => {
    const attribute = attributeOf(name);
    if (!isOption(name)) {
      const meant = Object.keys(READINGS).find((option) => option.toLowerCase() === name.toLowerCase());
      const hint = meant
        ? `Did you mean ${attributeOf(meant)}?`
        : `Options are ${Object.keys(READINGS).filter(isOfTag).map(attributeOf).join(", ")}.`;
      return [`${attribute} of the script's tag is no option. ${hint}`];
    }
    const [allowed, isReadable] = READINGS[name];
    return isReadable(value, page)
      ? []
      : [`${attribute}="${value}" of the script's tag can't be read. It takes ${allowed}.`];
  });
}

const attributeOf = (name: string): string =>
  `data-${name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`;

const isOption = (name: string): name is keyof SafarOptions => Object.hasOwn(READINGS, name);

const isOfTag = (name: string): boolean => name !== "enabled" && name !== "beforeSend";

function isAddress(value: string): boolean {
  try {
    return /^https?:$/.test(new URL(value).protocol);
  } catch {
    return false;
  }
}
