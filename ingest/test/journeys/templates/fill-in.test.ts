import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkJourney } from "../../../src/journeys/definition/check-journey.js";
import { placeOf } from "../../../src/journeys/definition/problem.js";
import { shippedFolder } from "../../../src/journeys/new-command.js";
import { previewsOf } from "../../../src/journeys/preview-command.js";
import { fillIn, NOTHING_KNOWN as NOTHING } from "../../../src/journeys/templates/fill-in.js";
import { moneyText } from "../../../src/journeys/templates/money.js";
import { cart } from "../definition/cart.js";

function filled(text: string, profile: Record<string, unknown> = {}, language = "en") {
  const { message, stopped } = fillIn({ text }, language, { ...NOTHING, profile });
  return message?.text ?? stopped;
}

describe("a message", () => {
  it("shows what is known, and defaults for what is not", () => {
    expect(filled("Dear {{ profile.name }},", { name: "Sara" })).toBe("Dear Sara,");
    expect(filled('Dear {{ profile.name | default: "customer" }},')).toBe("Dear customer,");
    expect(filled('Dear {{ profile.name | default: "customer" }},', { name: "" })).toBe("Dear customer,");
    expect(filled("{% for tag in profile.tags %}{{ tag }};{% endfor %}", { tags: ["a", "b"] })).toBe("a;b;");
  });

  it.each([[{}], [{ name: "" }], [{ name: "  " }], [{ name: null }], [{ name: { first: "Sara" } }]])(
    "is stopped where a value is missing: %j",
    (profile) => {
      expect(filled("Dear {{ profile.name }},", profile)).toMatchObject({ field: "text", why: "missing" });
    },
  );

  it.each([
    "{{ profile.constructor.name }}",
    "{{ profile.__proto__ }}",
    "{{ profile['constructor'] }}",
    "{{ profile.name.toString }}",
  ])("reads own fields alone: %s", (template) => {
    expect(filled(template, { name: "Sara" })).toMatchObject({ why: "missing" });
  });

  it.each([
    "{% for a in (1..1000000000) %}x{% endfor %}",
    "{% for a in (1..9000) %}{% for b in (1..9000) %}{% for c in (1..9000) %}{% endfor %}{% endfor %}{% endfor %}",
    "{% for a in (1..9000) %}{% for b in (1..9000) %}{% assign x = b %}{% endfor %}{% endfor %}",
    `{% assign x = "xxxxxxxxxx" %}${"{% assign x = x | append: x | append: x %}".repeat(40)}{{ x }}`,
  ])("that would take time or memory without end is given up: %s", (template) => {
    expect(filled(template)).toMatchObject({ why: "failed" });
  });

  it("has a subject of one line, so that no value begins another header", () => {
    const written = { subject: "Hello {{ profile.name }}", text: "t" };
    const { message } = fillIn(written, "en", {
      ...NOTHING,
      profile: { name: "Sara\r\nBcc: all@shop.example" },
    });
    expect(message!.subject).toBe("Hello Sara Bcc: all@shop.example");
  });

  it("escapes what a value holds in HTML, and nowhere else", () => {
    const evil = `<img src=x onerror="a('b')">&`;
    const written = {
      text: "{{ profile.name }}",
      html: '<p title="{{ profile.name }}">{{ profile.name }}</p>',
    };
    const { message } = fillIn(written, "en", { ...NOTHING, profile: { name: evil } });
    const safe = "&lt;img src=x onerror=&#34;a(&#39;b&#39;)&#34;&gt;&amp;";
    expect(message).toEqual({ text: evil, html: `<p title="${safe}">${safe}</p>` });
  });

  it("takes any data and throws nothing (seed 22)", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (profile) => {
        const { message, stopped } = fillIn(
          {
            text: "{{ profile.a }}{% for x in profile.b %}{{ x | upcase }}{% endfor %}{{ profile.c | money: 'EUR' }}",
          },
          "fa",
          {
            ...NOTHING,
            profile: {
              ...profile,
              a: Object.values(profile)[0],
              b: Object.values(profile)[1],
              c: Object.values(profile)[2],
            },
          },
        );
        expect(message ?? stopped).toBeDefined();
      }),
      { seed: 22, numRuns: 1_000 },
    );
  });

  it("writes money as people of its language do, digit by digit", () => {
    expect(filled("{{ profile.price | money: 'EUR' }}", { price: "19.90" })).toBe("€19.90");
    expect(moneyText("123456789012345.67", "EUR", "en")).toBe("€123,456,789,012,345.67");
    expect(moneyText(19900, "IRT", "fa")).toBe("۱۹٬۹۰۰ تومان");
    expect(moneyText("19.9", "EUR", "de")).toBe("19,90\u00a0€");
    expect(filled("{{ profile.price | money: 'EUR' }}", { price: "much" })).toMatchObject({ why: "failed" });
    expect(filled("{{ profile.price | money: 'euro' }}", { price: 1 })).toMatchObject({ why: "failed" });
  });
});

describe("the check of a journey", () => {
  it.each([
    ["{{ profile.name", /can't be read/],
    ["{% if profile.name %}", /can't be read/],
    ["{% include 'x' %}", /can't be read: tag "include" not found/],
    ["{{ profile.name | raw }}", /can't be read: undefined filter: raw/],
    ["{{ basket.value }}", /"basket" is not data of a message/],
  ])("finds the template %s", (text, says) => {
    const definition = cart();
    (definition.nodes.mail as unknown as { message: { en: { text: string } } }).message.en.text = text;
    const { problems } = checkJourney(definition);
    expect(problems.map(({ code, path }) => [code, placeOf(path)])).toEqual([
      ["template", "nodes.mail.message.en.text"],
    ]);
    expect(problems[0]!.message).toMatch(says);
  });
});

it("every message of the shipped journeys is whole for a person of whom nothing is known", async () => {
  const files = (await readdir(shippedFolder())).filter((file) => file.endsWith(".json"));
  for (const file of files) {
    const definition = JSON.parse(await readFile(join(shippedFolder(), file), "utf8"));
    const known = { ...NOTHING, profile: { first_name: "Sara" } };
    for (const { language, filled: nobody } of previewsOf(definition, NOTHING))
      expect(nobody.message?.text, file).toMatch(language === "en" ? /^Hello,\n/ : /^سلام،\n/);
    for (const { language, filled: sara } of previewsOf(definition, known))
      expect(sara.message?.text).toMatch(language === "en" ? /^Hello Sara,\n/ : /^سلام Sara،\n/);
  }
});
