import { setTimeout as sleep } from "node:timers/promises";
import PostalMime from "postal-mime";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { say } from "../../../dashboard/src/words/say.js";
import { freePorts } from "../../broker/free-ports.js";
import { browserNames, launch, newVisitor, type Visitor } from "./support/browsers.js";
import { accessibilityProblems, press, textOf } from "./support/dashboard-page.js";
import { type Reading, sitDown } from "./support/dashboard-reading.js";
import { atTheDesk } from "./support/desk.js";
import { type JourneysStage, openJourneysStage, PASSWORDS } from "./support/journeys-stage.js";
import { openShopper, type Shopper } from "./support/shopper.js";
import { drawParts, identities, pastOf } from "./support/walk-people.js";
import { LANGUAGES, type Language, WALKS } from "./support/walks.js";

const READING_MS = 2_500;
/** So long a shopper waits for what an engine does a minute later. */
const A_MINUTE_LATER = { timeout: 120_000, interval: 250 };

/** One marketer at the dashboard, one shopper in a Firefox that gets notifications, and the real engine between them. */
describe.runIf(browserNames.includes("chromium") && browserNames.includes("firefox"))(
  "an abandoned cart",
  () => {
    let stage: JourneysStage;
    let browser: Browser;
    const marketers = {} as Record<Language, { visitor: Visitor; reading: Reading; page: Page }>;
    const shoppers = {} as Record<Language, Shopper>;
    /** Who gets messages, and who is in the control group. */
    const parts = {} as Record<Language, { treated: string; control: string }>;
    const mailsTo = (id: string) => stage.mail.taken.filter(({ to }) => to === `${id}@shop.example`);

    beforeAll(async () => {
      const [port = 0] = await freePorts(1);
      stage = await openJourneysStage(
        {
          SAFAR_PUSH_CONTACT: "mailto:hello@shop.example",
          SAFAR_PUSH_PRIVATE: "true",
          SAFAR_PUBLIC_URL: `http://127.0.0.1:${port}`,
        },
        ["--port", String(port)],
      );
      await stage.send(
        LANGUAGES.flatMap((lang) => [...identities(lang), ...pastOf(lang, WALKS[lang].event)]),
      );
      browser = await launch("chromium");
      for (const lang of LANGUAGES) {
        parts[lang] = await drawParts(stage, lang, WALKS[lang].name);
        shoppers[lang] = await openShopper(stage.collector, lang);
        const visitor = await newVisitor(browser);
        const reading = await sitDown(visitor, stage);
        await reading.page.setViewport({ width: 1280, height: 900 });
        marketers[lang] = { visitor, reading, page: reading.page };
      }
    }, 180_000);
    afterAll(async () => {
      await browser?.close();
      for (const shopper of Object.values(shoppers)) await shopper.leave();
      await stage?.close();
    });

    it.each(LANGUAGES)(
      "is built from nothing, tried on oneself, simulated and published: %s",
      async (lang) => {
        const { page, reading } = marketers[lang];
        const { name, event, texts } = WALKS[lang];
        const { url } = shoppers[lang];
        const desk = atTheDesk(page, lang);
        await page.goto(`${stage.collector.collector}/?lang=${lang}&page=journeys&edit=on`);
        await reading.signIn(PASSWORDS.SAFAR_DASHBOARD_EDITOR_PASSWORD);
        await desk.press('[data-template=""]');
        await desk.fill("name", name);
        await desk.fill("entry.event", event);
        await desk.press(desk.field("goal"));
        await desk.fill("control", "50");
        await desk.fill("caps.perDay", "10");
        await desk.fill("caps.perWeek", "10");
        await desk.pick("quiet", "none");
        await desk.add("", "delay", "pause");
        await desk.fill("nodes.pause.for", "1");
        await desk.pick("nodes.pause.for.unit", "minute");
        await desk.add("pause", "send", "message");
        await desk.write("message", texts, { html: `<p><a href="${url}">→</a></p>` });
        await desk.add("message", "send", "message-2");
        await desk.press(desk.field("nodes.message-2.channels.push"));
        await desk.press(desk.field("nodes.message-2.channels.email"));
        await desk.write("message-2", texts, { link: url });
        await desk.holds();
        expect(await accessibilityProblems(page)).toEqual([]);

        await desk.press('[data-node="message"] .step-head');
        expect(await textOf(page, "[data-preview=message] .previewed .text")).toContain(texts.subject);
        await desk.fill("test.to", `me-${lang}@shop.example`);
        await desk.press("[data-do=test-send]");
        await page.waitForSelector("[data-preview=message] .told .sent");
        expect(mailsTo(`me-${lang}`)).toHaveLength(1);

        await desk.simulateAndPublish();
        expect(new URL(page.url()).searchParams.get("journey")).toBe(name);
        expect(await textOf(page, "#lift")).toContain(WALKS[lang].words.nobodyYet);
      },
    );

    it("is left by shoppers of both shops", async () => {
      for (const lang of LANGUAGES) {
        const { treated, control } = parts[lang];
        expect(await shoppers[lang].subscribe(treated)).toMatchObject({ result: "subscribed" });
        const kettle = { product_id: "k1", name: "Kettle", price: 20, currency: "EUR" };
        expect(await shoppers[lang].did(WALKS[lang].event, kettle)).toBe(true);
        await stage.send([
          {
            type: "track",
            event: WALKS[lang].event,
            userId: control,
            messageId: `${control}-left`,
            properties: kettle,
          },
        ]);
      }
    });

    it.each(LANGUAGES)(
      "is reminded of by e-mail and notification, whose links lead back to it: %s",
      async (lang) => {
        const { treated, control } = parts[lang];
        const shopper = shoppers[lang];
        await expect.poll(() => mailsTo(treated).length, A_MINUTE_LATER).toBe(1);
        const { subject } = WALKS[lang].texts;
        await expect.poll(shopper.shown, A_MINUTE_LATER).toMatchObject([{ title: subject, lang }]);
        const { html = "" } = await PostalMime.parse(mailsTo(treated)[0]!.raw);
        const [link = ""] = /http:\/\/127\.0\.0\.1:\d+\/m\/click[^\s"<]+/.exec(html) ?? [];
        // Who clicks within two seconds of the sending is a scanner of mails.
        await sleep(READING_MS);
        for (const url of [link, (await shopper.shown())[0]!.url]) {
          await shopper.follow(url);
          expect(shopper.at()).toBe(shopper.url);
        }
        expect(mailsTo(control)).toEqual([]);
      },
    );

    it.each(LANGUAGES)("is bought, and goal, messages, lift and time line tell of it: %s", async (lang) => {
      const { page, visitor, reading } = marketers[lang];
      const { treated } = parts[lang];
      const { name, words, format, texts } = WALKS[lang];
      const isBought = await shoppers[lang].did("Order Completed", {
        ...{ order_id: `order-${lang}`, revenue: 20, currency: "EUR" },
        products: [{ product_id: "k1", quantity: 1, price: 20 }],
      });
      expect(isBought).toBe(true);

      /** Presses Refresh until a part of the page says so, as somebody does who waits for it. */
      const says = async (selector: string, ...said: readonly string[]) => {
        await expect
          .poll(async () => {
            await press(page, ".refresh");
            return await textOf(page, selector);
          }, A_MINUTE_LATER)
          .toSatisfy((text: string) => said.every((each) => text.includes(each)));
      };
      await page.goto(`${stage.collector.collector}/?lang=${lang}&page=journeys`);
      const goals = say(words.goalShare, { count: format.count(1), rate: format.percent(50) });
      await says(`#journeys tr:has(a[href*="journey=${name}"])`, goals, words.noLift);
      await press(page, `#journeys a[href*="journey=${name}"]`);
      await says(
        "#lift",
        say(words.tooRecent, { count: format.count(2) }),
        words.verdicts["not yet knowable"],
      );
      await says('#flow [data-node="end"]', say(words.endsAbout, { count: format.count(2) }));
      // Sent, delivered, opened, clicked, ordered, unsubscribed, not sent: by either way one click, and the order.
      const counts = [1, 0, 0, 1, 1, 0, 0].map(format.count);
      const { email, push } = words.channels;
      expect(
        await page.$$eval("#messages tbody tr", (rows) =>
          rows.map((row) => [...row.children].map((cell) => cell.textContent)),
        ),
      ).toEqual([email, push].map((channel) => [texts.subject, channel, ...counts]));
      await page.goto(`${stage.collector.collector}/?lang=${lang}&page=customers&customer=${treated}`);
      await says("#orders", `order-${lang}`);
      await says(
        "#time-line",
        say(WALKS[lang].customer.entered, { journey: `\u2068${name}\u2069` }),
        ...["Email Link Clicked", "Push Notification Tapped", "Order Completed"],
      );
      expect((await page.$$("#time-line [data-kind=message]")).length).toBe(2);
      expect([...visitor.errors, ...reading.problems]).toEqual([]);
    });
  },
);
