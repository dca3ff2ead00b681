import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, it } from "vitest";
import { browserNames, launch, newVisitor } from "./support/browsers.js";
import { eachVisitor, stageOfFile } from "./support/each-visitor.js";
import { addSafarPage, flush, stats, track } from "./support/safar-page.js";
import { newRun, numbers, upTo } from "./support/stage.js";

const stage = stageOfFile();

describe.each(browserNames)("in %s", (name) => {
  const visitor = eachVisitor(name, stage);
  let run: string;

  beforeEach(() => {
    run = newRun();
  });

  it("a strict policy with Trusted Types is kept, and the collector's own tag works under it", async () => {
    const policy =
      `default-src 'none'; script-src ${stage.proxy.url}; connect-src ${stage.proxy.url}; img-src data:; ` +
      "require-trusted-types-for 'script'; trusted-types 'none'";
    const path = addSafarPage(stage, { by: "tag", headers: { "content-security-policy": policy } });
    const page = await visitor.tab();
    await page.evaluateOnNewDocument(() => {
      const broken: string[] = [];
      Object.assign(window, { broken });
      document.addEventListener("securitypolicyviolation", (event) => broken.push(event.violatedDirective));
    });
    await page.goto(stage.pages.url(path));
    await track(page, run, upTo(3));
    expect(await flush(page)).toBe(true);
    expect(numbers(await stage.arrived(run, 3))).toEqual(upTo(3));
    expect(await page.evaluate(() => (window as never as { broken: string[] }).broken)).toEqual([]);
  });

  it("safar-debug.js explains each event in the console, under a strict policy, and its absence harms nothing", async () => {
    const policy =
      `default-src 'none'; script-src ${stage.proxy.url}; connect-src ${stage.proxy.url}; img-src data:; ` +
      "require-trusted-types-for 'script'; trusted-types 'none'";
    const headers = { "content-security-policy": policy };
    const said: string[] = [];
    const open = async (by: "tag" | "hosted") => {
      const debug = by === "tag" ? `${stage.proxy.url}/safar-debug.js` : "/sdk/safar-debug.js";
      const body = `<script src="${debug}"></script>`;
      const path = addSafarPage(stage, { by, headers: by === "tag" ? headers : {}, body });
      const page = await visitor.tab();
      page.on("console", (message) => said.push(message.text()));
      await page.goto(stage.pages.url(path));
      return page;
    };
    const page = await open("tag");
    await track(page, run, [0]);
    await page.evaluate(() => window.safar.track("Product Viewed", { price: 1n }));
    expect(await flush(page)).toBe(true);
    const sentences = [
      /Safar: track "Product Viewed" was made/,
      /Safar: track "Product Viewed" waits in this browser/,
      /Safar: track "Product Viewed" is on its way/,
      /Safar: track "Product Viewed" has arrived/,
      /Safar: An event was dropped: it cannot be written as JSON/,
    ];
    for (const sentence of sentences) {
      await expect.poll(() => said.some((text) => sentence.test(text)), { timeout: 10_000 }).toBe(true);
    }
    stage.pages.withhold("safar-debug.js");
    const other = await open("hosted");
    await track(other, run, [1]);
    expect(await flush(other)).toBe(true);
    expect(numbers(await stage.arrived(run, 2))).toEqual([0, 1]);
  });

  it("safar-debug.js says which attributes of the tag can't be read, and the events arrive", async () => {
    const options = {
      "flush-interval": "2s",
      "track-pages": "yes",
      cookieless: "true",
      trackpages: "all",
      "hash-traits": "email, phone",
    };
    const body = `<script src="${stage.proxy.url}/safar-debug.js"></script>`;
    const said: string[] = [];
    const page = await visitor.tab();
    page.on("console", (message) => said.push(message.text()));
    await page.goto(stage.pages.url(addSafarPage(stage, { options, body })));
    await track(page, run, [0]);
    expect(await flush(page)).toBe(true);
    expect(numbers(await stage.arrived(run, 1))).toEqual([0]);
    const ofTag = () => said.filter((text) => text.includes("script's tag")).sort();
    await expect
      .poll(ofTag, { timeout: 10_000 })
      .toEqual([
        `Safar: data-flush-interval="2s" of the script's tag can't be read. It takes milliseconds, as a number from 0 on.`,
        `Safar: data-track-pages="yes" of the script's tag can't be read. It takes "all", "first", "none", "false".`,
        "Safar: data-trackpages of the script's tag is no option. Did you mean data-track-pages?",
      ]);
  });

  it("the printed tag loads the script by its hash, and a script with another content does not run", async () => {
    const { headers } = await fetch(`${stage.proxy.url}/safar.js`);
    const hash = /"(\w+)"/.exec(headers.get("etag") ?? "")?.[1];
    const tag = (integrity: string) =>
      `<script src="${stage.proxy.url}/safar-${hash}.js" data-write-key="${stage.collector.writeKey}" data-track-pages="none" integrity="${integrity}" crossorigin="anonymous"></script>`;
    const bytes = await (await fetch(`${stage.proxy.url}/safar-${hash}.js`)).arrayBuffer();
    const digest = Buffer.from(await crypto.subtle.digest("SHA-384", bytes)).toString("base64");
    const page = await visitor.open(stage.pages.url(stage.pages.add({ head: tag(`sha384-${digest}`) })));
    await track(page, run, [0]);
    expect(await flush(page)).toBe(true);
    expect(numbers(await stage.arrived(run, 1))).toEqual([0]);
    const wrong = Buffer.alloc(48).toString("base64");
    const other = await visitor.open(stage.pages.url(stage.pages.add({ head: tag(`sha384-${wrong}`) })));
    expect(await other.evaluate(() => typeof window.safar)).toBe("undefined");
  });

  it("where storage is denied (a sandboxed page) events still arrive", async () => {
    const path = addSafarPage(stage, { headers: { "content-security-policy": "sandbox allow-scripts" } });
    const page = await visitor.open(stage.pages.url(path));
    expect(
      await page.evaluate(() => {
        try {
          return localStorage.length;
        } catch (error) {
          return (error as Error).name;
        }
      }),
    ).toBe("SecurityError");
    await track(page, run, upTo(4));
    expect(await flush(page)).toBe(true);
    expect(numbers(await stage.arrived(run, 4))).toEqual(upTo(4));
    expect(new Set((await stage.rows(run)).map((row) => row.anonymous_id)).size).toBe(1);
  });

  it("a sandboxed frame in a page sends its events", async () => {
    const inner = addSafarPage(stage, {
      body: `<script>safar.track("Product Viewed", { product_id: "p", run: "${run}", n: "0" })</script>`,
    });
    await visitor.open(
      stage.pages.url(stage.pages.add({ body: `<iframe sandbox="allow-scripts" src="${inner}"></iframe>` })),
    );
    expect(numbers(await stage.arrived(run, 1))).toEqual([0]);
  });

  it("no argument of any call throws into the page", async () => {
    const page = await visitor.open(stage.pages.url(addSafarPage(stage, { by: "import" })));
    const thrown = await page.evaluate((ofRun) => {
      const cycle: Record<string, unknown> = { run: ofRun };
      cycle.self = cycle;
      const revoked = Proxy.revocable({}, {});
      revoked.revoke();
      const throwing = {
        get name() {
          throw new Error("from a getter");
        },
        toJSON() {
          throw new Error("from toJSON");
        },
        toString() {
          throw new Error("from toString");
        },
      };
      let deep: object = {};
      for (let depth = 0; depth < 20_000; depth++) deep = { deep };
      const hostile: unknown[] = [
        undefined,
        null,
        0,
        Number.NaN,
        "",
        "x".repeat(1_000_000),
        "\ud800",
        10n,
        Symbol("s"),
        () => {},
        [],
        {},
        cycle,
        throwing,
        deep,
        revoked.proxy,
        document,
        document.body,
        window,
        new Date(Number.NaN),
        new Map([[1, 2]]),
        Object.freeze({ run: ofRun }),
        Object.create(null),
        { price: 10n },
        { at: new Date(Number.NaN) },
        new Proxy(
          {},
          {
            ownKeys: () => {
              throw new Error("from a proxy");
            },
          },
        ),
      ];
      const { safar } = window;
      const calls: [string, (...args: never[]) => unknown][] = [
        ...["track", "identify", "page", "group", "alias", "consent", "on", "ready"].map(
          (name): [string, () => unknown] => [name, (...args) => safar[name](...args)],
        ),
        ["cart.add", (...args) => safar.cart.add(...args)],
        ["order.complete", (...args) => safar.order.complete(...args)],
        ["flush", (...args) => safar.flush(...args)],
      ];
      const problems: string[] = [];
      for (const [name, call] of calls) {
        for (const [place, value] of hostile.entries()) {
          const isEvent = /track|identify|page|group|alias|\./.test(name);
          for (const args of isEvent ? [[value], ["x", value], ["x", "y", value, value]] : [[value]]) {
            try {
              const result = call(...(args as never[]));
              if (result instanceof Promise)
                result.catch((error) => problems.push(`${name}(${place}) rejects ${error}`));
            } catch (error) {
              problems.push(`${name}(${place}) throws ${error}`);
            }
          }
        }
      }
      safar.consent("granted");
      return new Promise<string[]>((resolve) => setTimeout(resolve, 300, problems));
    }, run);
    expect(thrown).toEqual([]);
    await track(page, run, [7]);
    expect(await flush(page)).toBe(true);
    expect(numbers(await stage.arrived(run, 1))).toContain(7);
    const { tracked, queued, sent, dropped } = await stats(page);
    expect(queued).toBe(0);
    expect(sent + Object.values(dropped).reduce((a, b) => a + b, 0)).toBe(tracked);
  });

  it("a wrong write key or host tells the developer, and harms nothing", async () => {
    for (const options of [{ writeKey: 5 }, { host: "no address" }, { writeKey: "", host: "" }]) {
      const page = await visitor.open(stage.pages.url(addSafarPage(stage, { by: "import", options })));
      await page.evaluate(() => {
        window.safar?.track("Product Viewed", { product_id: "p" });
      });
    }
    expect(await stage.rows(run)).toEqual([]);
  });

  it("a listener or a beforeSend that fails harms no event", async () => {
    const path = stage.pages.add({
      head: `<script type="module">
        import { Safar } from "/sdk/index.js";
        window.safar = new Safar({ writeKey: "${stage.collector.writeKey}", host: "${stage.proxy.url}", flushInterval: 50,
          beforeSend(event) {
            if (event.properties.n === "1") return null;
            if (event.properties.n === "2") return { ...event, properties: { ...event.properties, added: true } };
            if (event.properties.n === "3") throw new Error("from beforeSend");
            return event;
          } });
        for (const name of ["event", "flush", "drop", "error"]) safar.on(name, () => { throw new Error("from a listener") });
      </script>`,
    });
    const page = await visitor.open(stage.pages.url(path));
    await track(page, run, upTo(5));
    expect(await flush(page)).toBe(true);
    const rows = await stage.arrived(run, 3);
    expect(numbers(rows).filter((n) => n !== 3)).toEqual([0, 2, 4]);
    expect(JSON.parse(rows.find(({ n }) => n === "2")!.properties).added).toBe(true);
  });

  it("a full disk quota makes the queue live in memory, and every event still arrives", async () => {
    const isChromium = name === "chromium";
    // Firefox takes its quota, in KiB, only when it starts.
    const small = isChromium
      ? visitor.browser
      : await launch("firefox", { "dom.quotaManager.temporaryStorage.fixedLimit": 128 });
    const guest = await newVisitor(small);
    try {
      const page = await guest.open(stage.pages.url(addSafarPage(stage, { by: "import" })));
      if (isChromium) {
        const session = await page.createCDPSession();
        await session.send("Storage.overrideQuotaForOrigin", {
          origin: new URL(page.url()).origin,
          quotaSize: 1,
        });
      }
      expect(await page.evaluate(storeTwoMegabytes)).toBe("QuotaExceededError");
      await stage.proxy.refuse();
      await track(page, run, upTo(100), { filler: "x".repeat(10_000) });
      await sleep(400);
      await stage.proxy.accept();
      expect(await flush(page)).toBe(true);
      expect(numbers(await stage.arrived(run, 100))).toEqual(upTo(100));
      expect(guest.errors).toEqual([]);
    } finally {
      await guest.leave();
      if (small !== visitor.browser) await small.close();
    }
  });
});

/** Runs in the page: what IndexedDB says to two megabytes. */
async function storeTwoMegabytes(): Promise<string | undefined> {
  const opening = indexedDB.open("filler", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("filler");
  await new Promise((resolve) => {
    opening.onsuccess = opening.onerror = resolve;
  });
  if (opening.error) return opening.error.name;
  const bytes = crypto.getRandomValues(new Uint8Array(65_536));
  const writing = opening.result.transaction("filler", "readwrite");
  for (let n = 0; n < 32; n++) writing.objectStore("filler").put(bytes.slice(), n);
  await new Promise((resolve) => {
    writing.oncomplete = writing.onabort = resolve;
  });
  return writing.error?.name;
}
