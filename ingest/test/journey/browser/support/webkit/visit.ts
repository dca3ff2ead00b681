import type { Driver } from "./driver.js";
import { WebKitPage } from "./page.js";
import { startWay, TELLING_PATH, type Way } from "./way.js";

/** What a page tells: no array, which some pages write as text. */
interface Told {
  readonly name: string;
  readonly args: Readonly<Record<string, never>>;
}

/** One visitor with WebKit: a session with its tabs. */
export class Visit {
  readonly #scripts: string[] = [];
  readonly #exposed = new Map<string, (...args: never[]) => unknown>();
  /** A session has one window that commands mean at a time: one command follows the other. */
  #last: Promise<unknown> = Promise.resolve();
  #driver: Driver | undefined;
  /** The session's first window, which stays empty: a session ends with its last one. */
  #firstWindow = "";

  private constructor(private readonly way: Way) {}

  /** @param begin starts the session, whose requests go through the proxy at `proxyUrl` */
  static async begin(begin: (proxyUrl: string) => Promise<Driver>): Promise<Visit> {
    const way = await startWay((message) => visit.#hear(message as Told));
    const visit = new Visit(way);
    try {
      visit.#driver = await begin(way.url);
      visit.#firstWindow = await visit.#driver.command("GET", "/window");
    } catch (error) {
      await way.close();
      throw error;
    }
    return visit;
  }

  async newPage(): Promise<WebKitPage> {
    // A window is seen; a tab behind another is not.
    const { handle } = await this.command<{ handle: string }>(this.#firstWindow, "POST", "/window/new", {
      type: "window",
    });
    return new WebKitPage(this, handle);
  }

  /** Sends a command about a window. */
  command<Value>(
    handle: string,
    method: "GET" | "POST" | "DELETE",
    path: string,
    body?: object,
    limitMs?: number,
  ): Promise<Value> {
    return this.#queue(async () => {
      await this.#driver!.command("POST", "/window", { handle }, limitMs);
      return this.#driver!.command<Value>(method, path, body, limitMs);
    });
  }

  /** From now on each page runs this before its own scripts. */
  runFirst(script: string): void {
    if (!this.#scripts.includes(script)) this.#scripts.push(script);
    this.way.script = `{${this.#scripts.join("};{")}}`;
  }

  /** Gives pages a function that calls this one, without its answer. */
  expose(name: string, tell: (...args: never[]) => unknown): void {
    this.#exposed.set(name, tell);
    this.runFirst(
      `window[${JSON.stringify(name)}] = (...args) => { navigator.sendBeacon(${JSON.stringify(TELLING_PATH)}, JSON.stringify({ name: ${JSON.stringify(name)}, args: { ...args } })); return Promise.resolve(); }`,
    );
  }

  setOffline(isOffline: boolean): Promise<void> {
    this.way.isOffline = isOffline;
    return Promise.resolve();
  }

  async close(): Promise<void> {
    await this.#queue(() => this.#driver!.end());
    await this.way.close();
  }

  #hear({ name, args }: Told): void {
    this.#exposed.get(name)?.(...Object.values(args));
  }

  #queue<Value>(run: () => Promise<Value>): Promise<Value> {
    const result = this.#last.then(run, run);
    this.#last = result.catch(() => {});
    return result;
  }
}
