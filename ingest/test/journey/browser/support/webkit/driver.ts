import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** An answer that is no success: `name` is WebDriver's code, such as "no such frame". */
export class WebDriverError extends Error {}

/** A session of WebKitWebDriver with a MiniBrowser of its own, whose storage nobody shares and nothing outlives. */
export interface Driver {
  /**
   * Sends a command of https://www.w3.org/TR/webdriver2/, below the session's address; gives its value.
   *
   * @throws {Error} when there is no answer within `limitMs`
   */
  command<Value>(
    method: "GET" | "POST" | "DELETE",
    path: string,
    body?: object,
    limitMs?: number,
  ): Promise<Value>;
  end(): Promise<void>;
}

export interface DriverOptions {
  readonly program: string;
  readonly miniBrowser: string;
  /** Of the screen, like ":7". */
  readonly display: string;
  /** More arguments for MiniBrowser, like "--cookies-policy=never". */
  readonly arguments: readonly string[];
  readonly language: string;
}

const STARTING_MS = 20_000;
/** No command takes longer: a script in a page ends by itself after 60 s (`timeouts` below). */
const COMMAND_MS = 70_000;
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Starts a program that goes with this process. */
export function start(program: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  const child = spawn(program, args, { env, stdio: ["ignore", "ignore", "ignore", "pipe"] });
  running.add(child);
  child.once("error", () => {});
  child.once("close", () => running.delete(child));
  return child;
}

export async function stop(child: ChildProcess): Promise<void> {
  if (!running.has(child)) return;
  const closed = once(child, "close");
  child.kill("SIGTERM");
  const isClosed = await Promise.race([closed.then(() => true), sleep(5_000, false, { ref: false })]);
  if (!isClosed) child.kill("SIGKILL");
  await closed;
}

export async function startDriver(options: DriverOptions): Promise<Driver> {
  const home = await mkdtemp(join(tmpdir(), "safar-webkit-"));
  const port = await freePort();
  const child = start(options.program, ["-p", String(port)], {
    PATH: process.env.PATH,
    HOME: home,
    XDG_RUNTIME_DIR: home,
    XDG_CACHE_HOME: home,
    DISPLAY: options.display,
    LANG: options.language,
    NO_AT_BRIDGE: "1",
    // There is no graphics card where tests run.
    LIBGL_ALWAYS_SOFTWARE: "1",
  });
  const ask = async (method: string, path: string, body?: object, limitMs = COMMAND_MS) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(method === "POST" && { body: JSON.stringify(body ?? {}) }),
      signal: AbortSignal.timeout(limitMs),
    }).catch((error: Error) => {
      throw new Error(`WebKitWebDriver did not answer ${method} ${path}: ${error.message}`);
    });
    const { value } = (await answer.json()) as { value: never };
    if (answer.ok) return value;
    const { error, message } = value as { error: string; message: string };
    throw Object.assign(new WebDriverError(`${error}: ${message}`), { name: error });
  };
  const end = async () => {
    await stop(child);
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await untilReady(() => ask("GET", "/status"));
    const capabilities = {
      alwaysMatch: {
        // The page tells when it is loaded (page.ts): a command waits for nothing by itself.
        pageLoadStrategy: "none",
        acceptInsecureCerts: true,
        timeouts: { script: 60_000 },
        "webkitgtk:browserOptions": {
          binary: options.miniBrowser,
          args: ["--automation", ...options.arguments],
        },
      },
    };
    const { sessionId } = (await ask("POST", "/session", { capabilities })) as { sessionId: string };
    return {
      command: (method, path, body, limitMs) => ask(method, `/session/${sessionId}${path}`, body, limitMs),
      async end() {
        await ask("DELETE", `/session/${sessionId}`).catch(() => {});
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

async function untilReady(ask: () => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + STARTING_MS;
  for (;;) {
    try {
      await ask();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(50);
    }
  }
}

/** A port that nobody holds now. The driver takes none by itself. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
