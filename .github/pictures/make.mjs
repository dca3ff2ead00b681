// node .github/pictures/make.mjs, after npm run build: the pictures of the README, of the real demo shop and dashboard
// in Chromium. Needs img2webp and cwebp (Debian's package webp).
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import puppeteer from "puppeteer-core";
import { CHROMIUM_ARGS, findBrowsers } from "../../ingest/test/journey/browser/support/find-browsers.mjs";

const SAFAR = fileURLToPath(new URL("../../ingest/dist/main.js", import.meta.url));
const PICTURES = fileURLToPath(new URL(".", import.meta.url));
const FRAME_MS = 900;

const executablePath = findBrowsers().found.find(({ name }) => name === "chromium")?.path;
if (!executablePath) throw new Error("Chromium is needed: npm run browsers installs it.");
const work = await mkdtemp(join(tmpdir(), "safar-pictures-"));
const browser = await puppeteer.launch({ executablePath, args: CHROMIUM_ARGS, headless: true });
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Starts `safar` with these arguments, and gives its first line that matches. */
async function start(args, wanted) {
  const child = spawn(process.execPath, [SAFAR, ...args], {
    cwd: work,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const said = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    if (wanted.test(line)) break;
  }
  return {
    said: said.join("\n"),
    async stop() {
      child.kill("SIGINT");
      if (child.exitCode === null) await once(child, "close");
    },
  };
}

async function trail() {
  const ports = ["--port", "0", "--query-port", "0", "--native-port", "0", "--ops-port", "0"];
  const { said, stop } = await start(["serve", "--json", ...ports], /^\{/);
  const { collector } = JSON.parse(said.split("\n").at(-1));
  const page = await browser.newPage();
  await page.setUserAgent({ userAgent: (await browser.userAgent()).replace("Headless", "") });
  await page.setViewport({ width: 1200, height: 720 });
  await page.goto(`${collector}/demo`);
  const frames = [];
  const shoot = async (selector) => {
    if (selector) await page.$eval(selector, (element) => element.click());
    for (const _ of [1, 2]) {
      await wait(FRAME_MS / 2);
      const path = join(work, `frame-${frames.length}.png`);
      await page.screenshot({ path });
      frames.push(path);
    }
  };
  await wait(1_500);
  await shoot();
  await shoot(".card a[href='/demo/products/meybod-teapot']");
  await shoot(".buy button");
  await shoot(".cart");
  await shoot("a[href='/demo/checkout']");
  await page.type("#name", "Laleh");
  await page.type("#email", "laleh@example.com");
  for (const _ of ["where", "how", "thanks"]) await shoot("form.checkout button[type=submit]");
  await wait(2_000);
  await shoot();
  await page.evaluate(() => [...document.querySelectorAll(".invitation button")].at(0)?.click());
  await wait(4_000);
  await shoot();
  execFileSync("img2webp", [
    "-loop",
    "0",
    "-lossy",
    "-q",
    "45",
    "-m",
    "6",
    "-d",
    String(FRAME_MS),
    ...frames,
    "-o",
    join(PICTURES, "trail.webp"),
  ]);
  await page.close();
  await stop();
}

async function dashboard() {
  const { said, stop } = await start(["demo", "--keep", "--customers", "1500"], /sign in with/);
  const [, address] = /dashboard +(\S+)/.exec(said);
  const [, password] = /user default, password (\S+)/.exec(said);
  const page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 900 });
  await page.goto(address);
  await page.waitForSelector("input[type=password]");
  await page.type("input[type=password]", password);
  await page.keyboard.press("Enter");
  await page.waitForSelector("#tile-revenue");
  await wait(8_000);
  const path = join(work, "dashboard.png");
  await page.screenshot({ path });
  execFileSync("cwebp", ["-quiet", "-q", "70", path, "-o", join(PICTURES, "dashboard.webp")]);
  await page.close();
  await stop();
}

try {
  await trail();
  await dashboard();
} finally {
  await browser.close();
  await rm(work, { recursive: true, force: true });
}
