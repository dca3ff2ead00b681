import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findMiniBrowser } from "../find-browsers.mjs";
import { start, stop } from "./driver.js";
import { startScreen } from "./screen.js";

/** A cookie as the browser keeps it. */
export interface KeptCookie {
  readonly domain: string;
  readonly name: string;
  readonly value: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

/** WebKit as a visitor starts it: nothing drives it but the pages, and it keeps its cookies in a file. */
export interface OwnWindow {
  /** What the cookie file says now. */
  cookies(): Promise<KeptCookie[]>;
  close(): Promise<void>;
}

/**
 * Opens MiniBrowser at an address. Under automation WebKit's tracking prevention is off: this is without, and with
 * folders of its own.
 *
 * @param proxy address of the HTTP proxy that leads to all servers, whose certificates are not looked at
 */
export async function openOwnWindow(url: string, proxy: string): Promise<OwnWindow> {
  const home = await mkdtemp(join(tmpdir(), "safar-webkit-"));
  const cookieFile = join(home, "cookies.txt");
  const screen = await startScreen();
  const browser = start(
    findMiniBrowser()!,
    ["--enable-itp", "--ignore-tls-errors", `--cookies-file=${cookieFile}`, `--proxy=${proxy}`, url],
    {
      PATH: process.env.PATH,
      HOME: home,
      XDG_RUNTIME_DIR: home,
      XDG_CACHE_HOME: join(home, "cache"),
      XDG_DATA_HOME: join(home, "data"),
      XDG_CONFIG_HOME: join(home, "config"),
      DISPLAY: screen.display,
      LANG: "en_US.UTF-8",
      NO_AT_BRIDGE: "1",
      LIBGL_ALWAYS_SOFTWARE: "1",
    },
  );
  return {
    cookies: async () => readCookies(await readFile(cookieFile, "utf8").catch(() => "")),
    async close() {
      await stop(browser);
      await screen.close();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Reads a cookie file in Netscape's format: seven columns, of which a line may begin with "#HttpOnly_". */
function readCookies(text: string): KeptCookie[] {
  return text
    .split("\n")
    .map((line) => line.replace(/^#HttpOnly_/, "").split("\t"))
    .filter((columns) => columns.length >= 7)
    .map(([domain, , , , seconds, name, value]) => ({
      domain: domain!,
      name: name!,
      value: value!,
      expires: Number(seconds) * 1000,
    }));
}
