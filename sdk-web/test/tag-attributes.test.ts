import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { unreadableAttributes } from "../src/tag-attributes.js";

const page = { hostname: "www.shop.example" };
const said = (dataset: Record<string, string>) => unreadableAttributes(dataset, page);

it.each([
  { writeKey: "wk_1", host: "https://collect.shop.example/path" },
  { trackPages: "all" },
  { trackPages: "false", consent: "pending", cookieless: "", respectPrivacySignals: "false" },
  { flushInterval: "0", maxEvents: "1", batchEvents: "50", maxBytes: "1e6", sessionTimeout: "1800000" },
  { cookieDomain: "shop.example", credentials: "include", hashTraits: "email, phone" },
  { cookieDomain: "www.shop.example" },
  { cookieDomain: ".SHOP.example" },
])("says nothing of %j", (dataset) => {
  expect(said(dataset)).toEqual([]);
});

it.each([
  [{ flushInterval: "2s" }, 'data-flush-interval="2s"', "milliseconds, as a number from 0 on"],
  [{ flushInterval: "" }, 'data-flush-interval=""', "milliseconds, as a number from 0 on"],
  [{ maxEvents: "0" }, 'data-max-events="0"', "events, as a number from 1 on"],
  [{ trackPages: "yes" }, 'data-track-pages="yes"', '"all", "first", "none", "false"'],
  [{ trackPages: "" }, 'data-track-pages=""', '"all", "first", "none", "false"'],
  [{ consent: "yes" }, 'data-consent="yes"', '"granted", "denied", "pending"'],
  [{ cookieless: "no" }, 'data-cookieless="no"', '"", "true", "false"'],
  [{ credentials: "true" }, 'data-credentials="true"', '"include"'],
  [{ cookieDomain: "" }, 'data-cookie-domain=""', "shop.example"],
  [{ cookieDomain: "hop.example" }, 'data-cookie-domain="hop.example"', "the domain that it is under"],
  [{ cookieDomain: "https://shop.example" }, "data-cookie-domain=", "the domain that it is under"],
  [{ host: "collect.shop.example" }, 'data-host="collect.shop.example"', "https://collect.shop.example"],
  [{ writeKey: " " }, 'data-write-key=" "', "write key"],
  [{ hashTraits: "" }, 'data-hash-traits=""', "names of traits"],
  [{ enabled: "false" }, 'data-enabled="false"', "leave the tag out"],
  [{ beforeSend: "strip" }, 'data-before-send="strip"', "import the package"],
])("says of %j what is allowed", (dataset, attribute, allowed) => {
  const sentences = said(dataset);
  expect(sentences).toEqual([expect.stringContaining(attribute)]);
  expect(sentences[0]).toContain(allowed);
});

it("names what was meant by another spelling", () => {
  expect(said({ writekey: "wk_1", trackpages: "all" })).toEqual([
    "data-writekey of the script's tag is no option. Did you mean data-write-key?",
    "data-trackpages of the script's tag is no option. Did you mean data-track-pages?",
  ]);
});

it("lists the options where none was meant", () => {
  const [sentence] = said({ tracking: "on" });
  expect(sentence).toMatch(/^data-tracking of the script's tag is no option\. Options are data-write-key, /);
  expect(sentence).not.toMatch(/data-before-send|data-enabled/);
});

it("knows the values that the README's table shows", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const shown = [...readme.matchAll(/`?data-([\w-]+)="([^"…]+)"/g)].filter(
    ([, name]) => name !== "datalayer",
  );
  expect(shown.length).toBeGreaterThan(3);
  for (const [, attribute, value] of shown) {
    const name = attribute!.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    expect(said({ [name]: value! })).toEqual([]);
  }
});
