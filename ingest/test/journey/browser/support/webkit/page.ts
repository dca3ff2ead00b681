import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Visit } from "./visit.js";

// biome-ignore lint/suspicious/noExplicitAny: what runs in a page takes and gives anything
type InPage = (...args: any[]) => unknown;

/** WebDriver's key for an element in an answer. */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
const POLL_MS = 20;
/** WebKit never answers a script that met a page in the moment of its replacement: it is asked again. */
const ASKED_AGAIN_MS = 3_000;

/**
 * A tab of WebKit with as much of puppeteer's `Page` as the tests use, by WebDriver. What is missing fails as a
 * function that is none, in the test that calls it.
 */
export class WebKitPage {
  #patienceMs = 30_000;

  constructor(
    private readonly visit: Visit,
    private readonly handle: string,
  ) {}

  setDefaultTimeout(ms: number): void {
    this.#patienceMs = ms;
  }

  async evaluate(run: InPage | string, ...args: unknown[]): Promise<unknown> {
    const answer = await this.#command<{ value?: unknown; error?: string }>("POST", "/execute/async", {
      script:
        `const done = arguments[1]; Promise.resolve().then(() => ${typeof run === "string" ? `(0, eval)(${JSON.stringify(run)})` : `(${run})(...arguments[0])`})` +
        ".then((value) => done({ value }), (error) => done({ error: String(error?.stack ?? error) }));",
      args: [args],
    });
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.value ?? undefined;
  }

  async goto(url: string): Promise<void> {
    const arrived = this.waitForNavigation();
    await this.#command("POST", "/url", { url });
    await arrived;
  }

  async reload(): Promise<void> {
    const arrived = this.waitForNavigation();
    await this.#command("POST", "/refresh");
    await arrived;
  }

  /** Waits until another page than the one of now is there, and loaded. */
  async waitForNavigation({ timeout = this.#patienceMs } = {}): Promise<void> {
    const mark = randomUUID();
    await this.#sync("window.leftByTheTest = arguments[0]", mark);
    await this.#until(
      "return window.leftByTheTest !== arguments[0] && document.readyState === 'complete'",
      timeout,
      mark,
    );
  }

  title(): Promise<string> {
    return this.#command("GET", "/title");
  }

  async close(): Promise<void> {
    await this.#command("DELETE", "/window");
  }

  evaluateOnNewDocument(run: InPage, ...args: unknown[]): Promise<void> {
    this.visit.runFirst(`(${run})(...${JSON.stringify(args)})`);
    return Promise.resolve();
  }

  exposeFunction(name: string, tell: (...args: never[]) => unknown): Promise<void> {
    this.visit.expose(name, tell);
    return Promise.resolve();
  }

  /** Calls back with what pages write to their console, from the next page on. */
  on(_: "console", listen: (message: { text(): string }) => void): void {
    this.visit.expose("tellOfConsole", (text: string) => listen({ text: () => text }));
    this.visit.runFirst(
      `for (const name of ["log", "info", "warn", "error"]) { const write = console[name]; console[name] = (...args) => { write.apply(console, args); tellOfConsole(String(args[0])); }; }`,
    );
  }

  /** The browser sees no network, and says so: WebKitGTK asks the system, which a test leaves alone. */
  async setOfflineMode(isOffline: boolean): Promise<void> {
    await this.visit.setOffline(isOffline);
    await this.#sync(
      "Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => arguments[0] });" +
        "dispatchEvent(new Event(arguments[0] ? 'online' : 'offline'));",
      !isOffline,
    );
  }

  async waitForFunction(run: InPage, { timeout = this.#patienceMs } = {}, ...args: unknown[]): Promise<void> {
    await this.#until(`return (${run})(...arguments)`, timeout, ...args);
  }

  async waitForSelector(selector: string): Promise<void> {
    await this.#until("return document.querySelector(arguments[0]) !== null", this.#patienceMs, selector);
  }

  $eval(selector: string, run: InPage, ...args: unknown[]): Promise<unknown> {
    const script = `(selector, ...args) => (${run})(document.querySelector(selector), ...args)`;
    return this.#call(script, selector, ...args);
  }

  $$eval(selector: string, run: InPage, ...args: unknown[]): Promise<unknown> {
    const script = `(selector, ...args) => (${run})([...document.querySelectorAll(selector)], ...args)`;
    return this.#call(script, selector, ...args);
  }

  async type(selector: string, text: string): Promise<void> {
    const { [ELEMENT]: id } = await this.#command<Record<string, string>>("POST", "/element", {
      using: "css selector",
      value: selector,
    });
    await this.#command("POST", `/element/${id}/value`, { text });
  }

  async select(selector: string, value: string): Promise<void> {
    await this.$eval(
      selector,
      (field: HTMLSelectElement, to: string) => {
        field.value = to;
        field.dispatchEvent(new Event("change", { bubbles: true }));
      },
      value,
    );
  }

  #call(script: string, ...args: unknown[]): Promise<unknown> {
    return this.evaluate({ toString: () => script } as never, ...args);
  }

  #sync<Value>(script: string, ...args: unknown[]): Promise<Value> {
    return this.#command("POST", "/execute/sync", { script, args });
  }

  async #until(script: string, timeoutMs: number, ...args: unknown[]): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      // A page that is just replaced has no answer.
      const body = { script, args };
      const isSo = this.#command("POST", "/execute/sync", body, ASKED_AGAIN_MS);
      if (await isSo.catch(() => false)) return;
      if (Date.now() > deadline) throw new Error(`It did not come in ${timeoutMs} ms: ${script}`);
      await sleep(POLL_MS);
    }
  }

  #command<Value>(
    method: "GET" | "POST" | "DELETE",
    path: string,
    body?: object,
    limitMs?: number,
  ): Promise<Value> {
    return this.visit.command(this.handle, method, path, body, limitMs);
  }
}
