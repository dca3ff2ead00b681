import puppeteer, { type Browser, type LaunchOptions, type Page } from "puppeteer-core";
import { CHROMIUM_ARGS, findBrowsers, findMiniBrowser, whatIsMissing } from "./find-browsers.mjs";
import { slowAnswers } from "./slow-answers.js";
import { launchWebKit } from "./webkit/browser.js";

export type BrowserName = "chromium" | "firefox" | "webkit";

const { found, missing } = findBrowsers();
if (process.env.CI === "true" && missing.length > 0) throw new Error(whatIsMissing(missing));

/** The browsers of this machine, for `describe.each`. (Without any, vitest.config.ts leaves these files out.) */
export const everyBrowser: readonly BrowserName[] = found.map(({ name }) => name as BrowserName);

/**
 * Those in which all journeys are made: in integration tests the first. A session of WebKit starts slowly: the short form
 * of the system tests makes in it the journeys in which it differs, and `npm run test:browsers` all.
 */
export const browserNames = everyBrowser.filter(
  (name, place) =>
    (place === 0 || process.env.SAFAR_TEST_BROWSERS !== "one") &&
    (name !== "webkit" || process.env.SAFAR_TEST_BROWSERS === "all"),
);

/** The driver turns Firefox's back/forward cache off; visitors have it. */
const FIREFOX_PREFERENCES = { "fission.bfcacheInParent": true };

/**
 * Starts a stock browser with a new profile.
 *
 * @param preferences of Firefox; of WebKit `arguments`, such as "--enable-html5-database=false", and `language`
 */
export function launch(name: BrowserName, preferences: Record<string, unknown> = {}): Promise<Browser> {
  const executablePath = found.find((browser) => browser.name === name)?.path;
  if (executablePath === undefined) throw new Error(whatIsMissing([name]));
  if (name === "webkit") {
    return launchWebKit({ program: executablePath, miniBrowser: findMiniBrowser()!, ...preferences });
  }
  const options: LaunchOptions =
    name === "chromium"
      ? { browser: "chrome", args: CHROMIUM_ARGS }
      : { browser: "firefox", extraPrefsFirefox: { ...FIREFOX_PREFERENCES, ...preferences } };
  return puppeteer.launch({ ...options, executablePath, headless: true, protocolTimeout: 60_000 });
}

/** Without a window Chromium calls itself headless, and is counted as a robot; visitors have a window. */
async function lookLikeAVisitor(page: Page, browser: Browser): Promise<void> {
  const userAgent = await browser.userAgent();
  if (userAgent.includes("Headless"))
    await page.setUserAgent({ userAgent: userAgent.replace("Headless", "") });
}

/**
 * Gives the tab's pages a function that calls this one, without its answer. The driver of Chromium writes what it is
 * given as JSON: a library's `Array.prototype.toJSON()` would write brackets in place of it.
 */
export async function expose(page: Page, name: string, tell: (...args: never[]) => unknown): Promise<void> {
  await page.exposeFunction(name, tell);
  await page.evaluateOnNewDocument((exposed) => {
    const all = window as never as Record<string, (...args: unknown[]) => unknown>;
    const told = all[exposed]!;
    all[exposed] = (...args) => {
      const arrays = Array.prototype as { toJSON?: unknown };
      const { toJSON } = arrays;
      delete arrays.toJSON;
      try {
        return told(...args);
      } finally {
        if (toJSON) arrays.toJSON = toJSON;
      }
    };
  }, name);
}

/** Someone with a browser of their own: storage, cookies and tabs that nobody shares. */
export interface Visitor {
  /** Opens a tab at an address, and waits until the page is loaded. */
  open(url: string): Promise<Page>;
  /** A tab with nothing in it yet. */
  tab(): Promise<Page>;
  /** What went wrong in any of the pages: uncaught errors and unhandled rejections. */
  readonly errors: string[];
  leave(): Promise<void>;
}

export async function newVisitor(browser: Browser): Promise<Visitor> {
  const context = await browser.createBrowserContext();
  const errors: string[] = [];
  const tab = async () => {
    const page = await context.newPage();
    await lookLikeAVisitor(page, browser);
    await slowAnswers(page);
    await expose(page, "tellOfError", (text: string) => errors.push(text));
    await page.evaluateOnNewDocument(() => {
      const tell = (error: unknown) =>
        (window as never as { tellOfError(text: string): void }).tellOfError(
          String((error as Error)?.stack ?? error),
        );
      addEventListener("error", (event) => tell(event.error ?? event.message));
      addEventListener("unhandledrejection", (event) => tell(event.reason));
    });
    return page;
  };
  return {
    errors,
    tab,
    async open(url) {
      const page = await tab();
      await page.goto(url);
      return page;
    },
    leave: () => context.close(),
  };
}
