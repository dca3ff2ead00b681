import { expect, it } from "vitest";
import { readArrival } from "../../src/browser/campaign.js";

const read = (query: string) => readArrival(`https://shop.example/tea${query}`);

it("names campaign parameters as the wire does", () => {
  expect(
    read("?utm_source=news&UTM_Medium=mail&utm_campaign=spring&utm_term=tea&utm_content=top&utm_id=7"),
  ).toEqual({
    campaign: { source: "news", medium: "mail", name: "spring", term: "tea", content: "top", id: "7" },
  });
});

it.each([
  "gclid",
  "dclid",
  "gbraid",
  "wbraid",
  "fbclid",
  "msclkid",
  "ttclid",
  "twclid",
  "yclid",
  "irclickid",
  "li_fat_id",
  "rdt_cid",
  "epik",
])("takes the click id %s", (name) => {
  expect(read(`?${name.toUpperCase()}=x-1`)).toEqual({ clickIds: { [name]: "x-1" } });
});

it.each(["", "?", "?q=tea&id=3", "?utm_source=", "?gclid=", "?utm_=x", "?myclub=1"])(
  "takes nothing of %j",
  (query) => {
    expect(read(query)).toEqual({});
  },
);

it("cuts a long value, as anybody may write an address", () => {
  expect(read(`?utm_source=${"x".repeat(5_000)}`).campaign?.source).toHaveLength(256);
});
