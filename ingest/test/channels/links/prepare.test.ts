import { describe, expect, test } from "vitest";
import { aboutOf, clickOf, messageLinks } from "../../../src/channels/links/message-links.js";
import { prepareMessage } from "../../../src/channels/links/prepare.js";
import { sealWith } from "../../../src/channels/links/seal.js";
import { whoAsks } from "../../../src/channels/links/who-asks.js";
import type { MessageAbout } from "../../../src/channels/message-about.js";

const seal = sealWith("a secret of thirty-two characters");
const ABOUT: MessageAbout = {
  ...{ id: "m-1", source: "shop", userId: "u-1", channel: "email", kind: "marketing", to: "a@b.example" },
  ...{ journey: "welcome", node: "hello", language: "fa", at: 1_000 },
};
const links = messageLinks(ABOUT, seal, "https://collect.shop.example/");
const tokenOf = (url: string) => new URL(url).searchParams.get("t")!;

describe("a sealed link", () => {
  test("tells its message and target to nobody but us", () => {
    const url = links.click("https://shop.example/?a=1&b=2");
    expect(clickOf(seal, tokenOf(url))).toEqual({ about: ABOUT, url: "https://shop.example/?a=1&b=2" });
    expect(Buffer.from(tokenOf(url), "base64url").toString("latin1")).not.toContain("u-1");
    expect(messageLinks(ABOUT, seal, "https://collect.shop.example").open).toBe(links.open);
  });

  test("that was changed, cut, made with another key or for another use opens nothing", () => {
    const token = tokenOf(links.unsubscribe);
    const changed = (token[5] === "A" ? "B" : "A") + token.slice(1);
    const foreign = tokenOf(
      messageLinks(ABOUT, sealWith("another secret, as long as the first"), "https://x.example").unsubscribe,
    );
    for (const wrong of [
      changed,
      token.slice(0, -4),
      foreign,
      tokenOf(links.open),
      "",
      "a",
      "é",
      "A".repeat(10_000),
      undefined,
      ["x"],
    ])
      expect([wrong, aboutOf(seal, "unsubscribe", wrong)]).toEqual([wrong, undefined]);
    expect(aboutOf(seal, "unsubscribe", token)).toEqual(ABOUT);
    expect(clickOf(seal, token)).toBeUndefined();
  });
});

describe("a prepared e-mail", () => {
  const content = {
    subject: "Hello",
    text: "Look: https://shop.example/new",
    html: `<body><a class="b" href="https://shop.example/?a=1&amp;b=2">new</a> <a href='mailto:x@y.example'>write</a> <a href="javascript:alert(1)">no</a></body>`,
  };

  test("leads clicks past the collector, and has a way to unsubscribe in the header, the text and the HTML", () => {
    const { content: made, headers, unsubscribeUrl } = prepareMessage(ABOUT, content, links);
    const [, click] = /class="b" href="([^"]+)"/.exec(made.html!)!;
    expect(clickOf(seal, tokenOf(click!))?.url).toBe("https://shop.example/?a=1&b=2");
    expect(made.html).toContain("href='mailto:x@y.example'");
    expect(made.html).toContain(`href="javascript:alert(1)"`);
    expect(made.html).toContain(`<a href="${links.unsubscribe}">لغو اشتراک</a>`);
    expect(made.html).toMatch(/width="1" height="1" alt=""><\/body>$/);
    expect(made.text).toBe(`Look: https://shop.example/new\n\nلغو اشتراک: ${links.unsubscribe}\n`);
    expect(unsubscribeUrl).toBe(links.unsubscribe);
    expect(aboutOf(seal, "message", headers!["X-Safar-Message"])).toEqual(ABOUT);
  });

  test("has no second way where its template has one, and none when it is transactional", () => {
    const own = { ...content, text: links.unsubscribe, html: `<a href="${links.unsubscribe}">no more</a>` };
    const made = prepareMessage(ABOUT, own, links).content;
    expect([made.text, made.html!.split(links.unsubscribe).length]).toEqual([links.unsubscribe, 2]);
    const order = prepareMessage({ ...ABOUT, kind: "transactional" }, content, links);
    expect([order.content.text, order.unsubscribeUrl]).toEqual([content.text, undefined]);
  });

  test.each(["<html><body><p>İİİ İyi günler</p></body></html>", "<BODY>ﬁ</BODY >", "İ no body"])(
    "has the link and the image at the end of what is seen, also where letters change their length: %s",
    (html) => {
      const made = prepareMessage(ABOUT, { ...content, html }, links).content.html!;
      const [end = ""] = /<\/body ?>.*$/i.exec(html) ?? [];
      const seen = html.slice(0, html.length - end.length);
      expect(made.startsWith(`${seen}<p><a href=`)).toBe(true);
      expect(made.endsWith(`alt="">${end}`)).toBe(true);
    },
  );

  test.each([
    ["<a href=https://x.example/?a=1>", "https://x.example/?a=1"],
    ['<AREA alt=x HREF="https://x.example/">', "https://x.example/"],
    ['<a href="https://x.example/&apos;&#x26;&#104;&lt;">', "https://x.example/'&h<"],
    ['<a href="https://x.example/&copy;">', undefined],
    ['<a href="https://x.example/&#0;">', undefined],
    ['<a href="https://x.example/&#x110000;">', undefined],
    ['<a title="a>b" href="https://x.example/">', undefined],
  ])("leads a click on %s to %s", (tag, url) => {
    const made = prepareMessage(ABOUT, { ...content, html: `${tag}x</a>` }, links).content.html!;
    const [, click] = /href="(https:\/\/collect[^"]+)"/i.exec(made.replaceAll(links.unsubscribe, "")) ?? [];
    expect(click && clickOf(seal, tokenOf(click))?.url).toBe(url);
    if (url === undefined) expect(made).toContain(tag);
  });

  test("is made in one pass from HTML that is nothing but the beginnings of links", () => {
    const html = '<a href="'.repeat(20_000);
    expect(prepareMessage(ABOUT, { ...content, html }, links).content.html).toContain(html);
  });
});

describe("who asks for a link", () => {
  const BROWSER = {
    "user-agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36",
  };
  const asked = { method: "GET", headers: BROWSER, sinceMs: 60_000 };

  test("a person with a browser, also behind Gmail's image proxy", () => {
    expect(whoAsks(asked)).toBe("person");
    const gmail = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)";
    expect(whoAsks({ ...asked, headers: { "user-agent": gmail } })).toBe("person");
  });

  test.each([
    ["HEAD", { ...asked, method: "HEAD" }],
    ["a prefetch", { ...asked, headers: { ...BROWSER, "sec-purpose": "prefetch" } }],
    ["a scanner", { ...asked, headers: { "user-agent": "Mozilla/5.0 Barracuda Sentinel" } }],
    ["a robot", { ...asked, headers: { "user-agent": "curl/8.5.0" } }],
    ["nobody", { ...asked, headers: {} }],
    ["Apple's privacy proxy", { ...asked, headers: { "user-agent": "Mozilla/5.0" } }],
    ["whoever clicks at delivery", { ...asked, sinceMs: 300 }],
  ])("a machine: %s", (_who, each) => {
    expect(whoAsks(each)).toBe("machine");
  });
});
