import type { Browser } from "puppeteer-core";
import { startDriver } from "./driver.js";
import { startScreen } from "./screen.js";
import { Visit } from "./visit.js";

export interface WebKitOptions {
  /** WebKitWebDriver, and the MiniBrowser that it drives. */
  readonly program: string;
  readonly miniBrowser: string;
  readonly arguments?: readonly string[];
  readonly language?: string;
}

/** Starts WebKitGTK on a screen of its own. Each of its contexts is a session: a browser that nobody shares. */
export async function launchWebKit(options: WebKitOptions): Promise<Browser> {
  const screen = await startScreen();
  const visits = new Set<Visit>();
  const browser = {
    async createBrowserContext() {
      const visit = await Visit.begin((proxy) =>
        startDriver({
          ...options,
          display: screen.display,
          language: options.language ?? "en_US.UTF-8",
          arguments: [`--proxy=${proxy}`, ...(options.arguments ?? [])],
        }),
      );
      visits.add(visit);
      return {
        newPage: () => visit.newPage(),
        async close() {
          visits.delete(visit);
          await visit.close();
        },
      };
    },
    async close() {
      await Promise.all([...visits].map((visit) => visit.close()));
      await screen.close();
    },
    userAgent: () => Promise.resolve("WebKitGTK"),
  };
  // As much of puppeteer's `Browser` as the tests use: see page.ts.
  return browser as never;
}
